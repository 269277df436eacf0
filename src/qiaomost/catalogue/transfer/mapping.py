"""Which column of a foreign file is which of our fields: presets, mapping files and flags."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from qiaomost.common.languages import LanguageCode

RECORD_FIELDS = ("id", "kind", "language", "country", "organisation", "subjects", "address", "updated")
TEXT_FIELDS = (
    "title",
    "summary",
    "description",
    "advantages",
    "current_solutions",
    "desired_outcome",
    "acceptance_criteria",
    "keywords",
)
FACT_FIELDS = (
    "stage",
    "trl",
    "production_readiness",
    "market_readiness",
    "cooperation",
    "deliverable",
    "budget",
    "currency",
    "deadline",
    "ip_terms",
    "trl_min",
)
FIELDS = frozenset(
    [*RECORD_FIELDS, *TEXT_FIELDS, *FACT_FIELDS]
    + [f"{name}.{language}" for name in TEXT_FIELDS for language in LanguageCode.values]
)
"""What a column may be mapped to. ``title`` is of the row's language, ``title.ru`` of Russian whatever the row's."""

NATIVE_KEYS = frozenset({"id", "kind", "source_language", "texts"})
"""A row with these keys is of the catalogue's own shape (see ``native``) and needs no mapping."""


class WrongMapping(Exception):
    """The mapping can't be used with this file; the message says why."""


class ColumnMapping(BaseModel):
    """How rows of a foreign file become records; the shape of a mapping file, which is TOML or JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str = Field(
        default="", max_length=64, description="Name of the source, part of every record's provenance."
    )
    columns: dict[str, str] = Field(default={}, description="Our field → the file's column.")
    set: dict[str, str] = Field(default={}, description="Our field → a value that all rows have.")
    subjects: dict[str, list[str]] = Field(
        default={}, description="Name of a field of science → codes of subjects."
    )
    countries: dict[str, str] = Field(
        default={"zh": "CN", "ru": "RU"}, description="Language → country of rows without one."
    )
    organisations: dict[str, dict[str, str]] = Field(
        default={},
        description="Country → names, by language, of the placeholder that owns rows without an organisation.",
    )
    known_by: frozenset[str] = Field(
        default=frozenset(), description="Of a preset: the columns by which a file is known."
    )

    @field_validator("columns", "set")
    @classmethod
    def _known_fields(cls, value: dict[str, str]) -> dict[str, str]:
        unknown = sorted(set(value) - FIELDS)
        if unknown:
            raise ValueError(f"no such field: {', '.join(unknown)}; there are {', '.join(sorted(FIELDS))}")
        return value

    def overlaid(self, *, columns: Mapping[str, str], constants: Mapping[str, str]) -> ColumnMapping:
        """Return the mapping with what the flags say instead of what it said of the same fields.

        Raises:
            WrongMapping: a flag names a field that there is not.
        """
        kept = {name: column for name, column in self.columns.items() if name not in constants}
        fixed = {name: value for name, value in self.set.items() if name not in columns}
        return _validated(
            {**dict(self), "columns": {**kept, **columns}, "set": {**fixed, **constants}}, "The flags"
        )


def load_mapping(path: Path) -> ColumnMapping:
    """Read a mapping file, TOML or (by its suffix) JSON.

    Raises:
        WrongMapping: it can't be read or says something that a mapping can't say.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise WrongMapping(f"{path}: {error}") from error
    return _validated(content, str(path))


@cache
def presets() -> dict[str, ColumnMapping]:
    """Return the mappings of the shapes that we know, by name."""
    folder = files(__package__) / "presets"
    return {
        item.name.removesuffix(".toml"): _validated(
            tomllib.loads(item.read_text(encoding="utf-8")), item.name
        )
        for item in sorted(folder.iterdir(), key=lambda item: item.name)
        if item.name.endswith(".toml")
    }


def detect_preset(columns: Collection[str]) -> str | None:
    """Return the name of the preset for a file with exactly these columns, or ``None``."""
    return next((name for name, preset in presets().items() if preset.known_by == set(columns)), None)


def choose(
    columns: Collection[str],
    *,
    given: ColumnMapping | None,
    flags: Mapping[str, str],
    constants: Mapping[str, str],
    is_table: bool,
) -> tuple[ColumnMapping | None, str]:
    """Choose how a file with these columns is read: by the mapping given, by a preset, or by the columns' names.

    Args:
        columns: the columns of a table, or the keys of a JSONL file's first row.
        given: a mapping file's content.
        flags: field → column, as the flags say it; they win over the mapping.
        constants: field → value of all rows, as the flags say it.
        is_table: whether every row has all ``columns``; a row of JSONL may leave keys out.

    Returns:
        The mapping, ``None`` for the catalogue's own shape, and what it is called.

    Raises:
        WrongMapping: a column is not there, no column is the title, or the rows need no mapping.
    """
    if given is None and set(columns) >= NATIVE_KEYS:
        if flags or constants:
            raise WrongMapping(
                "The rows are of the catalogue's own shape: no column or value can be set by flags."
            )
        return None, "the catalogue's own shape"
    preset = None if given else detect_preset(columns)
    known = presets()[preset] if preset else given
    mapping = (known or ColumnMapping()).overlaid(columns=flags, constants=constants)
    missing = sorted(set(mapping.columns.values()) - set(columns)) if is_table else []
    if missing:
        raise WrongMapping(f"The file has no column {', '.join(missing)}; it has {', '.join(columns)}.")
    mapping = mapping if known else _with_names(mapping)
    _require_title(mapping, columns)
    if preset:
        return mapping, f"preset {preset}"
    return mapping, "the mapping file" if given else "the names of the columns"


def _require_title(mapping: ColumnMapping, present: Collection[str]) -> None:
    titles = {column for name, column in mapping.columns.items() if name.partition(".")[0] == "title"}
    if not titles & set(present):
        raise WrongMapping("No column is the title: name it with --map title=COLUMN.")


def _with_names(mapping: ColumnMapping) -> ColumnMapping:
    """Map every field that the flags leave alone to the column of its own name, if a row has one."""
    same = {name: name for name in FIELDS if name not in mapping.set}
    return mapping.model_copy(update={"columns": {**same, **mapping.columns}})


def _validated(content: Any, where: str) -> ColumnMapping:
    try:
        return ColumnMapping.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise WrongMapping(f"{where}: {place}: {first['msg']}") from error

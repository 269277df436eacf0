"""The files of the demonstration catalogue, one folder for a group of fields."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from qiaomost.catalogue.transfer.native import OrganisationRow, PersonRow, RecordRow, parse

SOURCE = "demonstration"
FOLDER = Path(__file__).resolve().parent
RECORDS = "records.jsonl"
JUDGEMENTS = "qrels.tsv"

Shape = TypeVar("Shape", bound=BaseModel)
Judgements = dict[tuple[str, str], int]
"""(challenge, achievement or expert) → grade 0–3; what nobody judged is not in it and counts as 0."""


@dataclass(frozen=True, slots=True)
class Group:
    """One folder; ids are unique across all of them."""

    name: str
    organisations: tuple[OrganisationRow, ...]
    persons: tuple[PersonRow, ...]
    records: tuple[RecordRow, ...]


@cache
def read_groups() -> tuple[Group, ...]:
    """Read all groups, in the order of their names."""
    return tuple(
        Group(
            folder.name,
            tuple(_rows(folder / "organisations.jsonl", OrganisationRow)),
            tuple(_rows(folder / "persons.jsonl", PersonRow)),
            tuple(_rows(folder / RECORDS, RecordRow)),
        )
        for folder in _folders()
    )


def read_judgements() -> Judgements:
    """Read the grades of each group, then those given across groups, which win where both judge a pair."""
    files = [*(folder / JUDGEMENTS for folder in _folders()), FOLDER / JUDGEMENTS]
    return {pair: grade for path in files if path.exists() for pair, grade in _judgements(path)}


def digest() -> str:
    """Return a digest of all that is loaded into a catalogue."""
    whole = hashlib.sha256()
    for path in sorted(FOLDER.glob("*/*.jsonl")):
        whole.update(path.relative_to(FOLDER).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def _folders() -> list[Path]:
    return sorted(path.parent for path in FOLDER.glob(f"*/{RECORDS}"))


def _rows(path: Path, shape: type[Shape]) -> Iterator[Shape]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield parse(shape, json.loads(line))


def _judgements(path: Path) -> Iterator[tuple[tuple[str, str], int]]:
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        challenge, document, grade = line.split("\t")
        yield (challenge, document), int(grade)

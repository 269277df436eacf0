"""From a row of a foreign file to a row of the catalogue's own shape (see ``native``)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from qiaomost.catalogue.models import RecordKind
from qiaomost.catalogue.models.records import SUMMARY_LIMIT
from qiaomost.catalogue.transfer.mapping import FACT_FIELDS, TEXT_FIELDS, ColumnMapping
from qiaomost.common.errors import Invalid
from qiaosearch.text.detect import detect

KEYWORD_LIMIT = 12
"""Papers may carry more; a record takes the first twelve."""

_LIST = re.compile(r"\s*[;；|\n]\s*")
_KEYWORDS = re.compile(r"\s*[;；|\n,，、]\s*")
_SENTENCE_END = re.compile(
    r"[。！？!?]+[”’»\")）]*|(?<!\d)[.．](?=\s|$|[\u4e00-\u9fff])|(?<=\d)[.．](?=\s|$)"
)


def shape(values: Mapping[str, Any], mapping: ColumnMapping) -> dict[str, Any]:
    """Return the row of the catalogue's own shape that a foreign row stands for.

    A row without an id gets one from its title and address, so that the same row is the same record again. A row
    without a summary gets the first sentences of its description.

    Raises:
        Invalid: a value can't be read, with one entry per field.
    """
    flat = {**mapping.set, **{name: values.get(column) for name, column in mapping.columns.items()}}
    flat = {name: value for name, value in flat.items() if value not in (None, "", [])}
    language = str(flat.get("language") or _detected(flat))
    texts = _texts(flat, language)
    original = texts.get(language, {})
    address = str(flat.get("address", ""))
    kind = str(flat.get("kind", ""))
    if kind == RecordKind.EXPERT:
        raise Invalid(fields={"kind": "experts come in rows of the catalogue's own shape only"})
    return {
        "id": str(flat.get("id") or _derived_id(str(original.get("title", "")), address)),
        "kind": kind,
        "source_language": language,
        "country": str(flat.get("country") or mapping.countries.get(language, "")),
        "organisation": flat.get("organisation"),
        "subjects": _subjects(flat.get("subjects", []), mapping.subjects),
        "address": address,
        "updated": flat.get("updated"),
        "texts": texts,
        "facts": _facts(flat),
    }


def lead(text: str, limit: int = SUMMARY_LIMIT) -> str:
    """Return the first sentences of ``text`` within ``limit`` characters; where the first is longer, its beginning."""
    text = text.strip()
    if len(text) <= limit:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, limit + 1) if match.end() <= limit]
    if ends:
        return text[: ends[-1]]
    cut = text[: limit - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def _detected(flat: Mapping[str, Any]) -> str:
    return detect(f"{flat.get('title', '')} {flat.get('description', '')}") or ""


def _derived_id(title: str, address: str) -> str:
    return hashlib.sha256(f"{title}\0{address}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _texts(flat: Mapping[str, Any], language: str) -> dict[str, dict[str, Any]]:
    """Collect ``title`` and ``title.ru`` fields by language."""
    texts: dict[str, dict[str, Any]] = {}
    for name, value in flat.items():
        section, _, own_language = name.partition(".")
        if section in TEXT_FIELDS:
            texts.setdefault(own_language or language, {})[section] = _text_value(section, value)
    for text in texts.values():
        if not text.get("summary") and text.get("description"):
            text["summary"] = lead(text["description"])
    return texts


def _text_value(section: str, value: Any) -> Any:
    if section == "keywords":
        return _listed(value, _KEYWORDS)[:KEYWORD_LIMIT]
    if section == "acceptance_criteria":
        return _listed(value, _LIST)
    if isinstance(value, list | dict):
        raise Invalid(fields={section: "this is no text"})
    return str(value)


def _listed(value: Any, separator: re.Pattern[str]) -> list[str]:
    parts = value if isinstance(value, list) else separator.split(str(value))
    return [part for part in (str(part).strip() for part in parts) if part]


def _subjects(value: Any, names: Mapping[str, list[str]]) -> list[str]:
    """Return codes; a name with a separator inside is looked up whole first."""
    parts = [value] if str(value) in names else _listed(value, _KEYWORDS)
    codes = [code for part in parts for code in names.get(part, [part])]
    return list(dict.fromkeys(codes))


def _facts(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers and dates are read where the row is checked."""
    facts = {name: flat[name] for name in FACT_FIELDS if name in flat}
    if "cooperation" in facts:
        facts["cooperation"] = _listed(facts["cooperation"], _KEYWORDS)
    return facts

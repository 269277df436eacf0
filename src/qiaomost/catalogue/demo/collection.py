"""The demonstration catalogue as a test collection in BEIR layout: which records answer which challenges.

Challenges are the queries, achievements and experts the corpus (Thakur et al. 2021, "BEIR: a heterogeneous
benchmark"). ``benchmarks/collection`` holds what this module writes; a test keeps the two the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from qiaomost.catalogue.demo.content import Group, read_groups, read_judgements
from qiaomost.catalogue.models import SECTIONS, RecordKind
from qiaomost.catalogue.transfer.native import AchievementRow, ExpertRow, RecordRow

SPLITS = ("dev", "test")


def write_collection(folder: Path) -> int:
    """Write the four files into ``folder``; returns how many."""
    files = collection_files()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
    return len(files)


def collection_files() -> dict[str, str]:
    """Return path within the collection → content of ``corpus.jsonl``, ``queries.jsonl`` and both ``qrels``."""
    groups = read_groups()
    countries = {owner.id: owner.country for group in groups for owner in group.organisations}
    records = [record for group in groups for record in group.records]
    challenges = [record for record in records if record.kind == RecordKind.CHALLENGE]
    documents = [record for record in records if record.kind != RecordKind.CHALLENGE]
    return {
        "corpus.jsonl": _jsonl(_document(record, countries) for record in documents),
        "queries.jsonl": _jsonl(_query(record, countries) for record in challenges),
        **_qrels(split_challenges(groups)),
    }


def split_challenges(groups: Iterable[Group]) -> dict[str, str]:
    """Return challenge → split.

    Within each group and language the challenges are put in the order of the SHA-256 of their ids, the strata one
    after the other, and dealt out in turn: so the halves have the same groups and languages, to within one challenge.
    """
    keys = [
        (group.name, record.source_language.value, hashlib.sha256(record.id.encode()).hexdigest(), record.id)
        for group in groups
        for record in group.records
        if record.kind == RecordKind.CHALLENGE
    ]
    return {key[-1]: SPLITS[place % len(SPLITS)] for place, key in enumerate(sorted(keys))}


def _qrels(split_of: Mapping[str, str]) -> dict[str, str]:
    judged = sorted(read_judgements().items())
    files = {}
    for split in SPLITS:
        lines = [f"{pair[0]}\t{pair[1]}\t{grade}\n" for pair, grade in judged if split_of[pair[0]] == split]
        files[f"qrels/{split}.tsv"] = "".join(["query-id\tcorpus-id\tscore\n", *lines])
    return files


def _document(record: RecordRow, countries: Mapping[str, str]) -> dict[str, Any]:
    sections = _sections(record, record.source_language)
    title = sections.pop("title")
    return {
        "_id": record.id,
        "title": title,
        "text": "\n".join(sections.values()),
        **_common(record, countries),
        "readiness": getattr(record.facts, "trl", None),
        "texts": {
            language.value: {**_sections(record, language), "keywords": list(text.keywords)}
            for language, text in record.texts.items()
        },
        "facts": _facts(record),
    }


def _query(record: RecordRow, countries: Mapping[str, str]) -> dict[str, Any]:
    sections = _sections(record, record.source_language)
    return {"_id": record.id, "text": "\n".join(sections.values()), **_common(record, countries)}


def _common(record: RecordRow, countries: Mapping[str, str]) -> dict[str, Any]:
    owner = str(record.organisation)
    return {
        "language": record.source_language.value,
        "kind": record.kind.value,
        "country": countries[owner],
        "subjects": list(record.subjects),
        "updated": str(record.updated),
        "owner": owner,
    }


def _sections(record: RecordRow, language: str) -> dict[str, str]:
    """The sections of one language in reading order; with the original, the titles of what is named as evidence."""
    text = next(text for code, text in record.texts.items() if code == language)
    sections = {name: getattr(text, name) for name in SECTIONS[record.kind] if getattr(text, name)}
    if language == record.source_language and record.kind != RecordKind.CHALLENGE:
        titles = "\n".join(item.title for item in record.facts.evidence if item.title)
        sections |= {"evidence": titles} if titles else {}
    return sections


def _facts(record: RecordRow) -> dict[str, Any]:
    facts = record.facts
    if isinstance(facts, AchievementRow):
        return {"cooperation": list(facts.cooperation)}
    assert isinstance(facts, ExpertRow)  # noqa: S101 - challenges are not in the corpus
    evidence = [item.record for item in facts.evidence if item.record]
    return {"languages_of_work": sorted(facts.languages), "evidence": evidence}


def _jsonl(rows: Iterator[dict[str, Any]]) -> str:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)

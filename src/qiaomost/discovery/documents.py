"""From a record of the catalogue to the document that qiaosearch holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from qiaomost.catalogue.drafts import TextDraft
from qiaomost.catalogue.models import SECTIONS, Record, RecordKind, RecordText
from qiaomost.catalogue.permissions import groups_of_level
from qiaomost.catalogue.states import TextState
from qiaosearch.types import LABEL_SECTIONS, Document, Language, Section, Text

CRITERIA = "acceptance_criteria"
BRIEF = LABEL_SECTIONS | {"summary"}
UNFINISHED = datetime(1970, 1, 1, tzinfo=UTC)


def document_of(record: Record) -> Document:
    """Return the document of ``record``; reads only what ``catalogue.selectors.records_to_index`` prefetched.

    Only texts that the owner approved go in. Each section carries the visibility groups of its disclosure level.
    """
    texts = [text for text in record.texts.all() if text.state == TextState.APPROVED]
    return Document(
        id=str(record.pk),
        kind=record.kind,
        texts=tuple(_text(record, text) for text in sorted(texts, key=lambda text: text.language)),
        original=Language(record.source_language),
        updated=record.updated_at,
        groups=groups_of_level(record.disclosure, record),
        subjects=tuple(sorted(subject.code for subject in record.subjects.all())),
        country=record.organisation.country,
        readiness=record.achievement.trl if record.kind == RecordKind.ACHIEVEMENT else None,
        state=record.state,
        owner=str(record.organisation_id),
        facts=_facts(record),
    )


def document_of_draft(text: TextDraft, *, record_id: str, kind: str, now: datetime) -> Document:
    """Return the document that a single text would be; ``record_id`` is empty for a record not yet stored."""
    language = Language(text.language)
    sections = tuple(Section(name, getattr(text, name)) for name in SECTIONS[kind] if getattr(text, name))
    texts = (Text(language, sections, text.keywords),)
    return Document(id=record_id, kind=kind, texts=texts, original=language, updated=now)


def in_brief(document: Document) -> Document:
    """Return ``document`` with what is encoded fastest and found most: title, summary, keywords, name.

    It is dated ``UNFINISHED``, so that an index that holds no more of it is seen to be behind the catalogue.
    """
    texts = tuple(
        replace(text, sections=tuple(section for section in text.sections if section.name in BRIEF))
        for text in document.texts
    )
    return replace(document, texts=texts, updated=UNFINISHED)


def _text(record: Record, text: RecordText) -> Text:
    sections = [_section(record, name, getattr(text, name)) for name in SECTIONS[record.kind]]
    sections.append(_section(record, CRITERIA, "\n".join(text.acceptance_criteria)))
    sections.append(_section(record, "keywords", ", ".join(text.keywords)))
    if text.language == record.source_language:
        sections += [_section(record, "evidence", line) for line in _evidence(record)]
    if record.kind == RecordKind.EXPERT:
        names = dict.fromkeys(name.full() for name in record.expert.person.names.all())
        sections.append(_section(record, "name", " / ".join(names)))
    return Text(
        Language(text.language), tuple(section for section in sections if section.text), tuple(text.keywords)
    )


def _section(record: Record, name: str, text: str) -> Section:
    level = record.level_of(name)
    groups = None if level == record.disclosure else groups_of_level(level, record)
    return Section(name, text, groups)


def _evidence(record: Record) -> Iterator[str]:
    for item in record.evidence.all():
        if item.title:
            yield f"{item.title}. {item.abstract}" if item.abstract else item.title


def _facts(record: Record) -> dict[str, Any]:
    """What only matching reads; nothing here may tell who stands behind an anonymous challenge."""
    facts: dict[str, Any] = {"languages_of_work": sorted({text.language for text in record.texts.all()})}
    if record.kind == RecordKind.ACHIEVEMENT:
        facts["cooperation"] = list(record.achievement.cooperation)
    elif record.kind == RecordKind.CHALLENGE:
        facts |= {"cooperation": list(record.challenge.cooperation), "trl_min": record.challenge.trl_min}
    else:
        facts["languages_of_work"] = sorted({*facts["languages_of_work"], *record.expert.languages})
        facts["evidence"] = [str(item.target_id) for item in record.evidence.all() if item.target_id]
    return facts

"""Writing the content of a record: what differs between two drafts, and only that."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from qiaomost.catalogue.drafts import AchievementFacts, ChallengeFacts, Facts, RecordDraft, TextDraft
from qiaomost.catalogue.models import Achievement, Challenge, Evidence, Expert, IpRight, Record, RecordText
from qiaomost.catalogue.states import TextOrigin, TextState

SWITCHES = frozenset({"open_for_interest", "disclosure", "section_disclosure"})
"""Parts that the owner turns without another review."""

_ROW_FIELDS = ("organisation_id", "contact_id", *sorted(SWITCHES))
_TEXT_FIELDS = [field.name for field in fields(TextDraft) if field.name != "language"]
_APPROVAL_FIELDS = ["state", "approved_by", "approved_at"]


def differences(before: RecordDraft | None, after: RecordDraft) -> frozenset[str]:
    """Return the names of the parts that differ: fields of ``RecordDraft``, and ``texts.zh`` and so on.

    A language that ``after`` leaves out is left as it is, so it does not differ.
    """
    parts = [field.name for field in fields(RecordDraft) if field.name != "texts"]
    texts = {} if before is None else {text.language: text for text in before.texts}
    changed = {name for name in parts if before is None or getattr(before, name) != getattr(after, name)}
    return frozenset(
        changed | {f"texts.{text.language}" for text in after.texts if texts.get(text.language) != text}
    )


def is_material(changes: frozenset[str], draft: RecordDraft) -> bool:
    """Whether ``changes`` need another review: anything but translations and the owner's switches."""
    translations = {f"texts.{text.language}" for text in draft.texts} - {_original(draft)}
    return bool(changes - translations - SWITCHES)


def write_content(record: Record, draft: RecordDraft, changes: frozenset[str]) -> tuple[str, ...]:
    """Write the parts named by ``changes``, all but the record's own row.

    Translations that are not written along with a new original become stale. Texts that are written wait
    for approval.

    Returns:
        The fields that changed on ``record`` and are still to be saved.
    """
    row_fields = tuple(name for name in _ROW_FIELDS if name in changes)
    for name in row_fields:
        setattr(record, name, getattr(draft, name))
    if "subjects" in changes:
        record.subjects.set(draft.subjects)  # type: ignore[arg-type]  # the stubs know integer keys only
    if "facts" in changes:
        _write_facts(record, draft.facts)
    if "evidence" in changes:
        _write_evidence(record, draft)
    if _original(draft) in changes:
        mark_translations_stale(record)
    texts = [text for text in draft.texts if f"texts.{text.language}" in changes]
    write_texts(record, texts)
    return row_fields


def write_texts(record: Record, texts: list[TextDraft]) -> None:
    """Insert or replace whole texts, in one statement; they wait for approval."""
    rows = [RecordText(record=record, state=TextState.DRAFT, **_text_values(text)) for text in texts]
    RecordText.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["record", "language"],
        update_fields=[*_TEXT_FIELDS, *_APPROVAL_FIELDS],
    )


def mark_translations_stale(record: Record) -> None:
    """Mark every text but the original as older than it."""
    record.texts.exclude(origin=TextOrigin.ORIGINAL).exclude(state=TextState.STALE).update(
        state=TextState.STALE, approved_by=None, approved_at=None
    )


def _original(draft: RecordDraft) -> str:
    return f"texts.{draft.source_language}"


def _text_values(text: TextDraft) -> dict[str, Any]:
    values = {field.name: getattr(text, field.name) for field in fields(text)}
    return values | {"keywords": list(text.keywords), "acceptance_criteria": list(text.acceptance_criteria)}


def _write_facts(record: Record, facts: Facts) -> None:
    values = {field.name: getattr(facts, field.name) for field in fields(facts) if field.name != "ip_rights"}
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
    if isinstance(facts, AchievementFacts):
        achievement, _ = Achievement.objects.update_or_create(record=record, defaults=values)
        achievement.ip_rights.all().delete()
        IpRight.objects.bulk_create(
            IpRight(achievement=achievement, **asdict(right)) for right in facts.ip_rights
        )
    elif isinstance(facts, ChallengeFacts):
        Challenge.objects.update_or_create(record=record, defaults=values)
    else:
        Expert.objects.update_or_create(record=record, defaults=values | {"languages": dict(facts.languages)})


def _write_evidence(record: Record, draft: RecordDraft) -> None:
    record.evidence.all().delete()
    Evidence.objects.bulk_create(Evidence(record=record, **asdict(item)) for item in draft.evidence)

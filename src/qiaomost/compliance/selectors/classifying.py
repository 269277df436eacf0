"""Which edition is in force, and how records stand towards it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from qiaomost.catalogue.models import Record, RecordKind
from qiaomost.compliance.models import JURISDICTIONS, Answer, Classification, ControlEdition, Declaration
from qiaomost.compliance.rules import REQUIRED_LIST, Finding
from qiaomost.compliance.states.classification import ClassificationState

Editions = Mapping[str, ControlEdition | None]

CLASSIFIED_KINDS = (RecordKind.ACHIEVEMENT, RecordKind.CHALLENGE)
"""Kinds of records that cross a border by what they say; an expert is a person."""


def editions_in_force(jurisdiction: str, *, on: date) -> Editions:
    """The lists of a country that count on a day, each with its edition in force.

    A list counts from its first edition on; the required one counts always. The edition in force is the last one
    that has begun; an invented one gives way to any other. ``None`` where it has ended without a successor.
    """
    lists = [name for name, country in JURISDICTIONS.items() if country == jurisdiction]
    begun: dict[str, list[ControlEdition]] = {REQUIRED_LIST[jurisdiction]: []}
    for edition in ControlEdition.objects.filter(control_list__in=lists, valid_from__lte=on):
        begun.setdefault(edition.control_list, []).append(edition)
    return {name: _latest(editions, on) for name, editions in begun.items()}


def _latest(editions: Iterable[ControlEdition], on: date) -> ControlEdition | None:
    last = max(editions, key=lambda one: (not one.is_sample, one.valid_from, one.pk), default=None)
    return last if last and (last.valid_to is None or on <= last.valid_to) else None


def answerable_editions(jurisdiction: str, *, on: date) -> list[ControlEdition]:
    """The editions that an officer may answer for: those in force, then those that begin later."""
    in_force = [edition for edition in editions_in_force(jurisdiction, on=on).values() if edition]
    lists = [name for name, country in JURISDICTIONS.items() if country == jurisdiction]
    later = ControlEdition.objects.filter(control_list__in=lists, valid_from__gt=on)
    return [*in_force, *later.order_by("valid_from", "pk")]


def findings_for(record: Record, *, on: date) -> tuple[Finding, ...]:
    """How a record stands towards each list of its owner's country; three queries at most."""
    editions = editions_in_force(record.organisation.country, on=on)
    return findings_by_record([record.pk], editions, on=on)[record.pk]


def findings_by_record(
    records: Collection[UUID], editions: Editions, *, on: date
) -> Mapping[UUID, tuple[Finding, ...]]:
    """How records of one country stand towards its lists; one query, however many they are."""
    answers: dict[tuple[UUID, str], list[Classification]] = defaultdict(list)
    for row in _answers(records, editions, on):
        answers[row.record_id, row.edition.control_list].append(row)
    return {
        record: tuple(finding(name, edition, answers[record, name]) for name, edition in editions.items())
        for record in records
    }


def _answers(records: Collection[UUID], editions: Editions, on: date) -> QuerySet[Classification]:
    begun = Classification.objects.filter(edition__valid_from__lte=on)
    rows = begun.filter(record_id__in=records, edition__control_list__in=list(editions))
    return rows.select_related("edition", "entry").order_by("pk")


def declared_findings(declarations: Iterable[Declaration], country: str, *, on: date) -> tuple[Finding, ...]:
    """What officers of ``country`` declared for a case, oldest first, towards each list that counts on a day."""
    rows = [one for one in declarations if one.edition.valid_from <= on]
    return tuple(
        finding(name, edition, [one for one in rows if one.edition.control_list == name])
        for name, edition in editions_in_force(country, on=on).items()
    )


def finding(
    control_list: str,
    edition: ControlEdition | None,
    answers: Sequence[Classification | Declaration],
) -> Finding:
    """What ``answers``, oldest first, say of a list whose ``edition`` is in force.

    Only an answer for that very edition counts. Of an older one, which is to be checked again, the entry is kept.
    """
    current = [answer for answer in answers if edition is not None and answer.edition_id == edition.pk]
    last = next(reversed(current or answers), None)
    if last is None:
        return Finding(control_list, ClassificationState.UNCLASSIFIED)
    state = ClassificationState(last.answer) if current else ClassificationState.NEEDS_RECHECK
    if last.answer != Answer.LISTED or last.entry is None:
        return Finding(control_list, state)
    entry = last.entry
    return Finding(control_list, state, entry.control, entry.code, entry.needs_consent)

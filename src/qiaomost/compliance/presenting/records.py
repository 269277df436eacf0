"""Records as officers see them: how they stand towards each list, and what is to be done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from qiaomost.catalogue.models import Record, RecordText
from qiaomost.catalogue.selectors import text_for
from qiaomost.compliance.models import Classification, ControlEdition, ControlList
from qiaomost.compliance.rules import Facts, Finding
from qiaomost.compliance.rules import findings_of as with_required
from qiaomost.compliance.selectors.classifying import (
    editions_in_force,
    findings_by_record,
)
from qiaomost.compliance.states.classification import UNDECIDED


@dataclass(frozen=True, slots=True)
class Stand:
    """How a record stands towards one list."""

    control_list: str
    name: str
    state: str
    label: str
    control: str
    code: str


@dataclass(frozen=True, slots=True)
class Row:
    """A record in a list."""

    record: Record
    title: RecordText
    organisation: str
    stands: tuple[Stand, ...]
    is_undecided: bool


@dataclass(frozen=True, slots=True)
class EditionAnswers:
    """An edition that can be answered for, with the answers there are, the latest first.

    ``stand`` is how the record stands towards its list; nothing for an edition that is still to come.
    """

    edition: ControlEdition
    stand: Stand | None
    answers: tuple[Classification, ...]


def rows_of(records: Iterable[Record], reader: str, *, on: date) -> list[Row]:
    """Return the rows of records; two queries for each country among them."""
    by_country: dict[str, list[Record]] = defaultdict(list)
    ordered = list(records)
    for record in ordered:
        by_country[record.organisation.country].append(record)
    findings: dict[UUID, tuple[Finding, ...]] = {}
    for country, some in by_country.items():
        editions = editions_in_force(country, on=on)
        findings |= findings_by_record([one.pk for one in some], editions, on=on)
    return [_row(record, findings[record.pk], reader) for record in ordered]


def stands_of(record: Record, findings: Sequence[Finding]) -> tuple[Stand, ...]:
    """Return how ``record`` stands towards each list that counts."""
    country = record.organisation.country
    return tuple(map(_stand, with_required(Facts(country, country, tuple(findings)))))


def answers_by_edition(
    editions: Iterable[ControlEdition],
    answers: Sequence[Classification],
    stands: Sequence[Stand],
    *,
    on: date,
) -> list[EditionAnswers]:
    """Return each edition with its answers."""
    by_list = {stand.control_list: stand for stand in stands}
    return [
        EditionAnswers(
            edition,
            stand=by_list.get(edition.control_list) if edition.valid_from <= on else None,
            answers=tuple(one for one in answers if one.edition_id == edition.pk),
        )
        for edition in editions
    ]


def _row(record: Record, findings: tuple[Finding, ...], reader: str) -> Row:
    stands = stands_of(record, findings)
    return Row(
        record=record,
        title=text_for(record, reader),
        organisation=record.organisation.name_in(reader),
        stands=stands,
        is_undecided=any(stand.state in UNDECIDED for stand in stands),
    )


def _stand(finding: Finding) -> Stand:
    return Stand(
        control_list=finding.control_list,
        name=str(ControlList(finding.control_list).label),
        state=finding.state.value,
        label=str(finding.state.label),
        control=finding.control,
        code=finding.code,
    )

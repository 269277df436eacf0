"""What a list shows of records, read without the rest of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from qiaomost.catalogue.models import Record, RecordKind, RecordText
from qiaomost.catalogue.permissions import can_see_owner
from qiaomost.catalogue.states import RecordState
from qiaomost.common.languages import in_language, reading_order
from qiaomost.network.models import OrganisationName, Person
from qiaomost.network.permissions import Standing

Forms = Mapping[str, str]
"""Language → words."""


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """A record as lists show it, beside what the index holds; ``origins`` says how the text of a language arose."""

    organisation_id: UUID
    owner_names: Forms
    is_anonymous: bool
    is_open: bool
    deadline: date | None
    person: Person | None
    origins: Forms

    def person_in(self, reader: str) -> str:
        """Return the expert's name for a reader; nothing where the record is no expert."""
        return self.person.name_in(reader) if self.person else ""

    def owner_in(self, standing: Standing, reader: str) -> str:
        """Return the owner's name, or nothing where the owner of a challenge stays anonymous to ``standing``."""
        if not can_see_owner(standing, self.organisation_id, is_anonymous=self.is_anonymous):
            return ""
        return in_language(self.owner_names, reading_order(reader)) or str(self.organisation_id)


def listed(record: Record) -> ListedRecord:
    """Return what a list shows of a record that was read ``with_content``; no query."""
    is_challenge = record.kind == RecordKind.CHALLENGE
    return ListedRecord(
        organisation_id=record.organisation_id,
        owner_names=record.organisation.forms(),
        is_anonymous=is_challenge and record.challenge.is_anonymous,
        is_open=record.open_for_interest,
        deadline=record.challenge.deadline if is_challenge else None,
        person=record.expert.person if record.kind == RecordKind.EXPERT else None,
        origins={text.language: text.origin for text in record.texts.all()},
    )


def records_listed(ids: Iterable[str]) -> dict[str, ListedRecord]:
    """Return the published records among ``ids`` as lists show them; at most five queries, plain rows."""
    rows = list(
        Record.objects.filter(pk__in=list(ids)).values_list(
            "pk",
            "state",
            "organisation_id",
            "open_for_interest",
            "challenge__is_anonymous",
            "challenge__deadline",
            "expert__person_id",
        )
    )
    # The ids alone choose, and the state after them: of a database without statistics SQLite would read every
    # published record.
    rows = [row for row in rows if row[1] == RecordState.PUBLISHED]
    names, persons = _owner_names({row[2] for row in rows}), _persons({row[6] for row in rows if row[6]})
    origins = _origins([row[0] for row in rows])
    return {
        str(pk): ListedRecord(
            owner, names[owner], bool(hidden), is_open, deadline, persons.get(person), origins[pk]
        )
        for pk, _state, owner, is_open, hidden, deadline, person in rows
    }


def _owner_names(organisations: Iterable[UUID]) -> Mapping[UUID, Forms]:
    named: defaultdict[UUID, dict[str, str]] = defaultdict(dict)
    rows = OrganisationName.objects.filter(organisation__in=organisations)
    for owner, language, name in rows.values_list("organisation_id", "language", "name"):
        named[owner][language] = name
    return named


def _persons(ids: Iterable[UUID]) -> dict[UUID, Person]:
    wanted = list(ids)
    return Person.objects.prefetch_related("names").in_bulk(wanted) if wanted else {}


def _origins(records: Iterable[UUID]) -> Mapping[UUID, Forms]:
    told: defaultdict[UUID, dict[str, str]] = defaultdict(dict)
    rows = RecordText.objects.filter(record__in=records)
    for record, language, origin in rows.values_list("record_id", "language", "origin"):
        told[record][language] = origin
    return told

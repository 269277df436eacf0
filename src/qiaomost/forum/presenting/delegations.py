"""Delegations as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qiaomost.forum.models import Delegation, DelegationMember, Edition, IssuedDocument, Stay
from qiaomost.forum.presenting.registrations import row_of
from qiaomost.forum.presenting.stays import arrival_of, departure_of, diet_of
from qiaomost.forum.rules.countries import countries_in
from qiaomost.forum.selectors.issued import DelegationLetters
from qiaomost.forum.services.delegations.listing import LEAVE, NEW, Candidate, PlannedRow
from qiaomost.forum.transfer.member_columns import COLUMNS
from qiaomost.forum.transfer.member_lists import heading
from qiaomost.network.models import Person


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """One delegation in a list."""

    delegation: Delegation
    name: str
    country: str
    organisation: str
    size: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member in the order of protocol. Journey and needs are empty where the reader may not see them."""

    member: DelegationMember
    number: int
    name: str
    second_name: str
    position: str
    organisation: str
    state: str
    is_own: bool
    has_account: bool
    letter: IssuedDocument | None = None
    is_letter_asked: bool = False
    arrival: str = ""
    departure: str = ""
    lodging: str = ""
    diet: str = ""
    interpreter: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to whether a row is somebody known."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """What would become of a row."""

    line: int
    name: str
    position: str
    outcome: str
    what: str
    choices: tuple[Choice, ...]


def delegation_row(delegation: Delegation, reader: str) -> DelegationRow:
    """A delegation with its size, which the selector counted."""
    organisation = delegation.organisation
    return DelegationRow(
        delegation=delegation,
        name=delegation.name_in(reader),
        country=countries_in(reader).get(delegation.country, delegation.country),
        organisation=organisation.name_in(reader) if organisation else "",
        size=getattr(delegation, "size", 0),
    )


def member_rows(
    edition: Edition,
    members: Iterable[DelegationMember],
    reader: str,
    *,
    own: DelegationMember | None,
    letters: DelegationLetters | None,
) -> list[MemberRow]:
    """Members for a page; journeys only for those entitled, who come with ``letters``, and everybody's own."""
    return [
        _member(edition, one, number, reader, own=own, letters=letters)
        for number, one in enumerate(members, start=1)
    ]


def preview_rows(plan: Sequence[PlannedRow], reader: str) -> list[PreviewRow]:
    """What would become of the rows of a list."""
    return [_preview(one, reader) for one in plan]


def choices_of(candidates: Iterable[Candidate], reader: str) -> tuple[Choice, ...]:
    """The answers to whether somebody is known already."""
    same = [Choice(one.answer, _candidate(one, reader)) for one in candidates]
    plain = (
        Choice(NEW, _("This is another person")),
        Choice(LEAVE, _("Leave this row out")),
    )
    return (*same, *(one for one in plain if one.value not in {each.value for each in same}))


def _candidate(candidate: Candidate, reader: str) -> str:
    if candidate.person is None:
        return _("The same person as in row %(line)d: leave this row out") % {"line": candidate.line}
    return _("The same person as %(name)s") % {"name": person_words(candidate.person, reader)}


def person_words(person: Person, reader: str) -> str:
    """A person in their own script and the reader's, with the organisation."""
    own, other = person.name_in(person.language), person.name_in(reader)
    name = own if own == other else f"{own} ({other})"
    organisation = person.organisation.name_in(reader) if person.organisation else ""
    return f"{name}, {organisation}" if organisation else name


def _preview(row: PlannedRow, reader: str) -> PreviewRow:
    headings = {one.name: heading(one) for one in COLUMNS}
    words = {
        "new": pgettext("row of a list", "New"),
        "changed": _("Changed: %(fields)s") % {"fields": ", ".join(headings[name] for name in row.changes)},
        "same": pgettext("row of a list", "As it is"),
        "ask": _("May be known already"),
    }
    draft = row.draft
    return PreviewRow(
        line=row.line,
        name=draft.text,
        position=draft.position_words,
        outcome=row.outcome,
        what=words[row.outcome],
        choices=choices_of(row.candidates, reader) if row.candidates else (),
    )


def _member(
    edition: Edition,
    member: DelegationMember,
    number: int,
    reader: str,
    *,
    own: DelegationMember | None,
    letters: DelegationLetters | None,
) -> MemberRow:
    registration = member.registration
    row = row_of(registration, reader)
    stay: Stay | None = getattr(registration, "stay", None)
    is_own = own == member
    seen = _journey(edition, stay) if stay and (letters or is_own) else {}
    return MemberRow(
        member=member,
        number=number,
        name=row.name,
        second_name=row.second_name,
        position=registration.position_words,
        organisation=row.organisation,
        state=row.state,
        is_own=is_own,
        has_account=registration.user_id is not None,
        letter=letters.issued.get(registration.pk) if letters else None,
        is_letter_asked=letters is not None and member in letters.asked,
        **seen,
    )


def _journey(edition: Edition, stay: Stay) -> dict[str, str]:
    return {
        "arrival": arrival_of(edition, stay),
        "departure": departure_of(edition, stay),
        "lodging": stay.hotel,
        "diet": diet_of(stay),
        "interpreter": stay.interpreter_wish,
    }

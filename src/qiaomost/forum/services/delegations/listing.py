"""A list of members is planned first, then written: who is new, who is there, and who may be somebody known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, TransitionRefused
from qiaomost.forum.drafts.delegations import MemberDraft
from qiaomost.forum.models import Delegation, DelegationMember, Registration
from qiaomost.forum.permissions import can_organise
from qiaomost.forum.services.delegations.keeping import lock_delegation
from qiaomost.forum.services.delegations.members import changes_in, put_in, require_open, write_member
from qiaomost.forum.services.registering import ENDED
from qiaomost.network.models import Person, PersonNameKey
from qiaomost.network.selectors import standing_of
from qiaosearch.text.names import query_keys
from qiaosearch.text.names.characters import HAN
from qiaosearch.text.normalise import fold

NEW, LEAVE = "new", "leave"
"""Answers for a row that may be somebody known: another person, or left out. The third is the id of a person."""

MOST_CANDIDATES = 4
_TOO_WEAK = re.compile(r"\|$|^ru \||\?|\|[^.]\.( \*)?$")
"""A family name alone, a given name alone, a name known by one initial: not enough to ask for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom a row may name. ``line`` is the earlier row of the same list that this one repeats."""

    person: Person | None
    line: int = 0

    @property
    def answer(self) -> str:
        """What says that it is them."""
        return str(self.person.pk) if self.person else LEAVE


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What would become of a row: ``new``, ``changed``, ``same``, or ``ask`` where it may be somebody known."""

    line: int
    draft: MemberDraft
    outcome: str
    candidates: tuple[Candidate, ...] = ()
    member: DelegationMember | None = None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows did what."""

    new: int
    changed: int
    same: int
    left_out: int


Rows = Sequence[tuple[int, MemberDraft]]


def plan_members(actor: User, delegation: Delegation, rows: Rows) -> list[PlannedRow]:
    """Say what would become of each row; six queries, however many rows.

    A row is a member's if the address is the same, or the name in the same script. Whom the name keys find in another
    script, among the members, the colleagues and, for organisers, all who are registered or known, is asked about.
    """
    known = _Known(actor, delegation, [draft for _line, draft in rows])
    return [known.planned(line, draft) for line, draft in rows]


@transaction.atomic
def write_members(
    *, actor: User, delegation_id: UUID, rows: Rows, answers: Mapping[int, str], now: datetime
) -> Written:
    """Write a list, all or nothing; written again it changes nothing.

    Args:
        rows: (line, what it says).
        answers: line → ``new``, ``leave`` or the id of one of the row's candidates.

    Raises:
        NotFound, NotAllowed: ``actor`` does not look after the delegation.
        TransitionRefused: registration is not open.
        Invalid: a value breaks a rule, somebody has to be decided first, or belongs to another delegation; by
            ``row_<line>``.
    """
    delegation = lock_delegation(actor, delegation_id)
    require_open(actor, delegation, now)
    counts = {"new": 0, "changed": 0, "same": 0, "left_out": 0}
    for planned in plan_members(actor, delegation, rows):
        try:
            counts[_written(actor, delegation, planned, answers.get(planned.line, ""), now)] += 1
        except (Invalid, TransitionRefused) as error:
            fields = error.fields.values() if isinstance(error, Invalid) else ()
            words = "; ".join(map(str, fields)) or str(error.message)
            raise Invalid(fields={f"row_{planned.line}": words}) from error
    audit.record(actor, "write_members", delegation, now=now, **counts)
    return Written(**counts)


def _written(actor: User, delegation: Delegation, row: PlannedRow, answer: str, now: datetime) -> str:
    if row.outcome in {"changed", "same"} and row.member is not None:
        return "changed" if write_member(actor, delegation, row.member, row.draft, now) else "same"
    if row.outcome == "new":
        put_in(actor, delegation, row.draft, None, now)
        return "new"
    if answer == LEAVE:
        return "left_out"
    if answer == NEW:
        put_in(actor, delegation, row.draft, None, now)
        return "new"
    person = next((one.person for one in row.candidates if one.person and one.answer == answer), None)
    if person is None:
        raise Invalid(fields={"same": _("Say whether this is the same person.")})
    member = delegation.members.filter(registration__person=person).select_related("registration").first()
    if member is None:
        put_in(actor, delegation, row.draft, person, now)
        return "new"
    return "changed" if write_member(actor, delegation, member, row.draft, now) else "same"


class _Known:
    """Whom a list may name: read once for all its rows."""

    def __init__(self, actor: User, delegation: Delegation, drafts: Sequence[MemberDraft]) -> None:
        rows = delegation.members.select_related("registration__stay", "registration__user")
        members = list(rows.prefetch_related("registration__person__names"))
        self.delegation = delegation
        self.by_address = {one.address: one for one in members if one.address}
        self.by_address |= {
            one.registration.user.email.lower(): one for one in members if one.registration.user
        }
        self.by_name = {name: one for one in members for name in _written_names(one.registration.person)}
        self.keys = {draft.text: _strong_keys(draft) for draft in drafts}
        self.persons = self._persons(actor, frozenset().union(*self.keys.values()) if drafts else frozenset())
        self.earlier: list[tuple[int, MemberDraft]] = []

    def planned(self, line: int, draft: MemberDraft) -> PlannedRow:
        """What would become of a row, given those before it."""
        member = self.by_address.get(draft.address.strip().lower()) if draft.address else None
        member = member or self._namesake(draft)
        candidates = [] if member else [*self._before(draft), *self._alike(draft)]
        self.earlier.append((line, draft))
        if member is not None:
            changes = changes_in(self.delegation, member, draft)
            return PlannedRow(line, draft, "changed" if changes else "same", (), member, changes)
        outcome = "ask" if candidates else "new"
        return PlannedRow(line, draft, outcome, tuple(candidates[:MOST_CANDIDATES]))

    def _namesake(self, draft: MemberDraft) -> DelegationMember | None:
        """The member of this name; with another address they may be two of one name, which is asked."""
        member = self.by_name.get((draft.language, fold(draft.text)))
        address = draft.address.strip().lower()
        return None if member and address and member.address not in {"", address} else member

    def _before(self, draft: MemberDraft) -> Iterable[Candidate]:
        for line, other in self.earlier:
            is_address = bool(draft.address) and draft.address.lower() == other.address.lower()
            if is_address or (self.keys[draft.text] & self.keys[other.text] and _may_be(draft, [other.text])):
                yield Candidate(None, line)

    def _alike(self, draft: MemberDraft) -> Iterable[Candidate]:
        for person, keys in self.persons:
            if keys & self.keys[draft.text] and _may_be(draft, [one.full() for one in person.names.all()]):
                yield Candidate(person)

    def _persons(self, actor: User, keys: frozenset[str]) -> list[tuple[Person, frozenset[str]]]:
        """Persons with one of the keys, those of the delegation and the edition first."""
        found: dict[UUID, set[str]] = {}
        for person_id, key in PersonNameKey.objects.filter(key__in=keys).values_list("person_id", "key"):
            found.setdefault(person_id, set()).add(key)
        here = set(self.delegation.members.values_list("registration__person_id", flat=True))
        edition = Registration.objects.filter(edition=self.delegation.edition).exclude(state__in=ENDED)
        registered = set(edition.filter(person_id__in=found).values_list("person_id", flat=True))
        sees_all = can_organise(standing_of(actor), self.delegation.edition)
        rows = Person.objects.filter(pk__in=found).select_related("organisation")
        own = self.delegation.organisation_id
        seen = [
            one
            for one in rows.prefetch_related("names", "organisation__names").order_by("pk")
            if sees_all or one.pk in here or (own is not None and one.organisation_id == own)
        ]
        seen.sort(key=lambda one: (one.pk not in here, one.pk not in registered))
        return [(one, frozenset(found[one.pk])) for one in seen]


def _written_names(person: Person) -> Iterable[tuple[str, str]]:
    """(language, folded name) of those names that somebody wrote."""
    for one in person.names.all():
        if not one.is_derived:
            parts = (one.family, one.given, one.patronymic)
            yield (
                one.language,
                fold("".join(parts[:2]) if one.language == "zh" else " ".join(filter(None, parts))),
            )


def _strong_keys(draft: MemberDraft) -> frozenset[str]:
    return frozenset(key for key in query_keys(draft.text) if not _TOO_WEAK.search(key))


def _may_be(draft: MemberDraft, names: Iterable[str]) -> bool:
    """Two names in Chinese characters that differ are two persons, however alike they sound."""
    if not HAN.search(draft.text):
        return True
    theirs = {fold(name).replace(" ", "") for name in names if HAN.search(name)}
    chinese = {name for name in theirs if "·" not in name}
    return not chinese or fold(draft.text).replace(" ", "") in chinese

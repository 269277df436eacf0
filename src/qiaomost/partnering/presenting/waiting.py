"""What a case waits for, in words: the next step of its state, and the documents and milestones that are open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiaomost.common.errors import Message
from qiaomost.network.permissions import Standing
from qiaomost.partnering.models import Agreement, Case, Milestone
from qiaomost.partnering.permissions import Roles, can_enter_room, sides_of
from qiaomost.partnering.permissions.outcomes import acting_side
from qiaomost.partnering.presenting.parties import is_introduced
from qiaomost.partnering.selectors import waiting as selectors
from qiaomost.partnering.selectors.waiting import Spoken
from qiaomost.partnering.states import (
    ADVISERS,
    CooperationState,
    InterestState,
    Side,
    Turn,
)
from qiaomost.partnering.states.agreements import AgreementState
from qiaomost.partnering.states.outcomes import MilestoneState

I, C, A = InterestState, CooperationState, AgreementState  # noqa: E741

NEXT_STEPS: Mapping[str, Message] = {
    I.DRAFT: gettext_lazy("finish the expression of interest and submit it"),
    I.SUBMITTED: gettext_lazy("check whether it is complete and serious"),
    I.SCREENED: gettext_lazy("forward it to an adviser of the other side"),
    I.FORWARDED: gettext_lazy("deliver it to somebody of the owner’s organisation"),
    I.DELIVERED: gettext_lazy("accept, decline or answer tentatively"),
    I.TENTATIVE: gettext_lazy("accept or decline for good"),
    I.ACCEPTED: gettext_lazy("confirm the introduction"),
    C.INTRODUCED: gettext_lazy("issue the NDA"),
    C.NDA: gettext_lazy("sign the NDA"),
    C.NEGOTIATING: gettext_lazy("negotiate in the room and draft an agreement"),
    C.PARKED: gettext_lazy("resume the negotiation, or close the case"),
    C.AGREED: gettext_lazy("register the agreement and let it enter into force"),
    C.RUNNING: gettext_lazy("report and accept the milestones"),
    C.COMPLETED: gettext_lazy("say what has come of it"),
    C.OUTCOME_CLAIMED: gettext_lazy("confirm or dispute the outcome"),
}
"""State of the interest, or of the cooperation once there is one → what is to be done next."""

WORDS_OF_AGREEMENTS: Mapping[str, Message] = {
    A.DRAFTING: gettext_lazy("being drafted: finish the text and put it before the lawyers"),
    A.TRANSLATION_APPROVED: gettext_lazy("the translation is approved: put it before export control"),
    A.REFUSED: gettext_lazy("refused by export control: change it, or close the case"),
    A.SIGNED: gettext_lazy("signed: register it, or say why it is not registered"),
    A.REGISTERED: gettext_lazy("registered: let it enter into force"),
    A.NOT_REGISTERED: gettext_lazy("not registered: let it enter into force"),
    A.SUSPENDED: gettext_lazy("suspended: resume or terminate it"),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that is open: what, where it is done, by when, and the sides that have to act."""

    text: str
    path: str
    sides: frozenset[Side] = frozenset(Side)
    due_on: date | None = None
    is_late: bool = False
    is_mine: bool = False


def next_step_of(case: Case) -> str:
    """What is to be done next, by the state of the case; nothing where it is over."""
    state = case.cooperation.state if is_introduced(case) else case.interest.state
    return str(NEXT_STEPS.get(state, ""))


def turn_of(case: Case, roles: Roles) -> str:
    """Whose turn it is, as somebody with ``roles`` calls them; plain names for who is of both sides or of none."""
    sides, turn = sides_of(roles), _still(case)
    if len(sides) != 1:
        return str(turn.label)
    own = next(iter(sides))
    seats = {
        Turn(own.value): _("your side"),
        Turn(own.other.value): _("the other side"),
        Turn(f"{own.value}_adviser"): _("your side’s adviser"),
        Turn(f"{own.other.value}_adviser"): _("the other side’s adviser"),
    }
    return seats.get(turn, str(turn.label))


def is_shared(case: Case) -> bool:
    """Whether it is the turn of two at once."""
    return _still(case) in {Turn.SIDES, Turn.ADVISERS}


def _still(case: Case) -> Turn:
    """The turn, without the adviser who has confirmed the introduction already."""
    if case.turn != Turn.ADVISERS or is_introduced(case):
        return Turn(case.turn)
    confirmed = (
        case.interest.sender_introduced_at is not None,
        case.interest.owner_introduced_at is not None,
    )
    return {
        (True, False): Turn.OWNER_ADVISER,
        (False, True): Turn.SENDER_ADVISER,
    }.get(confirmed, Turn.ADVISERS)


def waiting_in(cases: Iterable[Case], reader: str, day: date) -> Mapping[UUID, list[Waiting]]:
    """Case → what is open in it, what leads on first; a constant number of queries, nothing of interests."""
    shown = {one.pk: one for one in cases if is_introduced(one) and one.closed_at is None}
    ndas = selectors.unsigned_sides(
        [key for key, one in shown.items() if one.cooperation.state == CooperationState.NDA]
    )
    agreements, milestones = selectors.open_agreements(shown), selectors.next_milestones(shown)
    spoken = selectors.spoken_of(agreements)
    found: dict[UUID, list[Waiting]] = {key: [] for key in shown}
    for key, missing in ndas.items():
        found[key].append(_nda(shown[key], missing, reader))
    for one in agreements:
        found[one.case_id].append(agreement_waits(one, shown[one.case_id], spoken[one.pk], reader))
    for key, milestone in milestones.items():
        found[key].append(_milestone(shown[key], milestone, reader, day))
    return found


def open_for(case: Case, standing: Standing, roles: Roles, reader: str, day: date) -> list[Waiting]:
    """What is open in a case for one reader, who may enter its room: the case's, then their own tasks there."""
    if not can_enter_room(roles) or not is_introduced(case):
        return []
    own, carries = sides_of(roles), bool(roles & ADVISERS)
    rows = waiting_in([case], reader, day).get(case.pk, [])
    marked = [
        Waiting(one.text, one.path, one.sides, one.due_on, one.is_late, bool(own & one.sides) and not carries)
        for one in rows
    ]
    return [*marked, *_in_room(case, standing, roles, day)]


def words_of(agreement: Agreement, case: Case, spoken: Spoken, reader: str) -> str:
    """What an agreement waits for, in words; nothing where nobody has to carry it on."""
    if agreement.state not in selectors.OPEN_AGREEMENTS:
        return ""
    return _of_agreement(agreement, case, spoken, reader)[0]


def agreement_waits(agreement: Agreement, case: Case, spoken: Spoken, reader: str) -> Waiting:
    """What an agreement waits for; reads the names of both organisations, which lists prefetch."""
    text, sides = _of_agreement(agreement, case, spoken, reader)
    named = _("%(name)s: %(words)s") % {"name": agreement.get_kind_display(), "words": text}
    return Waiting(named, reverse("agreement", args=[agreement.pk]), sides)


def _of_agreement(
    agreement: Agreement, case: Case, spoken: Spoken, reader: str
) -> tuple[str, frozenset[Side]]:
    if agreement.state == A.LEGAL_REVIEW and spoken.asks_for_changes:
        return _("a lawyer asks for changes: send it back to drafting"), frozenset(Side)
    if agreement.state == A.LEGAL_REVIEW and spoken.reviewed == set(Side):
        return _("both lawyers have agreed: approve the translation"), frozenset(Side)
    asked = {
        A.LEGAL_REVIEW: (_("waits for the lawyer of %(who)s"), spoken.reviewed),
        A.APPROVALS_PENDING: (_("waits for export control of %(who)s"), spoken.approved),
        A.APPROVED: (_("waits for the signature of %(who)s"), spoken.signed),
    }
    state = AgreementState(agreement.state)
    if state not in asked:
        return str(WORDS_OF_AGREEMENTS[state]), frozenset(Side)
    words, done = asked[state]
    missing = frozenset(one for one in Side if one not in done)
    return words % {"who": _named(case, missing, reader)}, missing


def _nda(case: Case, missing: frozenset[Side], reader: str) -> Waiting:
    path = reverse("case-nda", args=[case.pk])
    if not missing:
        return Waiting(_("NDA: signed by both sides; the room waits for documents of export control"), path)
    words = _("NDA: waits for the signature of %(who)s") % {"who": _named(case, missing, reader)}
    return Waiting(words, path, missing)


def _milestone(case: Case, row: Milestone, reader: str, day: date) -> Waiting:
    is_reported = row.state == MilestoneState.REPORTED
    side = Side(row.side) if is_reported else Side(row.side).other
    words = (
        _("Milestone %(number)s: waits for acceptance by %(who)s")
        if is_reported
        else _("Milestone %(number)s: waits for the report of %(who)s")
    )
    return Waiting(
        words % {"number": row.number, "who": _named(case, frozenset({side}), reader)},
        reverse("case-work", args=[case.pk]),
        frozenset({side}),
        due_on=row.due_on,
        is_late=not is_reported and row.due_on < day,
    )


def _in_room(case: Case, standing: Standing, roles: Roles, day: date) -> Iterable[Waiting]:
    path = reverse("case-room-plan", args=[case.pk])
    if standing.user_id is None or case.closed_at is not None:
        return
    for task in selectors.tasks_for(case, standing.user_id):
        words = _("Task: %(title)s") % {"title": task.title}
        yield Waiting(words, path, due_on=task.due_on, is_late=task.due_on < day, is_mine=True)
    side = acting_side(roles)
    if side is not None and selectors.decisions_before(case, side):
        yield Waiting(_("A decision waits until your side confirms it"), path, is_mine=True)


def _named(case: Case, sides: Iterable[Side], reader: str) -> str:
    listed = [case.organisation_of(side).name_in(reader) for side in Side if side in sides]
    if len(listed) == 1:
        return listed[0]
    return _("%(one)s and %(other)s") % {"one": listed[0], "other": listed[-1]}

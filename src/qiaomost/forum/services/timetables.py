"""Proposed timetables: ordered by an organiser, made by the worker, applied in one step or thrown away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit, outbox
from qiaomost.common.errors import Conflict, Invalid, NotFound
from qiaomost.common.transitions import next_state
from qiaomost.forum.models import Edition, Session, TimetableProposal
from qiaomost.forum.selectors.programme import draft_sessions
from qiaomost.forum.selectors.timetable import Timetable, clashes_in, timetable_of
from qiaomost.forum.selectors.timetable_proposals import Difference, difference_of
from qiaomost.forum.services.editions import lock_edition
from qiaomost.forum.services.meetings.planning import StillRunning
from qiaomost.forum.states import SessionKind
from qiaomost.forum.states.timetables import (
    OPEN_PROPOSALS,
    PROPOSAL_TRANSITIONS,
    ProposalScope,
    ProposalState,
)
from qiaomost.forum.timetabling.programme import Placing
from qiaomost.forum.timetabling.proposing import PinsClash, Proposal, propose

LONGEST_S = 120
LOOK_S = 0.5
STEP_MINUTES = 10
GRACE = timedelta(seconds=60)
"""A run that is not back so long after its time was over has lost its worker."""

MOVABLE = frozenset({SessionKind.KEYNOTE, SessionKind.TALK, SessionKind.PANEL})
"""Kinds that the optimiser may move; ceremonies, visits, breaks and meetings have their hour for a reason."""

Clock = Callable[[], datetime]


@transaction.atomic
def order_timetable(
    *, actor: User, edition_id: UUID, scope: str, seconds: int, now: datetime
) -> TimetableProposal:
    """Let the worker propose a timetable within ``seconds``.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        Conflict: one is in progress, or waits to be applied or thrown away.
        Invalid: the time is out of range, or the scope unknown.
    """
    edition = lock_edition(actor, edition_id)
    if not 1 <= seconds <= LONGEST_S:
        raise Invalid(fields={"seconds": _("Between 1 and 120 seconds.")})
    if scope not in ProposalScope.values:
        raise Invalid(fields={"scope": _("Choose from the list.")})
    proposals = TimetableProposal.objects.filter(edition=edition)
    if proposals.filter(state__in=sorted(OPEN_PROPOSALS)).exists():
        raise Conflict(_("There is a proposed timetable already: apply it, or throw it away."))
    number = (proposals.aggregate(most=Max("number"))["most"] or 0) + 1
    proposal = TimetableProposal.objects.create(
        edition=edition, number=number, scope=scope, seconds=seconds, made_by=actor, made_at=now
    )
    audit.record(actor, "order_timetable", proposal, now=now, scope=scope)
    outbox.record("forum.timetable_ordered", now=now, proposal_id=proposal.pk)
    return proposal


@transaction.atomic
def discard_timetable(*, actor: User, edition_id: UUID, number: int, now: datetime) -> TimetableProposal:
    """Throw a proposal away; one that is still being calculated is kept nowhere.

    Raises:
        NotFound, NotAllowed: there is none, or ``actor`` does not organise the edition.
        TransitionRefused: it was applied or thrown away already.
    """
    proposal = _locked(lock_edition(actor, edition_id), number)
    _move(proposal, "discard")
    audit.record(actor, "discard_timetable", proposal, now=now)
    return proposal


@transaction.atomic
def apply_timetable(*, actor: User, edition_id: UUID, number: int, sign: str, now: datetime) -> int:
    """Give all sessions their proposed places; those that were changed meanwhile stay. Returns how many moved.

    Args:
        sign: of the difference that ``actor`` looked at.

    Raises:
        NotFound, NotAllowed: there is none, or ``actor`` does not organise the edition.
        TransitionRefused: it is not ready.
        Conflict: the timetable has changed since ``actor`` looked at the difference.
    """
    proposal = _locked(lock_edition(actor, edition_id), number)
    state = next_state(PROPOSAL_TRANSITIONS, ProposalState(proposal.state), "apply")
    difference = difference_of(proposal)
    if sign != difference.sign:
        raise Conflict(_("The timetable has changed since you looked at the proposal. Look at it again."))
    moved = list(_moved(actor, proposal, difference, now))
    Session.objects.bulk_update(moved, ["room", "starts_at", "version"])
    proposal.state, proposal.applied_at = state, now
    proposal.save(update_fields=["state", "applied_at"])
    audit.record(actor, "apply_timetable", proposal, now=now, moved=len(moved))
    return len(moved)


def make_timetable(*, proposal_id: int, clock: Clock) -> bool:
    """Make what was ordered; returns whether this call did.

    Raises:
        StillRunning: another worker is at it.
    """
    proposal = _start(proposal_id, clock())
    if proposal is None:
        return False
    timetable = timetable_of(proposal.edition, list(draft_sessions(proposal.edition)), to_propose=True)
    try:
        found = propose(
            timetable.programme,
            pinned=_pinned(timetable, proposal.scope),
            step_minutes=STEP_MINUTES,
            seconds=proposal.seconds,
            cancelled=_Watch(proposal.pk).is_discarded,
        )
    except PinsClash as error:
        numbers = {n for clash in error.clashes for n in clash.sessions}
        return _store(proposal, "fail", {"clashing": sorted(str(timetable.live[n].pk) for n in numbers)})
    return _store(proposal, "finish", _content(timetable, found), is_optimal=found.is_optimal)


class _Watch:
    """Asks the database now and then, in the worker's own thread alone: connections are not shared."""

    def __init__(self, proposal_id: int) -> None:
        self.rows = TimetableProposal.objects.filter(pk=proposal_id, state=ProposalState.DISCARDED)
        self.thread, self.looked = threading.get_ident(), time.monotonic()
        self.discarded = False

    def is_discarded(self) -> bool:
        if threading.get_ident() == self.thread and time.monotonic() - self.looked > LOOK_S:
            self.looked = time.monotonic()
            self.discarded = self.rows.exists()
        return self.discarded


def _pinned(timetable: Timetable, scope: str) -> list[Placing]:
    """What stays: pinned sessions and kinds that are not moved, and where only the rest is placed, what is clear."""
    clashing = clashes_in(timetable) if scope == ProposalScope.UNPLACED else None
    return [
        placing
        for placing in timetable.placings
        for session in [timetable.live[placing.session]]
        if session.is_pinned
        or session.kind not in MOVABLE
        or (clashing is not None and session.pk not in clashing)
    ]


def _content(timetable: Timetable, found: Proposal) -> dict[str, Any]:
    live = timetable.live
    return {
        "versions": {str(one.pk): one.version for one in live},
        "places": {
            str(live[one.session].pk): [one.room, one.start.astimezone(UTC).isoformat()]
            for one in found.placings
            if one.room is not None
        },
    }


def _moved(
    actor: User, proposal: TimetableProposal, difference: Difference, now: datetime
) -> Iterator[Session]:
    for move in difference.moves:
        if not move.is_stale:
            session = move.session
            session.room, session.starts_at = move.room, move.starts_at
            session.version += 1
            detail = {"room": move.room.pk, "starts_at": str(move.starts_at), "proposal": proposal.number}
            audit.record(actor, "place_session", session, now=now, **detail)
            yield session


@transaction.atomic
def _start(proposal_id: int, now: datetime) -> TimetableProposal | None:
    rows = TimetableProposal.objects.select_for_update(of=("self",)).select_related("edition")
    proposal = rows.get(pk=proposal_id)
    if proposal.state not in {ProposalState.WAITING, ProposalState.RUNNING}:
        return None
    until = proposal.started_at and proposal.started_at + timedelta(seconds=proposal.seconds) + GRACE
    if proposal.state == ProposalState.RUNNING and until and now < until:
        raise StillRunning
    proposal.started_at = now
    proposal.save(update_fields=["started_at"])
    _move(proposal, "start")
    return proposal


@transaction.atomic
def _store(
    proposal: TimetableProposal, verb: str, content: dict[str, Any], *, is_optimal: bool = False
) -> bool:
    stored = TimetableProposal.objects.select_for_update().get(pk=proposal.pk)
    if stored.state != ProposalState.RUNNING:
        return False  # thrown away meanwhile
    stored.content, stored.is_optimal = content, is_optimal
    stored.save(update_fields=["content", "is_optimal"])
    _move(stored, verb)
    return True


def _move(proposal: TimetableProposal, verb: str) -> None:
    proposal.state = next_state(PROPOSAL_TRANSITIONS, ProposalState(proposal.state), verb)
    proposal.save(update_fields=["state"])


def _locked(edition: Edition, number: int) -> TimetableProposal:
    rows = TimetableProposal.objects.select_for_update().filter(edition=edition, number=number)
    proposal = rows.first()
    if proposal is None:
        raise NotFound
    proposal.edition = edition
    return proposal

"""Proposed timetables as organisers see them: how far the search is, and what would change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qiaomost.forum.models import Room, Session, TimetableProposal
from qiaomost.forum.selectors.timetable_proposals import Difference, Move, difference_of
from qiaomost.forum.states.timetables import ProposalState


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A session with its place before and after, each on the clock of its site."""

    session: Session
    title: str
    track: str
    before: str
    after: str
    is_stale: bool


@dataclass(frozen=True, slots=True)
class ProposalPage:
    proposal: TimetableProposal
    is_going: bool
    elapsed_s: int
    difference: Difference | None
    rows: tuple[MoveRow, ...]
    stale: int
    homeless: tuple[tuple[Session, str], ...]
    newer: tuple[tuple[Session, str], ...]
    clashing: tuple[tuple[Session, str], ...]


def proposal_page(proposal: TimetableProposal, reader: str, now: datetime) -> ProposalPage:
    """Everything that the page of a proposal shows; a constant number of queries."""
    difference = difference_of(proposal) if proposal.state == ProposalState.READY else None
    rows = tuple(_row(move, reader) for move in difference.moves) if difference else ()
    elapsed = (now - proposal.started_at).total_seconds() if proposal.started_at else 0
    return ProposalPage(
        proposal=proposal,
        is_going=proposal.state in {ProposalState.WAITING, ProposalState.RUNNING},
        elapsed_s=min(max(int(elapsed), 0), proposal.seconds),
        difference=difference,
        rows=rows,
        stale=sum(row.is_stale for row in rows),
        homeless=_titled(difference.homeless if difference else (), reader),
        newer=_titled(difference.newer if difference else (), reader),
        clashing=_titled(_clashing(proposal), reader),
    )


def _row(move: Move, reader: str) -> MoveRow:
    session = move.session
    return MoveRow(
        session=session,
        title=session.title_in(reader),
        track=session.track.name_in(reader),
        before=_place(session.room, session.starts_at, reader),
        after=_place(move.room, move.starts_at, reader),
        is_stale=move.is_stale,
    )


def _place(room: Room | None, starts_at: datetime | None, reader: str) -> str:
    if room is None or starts_at is None:
        return _("Without a place")
    local = starts_at.astimezone(room.site.zone)
    day = formatted(local, pgettext("format of a date", "j F Y"))
    return " · ".join((day, f"{local:%H:%M}", room.site.name_in(reader), room.name_in(reader)))


def _titled(sessions: tuple[Session, ...], reader: str) -> tuple[tuple[Session, str], ...]:
    return tuple((one, one.title_in(reader)) for one in sessions)


def _clashing(proposal: TimetableProposal) -> tuple[Session, ...]:
    ids = proposal.content.get("clashing", ())
    rows = Session.objects.filter(edition=proposal.edition, pk__in=ids).prefetch_related("texts")
    return tuple(rows) if ids else ()

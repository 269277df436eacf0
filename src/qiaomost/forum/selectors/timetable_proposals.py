"""What a proposed timetable changes in the one that organisers see now, and what they changed since it was ordered."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qiaomost.common.errors import NotFound
from qiaomost.forum.models import Edition, Room, Session, TimetableProposal
from qiaomost.forum.selectors.programme import draft_sessions
from qiaomost.forum.selectors.timetable import clashes_by_session
from qiaomost.forum.states import SessionState


@dataclass(frozen=True, slots=True)
class Move:
    """A session with its proposed place. ``is_stale``: somebody has changed it since, so that it stays as it is."""

    session: Session
    room: Room
    starts_at: datetime
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """What applying would do now. ``sign`` stands for the timetable that it was compared with.

    Attributes:
        moves: sessions that get another place, by their new start; stale ones among them.
        homeless: sessions for which the optimiser found no place.
        newer: sessions that did not exist when the proposal was ordered.
        clashes: how many sessions would clash once it is applied.
    """

    moves: tuple[Move, ...]
    homeless: tuple[Session, ...]
    newer: tuple[Session, ...]
    clashes: int
    sign: str


def proposals_of(edition: Edition) -> list[TimetableProposal]:
    """The last proposals of an edition, the newest first."""
    return list(TimetableProposal.objects.filter(edition=edition)[:5])


def proposal_numbered(edition: Edition, number: int) -> TimetableProposal:
    """Read one.

    Raises:
        NotFound: there is none of this number.
    """
    proposal = TimetableProposal.objects.filter(edition=edition, number=number).first()
    if proposal is None:
        raise NotFound
    proposal.edition = edition
    return proposal


def difference_of(proposal: TimetableProposal) -> Difference:
    """Compare a ready proposal with the sessions as they are now; a constant number of queries."""
    edition = proposal.edition
    sessions = [one for one in draft_sessions(edition) if one.state != SessionState.CANCELLED]
    rooms = {room.pk: room for room in Room.objects.filter(site__edition=edition).select_related("site")}
    versions, places = proposal.content["versions"], proposal.content["places"]
    moves = [
        move
        for one in sessions
        if str(one.pk) in places and (move := _move(one, places[str(one.pk)], versions, rooms))
    ]
    sign = _sign(sessions)
    known = [one for one in sessions if str(one.pk) in versions]
    return Difference(
        moves=tuple(sorted(moves, key=lambda one: (one.starts_at, str(one.session.pk)))),
        homeless=tuple(one for one in known if str(one.pk) not in places and one.starts_at is None),
        newer=tuple(one for one in sessions if str(one.pk) not in versions),
        clashes=_clashing_after(edition, sessions, moves),
        sign=sign,
    )


def _move(
    one: Session, place: Sequence[object], versions: dict[str, int], rooms: dict[int, Room]
) -> Move | None:
    room, starts_at = rooms.get(int(str(place[0]))), datetime.fromisoformat(str(place[1]))
    if room is None or (one.room_id == room.pk and one.starts_at == starts_at):
        return None
    return Move(one, room, starts_at, is_stale=one.version != versions[str(one.pk)])


def _clashing_after(edition: Edition, sessions: list[Session], moves: list[Move]) -> int:
    """How many would clash; the sessions are put back afterwards, as their rows show where they lie now."""
    before = [(move.session, move.session.room, move.session.starts_at) for move in moves]
    for move in moves:
        if not move.is_stale:
            move.session.room, move.session.starts_at = move.room, move.starts_at
    found = clashes_by_session(edition, sessions)
    for session, room, starts_at in before:
        session.room, session.starts_at = room, starts_at
    return len(found)


def _sign(sessions: Sequence[Session]) -> str:
    seen = sorted(f"{one.pk}:{one.version}" for one in sessions)
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:16]

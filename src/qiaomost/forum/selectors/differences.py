"""What a plan changes against the one before: meetings moved, dropped and added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from qiaomost.forum.models import MeetingPlan, PlannedMeeting
from qiaomost.forum.selectors.results import with_sides
from qiaomost.forum.states.meetings import NoMeeting


@dataclass(frozen=True, slots=True)
class Difference:
    """``moved`` has pairs of the place before and the one after; a change of the interpreter alone counts, too.

    ``reasons`` say of dropped requests why the new plan has no place for them, where it looked for one.
    """

    moved: tuple[tuple[PlannedMeeting, PlannedMeeting], ...]
    dropped: tuple[PlannedMeeting, ...]
    added: tuple[PlannedMeeting, ...]
    reasons: dict[UUID, NoMeeting]

    def places(self) -> Iterator[PlannedMeeting]:
        """All places that are given up or taken."""
        return chain(*self.moved, self.dropped, self.added)


def difference_of(plan: MeetingPlan, before: MeetingPlan | None) -> Difference:
    """Compare two plans; a constant number of queries. Without a plan before, everything is added."""
    were = {one.request_id: one for one in _places(before)} if before else {}
    are = {one.request_id: one for one in _places(plan)}
    both = [(were[pk], are[pk]) for pk in are if pk in were]
    return Difference(
        moved=tuple((old, new) for old, new in both if _place(old) != _place(new)),
        dropped=tuple(one for pk, one in were.items() if pk not in are),
        added=tuple(one for pk, one in are.items() if pk not in were),
        reasons={one.request_id: NoMeeting(one.reason) for one in plan.unplanned.all()},
    )


def _place(one: PlannedMeeting) -> tuple[int, int, int | None]:
    return one.slot_id, one.table_id, one.interpreter_id


def _places(plan: MeetingPlan) -> list[PlannedMeeting]:
    return list(with_sides(PlannedMeeting.objects.filter(plan=plan)))

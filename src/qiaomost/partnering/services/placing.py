"""Where a case stands: its column, whose turn it is, and by when. Only ``steps.settle`` writes it."""

from __future__ import annotations

from datetime import date

from qiaomost.common.working_days import add_working_days
from qiaomost.partnering.models import Case, Cooperation, Milestone
from qiaomost.partnering.states import (
    COOPERATION_TURNS,
    INTEREST_TURNS,
    CooperationState,
    InterestState,
    Side,
    Stage,
    Turn,
)
from qiaomost.partnering.states.outcomes import (
    ACCEPTANCE_TERM,
    COMPLETION_TERM,
    OPEN_MILESTONES,
    MilestoneState,
    OutcomeState,
)

Place = tuple[Stage, Turn, date | None]


def place_of(case: Case, day: date) -> Place:
    """Return column, turn and due date on ``day``, by the tables of ``states`` and what is open in the case."""
    cooperation: Cooperation | None = getattr(case, "cooperation", None)
    if cooperation is None:
        stage, turn, days = INTEREST_TURNS[InterestState(case.interest.state)]
        return stage, turn, add_working_days(day, days) if days else None
    stage, turn, days = COOPERATION_TURNS[CooperationState(cooperation.state)]
    due = add_working_days(day, days) if days else None
    if cooperation.state == CooperationState.PARKED:
        due = cooperation.parked_until
    elif cooperation.state == CooperationState.RUNNING:
        turn, due = _by_milestones(case, day) or (turn, due)
    elif cooperation.state == CooperationState.OUTCOME_CLAIMED:
        turn = _by_claims(case)
    return stage, turn, due


def _by_milestones(case: Case, day: date) -> tuple[Turn, date] | None:
    """A report waits for the end user; else the next milestone is the performing side's; else all are done."""
    rows = list(Milestone.objects.filter(case=case).order_by("due_on", "number"))
    if not rows:
        return None
    reported = next((row for row in rows if row.state == MilestoneState.REPORTED), None)
    if reported is not None:
        return Turn(reported.side), add_working_days(day, ACCEPTANCE_TERM)
    open_ones = [row for row in rows if row.state in OPEN_MILESTONES]
    if open_ones:
        return Turn(Side(open_ones[0].side).other), open_ones[0].due_on
    return Turn.ADVISERS, add_working_days(day, COMPLETION_TERM)


def _by_claims(case: Case) -> Turn:
    """Whoever has to confirm or dispute; both sides where each claimed something."""
    claimed = set(case.outcomes.filter(state=OutcomeState.CLAIMED).values_list("side", flat=True))
    return Turn(Side(claimed.pop()).other) if len(claimed) == 1 else Turn.SIDES

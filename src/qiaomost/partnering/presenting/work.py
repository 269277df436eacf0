"""The work and what comes of it: milestones, outcomes and impact as the page of a case shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from qiaomost.common.languages import LanguageCode
from qiaomost.network.permissions import Standing
from qiaomost.partnering.documents import Money
from qiaomost.partnering.documents.formatting import money
from qiaomost.partnering.models import (
    Case,
    ImpactRequest,
    Milestone,
    MilestoneReport,
    Outcome,
    OutcomeTranslation,
    Participant,
)
from qiaomost.partnering.permissions import Roles
from qiaomost.partnering.permissions.cases import roles_in
from qiaomost.partnering.permissions.outcomes import (
    acting_side,
    can_accept,
    can_answer_outcome,
    can_name_end_user,
)
from qiaomost.partnering.presenting.parties import name_of
from qiaomost.partnering.selectors.outcomes import impact_of, milestones_of, outcomes_of
from qiaomost.partnering.services.outcomes import CLAIMABLE
from qiaomost.partnering.states import CooperationState, Side
from qiaomost.partnering.states.outcomes import OPEN_MILESTONES, ImpactState, MilestoneState, OutcomeState

PREFERRED = ("en", "ru", "zh")


@dataclass(frozen=True, slots=True)
class Words:
    """A text in its language."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone, with what this reader may do about it."""

    milestone: Milestone
    title: Words
    deliverable: Words
    criteria: Words
    reports: Sequence[tuple[MilestoneReport, str]]
    acceptor: str
    performer: str
    payment: str
    is_late: bool
    can_report: bool
    can_accept: bool
    can_fail: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """An outcome, with its translation for this reader, and what they may do about it."""

    outcome: Outcome
    side: str
    translation: OutcomeTranslation | None
    value: str
    can_answer: bool
    can_claim_again: bool
    to_translate: Sequence[str]

    @property
    def is_labelled(self) -> bool:
        """Whether the claimant's side has not approved the translation yet."""
        return self.translation is not None and self.translation.approved_at is None


@dataclass(frozen=True, slots=True)
class Question:
    """A question of impact, and whether this reader may answer it."""

    request: ImpactRequest
    side: str
    can_answer: bool


@dataclass(frozen=True, slots=True)
class WorkPage:
    """Milestones, outcomes and impact of a case for one reader."""

    steps: Sequence[Step]
    claims: Sequence[Claim]
    questions: Sequence[Question]
    end_users: Sequence[tuple[str, str]]
    can_name: bool
    can_claim: bool


def work_page(case: Case, standing: Standing, reader: str, now: datetime) -> WorkPage:
    """Return the page; ``case`` comes from ``selectors.cases.case_for``. A constant number of queries."""
    roles, day = roles_in(standing, case), now.date()
    side = acting_side(roles)
    seat = next((one for one in case.participants.all() if one.user_id == standing.user_id), None)
    state = case.cooperation.state if hasattr(case, "cooperation") else ""
    rows, outcomes = list(milestones_of(case)), list(outcomes_of(case))
    is_running = state == CooperationState.RUNNING
    open_ones = [row for row in rows if row.state in OPEN_MILESTONES]
    can_name = is_running and bool(open_ones) and can_name_end_user(roles, open_ones[0])
    return WorkPage(
        steps=[_step(row, case, side, seat if is_running else None, reader, day) for row in rows],
        claims=[_claim(one, roles, side, reader) for one in outcomes],
        questions=[_question(row, side) for row in impact_of(case)],
        end_users=_end_users(case, open_ones[0].side, reader) if can_name else (),
        can_name=can_name,
        can_claim=side is not None and state in CLAIMABLE,
    )


def worded(words: Mapping[str, str], reader: str) -> Words:
    """Return a text that an agreement has by language, in the reader's where it has it."""
    language = next((code for code in (reader, *PREFERRED) if words.get(code)), reader)
    return Words(words.get(language, ""), language)


def amount_of(amount: Decimal | None, currency: str, reader: str) -> str:
    """Return a sum as the reader's language writes it, or nothing."""
    return money(Money(amount, currency), reader) if amount is not None else ""


def _step(
    row: Milestone, case: Case, side: Side | None, seat: Participant | None, reader: str, day: date
) -> Step:
    decides = seat is not None and can_accept(seat, row)
    lead = next((one for one in case.participants.all() if one.side == row.side and one.role == "lead"), None)
    acceptor = row.acceptor or lead
    return Step(
        milestone=row,
        title=worded(row.title, reader),
        deliverable=worded(row.deliverable, reader),
        criteria=worded(row.criteria, reader),
        reports=[(one, name_of(one.by, reader)) for one in row.reports.all()],
        acceptor=name_of(acceptor.user, reader) if acceptor else "",
        performer=str(Side(row.side).other.label),
        payment=amount_of(row.amount, row.currency, reader),
        is_late=row.state in OPEN_MILESTONES - {MilestoneState.REPORTED} and row.due_on < day,
        can_report=seat is not None
        and side == Side(row.side).other
        and row.state in {MilestoneState.DUE, MilestoneState.TO_BE_REWORKED},
        can_accept=decides and row.state == MilestoneState.REPORTED,
        can_fail=decides and row.state in OPEN_MILESTONES,
    )


def _claim(one: Outcome, roles: Roles, side: Side | None, reader: str) -> Claim:
    rows = {row.language: row for row in one.translations.all()}
    lacking = [
        code
        for code in LanguageCode.values
        if code != one.language and (code not in rows or rows[code].approved_at is None)
    ]
    return Claim(
        outcome=one,
        side=str(Side(one.side).label),
        translation=rows.get(reader) if reader != one.language else None,
        value=amount_of(one.value, one.currency, reader),
        can_answer=one.state == OutcomeState.CLAIMED and can_answer_outcome(roles, one),
        can_claim_again=one.state == OutcomeState.DISPUTED and side == one.side,
        to_translate=lacking if side is not None else (),
    )


def _question(row: ImpactRequest, side: Side | None) -> Question:
    is_open = row.state in {ImpactState.ASKED, ImpactState.LAPSED}
    return Question(row, str(Side(row.side).label), is_open and side == row.side)


def _end_users(case: Case, side: str, reader: str) -> list[tuple[str, str]]:
    seats = sorted((one for one in case.participants.all() if one.side == side), key=lambda one: one.pk)
    return [(str(one.pk), name_of(one.user, reader)) for one in seats]

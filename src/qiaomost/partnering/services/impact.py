"""What has come of an outcome after 12 and 24 months: each side is asked, reminded, and answers with figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Stage as ReadinessStage
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.common.transitions import next_state
from qiaomost.common.working_days import add_working_days
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Case, ImpactRequest
from qiaomost.partnering.permissions.outcomes import acting_side
from qiaomost.partnering.selectors.outcomes import cases_to_ask, months_before
from qiaomost.partnering.services.steps import lock_case, permit, tell, today
from qiaomost.partnering.states import REMINDER_EXTENSION, Side
from qiaomost.partnering.states.outcomes import (
    IMPACT_MONTHS,
    IMPACT_TERM,
    IMPACT_TRANSITIONS,
    Band,
    Currency,
    ImpactState,
)

MOST = 1_000_000
"""Most jobs and follow-up projects that an answer may name."""

FIGURES = ("is_industrialised", "stage", "band", "currency", "jobs", "projects")


@dataclass(frozen=True, slots=True)
class Figures:
    """A side's answer: in industrial use, how far, the yearly revenue's band, jobs, follow-up projects."""

    is_industrialised: bool
    stage: str
    jobs: int
    projects: int
    band: str = ""
    currency: str = ""


def follow_impact(*, now: datetime) -> int:
    """Ask what is due to be asked; remind who let the day pass, once; then note that there is no answer.

    Returns how many cases were asked and how many requests moved. Each in a transaction of its own.
    """
    return _ask_due(now) + _chase_due(now)


@transaction.atomic
def answer_impact(*, actor: User, request_id: UUID, figures: Figures, now: datetime) -> ImpactRequest:
    """Answer for one's side, with figures.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or does not speak for the side that is asked.
        TransitionRefused: it is answered, or the answer was declined.
        Invalid: a figure breaks a rule.
    """
    request = _locked(actor, request_id)
    _move(request, "answer")
    wrong = dict(_problems(figures))
    if wrong:
        raise Invalid(fields=wrong)
    values = asdict(figures) | {"currency": figures.currency if figures.band else ""}
    for name in FIGURES:
        setattr(request, name, values[name])
    return _answered(request, Topic.IMPACT_ANSWERED, FIGURES, actor=actor, now=now)


@transaction.atomic
def decline_impact(*, actor: User, request_id: UUID, now: datetime) -> ImpactRequest:
    """Decline to answer for one's side.

    Raises:
        NotFound, NotAllowed, TransitionRefused: as with ``answer_impact``.
    """
    request = _locked(actor, request_id)
    _move(request, "decline")
    return _answered(request, Topic.IMPACT_DECLINED, (), actor=actor, now=now)


def _ask_due(now: datetime) -> int:
    return sum(
        _ask(case_id, months, now)
        for months, longest in zip(IMPACT_MONTHS, (*IMPACT_MONTHS[1:], None), strict=True)
        for case_id in list(
            cases_to_ask(
                months,
                confirmed_until=months_before(now, months),
                confirmed_since=months_before(now, longest) if longest else None,
            )
        )
    )


@transaction.atomic
def _ask(case_id: UUID, months: int, now: datetime) -> int:
    case = lock_case(case_id)
    if case.impact_requests.filter(months=months).exists():
        return 0  # another worker was faster
    due_on = add_working_days(today(now), IMPACT_TERM)
    ImpactRequest.objects.bulk_create(
        ImpactRequest(case=case, side=side, months=months, asked_at=now, due_on=due_on) for side in Side
    )
    tell(case, Topic.IMPACT_ASKED, actor=None, now=now, months=months)
    return 1


def _chase_due(now: datetime) -> int:
    late = ImpactRequest.objects.filter(state=ImpactState.ASKED, due_on__lt=today(now))
    return sum(_chase(request_id, now) for request_id in list(late.values_list("pk", flat=True)))


@transaction.atomic
def _chase(request_id: UUID, now: datetime) -> int:
    request = _with_case(request_id)
    if request.state != ImpactState.ASKED or request.due_on >= today(now):
        return 0  # somebody answered since the list was read
    if request.reminded_on is not None:
        _move(request, "lapse")
        topic, fields = Topic.IMPACT_LAPSED, ["state"]
    else:
        request.reminded_on = today(now)
        request.due_on = add_working_days(today(now), REMINDER_EXTENSION)
        topic, fields = Topic.IMPACT_REMINDED, ["reminded_on", "due_on"]
    request.save(update_fields=fields)
    detail = {"of_side": request.side} if topic == Topic.IMPACT_REMINDED else {}
    tell(request.case, topic, actor=None, now=now, months=request.months, **detail)
    return 1


def _locked(actor: User, request_id: UUID) -> ImpactRequest:
    request = _with_case(request_id)
    permit(actor, request.case, lambda roles: acting_side(roles) == request.side)
    return request


def _with_case(request_id: UUID) -> ImpactRequest:
    """Lock the request's case, then read the request as it is now."""
    case_id = ImpactRequest.objects.filter(pk=request_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound
    case: Case = lock_case(case_id)
    request = ImpactRequest.objects.get(pk=request_id)
    request.case = case
    return request


def _move(request: ImpactRequest, verb: str) -> None:
    request.state = next_state(IMPACT_TRANSITIONS, ImpactState(request.state), verb)


def _answered(
    request: ImpactRequest, topic: Topic, fields: tuple[str, ...], *, actor: User, now: datetime
) -> ImpactRequest:
    request.answered_by, request.answered_at = actor, now
    request.save(update_fields=["state", "answered_by", "answered_at", *fields])
    tell(request.case, topic, actor=actor, now=now, months=request.months)
    return request


def _problems(figures: Figures) -> Iterator[tuple[str, str]]:
    if figures.stage not in ReadinessStage.values:
        yield "stage", _("Choose one of the list.")
    if figures.band not in {"", *Band.values}:
        yield "band", _("Choose one of the list.")
    if figures.band and figures.currency not in Currency.values:
        yield "currency", _("In which currency?")
    for name in ("jobs", "projects"):
        if not 0 <= getattr(figures, name) <= MOST:
            yield name, _("Between 0 and a million.")

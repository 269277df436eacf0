"""Verbs of a call as a whole: close, go on with names, public notice, award, end; and a challenge that is moot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common.errors import Invalid, TransitionRefused
from qiaomost.common.working_days import add_working_days
from qiaomost.partnering.models import Answer, Call
from qiaomost.partnering.services.answers.awarding import open_case
from qiaomost.partnering.services.answers.judging import DECIDED, reason_of
from qiaomost.partnering.services.answers.steps import (
    lock_call,
    move_answer,
    move_call,
    permit_call,
    require_phase,
)
from qiaomost.partnering.services.steps import today
from qiaomost.partnering.states.answers import OPEN_ANSWERS, AnswerState, CallState, ObjectionState

UNJUDGED = (AnswerState.SUBMITTED, AnswerState.ELIGIBLE)


@transaction.atomic
def close_call(*, actor: User | None, call_id: UUID, now: datetime) -> Call:
    """Close a call whose deadline is over: its answers get numbers, under which they are reviewed without names.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the call, or does not own it.
        TransitionRefused: the deadline is not over, or the call is closed already.
    """
    call = lock_call(call_id)
    permit_call(actor, call, "close")
    if call.state == CallState.OPEN and now <= call.closes_at():
        raise TransitionRefused(_("A call stays open until its deadline has passed."), code="before_deadline")
    move_call(call, "close", actor=actor, now=now)
    # by their random ids, so that a number tells nothing of who came first
    for number, answer in enumerate(call.answers.filter(state=AnswerState.SUBMITTED).order_by("pk"), start=1):
        answer.number = number
        answer.save(update_fields=["number"])
    return call


def close_due_calls(*, now: datetime) -> int:
    """Close each call whose deadline is over, each in a transaction of its own; returns how many."""
    due = Call.objects.filter(state=CallState.OPEN, deadline__lt=today(now)).values_list("pk", flat=True)
    return sum(_close_due(call_id, now) for call_id in list(due))


@transaction.atomic
def _close_due(call_id: UUID, now: datetime) -> bool:
    call = lock_call(call_id)
    if call.state != CallState.OPEN or now <= call.closes_at():
        return False  # closed or extended since the list was read
    close_call(actor=None, call_id=call_id, now=now)
    return True


@transaction.atomic
def show_names(*, actor: User, call_id: UUID, now: datetime) -> Call:
    """End the review without names; owner and reviewers then see who answered.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the call, or does not own it.
        TransitionRefused: an answer is not judged or scored yet, or the call is in another phase.
    """
    call = lock_call(call_id)
    permit_call(actor, call, "name")
    if call.answers.filter(state__in=UNJUDGED).exists():
        raise TransitionRefused(_("An answer still waits for its reviews."), code="not_scored")
    return move_call(call, "name", actor=actor, now=now)


@transaction.atomic
def give_notice(*, actor: User, call_id: UUID, now: datetime) -> Call:
    """Put the selected answer under public notice for the call's number of working days of both countries.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the call, or does not own it.
        TransitionRefused: no answer is selected, or the call is in another phase.
    """
    call = lock_call(call_id)
    permit_call(actor, call, "give_notice")
    require_phase(call, CallState.NAMED)
    answer = call.answers.filter(state=AnswerState.SELECTED).first()
    if answer is None:
        raise TransitionRefused(_("No answer is selected yet."), code="nothing_selected")
    move_answer(call, answer, "give_notice", actor=actor, now=now)
    call.notice_from = today(now)
    call.notice_until = add_working_days(call.notice_from, call.notice_days)
    return move_call(call, "give_notice", actor=actor, now=now, fields=("notice_from", "notice_until"))


@transaction.atomic
def award_call(*, actor: User, call_id: UUID, reasons: Mapping[UUID, str], now: datetime) -> Call:
    """Award the answer under notice; every other open answer gets the reason of ``reasons``. A case is opened.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the call, or does not own it.
        TransitionRefused: the notice runs, an objection is open, nobody advises a side, or it is another phase.
        Invalid: an answer has no reason, or one that is too long.
    """
    call = lock_call(call_id)
    permit_call(actor, call, "award")
    require_phase(call, CallState.NOTICE)
    if call.notice_until is None or today(now) <= call.notice_until:
        raise TransitionRefused(_("The public notice is not over."), code="notice_runs")
    if call.objections.filter(state=ObjectionState.OPEN).exists():
        raise TransitionRefused(_("An objection is still to be decided."), code="objection_open")
    winner = call.answers.get(state=AnswerState.PUBLIC_NOTICE)
    others = list(call.answers.filter(state__in=OPEN_ANSWERS).exclude(pk=winner.pk))
    given = _reasons_for(others, reasons)
    for answer in others:
        _pass_over(call, answer, given[answer.pk], actor, now)
    winner.case = open_case(call, winner, actor=actor, now=now)
    move_answer(call, winner, "award", actor=actor, now=now, fields=("case",))
    call.finished_at = now
    return move_call(call, "award", actor=actor, now=now, fields=("finished_at",))


@transaction.atomic
def end_call(*, actor: User, call_id: UUID, reason: str, now: datetime) -> Call:
    """End a call without an award; everybody whose answer is open gets the reason.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the call, or does not own it.
        TransitionRefused: it is open for answers, under notice, or over.
        Invalid: there is no reason, or it is too long.
    """
    call = lock_call(call_id)
    permit_call(actor, call, "end")
    reason = reason_of(reason)
    call.finished_at = now
    move_call(call, "end", actor=actor, now=now, fields=("finished_at",))
    _pass_over_all(call, call.answers.filter(state__in=OPEN_ANSWERS), reason, actor, now)
    return call


@transaction.atomic
def cancel_call(*, record_id: UUID, now: datetime) -> Call | None:
    """End the call of a challenge that is moot, and tell all who answered why; twice changes nothing."""
    call = Call.objects.select_for_update().filter(record_id=record_id).first()
    if call is None or call.finished_at is not None:
        return None
    reason = call.record.moot_reason or str(_("The challenge was withdrawn by its owner"))
    call.finished_at = now
    move_call(call, "declare_moot", actor=None, now=now, fields=("finished_at",))
    told = call.answers.filter(state__in=OPEN_ANSWERS | {AnswerState.DRAFT})
    _pass_over_all(call, told, reason, None, now)
    call.objections.filter(state=ObjectionState.OPEN).update(
        state=ObjectionState.DISMISSED, reason=reason, decided_at=now
    )
    return call


def _reasons_for(answers: Iterable[Answer], reasons: Mapping[UUID, str]) -> dict[UUID, str]:
    found, problems = {}, {}
    for answer in answers:
        try:
            found[answer.pk] = reason_of(reasons.get(answer.pk, ""))
        except Invalid as error:
            problems[f"reason_{answer.pk}"] = error.fields["reason"]
    if problems:
        raise Invalid(fields=problems)
    return found


def _pass_over_all(
    call: Call, answers: Iterable[Answer], reason: str, actor: User | None, now: datetime
) -> None:
    for answer in answers:
        _pass_over(call, answer, reason, actor, now)


def _pass_over(call: Call, answer: Answer, reason: str, actor: User | None, now: datetime) -> None:
    answer.reason, answer.decided_at = reason, now
    move_answer(call, answer, "pass_over", actor=actor, now=now, fields=DECIDED)

"""From an open challenge to a case: the road, its refusals, objections, and a challenge that becomes moot."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from qiaomost.catalogue import services as catalogue
from qiaomost.common.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.models import OutboxEntry
from qiaomost.partnering.handlers import on_call_event, on_record_withdrawn
from qiaomost.partnering.models import Answer, Call, CallNotice, Case, Objection, Score
from qiaomost.partnering.selectors.answers import result_for
from qiaomost.partnering.services import answers as services
from qiaomost.partnering.states import InterestState
from qiaomost.partnering.states.answers import AnswerState, CallState
from tests.factories import NOW
from tests.qiaomost.partnering.answers.conftest import AFTER, NOTICE_OVER, Contest


def object_to(contest: Contest, call: Call) -> Objection:
    return services.raise_objection(
        actor=contest.outsider, call_id=call.pk, text="Решение не ново.", now=AFTER + timedelta(days=1)
    )


def test_award_opens_exactly_one_case_with_an_accepted_interest(contest: Contest):
    answer = contest.answer_in(AnswerState.AWARDED)
    case = Case.objects.get()
    assert answer.case == case
    assert (case.origin, case.interest.state, case.interest.language) == ("answer", "accepted", "ru")
    assert (case.sender_adviser, case.owner_adviser) == (contest.ru_adviser, contest.cn_adviser)
    assert {(one.side, one.user_id) for one in case.participants.all()} == {
        ("sender", contest.solvers[0].pk),
        ("owner", contest.owner.pk),
    }
    assert (case.stage, case.turn) == ("introduction", "advisers")
    assert case.interest.request.startswith("Как изложено")
    with pytest.raises(TransitionRefused):
        services.award_call(actor=contest.owner, call_id=answer.call_id, reasons={}, now=NOTICE_OVER)
    assert Case.objects.count() == 1


def test_award_continues_a_case_that_both_sides_have_already(contest: Contest):
    answer = contest.answer_in(AnswerState.PUBLIC_NOTICE)
    case = Case.objects.create(
        record=contest.record,
        sender_organisation=contest.institutes[0],
        owner_organisation=contest.company,
        opened_at=NOW,
    )
    services.award_call(actor=contest.owner, call_id=answer.call_id, reasons={}, now=NOTICE_OVER)
    assert (Answer.objects.get().case, Case.objects.count()) == (case, 1)


def test_award_waits_for_notice_reasons_and_an_adviser(contest: Contest):
    call = contest.open()
    answers = [contest.submit(call, number) for number in (0, 1)]
    services.close_call(actor=contest.owner, call_id=call.pk, now=AFTER)
    for answer in answers:
        services.find_eligible(actor=contest.owner, answer_id=answer.pk, now=AFTER)
        contest.assess(answer)
    services.show_names(actor=contest.owner, call_id=call.pk, now=AFTER)
    services.shortlist_answer(actor=contest.owner, answer_id=answers[0].pk, reason="优", now=AFTER)
    services.select_answer(actor=contest.owner, answer_id=answers[0].pk, reason="优", now=AFTER)
    noticed = services.give_notice(actor=contest.owner, call_id=call.pk, now=AFTER)
    assert (noticed.notice_from, noticed.notice_until) == (date(2026, 10, 2), date(2026, 10, 14))
    told = {answers[1].pk: "造价过高。"}
    with pytest.raises(TransitionRefused) as runs:
        services.award_call(actor=contest.owner, call_id=call.pk, reasons=told, now=AFTER)
    with pytest.raises(Invalid) as without:
        services.award_call(actor=contest.owner, call_id=call.pk, reasons={}, now=NOTICE_OVER)
    contest.ru_adviser.memberships.update(is_active=False)
    with pytest.raises(TransitionRefused) as nobody:
        services.award_call(actor=contest.owner, call_id=call.pk, reasons=told, now=NOTICE_OVER)
    assert (runs.value.code, list(without.value.fields), nobody.value.code) == (
        "notice_runs",
        [f"reason_{answers[1].pk}"],
        "no_adviser",
    )
    assert Case.objects.count() == 0
    contest.ru_adviser.memberships.update(is_active=True)
    services.award_call(actor=contest.owner, call_id=call.pk, reasons=told, now=NOTICE_OVER)
    other = Answer.objects.get(pk=answers[1].pk)
    assert (other.state, other.reason) == (AnswerState.REJECTED, "造价过高。")


def test_objection_that_is_upheld_leads_back_to_the_selection(contest: Contest):
    call = contest.call_in(CallState.NOTICE)
    objection = object_to(contest, call)
    with pytest.raises(TransitionRefused) as refusal:
        services.award_call(actor=contest.owner, call_id=call.pk, reasons={}, now=NOTICE_OVER)
    assert refusal.value.code == "objection_open"
    services.decide_objection(
        actor=contest.administrator, objection_id=objection.pk, decision="upheld", reason="属实。", now=AFTER
    )
    after, answer = Call.objects.get(), Answer.objects.get()
    assert (after.state, after.notice_until) == (CallState.NAMED, None)
    assert (answer.state, answer.reason) == (AnswerState.SHORTLISTED, "属实。")
    assert Objection.objects.get().decided_by == contest.administrator


def test_objection_that_is_dismissed_lets_the_award_follow(contest: Contest):
    call = contest.call_in(CallState.NOTICE)
    objection = object_to(contest, call)
    with pytest.raises(Conflict):
        object_to(contest, call)
    with pytest.raises(Invalid):
        services.decide_objection(
            actor=contest.owner, objection_id=objection.pk, decision="dismissed", reason="", now=AFTER
        )
    services.decide_objection(
        actor=contest.owner, objection_id=objection.pk, decision="dismissed", reason="查无实据。", now=AFTER
    )
    services.award_call(actor=contest.owner, call_id=call.pk, reasons={}, now=NOTICE_OVER)
    assert Answer.objects.get().state == AnswerState.AWARDED


def test_objection_is_refused_to_the_owner_and_after_the_notice(contest: Contest):
    call = contest.call_in(CallState.NOTICE)
    with pytest.raises(NotAllowed):
        services.raise_objection(actor=contest.owner, call_id=call.pk, text="?", now=AFTER)
    with pytest.raises(TransitionRefused):
        services.raise_objection(actor=contest.outsider, call_id=call.pk, text="?", now=NOTICE_OVER)
    objection = object_to(contest, call)
    with pytest.raises(NotFound):
        services.decide_objection(
            actor=contest.outsider, objection_id=objection.pk, decision="upheld", reason="?", now=AFTER
        )
    assert (Objection.objects.count(), Objection.objects.get().state) == (1, "open")


def test_moot_challenge_tells_all_who_answered_why(contest: Contest, mailoutbox: list):
    call = contest.open()
    contest.submit(call, 0)
    contest.start(call, 1)
    withdrawn = contest.submit(call, 2)
    services.withdraw_answer(actor=contest.solvers[2], answer_id=withdrawn.pk, now=NOW)
    OutboxEntry.objects.all().delete()
    catalogue.declare_moot(actor=contest.owner, record_id=contest.record.pk, reason="项目取消。", now=NOW)
    entry = OutboxEntry.objects.get(topic="catalogue.record_withdrawn")
    for _twice in range(2):
        on_record_withdrawn(entry.payload)
    states = dict(Answer.objects.values_list("organisation_id", "state"))
    assert [states[one.pk] for one in contest.institutes] == ["rejected", "rejected", "withdrawn"]
    assert set(Answer.objects.exclude(reason="").values_list("reason", flat=True)) == {"项目取消。"}
    for entry in OutboxEntry.objects.filter(topic="partnering.answer_rejected"):
        on_call_event(entry.payload)
        on_call_event(entry.payload)
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(user.email for user in contest.solvers[:2])
    assert CallNotice.objects.filter(mailed_at__isnull=False).count() == 2
    assert all("项目" not in mail.subject + mail.body for mail in mailoutbox)


def test_result_is_the_weighted_mean_with_its_spread(contest: Contest):
    call = contest.open()
    answer = contest.submit(call)
    services.close_call(actor=contest.owner, call_id=call.pk, now=AFTER)
    services.find_eligible(actor=contest.owner, answer_id=answer.pk, now=AFTER)
    contest.assess(answer)
    contest.assess(answer, (10, 20))
    first = services.assess_answer(
        actor=contest.reviewers[0],
        answer_id=answer.pk,
        scores={key: services.ScoreDraft(0, "不足。") for key in call.criteria.values_list("pk", flat=True)},
        now=AFTER,
    )
    result = result_for(call, Answer.objects.get())
    assert result is not None
    assert (result.total, result.lowest, result.highest, result.spread) == (50, 0, 100, 50)
    assert [(one.mean, one.lowest, one.highest, one.maximum) for one in result.criteria] == [
        (5, 0, 10, 10),
        (10, 0, 20, 20),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.filter(assessment=first).update(points=21)


def test_deadline_closes_by_the_worker_and_only_then(contest: Contest):
    call = contest.open()
    contest.submit(call)
    assert services.close_due_calls(now=NOW) == 0
    with pytest.raises(TransitionRefused):
        services.close_call(actor=contest.owner, call_id=call.pk, now=NOW)
    assert (services.close_due_calls(now=AFTER), services.close_due_calls(now=AFTER)) == (1, 0)
    assert (Call.objects.get().state, Answer.objects.get().number) == (CallState.BLIND, 1)


def test_interest_of_the_award_is_accepted(contest: Contest):
    contest.answer_in(AnswerState.AWARDED)
    assert Case.objects.get().interest.state == InterestState.ACCEPTED

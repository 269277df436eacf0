"""What a call, a team and a review may be; conflicts of interest; of two who act at once one wins."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from qiaomost.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.network.models import Role
from qiaomost.partnering.drafts.answers import CriterionDraft
from qiaomost.partnering.models import Answer, Assessment, Call, Declaration, Reviewer
from qiaomost.partnering.services import answers as services
from qiaomost.partnering.states.answers import AnswerState, CallState
from tests.factories import NOW, MembershipFactory
from tests.qiaomost.partnering.answers.conftest import AFTER, CRITERIA, DEADLINE, Contest, sheet


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"criteria": (CriterionDraft(60), CriterionDraft(30))}, "weights"),
        ({"criteria": (CriterionDraft(100),)}, "weights"),
        ({"criteria": (CriterionDraft(60, 101), CriterionDraft(40))}, "maximum_0"),
        ({"criteria": (CriterionDraft(60), CriterionDraft(40, 10, 99))}, "limit_1"),
        ({"deadline": date(2026, 10, 16)}, "deadline"),
        ({"deadline": NOW.date()}, "deadline"),
        ({"notice_days": 0}, "notice_days"),
        ({"countries": ("DE",)}, "countries"),
        ({"kinds": ("circus",)}, "kinds"),
    ],
)
def test_call_that_breaks_a_rule_is_not_opened(changes: dict[str, Any], field: str, contest: Contest):
    with pytest.raises(Invalid) as refusal:
        contest.open(**changes)
    assert list(refusal.value.fields) == [field]
    assert Call.objects.count() == 0


def test_criteria_come_in_each_language_in_which_all_are_said(contest: Contest):
    call = contest.open()
    assert [one.words for one in call.criteria.all()] == [
        {"zh": zh, "ru": ru} for zh, ru in zip(CRITERIA["zh"], CRITERIA["ru"], strict=True)
    ]
    with pytest.raises(Conflict):
        contest.open()


def test_only_the_owner_opens_a_published_challenge(contest: Contest):
    for user, refusal in (
        (contest.administrator, NotAllowed),
        (contest.outsider, NotAllowed),
    ):
        with pytest.raises(refusal):
            services.open_call(actor=user, record_id=contest.record.pk, draft=contest.draft(), now=NOW)
    contest.record.texts.update(acceptance_criteria=[])
    with pytest.raises(TransitionRefused) as without:
        services.open_call(actor=contest.owner, record_id=contest.record.pk, draft=contest.draft(), now=NOW)
    assert (without.value.code, Call.objects.count()) == ("no_criteria", 0)


def test_deadline_is_only_made_later_once_answers_exist(contest: Contest):
    call = contest.open()
    earlier = contest.draft(deadline=DEADLINE - timedelta(days=7), notice_days=9)
    changed = services.change_call(actor=contest.owner, call_id=call.pk, draft=earlier, now=NOW)
    assert (changed.deadline, changed.notice_days) == (date(2026, 9, 24), 9)
    contest.start(call)
    with pytest.raises(Invalid):
        services.change_call(
            actor=contest.owner, call_id=call.pk, draft=contest.draft(deadline=date(2026, 9, 23)), now=NOW
        )
    later = services.change_call(
        actor=contest.owner, call_id=call.pk, draft=contest.draft(notice_days=1), now=NOW
    )
    assert (later.deadline, later.notice_days) == (DEADLINE, 9)


def test_rules_of_eligibility_are_checked_by_machine(contest: Contest):
    call = contest.open(countries=("CN",))
    with pytest.raises(Invalid) as country:
        contest.start(call)
    Call.objects.update(countries=[], kinds=["university"])
    with pytest.raises(Invalid) as kind:
        contest.start(call)
    assert (list(country.value.fields), list(kind.value.fields)) == (["organisation"], ["organisation"])
    with pytest.raises(NotAllowed):
        services.start_answer(
            actor=contest.owner,
            call_id=call.pk,
            organisation_id=contest.company.pk,
            draft=contest.answer_draft(call),
            now=NOW,
        )
    assert Answer.objects.count() == 0


def test_organisation_answers_once_and_again_after_withdrawal(contest: Contest):
    call = contest.open()
    answer = contest.submit(call)
    with pytest.raises(Conflict):
        contest.start(call)
    services.withdraw_answer(actor=contest.solvers[0], answer_id=answer.pk, now=NOW)
    assert contest.start(call).state == AnswerState.DRAFT


def test_submission_that_names_its_organisation_is_refused(contest: Contest):
    call = contest.open()
    answer = contest.start(call, title="Решение: ИНСТИТУТ МЕРЗЛОТЫ № 1")
    with pytest.raises(Invalid) as refusal:
        services.submit_answer(actor=contest.solvers[0], answer_id=answer.pk, now=NOW)
    assert list(refusal.value.fields) == ["title"]
    assert Answer.objects.get().state == AnswerState.DRAFT


def test_team_submits_when_all_have_confirmed_shares_of_a_hundred(contest: Contest):
    call = contest.open()
    answer = contest.start(call)
    first, second, third = (one.pk for one in contest.institutes)
    with pytest.raises(Invalid):
        services.set_team(
            actor=contest.solvers[0], answer_id=answer.pk, shares={first: 60, second: 30}, now=NOW
        )
    services.set_team(actor=contest.solvers[0], answer_id=answer.pk, shares={first: 60, second: 40}, now=NOW)
    with pytest.raises(TransitionRefused) as waiting:
        services.submit_answer(actor=contest.solvers[0], answer_id=answer.pk, now=NOW)
    assert waiting.value.code == "team_not_confirmed"
    with pytest.raises(NotFound):
        services.confirm_share(actor=contest.solvers[2], answer_id=answer.pk, share=40, now=NOW)
    with pytest.raises(Conflict):
        services.confirm_share(actor=contest.solvers[1], answer_id=answer.pk, share=50, now=NOW)
    services.confirm_share(actor=contest.solvers[1], answer_id=answer.pk, share=40, now=NOW)
    with pytest.raises(NotAllowed):
        services.withdraw_answer(actor=contest.solvers[1], answer_id=answer.pk, now=NOW)
    services.submit_answer(actor=contest.solvers[0], answer_id=answer.pk, now=NOW)
    own = contest.start(call, 1)
    with pytest.raises(Conflict):
        services.submit_answer(actor=contest.solvers[1], answer_id=own.pk, now=NOW)
    states = Answer.objects.order_by("started_at", "state").values_list("state", flat=True)
    assert sorted(states) == ["draft", "submitted"]
    assert third not in answer.team.values_list("organisation_id", flat=True)


def test_reviewer_of_the_owner_or_without_the_role_gets_no_seat(contest: Contest):
    call = contest.open()
    inside = MembershipFactory(organisation=contest.company, role=Role.REVIEWER).user
    for user in (inside, contest.outsider):
        with pytest.raises(Invalid):
            services.seat_reviewer(actor=contest.owner, call_id=call.pk, user_id=user.pk, now=NOW)
    with pytest.raises(NotFound):
        services.seat_reviewer(actor=contest.outsider, call_id=call.pk, user_id=contest.outsider.pk, now=NOW)
    assert Reviewer.objects.count() == 2


def test_review_needs_a_declaration_first(contest: Contest):
    answer = contest.answer_in(AnswerState.ELIGIBLE)
    with pytest.raises(NotAllowed) as refusal:
        services.assess_answer(
            actor=contest.reviewers[0], answer_id=answer.pk, scores=sheet(answer.call, (5, 5)), now=AFTER
        )
    assert (refusal.value.code, Assessment.objects.count()) == ("not_declared", 0)


def test_declared_conflict_excludes_for_good(contest: Contest):
    answer = contest.answer_in(AnswerState.ELIGIBLE)
    reviewer = contest.reviewers[0]
    services.declare_interest(
        actor=reviewer, answer_id=answer.pk, has_conflict=True, text="曾为其顾问。", now=AFTER
    )
    for attempt in (
        lambda: services.declare_interest(actor=reviewer, answer_id=answer.pk, has_conflict=False, now=AFTER),
        lambda: services.assess_answer(
            actor=reviewer, answer_id=answer.pk, scores=sheet(answer.call, (5, 5)), now=AFTER
        ),
        lambda: services.note_on_answer(actor=reviewer, answer_id=answer.pk, text="?", now=AFTER),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert (Assessment.objects.count(), Declaration.objects.get().has_conflict) == (0, True)


@pytest.mark.parametrize("whose", ["answerer", "member", "owner"])
def test_organisation_of_a_reviewer_excludes_by_direct_call(whose: str, contest: Contest):
    call = contest.open()
    answer = contest.start(call)
    first, second = contest.institutes[:2]
    services.set_team(
        actor=contest.solvers[0], answer_id=answer.pk, shares={first.pk: 50, second.pk: 50}, now=NOW
    )
    services.confirm_share(actor=contest.solvers[1], answer_id=answer.pk, share=50, now=NOW)
    services.submit_answer(actor=contest.solvers[0], answer_id=answer.pk, now=NOW)
    services.close_call(actor=contest.owner, call_id=call.pk, now=AFTER)
    services.find_eligible(actor=contest.owner, answer_id=answer.pk, now=AFTER)
    joined = {"answerer": first, "member": second, "owner": contest.company}[whose]
    MembershipFactory(user=contest.reviewers[0], organisation=joined)
    for attempt in (
        lambda: services.declare_interest(
            actor=contest.reviewers[0], answer_id=answer.pk, has_conflict=False, now=AFTER
        ),
        lambda: services.assess_answer(
            actor=contest.reviewers[0], answer_id=answer.pk, scores=sheet(call, (5, 5)), now=AFTER
        ),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert (Declaration.objects.count(), Assessment.objects.count()) == (0, 0)


def test_points_above_the_maximum_or_without_comment_are_refused(contest: Contest):
    answer = contest.answer_in(AnswerState.ELIGIBLE)
    reviewer = contest.reviewers[0]
    services.declare_interest(actor=reviewer, answer_id=answer.pk, has_conflict=False, now=AFTER)
    one, two = answer.call.criteria.all()
    scores = {one.pk: services.ScoreDraft(11, "好。"), two.pk: services.ScoreDraft(20, " ")}
    with pytest.raises(Invalid) as refusal:
        services.assess_answer(actor=reviewer, answer_id=answer.pk, scores=scores, now=AFTER)
    assert set(refusal.value.fields) == {f"points_{one.pk}", f"comment_{two.pk}"}
    assert Assessment.objects.count() == 0


def test_late_conflict_leaves_too_few_reviews_for_the_shortlist(contest: Contest):
    answer = contest.answer_in(AnswerState.SCORED)
    services.declare_interest(
        actor=contest.reviewers[0], answer_id=answer.pk, has_conflict=True, text="亲属。", now=AFTER
    )
    with pytest.raises(TransitionRefused) as refusal:
        services.shortlist_answer(actor=contest.owner, answer_id=answer.pk, reason="优", now=AFTER)
    assert refusal.value.code == "too_few_reviews"


@pytest.mark.django_db(transaction=True)
def test_withdrawal_and_close_at_once_have_one_outcome(contest: Contest):
    call = contest.open()
    answer = contest.submit(call)
    ready, done = threading.Barrier(2), {}
    last_moment = call.closes_at()
    attempts = {
        "withdraw": lambda: services.withdraw_answer(
            actor=contest.solvers[0], answer_id=answer.pk, now=last_moment
        ),
        "close": lambda: services.close_call(
            actor=None, call_id=call.pk, now=last_moment + timedelta(seconds=1)
        ),
    }

    def run(name: str) -> None:
        ready.wait()
        try:
            attempts[name]()
            done[name] = "done"
        except DomainError as error:
            done[name] = error.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(name,)) for name in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = Answer.objects.get()
    assert Call.objects.get().state == CallState.BLIND
    assert (done["withdraw"], after.state, after.number) in [
        ("done", AnswerState.WITHDRAWN, None),
        ("another_phase", AnswerState.SUBMITTED, 1),
    ]

"""Never silence: a reminder, then a lapse; leave is covered; of two who act at once one is refused."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from qiaomost.catalogue.models import Subject
from qiaomost.common.errors import DomainError, Invalid, NotAllowed, TransitionRefused
from qiaomost.network.models import Role
from qiaomost.partnering import services
from qiaomost.partnering.models import Case, CaseEvent
from qiaomost.partnering.presenting.rows import urgency_of
from qiaomost.partnering.selectors.advisers import best_adviser
from qiaomost.partnering.states import InterestState, Side
from tests.factories import NOW, MembershipFactory, OrganisationFactory
from tests.qiaomost.partnering.conftest import STEPS, Parties


def topics(case: Case) -> list[str]:
    return [event.topic.partition(".")[2] for event in CaseEvent.objects.filter(case=case).order_by("pk")]


def test_unanswered_interest_is_reminded_then_lapses(parties: Parties):
    case = parties.case_in(InterestState.DELIVERED)
    assert case.due_on == date(2026, 9, 15)
    assert services.remind_or_lapse_due(now=NOW + timedelta(days=14)) == 0
    assert services.remind_or_lapse_due(now=NOW + timedelta(days=15)) == 1
    reminded = Case.objects.get(pk=case.pk)
    assert (reminded.reminded_on, reminded.due_on) == (date(2026, 9, 16), date(2026, 9, 23))
    assert [urgency_of(reminded, date(2026, 9, day)) for day in (23, 24)] == ["reminded", "late"]
    assert services.remind_or_lapse_due(now=NOW + timedelta(days=16)) == 0
    assert services.remind_or_lapse_due(now=NOW + timedelta(days=30)) == 1
    assert Case.objects.get(pk=case.pk).interest.state == InterestState.LAPSED
    assert topics(case)[-2:] == ["turn_reminded", "interest_lapsed"]


def test_answer_ends_the_reminder(parties: Parties):
    case = parties.case_in(InterestState.DELIVERED)
    services.remind_or_lapse_due(now=NOW + timedelta(days=15))
    services.answer_interest_tentatively(
        actor=parties.researcher, case_id=case.pk, answer="Нужны данные.", now=NOW + timedelta(days=16)
    )
    after = Case.objects.get(pk=case.pk)
    assert (after.reminded_on, after.due_on) == (None, date(2026, 10, 23))


def test_adviser_of_the_organisation_goes_before_one_of_an_association(parties: Parties):
    association = OrganisationFactory(kind="association", country="CN")
    MembershipFactory(organisation=association, role=Role.ADVISER)
    found = best_adviser(parties.company, subjects=(), day=NOW.date(), without=())
    assert found == parties.cn_adviser.pk


def test_adviser_who_knows_the_subject_and_has_capacity_goes_first(parties: Parties):
    other = MembershipFactory(organisation=parties.company, role=Role.ADVISER).user
    services.set_profile(actor=other, subjects=["2"], capacity=1, leave_from=None, leave_until=None, now=NOW)
    parties.record.subjects.set(Subject.objects.filter(pk="2.5"))
    assert parties.case_in(InterestState.SUBMITTED).sender_adviser == other
    assert (
        best_adviser(parties.company, subjects={"2.5"}, day=NOW.date(), without=()) == parties.cn_adviser.pk
    )


def test_leave_is_covered_by_another_adviser(parties: Parties):
    case = parties.case_in(InterestState.SUBMITTED)
    services.set_profile(
        actor=parties.cn_adviser,
        subjects=[],
        capacity=10,
        leave_from=NOW.date(),
        leave_until=NOW.date() + timedelta(days=9),
        now=NOW,
    )
    assert services.cover_leaves(now=NOW) == 0  # nobody else is there
    second = MembershipFactory(organisation=parties.company, role=Role.ADVISER).user
    assert services.cover_leaves(now=NOW) == 1
    assert Case.objects.get(pk=case.pk).sender_adviser == second
    assert topics(case)[-1] == "case_handed_over"


def test_hand_over_refuses_strangers_and_the_other_sides_adviser(parties: Parties):
    case = parties.case_in(InterestState.FORWARDED)
    for to_user in (parties.engineer, parties.ru_adviser, parties.outsider, parties.cn_adviser):
        with pytest.raises(Invalid):
            services.hand_over(
                actor=parties.cn_adviser,
                case_id=case.pk,
                side=Side.SENDER,
                to_user_id=to_user.pk,
                reason="出差",
                now=NOW,
            )
    with pytest.raises(NotAllowed):
        services.hand_over(
            actor=parties.ru_adviser,
            case_id=case.pk,
            side=Side.SENDER,
            to_user_id=parties.cn_adviser.pk,
            reason="?",
            now=NOW,
        )
    assert Case.objects.get(pk=case.pk).hand_overs.count() == 0


def test_submission_without_any_adviser_is_refused_and_stays_a_draft(parties: Parties):
    parties.cn_adviser.memberships.update(is_active=False)
    case = parties.start()
    with pytest.raises(TransitionRefused) as refusal:
        services.submit_interest(actor=parties.engineer, case_id=case.pk, now=NOW)
    assert refusal.value.code == "no_adviser"
    assert Case.objects.get(pk=case.pk).interest.state == InterestState.DRAFT


@pytest.mark.django_db(transaction=True)
def test_acceptance_and_withdrawal_at_once_have_one_outcome(parties: Parties):
    case = parties.case_in(InterestState.DELIVERED)
    ready, done = threading.Barrier(2), {}

    def run(step: str) -> None:
        ready.wait()
        try:
            STEPS[step](parties, case)
            done[step] = "done"
        except DomainError as error:
            done[step] = error.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(step,)) for step in ("accept", "withdraw")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winner = [step for step, result in done.items() if result == "done"]
    assert len(winner) == 1
    state = {"accept": InterestState.ACCEPTED, "withdraw": InterestState.WITHDRAWN}[winner[0]]
    assert Case.objects.get(pk=case.pk).interest.state == state
    assert len([topic for topic in topics(case) if topic in {"interest_accepted", "interest_withdrawn"}]) == 1


@pytest.mark.django_db(transaction=True)
def test_interest_begun_twice_at_once_is_one_case(parties: Parties):
    ready, results = threading.Barrier(2), []

    def run() -> None:
        ready.wait()
        try:
            parties.start()
            results.append("done")
        except DomainError as error:
            results.append(error.code)
        finally:
            connection.close()

    threads: list[Any] = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["conflict", "done"]
    assert Case.objects.count() == 1

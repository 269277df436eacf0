"""Milestones: planned by the agreement, reported by the performing side, accepted by the end user, never forgotten."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from qiaomost.common.errors import DomainError, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.transitions import verbs_of
from qiaomost.partnering import services
from qiaomost.partnering.models import (
    Agreement,
    Case,
    CaseEvent,
    Milestone,
    Notice,
)
from qiaomost.partnering.services.notifying import prepare_notices
from qiaomost.partnering.states import CooperationState, Turn
from qiaomost.partnering.states.outcomes import MILESTONE_TRANSITIONS, MilestoneState
from tests.agreements import MILESTONES
from tests.factories import NOW
from tests.qiaomost.partnering.conftest import Parties
from tests.qiaomost.partnering.working import TEXT, cleared, in_force, milestones, report, running, upload
from tests.unwritten import nothing_written

PEOPLE = ("engineer", "cn_adviser", "ru_adviser", "researcher", "administrator", "outsider", "colleague")
VERBS: dict[str, tuple[Any, dict[str, Any], str]] = {
    "report": (services.report_milestone, {"language": "ru", "text": TEXT}, "researcher"),
    "accept": (services.accept_milestone, {}, "engineer"),
    "rework": (services.send_milestone_back, {"text": "缺少试验报告。"}, "engineer"),
    "fail": (services.fail_milestone, {"text": "指标未达到。"}, "engineer"),
}
ROADS = {
    MilestoneState.DUE: (),
    MilestoneState.REPORTED: ("report",),
    MilestoneState.ACCEPTED: ("report", "accept"),
    MilestoneState.TO_BE_REWORKED: ("report", "rework"),
    MilestoneState.FAILED: ("fail",),
}


def take(verb: str, parties: Parties, milestone: Milestone) -> Any:
    service, words, who = VERBS[verb]
    return service(actor=getattr(parties, who), milestone_id=milestone.pk, now=NOW, **words)


def milestone_in(state: str, parties: Parties) -> Milestone:
    [milestone, _] = milestones(running(parties))
    for verb in ROADS[MilestoneState(state)]:
        take(verb, parties, milestone)
    return Milestone.objects.get(pk=milestone.pk)


def test_plan_of_the_agreement_becomes_milestones_once(parties: Parties):
    case = running(parties)
    assert [(one.number, one.due_on, one.side, one.state) for one in milestones(case)] == [
        (1, date(2027, 3, 31), "sender", "due"),
        (2, date(2027, 10, 15), "sender", "due"),
    ]
    assert (case.turn, case.due_on) == (Turn.OWNER, date(2027, 3, 31))
    services.plan_milestones(case.agreements.get(), now=NOW)
    assert Milestone.objects.count() == 2


def test_amended_plan_replaces_what_is_not_reported(parties: Parties):
    case = running(parties)
    report(parties, milestones(case)[0])
    old = case.agreements.get()
    Agreement.objects.filter(pk=old.pk).update(state="amended", ended_on=NOW.date())
    successor = in_force(case, parties.cn_adviser, milestones=MILESTONES[1:], amends=old)
    services.plan_milestones(successor, now=NOW)
    kept = Milestone.objects.order_by("due_on").values_list("agreement__ordinal", "number", "state")
    assert list(kept) == [(1, 1, "reported"), (2, 1, "due")]


@pytest.mark.parametrize("state", MilestoneState)
def test_milestone_verbs_move_or_are_refused(state: str, parties: Parties):
    milestone = milestone_in(state, parties)
    legal = verbs_of(MILESTONE_TRANSITIONS, MilestoneState(state))
    for verb, (service, words, who) in VERBS.items():
        for name in PEOPLE:
            if verb in legal and name == who:
                continue  # the road of the next test
            with nothing_written(), pytest.raises(DomainError) as refusal:
                service(actor=getattr(parties, name), milestone_id=milestone.pk, now=NOW, **words)
            expected = TransitionRefused if name == who else NotAllowed
            assert refusal.type is (NotFound if name in {"outsider", "colleague"} else expected)


@pytest.mark.parametrize(
    ("verb", "state"), [(v, s) for v, (sources, _t) in MILESTONE_TRANSITIONS.items() for s in sources]
)
def test_milestone_legal_verbs_reach_their_state(verb: str, state: str, parties: Parties):
    milestone = milestone_in(state, parties)
    take(verb, parties, milestone)
    assert Milestone.objects.get(pk=milestone.pk).state == MILESTONE_TRANSITIONS[verb][1]


def test_report_waits_for_the_end_user_and_then_the_next_milestone_is_due(parties: Parties):
    case = running(parties)
    first, second = milestones(case)
    cleared(parties)
    report(parties, first, files=(upload("protokol.txt"),))
    assert Case.objects.get(pk=case.pk).turn == Turn.SENDER
    services.accept_milestone(actor=parties.engineer, milestone_id=first.pk, text="验收合格", now=NOW)
    after = Case.objects.get(pk=case.pk)
    assert (after.turn, after.due_on) == (Turn.OWNER, second.due_on)
    report(parties, second)
    services.fail_milestone(actor=parties.engineer, milestone_id=second.pk, text="未达标", now=NOW)
    assert Case.objects.get(pk=case.pk).turn == Turn.ADVISERS


def test_named_end_user_accepts_and_nobody_else(parties: Parties):
    case = running(parties)
    seat = services.add_participant(
        actor=parties.engineer, case_id=case.pk, user_id=parties.colleague.pk, role="member", now=NOW
    )
    other_side = case.participants.get(user=parties.researcher)
    with pytest.raises(Invalid):
        services.name_end_user(
            actor=parties.cn_adviser, case_id=case.pk, participant_id=other_side.pk, now=NOW
        )
    with pytest.raises(NotAllowed):
        services.name_end_user(actor=parties.researcher, case_id=case.pk, participant_id=seat.pk, now=NOW)
    assert (
        services.name_end_user(actor=parties.cn_adviser, case_id=case.pk, participant_id=seat.pk, now=NOW)
        == 2
    )
    [first, _] = milestones(case)
    report(parties, first)
    with pytest.raises(NotAllowed):
        services.accept_milestone(actor=parties.engineer, milestone_id=first.pk, now=NOW)
    accepted = services.accept_milestone(actor=parties.colleague, milestone_id=first.pk, now=NOW)
    assert accepted.decided_by == parties.colleague


@pytest.mark.parametrize("changes", [{"text": " "}, {"language": "de"}, {"files": [upload("a.exe")]}])
def test_report_that_breaks_a_rule_writes_nothing(changes: dict[str, Any], parties: Parties):
    [first, _] = milestones(running(parties))
    cleared(parties)
    with nothing_written(), pytest.raises(Invalid):
        report(parties, first, **changes)


def test_late_milestone_is_told_to_both_sides_and_both_advisers(parties: Parties):
    case = running(parties)
    on_time = datetime(2027, 3, 31, 8, tzinfo=UTC)
    assert services.remind_or_lapse_due(now=on_time) == 0
    assert services.remind_or_lapse_due(now=on_time + timedelta(days=1)) == 1
    event = CaseEvent.objects.filter(case=case).latest("pk")
    assert event.topic == "partnering.milestone_late"
    prepare_notices(event)
    people = {parties.engineer, parties.researcher, parties.cn_adviser, parties.ru_adviser}
    assert {one.user for one in Notice.objects.filter(event=event)} == people
    assert services.remind_or_lapse_due(now=on_time + timedelta(days=2)) == 0
    assert services.remind_or_lapse_due(now=on_time + timedelta(days=20)) == 1


def test_cooperation_is_completed_by_an_adviser_when_no_milestone_is_open(parties: Parties):
    case = running(parties)
    first, second = milestones(case)
    with pytest.raises(TransitionRefused) as refusal:
        services.complete_cooperation(actor=parties.cn_adviser, case_id=case.pk, now=NOW)
    assert refusal.value.code == "milestone_open"
    for one in (first, second):
        report(parties, one)
        services.accept_milestone(actor=parties.engineer, milestone_id=one.pk, now=NOW)
    for name in ("engineer", "researcher", "administrator"):
        with pytest.raises(NotAllowed):
            services.complete_cooperation(actor=getattr(parties, name), case_id=case.pk, now=NOW)
    done = services.complete_cooperation(actor=parties.cn_adviser, case_id=case.pk, now=NOW)
    assert done.state == CooperationState.COMPLETED
    with pytest.raises(TransitionRefused):
        services.fail_milestone(actor=parties.engineer, milestone_id=first.pk, text="?", now=NOW)


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "accepted"},
        {"state": "unknown"},
        {"currency": ""},
        {"amount": None},
        {"side": "nobody"},
        {"state": "failed", "decided_at": NOW},
    ],
)
def test_database_refuses_impossible_milestones(columns: dict[str, Any], parties: Parties):
    [first, _] = milestones(running(parties))
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(pk=first.pk).update(**columns)

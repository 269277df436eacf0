from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from qiaomost.common import outbox
from qiaomost.common.errors import Conflict, NotAllowed, TransitionRefused
from qiaomost.forum.models import Mail, MeetingPlan, MeetingSlot, PlannedMeeting, TimeBand, Unplanned
from qiaomost.forum.services.meetings import planning
from qiaomost.forum.services.meetings.profiles import make_calendar_address
from qiaomost.forum.states.meetings import PLAN_TRANSITIONS, PlanState
from qiaomost.wiring import HANDLERS
from tests.factories import NOW
from tests.qiaomost.forum.meetings.conftest import NINE, Meetings, furnish, user_of

HOME = "/forum/harbin-2026"


def order(meetings: Meetings) -> MeetingPlan:
    who = {"actor": meetings.forum.organiser, "edition_id": meetings.edition.pk, "now": NOW}
    return planning.order_plan(seconds=1, **who)


def step(meetings: Meetings, plan: MeetingPlan, verb: str) -> MeetingPlan:
    service = {"cancel": planning.cancel_plan, "publish": planning.publish_plan}[verb]
    who = {"actor": meetings.forum.organiser, "edition_id": meetings.edition.pk, "now": NOW}
    return service(number=plan.number, **who)


def test_the_worker_makes_a_plan_with_an_interpreter_and_everybody_is_told_once_it_is_published(
    meetings: Meetings,
):
    furnish(meetings)
    meetings.take(meetings.ask(), "accept", meetings.ivan)
    plan = order(meetings)
    while outbox.work(HANDLERS, clock=lambda: NOW):
        pass
    plan.refresh_from_db()
    place = PlannedMeeting.objects.get(plan=plan)
    assert (plan.state, plan.value, plan.bound) == (PlanState.READY, 10, 10)
    assert place.interpreter is not None
    step(meetings, plan, "publish")
    told = Mail.objects.filter(cause=f"meeting-plan-{plan.number}")
    assert {one.language for one in told} == {"zh", "ru"}
    page = Client()
    page.force_login(user_of(meetings.ivan))
    assert str(place.interpreter.person) in page.get(f"{HOME}/my-meetings/").content.decode()
    secret = make_calendar_address(actor=user_of(meetings.liu), edition=meetings.edition, now=NOW)
    feed = Client().get(f"{HOME}/my-meetings/{secret}.ics")
    assert feed.content.count(b"BEGIN:VEVENT") == 1
    assert Client().get(f"{HOME}/my-meetings/{secret}x.ics").status_code == 404


def test_a_request_without_a_place_says_why_in_the_readers_language(meetings: Meetings):
    furnish(meetings, interpreter=False)
    request = meetings.ask()
    plan = order(meetings)
    assert planning.make_plan(plan_id=plan.pk, clock=lambda: NOW)
    assert Unplanned.objects.get(plan=plan, request=request).reason == "no_interpreter"
    step(meetings, plan, "publish")
    client = Client(headers={"Accept-Language": "ru"})
    client.force_login(user_of(meetings.ivan))
    assert "нет свободного переводчика" in client.get(f"{HOME}/my-meetings/").content.decode()


def test_a_worker_that_dies_leaves_no_half_plan_and_the_next_one_makes_it(meetings: Meetings, monkeypatch):
    furnish(meetings)
    meetings.ask()
    plan = order(meetings)

    def killed(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(planning, "_move", killed)
        with pytest.raises(KeyboardInterrupt):
            planning.make_plan(plan_id=plan.pk, clock=lambda: NOW)
    plan.refresh_from_db()
    assert (plan.state, PlannedMeeting.objects.count()) == (PlanState.RUNNING, 0)
    with pytest.raises(planning.StillRunning):
        planning.make_plan(plan_id=plan.pk, clock=lambda: NOW)
    later = NOW + planning.DEAD
    assert planning.make_plan(plan_id=plan.pk, clock=lambda: later)
    assert PlannedMeeting.objects.count() == 1


def test_a_cancelled_run_keeps_nothing(meetings: Meetings, monkeypatch):
    furnish(meetings)
    meetings.ask()
    plan = order(meetings)
    found = planning.schedule

    def cancelled_meanwhile(*args: object, **more: object) -> object:
        step(meetings, plan, "cancel")
        return found(*args, **more)

    monkeypatch.setattr(planning, "schedule", cancelled_meanwhile)
    assert not planning.make_plan(plan_id=plan.pk, clock=lambda: NOW)
    plan.refresh_from_db()
    assert (plan.state, PlannedMeeting.objects.count()) == (PlanState.CANCELLED, 0)


@pytest.mark.parametrize("state", PlanState)
@pytest.mark.parametrize("verb", ["cancel", "publish"])
def test_each_step_of_a_plan_is_possible_in_its_states_alone(meetings: Meetings, state: PlanState, verb: str):
    plan = order(meetings)
    MeetingPlan.objects.update(state=state, published_at=NOW)
    sources, target = PLAN_TRANSITIONS[verb]
    if state in sources:
        assert step(meetings, plan, verb).state == target
        return
    with pytest.raises(TransitionRefused):
        step(meetings, plan, verb)
    plan.refresh_from_db()
    assert plan.state == state


def test_one_plan_is_calculated_at_a_time_and_by_organisers_alone(meetings: Meetings):
    order(meetings)
    with pytest.raises(Conflict):
        order(meetings)
    with pytest.raises(NotAllowed):
        planning.order_plan(
            actor=meetings.forum.other_organiser, edition_id=meetings.edition.pk, seconds=1, now=NOW
        )
    assert MeetingPlan.objects.count() == 1


def test_the_organisers_write_rules_and_tables_and_watch_a_plan(meetings: Meetings):
    forum, client = meetings.forum, Client()
    client.force_login(forum.organiser)
    TimeBand.objects.create(
        site=forum.site, starts_at=NINE, ends_at=NINE + timedelta(hours=1), is_for_meetings=True
    )
    rules = {
        "is_open": "on",
        "asked_until": "2026-10-12T06:30",
        "most_requests": "5",
        "minutes": "25",
        "pause": "5",
    }
    assert client.post(f"{HOME}/meetings/desk/rules/", rules).status_code == 302
    meetings.rules.refresh_from_db()
    assert meetings.rules.asked_until == datetime(2026, 10, 11, 22, 30, tzinfo=UTC)
    assert "2026-10-12T06:30" in client.get(f"{HOME}/meetings/desk/").content.decode()
    assert client.post(f"{HOME}/meetings/desk/tables/", {f"room_{forum.room.pk}": "3"}).status_code == 302
    assert (forum.room.meeting_tables.count(), MeetingSlot.objects.count()) == (3, 2)
    assert client.post(f"{HOME}/meetings/desk/tables/", {f"room_{forum.room.pk}": "-1"}).status_code == 422
    assert client.post(f"{HOME}/meetings/desk/run/", {"seconds": "1"}).status_code == 302
    assert "every 1s" in client.get(f"{HOME}/meetings/plans/1/").content.decode()
    assert "every 1s" in client.get(f"{HOME}/meetings/desk/").content.decode()
    client.force_login(forum.member)
    assert client.get(f"{HOME}/meetings/desk/").status_code == 403
    assert client.post(f"{HOME}/meetings/desk/run/", {"seconds": "1"}).status_code == 403

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from qiaomost.common.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.forum.models import (
    BlockedTime,
    Disturbance,
    FixedMeeting,
    Mail,
    MeetingInterpreter,
    MeetingPlan,
    MeetingRequest,
    MeetingSlot,
    MeetingTable,
    PlannedMeeting,
    Unplanned,
)
from qiaomost.forum.selectors.differences import difference_of
from qiaomost.forum.services.meetings import planning
from qiaomost.forum.services.meetings.disturbing import (
    DisturbanceDraft,
    lift_disturbance,
    note_disturbance,
)
from qiaomost.forum.services.meetings.fixing import FixedDraft, clashes_of, fix_meeting, release_meeting
from qiaomost.forum.services.meetings.results import cancel_meeting
from qiaomost.forum.states.meetings import PlanState, RequestState
from tests.factories import NOW
from tests.qiaomost.forum.meetings.conftest import NINE, Meetings, Table, furnish, opt_in, publish, user_of

SOON = NINE - timedelta(hours=1)


def organiser(meetings: Meetings, **values: Any) -> dict[str, Any]:
    return {"actor": meetings.forum.organiser, "edition_id": meetings.edition.pk, "now": SOON} | values


def disturb(meetings: Meetings, kind: str, subject: object, **values: Any) -> Disturbance:
    who = organiser(meetings, **{name: values.pop(name) for name in ("actor", "now") if name in values})
    return note_disturbance(draft=DisturbanceDraft(kind, str(subject), **values), **who)


def replanned(meetings: Meetings, *, now: Any = SOON) -> MeetingPlan:
    plan = planning.order_replan(seconds=1, **organiser(meetings, now=now))
    assert planning.make_plan(plan_id=plan.pk, clock=lambda: now)
    plan.refresh_from_db()
    assert (plan.state, plan.failure) == (PlanState.READY, "")
    return plan


def test_a_late_arrival_is_met_later_and_only_those_concerned_are_told(table: Table):
    meetings, place = table.meetings, table.place
    anna, boris = (opt_in(meetings.forum, "RU") for _ in range(2))
    meetings.take(meetings.ask(actor=user_of(anna), profile_id=boris.pk), "accept", boris)
    before = publish(meetings)
    moved = before.meetings.select_related("slot").get(request=table.request)
    Mail.objects.all().delete()
    disturb(meetings, "participant", meetings.ivan.pk, ends_at=moved.slot.starts_at + timedelta(minutes=1))
    plan = replanned(meetings)
    found = difference_of(plan, before)
    assert (len(found.moved), found.dropped, found.added) == (1, (), ())
    assert found.moved[0][1].slot.starts_at > moved.slot.starts_at
    assert not Mail.objects.exists()  # nobody is told before it is published
    planning.publish_plan(number=plan.number, **organiser(meetings))
    told = {one.language: one.body for one in Mail.objects.all()}
    assert set(told) == {"zh", "ru"}
    assert ("改期" in told["zh"], "Перенесена" in told["ru"]) == (True, True)
    assert place.table.number in (1, 2)


def test_what_has_begun_stays_and_a_lost_table_or_interpreter_is_replaced(table: Table):
    meetings = table.meetings
    chen = meetings.ask(actor=user_of(meetings.chen))
    meetings.take(chen, "accept", meetings.ivan)
    with pytest.raises(Conflict):
        planning.order_plan(seconds=1, **organiser(meetings, now=table.place.slot.starts_at))
    before = publish(meetings)
    first, second = before.meetings.select_related("slot").order_by("slot__starts_at")
    during = first.slot.starts_at + timedelta(minutes=1)
    disturb(meetings, "table", first.table_id, now=during)
    disturb(meetings, "table", second.table_id, now=during)
    plan = replanned(meetings, now=during)
    kept = plan.meetings.get(request=first.request)
    assert (kept.slot_id, kept.table_id) == (first.slot_id, first.table_id)
    if first.table_id == second.table_id:
        assert plan.meetings.get(request=second.request).table_id != second.table_id
    else:  # both tables are gone
        assert Unplanned.objects.get(plan=plan).request_id == second.request_id
    disturb(meetings, "interpreter", MeetingInterpreter.objects.get().pk, now=during)
    last = replanned(meetings, now=during)
    assert Unplanned.objects.get(plan=last, request=second.request).reason in {"no_interpreter", "no_table"}
    planning.publish_plan(number=last.number, **organiser(meetings, now=during))
    with pytest.raises(Conflict):  # it started from a plan that does not count any more
        planning.publish_plan(number=plan.number, **organiser(meetings, now=during))
    assert difference_of(last, before).dropped[0].request_id == second.request_id


def test_a_plan_that_changes_what_has_begun_meanwhile_is_not_published(table: Table):
    meetings = table.meetings
    gone = disturb(meetings, "participant", meetings.ivan.pk)
    plan = replanned(meetings)
    with pytest.raises(Conflict):
        planning.publish_plan(number=plan.number, **organiser(meetings, now=table.after))
    lift_disturbance(disturbance_id=gone.pk, **organiser(meetings))
    with pytest.raises(TransitionRefused):
        lift_disturbance(disturbance_id=gone.pk, **organiser(meetings))
    assert difference_of(replanned(meetings), table.place.plan).moved == ()


def test_cancelled_meetings_are_not_planned_again(table: Table):
    meetings = table.meetings
    cancel_meeting(request_id=table.request.pk, why="停电。", **organiser(meetings))
    assert difference_of(replanned(meetings), table.place.plan).dropped == (table.place,)


@pytest.mark.parametrize(
    "values", [{"kind": "weather"}, {"subject": "x"}, {"ends_at": SOON - timedelta(minutes=1)}]
)
def test_a_disturbance_that_can_not_be_is_refused(meetings: Meetings, values):
    with pytest.raises(Invalid):
        disturb(meetings, **({"kind": "participant", "subject": meetings.ivan.pk} | values))
    with pytest.raises(NotAllowed):
        disturb(meetings, "participant", meetings.ivan.pk, actor=meetings.forum.other_organiser)
    with pytest.raises(TransitionRefused):
        planning.order_replan(seconds=1, **organiser(meetings))
    assert (Disturbance.objects.count(), MeetingPlan.objects.count()) == (0, 0)


def test_a_meeting_agreed_for_another_day_is_not_planned_and_says_why(meetings: Meetings):
    furnish(meetings)
    request = meetings.take(meetings.ask(day=date(2026, 10, 21)), "accept", meetings.ivan)
    plan = publish(meetings)
    assert Unplanned.objects.get(plan=plan).reason == "not_on_that_day"
    MeetingRequest.objects.filter(pk=request.pk).update(day=date(2026, 10, 20))
    assert PlannedMeeting.objects.get(plan=publish(meetings)).request_id == request.pk


def fixed_draft(meetings: Meetings, **values: Any) -> FixedDraft:
    slot = MeetingSlot.objects.order_by("starts_at")[values.pop("nth", 2)]
    table = MeetingTable.objects.get(number=values.pop("number", 2))
    given = {"one_id": meetings.liu.pk, "other_id": meetings.ivan.pk, "slot_id": slot.pk}
    return FixedDraft(**(given | {"table_id": table.pk, "words": "两位院士会面。"} | values))


def test_a_fixed_meeting_is_kept_by_every_plan_and_takes_its_place_in_a_published_one(table: Table):
    meetings = table.meetings
    row = fix_meeting(draft=fixed_draft(meetings), **organiser(meetings))
    assert (row.request, row.interpreter is not None) == (table.request, True)
    place = replanned(meetings).meetings.get(request=table.request)
    assert (place.slot_id, place.table_id, place.interpreter_id) == (
        row.slot_id,
        row.table_id,
        row.interpreter_id,
    )
    arranged = fix_meeting(
        draft=fixed_draft(meetings, one_id=meetings.chen.pk, nth=3), **organiser(meetings)
    ).request
    assert (arranged.is_arranged, arranged.state) == (True, RequestState.ACCEPTED)
    assert {one.request_id for one in publish(meetings, now=SOON).meetings.all()} == {
        table.request.pk,
        arranged.pk,
    }
    disturb(meetings, "participant", meetings.liu.pk)
    assert set(clashes_of(meetings.edition)) == {table.request.pk}
    assert Unplanned.objects.filter(plan=replanned(meetings), request=table.request).exists()
    release_meeting(fixed_id=row.pk, **organiser(meetings))
    with pytest.raises(NotFound):
        release_meeting(fixed_id=row.pk, **organiser(meetings))


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"one_id": "chen", "number": 1}, "other interpreter"),  # both have another fixed meeting then
        ({"one_id": "anna", "other_id": "chen"}, "interpreter table"),
        ({"one_id": "anna", "other_id": "chen", "number": 1}, "interpreter"),  # the only one is busy
        ({"one_id": "ivan"}, "other"),
        ({"one_id": "hidden"}, "one"),
        ({"one_id": "chen", "nth": 3, "words": " "}, "words"),
        ({"one_id": "busy", "nth": 3}, "one"),
        ({"one_id": "chen", "nth": 3, "slot_id": 0}, "slot"),
        ({"one_id": "chen", "nth": 3, "interpreter_id": 0}, "slot"),
    ],
)
def test_a_fixed_meeting_that_clashes_says_with_what_and_writes_nothing(
    meetings: Meetings, values, fields: str
):
    furnish(meetings)
    forum = meetings.forum
    people = {"chen": meetings.chen, "ivan": meetings.ivan, "anna": opt_in(forum, "RU")}
    people |= {"hidden": opt_in(forum, is_listed=False), "busy": opt_in(forum)}
    BlockedTime.objects.create(profile=people["busy"], starts_at=NINE, ends_at=NINE + timedelta(hours=2))
    fix_meeting(draft=fixed_draft(meetings), **organiser(meetings))
    named = {name: people[one].pk if one in people else one for name, one in values.items()}
    with pytest.raises(Invalid) as refused:
        fix_meeting(draft=fixed_draft(meetings, **named), **organiser(meetings))
    assert set(refused.value.fields) == set(fields.split())
    assert (FixedMeeting.objects.count(), MeetingRequest.objects.count()) == (1, 1)
    assert NOW < SOON

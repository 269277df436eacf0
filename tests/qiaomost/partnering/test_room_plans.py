"""Decisions, tasks, appointments, the calendar that shows them, and the mail about what is unread."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from icalendar import Calendar

from qiaomost.accounts.models import User
from qiaomost.common.errors import DomainError, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.partnering.handlers import mail_room_digests
from qiaomost.partnering.models import Appointment, CalendarKey, Case, CaseEvent, Decision, RoomDigest, Task
from qiaomost.partnering.presenting.calendar import calendar_of
from qiaomost.partnering.presenting.rooms import clocks_of
from qiaomost.partnering.services.rooms_calendars import (
    make_calendar_key,
    owner_of_calendar,
    revoke_calendar_key,
)
from qiaomost.partnering.services.rooms_messages import read_thread, start_thread
from qiaomost.partnering.services.rooms_plans import (
    Meeting,
    cancel_appointment,
    cancel_task,
    confirm_decision,
    finish_task,
    give_task,
    make_appointment,
    move_appointment,
    record_decision,
)
from qiaomost.partnering.states import CooperationState
from tests.factories import NOW
from tests.qiaomost.partnering.conftest import Parties
from tests.qiaomost.partnering.test_rooms import client_of

SITE = "https://node.example.org"
STARTS = datetime(2026, 9, 10, 6, 0, tzinfo=UTC)
MEETING = Meeting(
    "冻深数据", STARTS, STARTS + timedelta(hours=1), "Asia/Yakutsk", "https://meet.example.org/1"
)


@pytest.fixture
def case(parties: Parties) -> Case:
    return parties.case_in(CooperationState.NEGOTIATING)


def decided(actor: User, case: Case, **values: Any) -> Decision:
    given: dict[str, Any] = {"text": "先做一个断面。", "decided_on": NOW.date(), **values}
    return record_decision(actor=actor, case_id=case.pk, now=NOW, **given)


def given(actor: User, case: Case, assignee: User, **values: Any) -> Task:
    due: dict[str, Any] = {"title": "整理数据", "due_on": date(2026, 9, 20), **values}
    return give_task(actor=actor, case_id=case.pk, assignee_id=assignee.pk, now=NOW, **due)


def met(actor: User, case: Case, meeting: Meeting = MEETING) -> Appointment:
    return make_appointment(actor=actor, case_id=case.pk, meeting=meeting, now=NOW)


def test_decision_holds_once_the_other_side_confirms_it(parties: Parties, case: Case):
    decision = decided(parties.engineer, case)
    for name in ("engineer", "cn_adviser"):
        with pytest.raises(NotAllowed):
            confirm_decision(actor=getattr(parties, name), case_id=case.pk, decision_id=decision.pk, now=NOW)
    assert Decision.objects.get().confirmed_at is None
    confirm_decision(actor=parties.researcher, case_id=case.pk, decision_id=decision.pk, now=NOW)
    with pytest.raises(TransitionRefused):
        confirm_decision(actor=parties.researcher, case_id=case.pk, decision_id=decision.pk, now=NOW)
    assert Decision.objects.get().confirmed_by == parties.researcher


def test_task_is_ended_by_its_two_people_alone(parties: Parties, case: Case):
    task = given(parties.engineer, case, parties.researcher)
    with pytest.raises(NotAllowed):
        finish_task(actor=parties.ru_adviser, case_id=case.pk, task_id=task.pk, now=NOW)
    finish_task(actor=parties.researcher, case_id=case.pk, task_id=task.pk, now=NOW)
    with pytest.raises(TransitionRefused):
        cancel_task(actor=parties.engineer, case_id=case.pk, task_id=task.pk, now=NOW)
    assert [(one.done_at, one.cancelled_at, one.sequence) for one in Task.objects.all()] == [(NOW, None, 1)]


def test_task_and_decision_say_what_is_wrong(parties: Parties, case: Case):
    with pytest.raises(Invalid) as refusal:
        given(parties.engineer, case, parties.outsider, due_on=date(2026, 8, 1))
    assert sorted(refusal.value.fields) == ["assignee_id", "due_on"]
    with pytest.raises(Invalid) as refusal:
        decided(parties.engineer, case, decided_on=date(2026, 9, 5))
    assert list(refusal.value.fields) == ["decided_on"]
    assert (Task.objects.count(), Decision.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"link": "http://meet.example.org/1"}, "link"),
        ({"link": "https://"}, "link"),
        ({"link": "https://bank.example@evil.example/"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"ends_at": STARTS}, "ends"),
        ({"ends_at": STARTS + timedelta(hours=13)}, "ends"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"title": " "}, "title"),
        ({"starts_at": NOW - timedelta(hours=1)}, "starts"),
    ],
)
def test_appointment_that_can_not_be_is_refused(
    changed: dict[str, Any], field: str, parties: Parties, case: Case
):
    values = {name: getattr(MEETING, name) for name in ("title", "starts_at", "ends_at", "zone", "link")}
    with pytest.raises(Invalid) as refusal:
        met(parties.engineer, case, Meeting(**(values | changed)))
    assert field in refusal.value.fields
    assert Appointment.objects.count() == 0


def test_appointment_is_shown_by_the_clocks_of_both_sides(parties: Parties, case: Case):
    clocks = clocks_of(met(parties.engineer, case), case)
    assert [(str(one.zone), one.starts.hour) for one in clocks] == [
        ("Beijing time", 14),
        ("Yakutsk time", 15),
    ]


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("outsider", NotFound), ("colleague", NotFound), ("administrator", NotAllowed)],
)
def test_nobody_else_settles_or_plans(name: str, refusal: type[DomainError], parties: Parties, case: Case):
    somebody = getattr(parties, name)
    meeting, task, decision = (
        met(parties.engineer, case),
        given(parties.engineer, case, parties.engineer),
        decided(parties.engineer, case),
    )
    happened = CaseEvent.objects.count()
    by: Any = {"actor": somebody, "case_id": case.pk, "now": NOW}
    attempts: list[Any] = [
        lambda: decided(somebody, case),
        lambda: given(somebody, case, parties.engineer),
        lambda: met(somebody, case),
        lambda: confirm_decision(**by, decision_id=decision.pk),
        lambda: finish_task(**by, task_id=task.pk),
        lambda: cancel_task(**by, task_id=task.pk),
        lambda: move_appointment(**by, appointment_id=meeting.pk, meeting=MEETING),
        lambda: cancel_appointment(**by, appointment_id=meeting.pk),
    ]
    for attempt in attempts:
        with pytest.raises(refusal):
            attempt()
    assert CaseEvent.objects.count() == happened
    assert [one.sequence for one in (Appointment.objects.get(), Task.objects.get())] == [0, 0]


def test_administrator_reads_nothing_of_the_room_on_the_case(parties: Parties, case: Case):
    decided(parties.engineer, case)
    said = "A decision was recorded"
    pages = [
        client_of(user).get(f"/cases/{case.pk}/").content.decode()
        for user in (parties.researcher, parties.administrator)
    ]
    assert [said in page for page in pages] == [True, False]
    assert [f"/cases/{case.pk}/room/" in page for page in pages] == [True, False]


def test_calendar_keeps_ids_and_counts_changes(parties: Parties, case: Case):
    meeting, task = met(parties.engineer, case), given(parties.engineer, case, parties.researcher)
    before = _events(parties.researcher)
    move_appointment(
        actor=parties.researcher,
        case_id=case.pk,
        appointment_id=meeting.pk,
        meeting=Meeting(
            "冻深", STARTS + timedelta(days=1), STARTS + timedelta(days=1, hours=1), "Asia/Shanghai"
        ),
        now=NOW,
    )
    cancel_task(actor=parties.researcher, case_id=case.pk, task_id=task.pk, now=NOW)
    after = _events(parties.researcher)
    uids = [f"appointment-{meeting.pk}@qiaomost", f"due-{case.pk}@qiaomost", f"task-{task.pk}@qiaomost"]
    assert (sorted(before), sorted(after)) == (uids, uids)
    assert [before[uids[0]]["SEQUENCE"], after[uids[0]]["SEQUENCE"]] == [0, 1]
    assert [before[uids[2]]["STATUS"], after[uids[2]]["STATUS"]] == ["CONFIRMED", "CANCELLED"]
    assert after[uids[0]].decoded("dtstart") == STARTS + timedelta(days=1)
    whole = calendar_of(parties.researcher, site_url=SITE, now=NOW).decode()
    assert ("冻深" in whole, "整理数据" in whole, "meet.example.org" in whole) == (False, False, False)
    assert list(_events(parties.outsider)) == []


def test_calendar_opens_with_its_key_until_it_is_revoked(parties: Parties, case: Case):
    secret = make_calendar_key(actor=parties.engineer, now=NOW)
    newer = make_calendar_key(actor=parties.engineer, now=NOW)
    with pytest.raises(NotFound):
        owner_of_calendar(secret)
    assert (owner_of_calendar(newer), CalendarKey.objects.count()) == (parties.engineer, 1)
    answer = client_of(parties.outsider).get(f"/calendar/{newer}.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert Calendar.from_ical(answer.content)["VERSION"] == "2.0"
    revoke_calendar_key(actor=parties.engineer, now=NOW)
    assert client_of(parties.outsider).get(f"/calendar/{newer}.ics").status_code == 404


def test_unread_messages_are_mailed_once_a_day_without_a_word_of_them(parties: Parties, case: Case):
    User.objects.filter(pk=parties.researcher.pk).update(language="ru")
    thread = start_thread(actor=parties.engineer, case_id=case.pk, title="冻深", text="秘密数据", now=NOW)
    assert mail_room_digests(now=NOW + timedelta(minutes=30)) == 0
    read_thread(actor=parties.ru_adviser, case_id=case.pk, thread_id=thread.pk, now=NOW)
    later = NOW + timedelta(hours=2)
    assert (mail_room_digests(now=later), mail_room_digests(now=later)) == (2, 0)
    assert sorted(one.to[0] for one in mail.outbox) == sorted(
        user.email for user in (parties.researcher, parties.cn_adviser)
    )
    [russian] = [one for one in mail.outbox if one.to == [parties.researcher.email]]
    assert "1 непрочитанное сообщение" in russian.subject
    assert f"/cases/{case.pk}/room/" in russian.body
    assert ("秘密" in russian.body, "冻深" in russian.body) == (False, False)
    assert mail_room_digests(now=later + timedelta(days=1)) == 0
    assert RoomDigest.objects.count() == 2


def test_plan_goes_through_its_page(parties: Parties, case: Case):
    engineer, researcher = client_of(parties.engineer), client_of(parties.researcher)
    place = f"/cases/{case.pk}/room/plan/"
    form = {"title": "讨论", "day": "2099-01-05", "starts": "14:00", "ends": "15:00", "zone": "Asia/Shanghai"}
    refused = engineer.post(f"{place}appointments/make/", {**form, "link": "ftp://x"})
    assert (refused.status_code, "讨论" in refused.content.decode()) == (422, True)
    assert engineer.post(f"{place}appointments/make/", form).status_code == 302
    assert engineer.post(f"{place}decide/", {"text": "先做。", "decided_on": "2026-09-01"}).status_code == 302
    task = {"title": "整理", "assignee_id": str(parties.researcher.pk), "due_on": "2099-01-01"}
    assert engineer.post(f"{place}tasks/give/", task).status_code == 302
    page = researcher.get(place).content.decode()
    assert ("讨论" in page, "Moscow time" in page, "Confirm for our side" in page) == (True, True, True)


def _events(user: User) -> dict[str, Any]:
    calendar = Calendar.from_ical(calendar_of(user, site_url=SITE, now=NOW))
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}

"""The day as its people live it: from a late arrival over the table to an expression of interest, and on paper."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from qiaomost.accounts.models import User
from qiaomost.forum.models import (
    Disturbance,
    FixedMeeting,
    MeetingPlan,
    MeetingResult,
    MeetingSlot,
    MeetingStatement,
    MeetingTable,
)
from qiaomost.forum.services.meetings import planning
from qiaomost.network.models import Role
from qiaomost.partnering.models import Case
from tests.factories import NOW, MembershipFactory, RecordFactory
from tests.printed import needs_poppler, text_of
from tests.qiaomost.forum.meetings.conftest import NINE, Meetings, Table, opt_in, publish, user_of

HOME = "/forum/harbin-2026"


class Clock:
    """The time that pages see."""

    def __init__(self) -> None:
        self.at = NINE - timedelta(hours=1)

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock.now)
    return clock


def signed_in(user: User, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(user)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(f"{HOME}/{address}")
    assert answer.status_code == 200, address
    return answer.content.decode()


def sent(client: Client, address: str, **values: object) -> int:
    return client.post(f"{HOME}/{address}", values).status_code


def test_a_meeting_goes_from_the_table_into_the_pipeline(table: Table, clock: Clock):
    meetings, own = table.meetings, f"my-meetings/{table.request.pk}/"
    company = meetings.liu.registration.organisation
    MembershipFactory(organisation=company, role=Role.ADVISER)
    record = RecordFactory(
        state="published", open_for_interest=True, organisation=meetings.ivan.registration.organisation
    )
    liu, ivan = signed_in(user_of(meetings.liu)), signed_in(user_of(meetings.ivan), "ru")
    assert own in page(liu, "my-meetings/")
    assert 'name="said"' not in page(liu, own)  # it has not begun
    assert sent(liu, own, note="先问适用条件。") == 302
    assert liu.get(f"{HOME}/{own}continue/").status_code == 404
    clock.at = table.after
    assert sent(liu, own, said="held", rating="4", note="对方愿意提供试验数据。") == 302
    assert sent(ivan, own, said="asker_absent", rating="2", note="Никого не было.") == 422
    assert sent(ivan, own, said="asker_absent", note="Никого не было.") == 302
    seen = page(ivan, own)
    assert ("对方愿意提供试验数据。" in seen, "Никого не было." in seen) == (False, True)
    organiser = signed_in(meetings.forum.organiser)
    listed = page(organiser, "meetings/results/?state=disputed")
    assert ("did not come" in listed, "对方愿意" in listed, "Никого не было." in listed) == (
        True,
        False,
        False,
    )
    assert sent(organiser, f"meetings/results/{table.request.pk}/decide/", decision="held") == 302
    form = page(liu, f"{own}continue/")
    assert (str(record.pk) in form, "对方愿意提供试验数据。" in form) == (True, True)
    typed = {"record": record.pk, "organisation": company.pk, "language": "zh", "do": "submit"}
    assert sent(liu, f"{own}continue/", **typed, offer="", request="请提供数据。") == 422
    assert sent(liu, f"{own}continue/", **typed, offer="我们修建铁路。", request="请提供数据。") == 302
    case = Case.objects.get()
    assert (case.record, case.sender_adviser is not None) == (record, True)
    chain = signed_in(user_of(meetings.liu), "ru").get(f"/cases/{case.pk}/chain/").content.decode()
    assert f"стол {table.place.table.number}" in chain
    assert case.reference in page(liu, own)


def test_the_organisers_mend_the_plan_and_publish_what_they_saw(table: Table, clock: Clock):
    meetings = table.meetings
    organiser = signed_in(meetings.forum.organiser, "zh-hans")
    assert str(meetings.ivan.pk) in page(organiser, "meetings/day/")
    late = f"participant:{meetings.ivan.pk}"
    assert sent(organiser, "meetings/day/disturb/", subject=late, ends_at="2026-10-20T08:00") == 422
    assert sent(organiser, "meetings/day/disturb/", subject=late, ends_at="2026-10-20T09:10") == 302
    assert Disturbance.objects.get().ends_at == NINE + timedelta(minutes=10)  # by the clock of the site
    assert sent(organiser, "meetings/day/replan/", seconds="1") == 302
    plan = MeetingPlan.objects.first()
    assert plan is not None
    assert planning.make_plan(plan_id=plan.pk, clock=clock.now)
    assert f"plans/{plan.number}/changes/" in page(organiser, "meetings/day/")
    changes = page(organiser, f"meetings/plans/{plan.number}/changes/")
    moved = plan.meetings.select_related("slot").get()
    local = moved.slot.starts_at.astimezone(meetings.forum.site.zone)
    assert ("09:00–09:25" in changes, f"{local:%H:%M}–" in changes) == (True, True)
    assert sent(organiser, f"meetings/plans/{plan.number}/publish/") == 302
    assert f"{local:%H:%M}–" in page(signed_in(user_of(meetings.ivan)), "my-meetings/")
    assert sent(organiser, f"meetings/disturbances/{Disturbance.objects.get().pk}/lift/") == 302
    slot, desk = MeetingSlot.objects.last(), MeetingTable.objects.last()
    assert (slot is not None, desk is not None) == (True, True)
    fixed = {"one": meetings.liu.pk, "other": meetings.ivan.pk, "slot": slot.pk, "table": desk.pk}  # type: ignore[union-attr]
    assert sent(organiser, "meetings/fixed/", **fixed | {"other": meetings.liu.pk}) == 422
    assert sent(organiser, "meetings/fixed/", **fixed) == 302
    assert sent(organiser, f"meetings/fixed/{FixedMeeting.objects.get().pk}/release/") == 302
    cancel = f"meetings/results/{table.request.pk}/cancel/"
    assert sent(organiser, cancel, why=" ") == 422
    assert sent(organiser, cancel, why="会场停电。") == 302
    assert "会场停电。" in page(signed_in(user_of(meetings.ivan)), f"my-meetings/{table.request.pk}/")
    assert sent(organiser, f"meetings/results/{table.request.pk}/restore/") == 302


def test_other_people_open_nothing_of_a_meeting_and_organise_nothing(table: Table, clock: Clock):
    clock.at = table.after
    meetings, pk = table.meetings, table.request.pk
    FixedMeeting.objects.create(request=table.request, slot=table.place.slot, table=table.place.table)
    own = [f"my-meetings/{pk}/", f"my-meetings/{pk}/continue/"]
    desks = ["day", "fixed", "results", "plans/1/changes", "lists/tables.pdf", "lists/interpreters.xlsx"]
    organisers = [f"meetings/{one}{'' if '.' in one else '/'}" for one in desks]
    posts = ["day/disturb/", "day/replan/", "fixed/", "fixed/1/release/", "disturbances/1/lift/"]
    posts += [f"results/{pk}/{verb}/" for verb in ("decide", "cancel", "restore")]
    stranger = signed_in(meetings.forum.member)
    for who in (signed_in(user_of(meetings.chen)), stranger, signed_in(meetings.forum.organiser)):
        assert [who.get(f"{HOME}/{one}").status_code for one in own] == [404, 404]
        assert sent(who, own[0], said="held") == 404
    assert stranger.get(f"{HOME}/my-meetings/plan.pdf").status_code == 404
    for who in (signed_in(user_of(meetings.liu)), signed_in(meetings.forum.other_organiser)):
        assert {who.get(f"{HOME}/{one}").status_code for one in organisers} == {403}
        assert {sent(who, f"meetings/{one}") for one in posts} == {403}
    assert {Client().get(f"{HOME}/{one}").status_code for one in (*own, *organisers)} == {302}
    assert (MeetingResult.objects.count(), MeetingPlan.objects.count()) == (0, 1)


def queries(client: Client, address: str) -> int:
    client.get(f"{HOME}/{address}")
    with CaptureQueriesContext(connection) as found:
        assert client.get(f"{HOME}/{address}").status_code == 200
    return len(found)


def test_lists_take_as_many_queries_for_three_as_for_one(meetings: Meetings, table: Table, clock: Clock):
    organiser, ivan = signed_in(meetings.forum.organiser), signed_in(user_of(meetings.ivan))
    lists = [(organiser, f"meetings/{name}/") for name in ("results", "day", "fixed")]
    lists += [(ivan, "my-meetings/"), (organiser, "meetings/lists/tables.xlsx")]
    lists += [(organiser, "meetings/plans/1/changes/"), (organiser, "meetings/lists/tables.pdf")]

    def one_more() -> None:
        profile = opt_in(meetings.forum)
        meetings.take(meetings.ask(actor=user_of(profile)), "accept", meetings.ivan)

    def written(plan: MeetingPlan) -> None:
        for place in plan.meetings.select_related("request"):
            result, _made = MeetingResult.objects.get_or_create(request=place.request, state="held")
            MeetingStatement.objects.get_or_create(
                result=result, profile=place.request.asker, defaults={"said": "held", "said_at": NOW}
            )
            values = {"slot": place.slot, "table": place.table, "interpreter": place.interpreter}
            FixedMeeting.objects.update_or_create(request=place.request, defaults=values)
            Disturbance.objects.create(
                edition=meetings.edition,
                kind="table",
                table=place.table,
                starts_at=place.slot.ends_at + timedelta(days=1),
                noted_at=NOW,
            )

    one_more()
    Disturbance.objects.all().delete()
    written(publish(meetings))
    first = [queries(*one) for one in lists]
    one_more()
    one_more()
    written(publish(meetings))
    assert [queries(*one) for one in lists] == first


@needs_poppler
def test_plans_and_lists_on_paper_are_whole_and_carry_no_formula(table: Table, clock: Clock):
    meetings = table.meetings
    person = meetings.ivan.registration.person
    person.names.update(family="=1+1")
    ivan = signed_in(user_of(meetings.ivan), "ru")
    own = text_of(ivan.get(f"{HOME}/my-meetings/plan.pdf").content)
    liu = meetings.liu.registration.person.name_in("ru")
    assert ("09:00–09:25" in own, "".join(liu.split()) in own) == (True, True)
    organiser = signed_in(meetings.forum.organiser)
    for name in ("tables", "interpreters"):
        assert "09:00–09:25" in text_of(organiser.get(f"{HOME}/meetings/lists/{name}.pdf").content)
        book = load_workbook(io.BytesIO(organiser.get(f"{HOME}/meetings/lists/{name}.xlsx").content))
        cells = [cell for row in book.active.iter_rows(min_row=2) for cell in row]
        assert {cell.data_type for cell in cells if cell.value} == {"s"}
        assert any("=1+1" in str(cell.value) for cell in cells)
    for missing in ("rooms.pdf", "tables.csv"):
        assert organiser.get(f"{HOME}/meetings/lists/{missing}").status_code == 404

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from qiaomost.accounts.models import User
from qiaomost.common.errors import DomainError, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.models import AuditEntry
from qiaomost.forum.models import Mail, MeetingResult, MeetingStatement
from qiaomost.forum.personal_data import erase
from qiaomost.forum.selectors.results import (
    agreements_begun_at,
    interests_begun_at,
    meeting_figures,
    outcomes_begun_at,
)
from qiaomost.forum.services.meetings.continuing import continue_meeting
from qiaomost.forum.services.meetings.requests import Answer, answer_request
from qiaomost.forum.services.meetings.results import (
    Report,
    cancel_meeting,
    decide_meeting,
    report_meeting,
    restore_meeting,
)
from qiaomost.forum.states.results import ACTIONS, RESULT_TRANSITIONS, ResultRole, ResultState, Said
from qiaomost.network.models import Role
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.models import Case
from qiaomost.partnering.presenting.story import story_of
from qiaomost.partnering.services import InterestDraft, submit_interest
from tests.factories import NOW, MembershipFactory, RecordFactory
from tests.qiaomost.forum.meetings.conftest import Table, user_of

S = ResultState
HELD_BEFORE = {
    S.PLANNED: ("", ""),
    S.HELD: (Said.HELD, Said.HELD),
    S.NO_SHOW: (Said.ASKED_ABSENT, ""),
    S.DISPUTED: (Said.HELD, Said.ASKER_ABSENT),
    S.CANCELLED: ("", ""),
}
"""State → what the two sides said before."""


def people(table: Table) -> dict[str, User]:
    meetings = table.meetings
    return {
        "asker": user_of(meetings.liu),
        "asked": user_of(meetings.ivan),
        "organiser": meetings.forum.organiser,
        "colleague": user_of(meetings.chen),
        "other organiser": meetings.forum.other_organiser,
    }


def report(table: Table, actor: User, **values: Any) -> MeetingResult:
    who = {"actor": actor, "edition": table.meetings.edition, "request_id": table.request.pk}
    return report_meeting(report=Report(**values), now=table.after, **who)


def organise(table: Table, verb: Callable[..., MeetingResult], actor: User, **values: Any) -> MeetingResult:
    who = {"actor": actor, "edition_id": table.meetings.edition.pk, "request_id": table.request.pk}
    return verb(**({"now": table.after} | who | values))


def carry_on(table: Table, actor: User, **values: Any) -> Case:
    record = values.pop("record", None) or RecordFactory(
        state="published", open_for_interest=True, organisation=table.meetings.ivan.registration.organisation
    )
    draft = InterestDraft(language="zh", offer="我们寻求冻土路基技术。", request="请介绍适用条件。")
    who = {"actor": actor, "edition": table.meetings.edition, "request_id": table.request.pk}
    return continue_meeting(record_id=record.pk, draft=draft, now=table.after, **who)


TAKE: dict[str, Callable[[Table, User], Any]] = {
    "report": lambda table, actor: report(table, actor, said=Said.HELD),
    "decide": lambda table, actor: organise(table, decide_meeting, actor, decision=Said.BOTH_ABSENT),
    "cancel": lambda table, actor: organise(table, cancel_meeting, actor, why="停电。"),
    "restore": lambda table, actor: organise(table, restore_meeting, actor),
    "continue": carry_on,
}


def bring_to(table: Table, state: ResultState) -> None:
    MeetingResult.objects.all().delete()
    Case.objects.all().delete()
    result = MeetingResult.objects.create(request=table.request, state=state, decided_at=NOW)
    sides = (table.meetings.liu, table.meetings.ivan)
    for profile, said in zip(sides, HELD_BEFORE[state], strict=True):
        if said:
            MeetingStatement.objects.create(result=result, profile=profile, said=said, said_at=NOW)


def expected(action: str, state: ResultState, who: str) -> ResultState | type[DomainError]:
    role = {"organiser": ResultRole.ORGANISER, "asker": ResultRole.SIDE, "asked": ResultRole.SIDE}.get(who)
    if role != ACTIONS[action]:
        return NotFound if ACTIONS[action] == ResultRole.SIDE else NotAllowed
    if action == "continue":
        return state if state == S.HELD else TransitionRefused
    if action == "report":
        others = HELD_BEFORE[state][0 if who == "asked" else 1]
        verb = "hold" if others in {"", Said.HELD} else "dispute"
    else:
        verb = {"decide": "miss"}.get(action, action)
    sources, target = RESULT_TRANSITIONS[verb]
    return target if state in sources else TransitionRefused


@pytest.mark.parametrize("action", ACTIONS)
def test_each_action_is_possible_in_its_states_and_for_its_people_alone(table: Table, action: str):
    for state in ResultState:
        for who, actor in people(table).items():
            if action == "continue" and who == "asked":
                continue  # the record of the flow is this side's own
            bring_to(table, state)
            before = AuditEntry.objects.count(), MeetingStatement.objects.count(), Mail.objects.count()
            awaited = expected(action, state, who)
            if isinstance(awaited, ResultState):
                TAKE[action](table, actor)
                assert (state, who, MeetingResult.objects.get().state) == (state, who, awaited)
                continue
            with pytest.raises(awaited):
                TAKE[action](table, actor)
            after = AuditEntry.objects.count(), MeetingStatement.objects.count(), Mail.objects.count()
            assert (MeetingResult.objects.get().state, after) == (state, before)


def test_both_statements_are_kept_and_the_organiser_decides(table: Table):
    liu, ivan, organiser = (people(table)[one] for one in ("asker", "asked", "organiser"))
    report(table, liu, said=Said.HELD, note="对方有冻土路基的专利。", rating=5)
    assert report(table, ivan, said=Said.ASKER_ABSENT, note="Никто не пришёл.").state == S.DISPUTED
    assert organise(table, decide_meeting, organiser, decision=Said.HELD).state == S.HELD
    assert report(table, ivan, said=Said.ASKER_ABSENT, note="Никто не пришёл.").state == S.HELD
    said = MeetingStatement.objects.order_by("pk").values_list("said", "note", "rating")
    assert list(said) == [
        (Said.HELD, "对方有冻土路基的专利。", 5),
        (Said.ASKER_ABSENT, "Никто не пришёл.", None),
    ]
    figures = meeting_figures(table.meetings.edition, table.after)
    assert (figures.requested, figures.scheduled, figures.held, figures.unreported) == (1, 1, 1, 0)
    assert (figures.ratings, figures.rating) == (1, None)  # one mark alone would tell whose it is
    assert organise(table, decide_meeting, organiser, decision="").state == S.DISPUTED
    erase(liu, NOW)
    assert MeetingStatement.objects.exclude(note="").get().profile == table.meetings.ivan


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"said": Said.BOTH_ABSENT}, Invalid),
        ({"said": Said.HELD, "rating": 6}, Invalid),
        ({"said": Said.ASKED_ABSENT, "rating": 1}, Invalid),
        ({"note": "x" * 2001}, Invalid),
    ],
)
def test_a_report_that_is_refused_writes_nothing(table: Table, values, error: type[DomainError]):
    with pytest.raises(error):
        report(table, people(table)["asker"], **values)
    assert not MeetingResult.objects.exists()


def test_nothing_is_said_before_a_meeting_begins_and_it_is_not_given_up_after(table: Table):
    edition, liu = table.meetings.edition, people(table)["asker"]
    early = table.place.slot.starts_at - timedelta(minutes=1)
    who = {"actor": liu, "edition": edition, "request_id": table.request.pk, "now": early}
    with pytest.raises(TransitionRefused):
        report_meeting(report=Report(said=Said.HELD), **who)
    assert report_meeting(report=Report(note="先问价格。"), **who).state == S.PLANNED
    with pytest.raises(TransitionRefused):
        organise(table, decide_meeting, people(table)["organiser"], decision=Said.HELD, now=early)
    with pytest.raises(TransitionRefused):
        answer_request(verb="withdraw", answer=Answer(), **(who | {"now": table.after}))
    assert MeetingResult.objects.get().state == S.PLANNED


def test_both_sides_are_told_of_a_cancellation_in_their_language(table: Table):
    result = organise(table, cancel_meeting, people(table)["organiser"], why="会场停电。")
    told = Mail.objects.filter(cause__startswith=f"meeting-{result.request_id}-cancel")
    assert {one.language: "会场停电。" in one.body for one in told} == {"zh": True, "ru": True}


def test_a_held_meeting_goes_on_as_an_interest_that_keeps_where_it_began(table: Table):
    meetings = table.meetings
    liu, edition = user_of(meetings.liu), meetings.edition
    MembershipFactory(organisation=meetings.liu.registration.organisation, role=Role.ADVISER)
    report(table, liu, said=Said.HELD)
    with pytest.raises(Invalid):
        carry_on(table, liu, record=RecordFactory(state="published", open_for_interest=True))
    anonymous = RecordFactory(
        kind="challenge",
        state="published",
        open_for_interest=True,
        organisation=meetings.ivan.registration.organisation,
        content__is_anonymous=True,
    )
    with pytest.raises(Invalid):
        carry_on(table, liu, record=anonymous)
    case = carry_on(table, liu)
    assert not interests_begun_at(edition).exists()  # a draft is nobody's business yet
    submit_interest(actor=liu, case_id=case.pk, now=table.after)
    case.refresh_from_db()
    assert case.sender_adviser is not None
    assert list(interests_begun_at(edition)) == [case]
    assert (agreements_begun_at(edition).count(), outcomes_begun_at(edition).count()) == (0, 0)
    story = story_of(case, standing_of(liu), "ru", table.after)
    station = next(one for one in story.stations if one.kind == "origin")
    number = table.place.table.number
    assert station.label.endswith(f": {edition.name_in('ru')}, Харбин, Зал «Сунгари», стол {number}")
    assert station.on == table.place.slot.starts_at.date()

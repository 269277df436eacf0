from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail

from qiaomost.common import outbox
from qiaomost.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.models import AuditEntry
from qiaomost.forum.models import Mail, MeetingRequest
from qiaomost.forum.personal_data import erase
from qiaomost.forum.services.meetings.profiles import set_rules
from qiaomost.forum.states.meetings import ASKERS_VERBS, REQUEST_TRANSITIONS, RequestState
from qiaomost.wiring import HANDLERS
from tests.factories import NOW
from tests.qiaomost.forum.meetings.conftest import UNTIL, Meetings, opt_in, rules_draft, user_of

DAY = date(2026, 10, 21)
WORDS = {"decline": {"words": "没有时间。"}, "propose": {"day": DAY}}


def in_state(meetings: Meetings, state: RequestState) -> MeetingRequest:
    request = meetings.ask()
    changes = {"state": state, "answer": "—", "answered_at": NOW, "proposed_day": DAY}
    MeetingRequest.objects.filter(pk=request.pk).update(colleague=None, **changes)
    request.refresh_from_db()
    return request


@pytest.mark.parametrize("state", RequestState)
@pytest.mark.parametrize("verb", sorted(set(REQUEST_TRANSITIONS) - {"pass_on"}))
def test_each_step_is_possible_in_its_states_alone(meetings: Meetings, state: RequestState, verb: str):
    request = in_state(meetings, state)
    who = meetings.liu if verb in ASKERS_VERBS else meetings.ivan
    sources, target = REQUEST_TRANSITIONS[verb]
    if state in sources:
        assert meetings.take(request, verb, who, **WORDS.get(verb, {})).state == target
        return
    before = AuditEntry.objects.count(), Mail.objects.count()
    with pytest.raises(TransitionRefused):
        meetings.take(request, verb, who, **WORDS.get(verb, {}))
    request.refresh_from_db()
    assert (request.state, (AuditEntry.objects.count(), Mail.objects.count())) == (state, before)


def test_a_request_is_told_in_the_language_of_whoever_is_asked(meetings: Meetings):
    meetings.ask()
    told = Mail.objects.get()
    assert (told.user, told.language) == (user_of(meetings.ivan), "ru")
    assert "想了解冻土路基。" in told.body
    assert "просит" in told.subject
    while outbox.work(HANDLERS, clock=lambda: NOW):
        pass
    assert [one.to for one in mail.outbox] == [[user_of(meetings.ivan).email]]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"now": UNTIL + timedelta(minutes=1)}, TransitionRefused),
        ({"reason": "  "}, Invalid),
        ({"day": date(2026, 10, 30)}, Invalid),
        ({"profile_id": uuid4()}, NotFound),
    ],
)
def test_a_request_that_is_refused_writes_nothing(meetings: Meetings, values, error: type[DomainError]):
    with pytest.raises(error):
        meetings.ask(**values)
    assert (MeetingRequest.objects.count(), Mail.objects.count()) == (0, 0)


def test_nobody_learns_of_one_who_did_not_opt_in(meetings: Meetings):
    hidden = opt_in(meetings.forum, "RU", is_listed=False)
    with pytest.raises(NotFound):
        meetings.ask(profile_id=hidden.pk)
    with pytest.raises(NotFound):
        meetings.ask(actor=user_of(hidden))
    assert not MeetingRequest.objects.exists()


def test_the_rules_keep_countries_and_categories_apart(meetings: Meetings):
    draft = rules_draft(across_countries=True)
    set_rules(actor=meetings.forum.organiser, edition_id=meetings.edition.pk, draft=draft, now=NOW)
    with pytest.raises(NotFound):
        meetings.ask(profile_id=meetings.chen.pk)
    assert not MeetingRequest.objects.exists()
    assert meetings.ask().asked == meetings.ivan


def test_there_is_one_open_request_between_two_and_a_most_for_each(meetings: Meetings):
    meetings.ask()
    with pytest.raises(Conflict):
        meetings.ask(actor=user_of(meetings.ivan), profile_id=meetings.liu.pk)
    draft = rules_draft(most_requests=1)
    set_rules(actor=meetings.forum.organiser, edition_id=meetings.edition.pk, draft=draft, now=NOW)
    with pytest.raises(Invalid):
        meetings.ask(profile_id=meetings.chen.pk)
    assert MeetingRequest.objects.count() == 1


def test_a_proposed_colleague_is_asked_instead(meetings: Meetings):
    request = meetings.ask(actor=user_of(meetings.ivan), profile_id=meetings.liu.pk)
    meetings.take(request, "propose", meetings.liu, colleague_id=meetings.chen.pk)
    assert meetings.take(request, "pass_on", meetings.ivan).state == RequestState.PASSED_ON
    follower = MeetingRequest.objects.get(state=RequestState.SENT)
    assert (follower.asker, follower.asked) == (meetings.ivan, meetings.chen)


def test_a_proposed_day_counts_once_it_is_agreed(meetings: Meetings):
    request = meetings.take(meetings.ask(), "propose", meetings.ivan, day=DAY)
    agreed = meetings.take(request, "agree", meetings.liu)
    assert (agreed.state, agreed.day) == (RequestState.ACCEPTED, DAY)


def test_each_side_takes_its_own_steps(meetings: Meetings):
    request = meetings.ask()
    with pytest.raises(NotAllowed):
        meetings.take(request, "accept", meetings.liu)
    with pytest.raises(NotFound):
        meetings.take(request, "accept", meetings.chen)
    request.refresh_from_db()
    assert request.state == RequestState.SENT


@pytest.mark.parametrize(
    ("verb", "answer"), [("decline", {}), ("propose", {}), ("propose", {"colleague_id": uuid4()})]
)
def test_an_answer_without_what_it_needs_is_refused(meetings: Meetings, verb: str, answer):
    request = meetings.ask()
    with pytest.raises(Invalid):
        meetings.take(request, verb, meetings.ivan, **answer)
    request.refresh_from_db()
    assert (request.state, Mail.objects.count()) == (RequestState.SENT, 1)


def test_what_one_wrote_in_requests_goes_with_ones_account(meetings: Meetings):
    meetings.take(meetings.ask(), "decline", meetings.ivan, words="Нет времени.")
    erase(user_of(meetings.liu), NOW)
    told = MeetingRequest.objects.get()
    assert (told.reason, told.answer) == ("—", "Нет времени.")
    erase(user_of(meetings.ivan), NOW)
    assert MeetingRequest.objects.get().answer == "—"

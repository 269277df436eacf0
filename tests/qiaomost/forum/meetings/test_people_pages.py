from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.common.errors import Invalid, NotFound, TransitionRefused
from qiaomost.forum.models import MeetingProfile, MeetingRequest, MeetingRules
from qiaomost.forum.services.meetings.profiles import ProfileDraft, write_profile
from tests.factories import NOW, RecordFactory
from tests.qiaomost.forum.conftest import Forum, register
from tests.qiaomost.forum.meetings.conftest import Meetings, opt_in, user_of

HOME = "/forum/harbin-2026"


def signed_in(profile: MeetingProfile) -> Client:
    client = Client()
    client.force_login(user_of(profile))
    return client


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_directory_shows_those_who_opted_in_to_those_who_did(meetings: Meetings):
    opt_in(meetings.forum, "RU", is_listed=False, words="Ищу партнёра.")
    page = signed_in(meetings.liu).get(f"{HOME}/meetings/").content.decode()
    assert page.count("/meetings/people/") == 2
    assert page.count("needs an interpreter") == 1
    assert "Ищу партнёра." not in page


def test_the_directory_is_looked_through_by_words_kinds_and_languages_and_paged(meetings: Meetings):
    ivan, client = meetings.ivan.registration, signed_in(meetings.liu)
    record = RecordFactory(state="published", kind="challenge", organisation=ivan.organisation)
    meetings.ivan.records.add(record)
    ivan.person.names.update(family="Сидоров")
    for query, found in (
        ({}, 2),
        ({"words": "сидоров"}, 1),
        ({"words": record.texts.get().title.upper()}, 1),
        ({"words": "nobody says this"}, 0),
        ({"kind": "challenge"}, 1),
        ({"kind": "nonsense"}, 2),
        ({"without_interpreter": "on"}, 1),
    ):
        page = client.get(f"{HOME}/meetings/", query).context["page"]
        assert page.paginator.count == found, query
    for _ in range(20):
        opt_in(meetings.forum, "RU")
    shown = client.get(f"{HOME}/meetings/", {"page": "2"})
    assert (len(shown.context["page"]), 'rel="prev"' in shown.content.decode()) == (2, True)


def test_who_did_not_opt_in_sees_nobody(meetings: Meetings):
    hidden = opt_in(meetings.forum, is_listed=False)
    client = signed_in(hidden)
    assert "/meetings/people/" not in client.get(f"{HOME}/meetings/").content.decode()
    assert client.get(f"{HOME}/meetings/people/{meetings.liu.pk}/").status_code == 404


@pytest.mark.parametrize("part", ["my-meetings/", "meetings/recommended/"])
def test_who_did_not_opt_in_is_led_to_how_one_takes_part(part: str, meetings: Meetings):
    hidden = opt_in(meetings.forum, is_listed=False)
    answer = signed_in(hidden).get(f"{HOME}/{part}", follow=True)
    assert answer.redirect_chain == [(f"{HOME}/meetings/", 302)]
    assert f'href="{HOME}/meetings/profile/"' in answer.content.decode()
    assert str(meetings.liu.registration.person) not in answer.content.decode()
    client = Client()
    client.force_login(meetings.forum.member)
    stranger = client.get(f"{HOME}/{part}", follow=True, headers={"accept-language": "en"})
    said = "The meetings are for accepted participants of this forum."
    assert f'{said} <a href="{HOME}/register/">' in stranger.content.decode()


def test_the_directory_takes_as_many_queries_for_three_as_for_one(meetings: Meetings):
    client = signed_in(meetings.liu)
    MeetingProfile.objects.filter(pk=meetings.chen.pk).update(is_listed=False)
    first = queries(client, f"{HOME}/meetings/")
    for _ in range(2):
        opt_in(meetings.forum, "RU")
    assert queries(client, f"{HOME}/meetings/") == first


def test_ones_requests_take_as_many_queries_for_three_as_for_one(meetings: Meetings):
    client = signed_in(meetings.liu)
    meetings.ask()
    first = queries(client, f"{HOME}/my-meetings/")
    for _ in range(2):
        meetings.ask(profile_id=opt_in(meetings.forum, "RU").pk)
    assert queries(client, f"{HOME}/my-meetings/") == first


def test_a_profile_is_written_and_somebody_asked_and_answered_on_pages(meetings: Meetings):
    client = signed_in(meetings.liu)
    fields = {"is_listed": "on", "words": "寻求合作", "language": "zh", "daily_limit": "3"}
    fields |= {"sites": [str(meetings.forum.site.pk)], "blocked": "2026-10-20 09:00–10:30"}
    assert client.post(f"{HOME}/meetings/profile/", fields).status_code == 302
    assert [str(one.starts_at) for one in meetings.liu.blocked.all()] == ["2026-10-20 01:00:00+00:00"]
    assert "2026-10-20 09:00–10:30" in client.get(f"{HOME}/meetings/profile/").content.decode()
    MeetingRules.objects.update(asked_until=datetime(2100, 1, 1, tzinfo=UTC))
    asked = client.post(f"{HOME}/meetings/people/{meetings.ivan.pk}/", {"reason": "想了解冻土路基。"})
    assert asked.status_code == 302
    request = MeetingRequest.objects.get()
    declined = signed_in(meetings.ivan).post(f"{HOME}/my-meetings/{request.pk}/decline/", {"words": ""})
    assert declined.status_code == 422
    accepted = signed_in(meetings.ivan).post(f"{HOME}/my-meetings/{request.pk}/accept/")
    assert accepted.status_code == 302
    request.refresh_from_db()
    assert request.state == "accepted"


@pytest.mark.parametrize("blocked", ["tomorrow", "2026-10-20 10:00–09:00"])
def test_a_time_that_is_none_is_refused(meetings: Meetings, blocked: str):
    fields = {"is_listed": "on", "words": "—", "language": "zh", "daily_limit": "3", "blocked": blocked}
    answer = signed_in(meetings.liu).post(f"{HOME}/meetings/profile/", fields)
    assert (answer.status_code, meetings.liu.blocked.count()) == (422, 0)


def test_records_of_others_and_anonymous_challenges_are_not_chosen(meetings: Meetings):
    own = meetings.liu.registration.organisation
    anonymous = RecordFactory(
        organisation=own, kind="challenge", state="published", content__is_anonymous=True
    )
    for record in (RecordFactory(state="published"), RecordFactory(organisation=own), anonymous):
        draft = ProfileDraft(
            is_listed=True, words="", language="zh", record_ids=[record.pk], site_ids=[meetings.forum.site.pk]
        )
        with pytest.raises(Invalid):
            write_profile(actor=user_of(meetings.liu), edition=meetings.edition, draft=draft, now=NOW)
    assert not meetings.liu.records.exists()


def test_only_accepted_participants_opt_in_and_only_where_meetings_are_open(forum: Forum):
    draft = ProfileDraft(is_listed=True, words="—", language="zh")
    waiting = register(forum.edition, forum.category, user=forum.member, state="waiting")
    with pytest.raises(NotFound):
        write_profile(actor=forum.member, edition=forum.edition, draft=draft, now=NOW)
    waiting.state = "accepted"
    waiting.save()
    with pytest.raises(TransitionRefused):
        write_profile(actor=forum.member, edition=forum.edition, draft=draft, now=NOW)
    assert not MeetingProfile.objects.exists()

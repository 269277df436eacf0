from __future__ import annotations

from collections import Counter

import pytest
from django.test import Client

from qiaomost.accounts.models import User
from qiaomost.catalogue.demo.loading import load_demonstration
from qiaomost.catalogue.models import Record
from qiaomost.discovery.services import reconcile
from qiaomost.forum.demo import meetings
from qiaomost.forum.demo.loading import load_forum
from qiaomost.forum.demo.people import PARTICIPANTS
from qiaomost.forum.models import (
    Contribution,
    DelegationMember,
    Edition,
    Mail,
    MeetingPlan,
    MeetingRequest,
    Registration,
    RegistrationInvitation,
    SessionText,
)
from qiaomost.forum.presenting.meetings.plans import places_of
from qiaomost.forum.scheduling.problem import Meeting
from qiaomost.forum.scheduling.verifying import breaches
from qiaomost.forum.selectors.meetings import profile_of
from qiaomost.forum.selectors.timetable import clashes_by_session
from qiaomost.forum.services.meetings.problem import problem_of
from qiaomost.partnering.demo.people import account_of, load_people
from qiaosearch.searching import Collection
from tests.factories import NOW

MOST_BYTES = 300_000

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_edition_is_whole_in_three_languages_nothing_clashes_and_everybody_has_meetings(
    monkeypatch: pytest.MonkeyPatch, client: Client, index: Collection
):
    monkeypatch.setattr(meetings, "SECONDS", 2)
    load_demonstration(now=NOW)
    load_people(now=NOW)
    load_forum(now=NOW)
    written = _counts()
    load_forum(now=NOW)  # a second time changes nothing
    assert _counts() == written
    edition = Edition.objects.get()
    assert (edition.sites.count(), edition.tracks.count(), edition.sessions.count()) == (3, 10, 120)
    assert Registration.objects.count() == PARTICIPANTS
    assert dict(Counter(SessionText.objects.values_list("language", flat=True))) == {
        "zh": 120,
        "ru": 120,
        "en": 120,
    }
    sessions = edition.sessions.prefetch_related("appearances")
    assert clashes_by_session(edition, sessions) == {}
    assert edition.versions.get().number == 1
    _look_at_registrations(edition)
    _look_at_meetings(edition)
    _look_at_sizes(edition, client)
    assert dict(Counter(Contribution.objects.values_list("state", flat=True))) == {
        "draft": 1,
        "submitted": 9,
        "accepted": 1,
        "confirmed": 3,
        "waiting": 1,
        "rejected": 1,
    }


def _look_at_sizes(edition: Edition, client: Client) -> None:
    """No main page takes long over a slow line: whoever opens it, the organiser with all there is to see included."""
    reconcile()
    record = Record.objects.filter(kind="challenge", state="published").first()
    assert record is not None
    at, organise = f"/forum/{edition.code}/", f"/forum/{edition.code}/organise/"
    places = ["/", "/search/", "/search/?q=hydrogen", "/experts/", "/organisations/", "/subjects/", "/terms/"]
    places += [f"/records/{record.pk}/?text=all&answers", f"/records/{record.pk}/matches/?kind=achievement"]
    places += ["/forum/", at, f"{at}programme/", f"{at}stage/", f"{at}call/", f"{at}meetings/"]
    places += [organise, f"{organise}sessions/", f"{organise}schedule/", f"{at}meetings/desk/", "/cases/"]
    client.force_login(account_of("bai"))
    sizes = {}
    for place in places:
        answer = client.get(place, headers={"accept-language": "ru"})
        assert answer.status_code == 200, place
        sizes[place] = len(answer.content)
    assert {place: size for place, size in sizes.items() if size > MOST_BYTES} == {}


def _look_at_registrations(edition: Edition) -> None:
    for category in edition.categories.exclude(quota=None):
        rows = category.registrations
        waiting, accepted = rows.filter(state="waiting").count(), rows.filter(state="accepted").count()
        assert accepted <= category.quota
        assert not waiting or accepted == category.quota
    assert set(DelegationMember.objects.values_list("registration__state", flat=True)) == {"accepted"}


def _look_at_meetings(edition: Edition) -> None:
    plan = MeetingPlan.objects.get(edition=edition)
    numbered = problem_of(edition)
    rows = plan.meetings.all()
    held = [
        Meeting(numbered.requests[row.request_id], row.slot_id, row.table_id, row.interpreter_id)
        for row in rows
    ]
    assert (plan.state, breaches(numbered.problem, held)) == ("published", ())
    assert len(held) > 300
    for code in ("cheng", "shao", "tian", "gotovtsev", "larionova", "kravtsova"):
        mine = profile_of(account_of(code), edition)
        assert mine is not None
        assert places_of(mine, "zh"), code


def _counts() -> list[int]:
    models = (User, Registration, RegistrationInvitation, Contribution, MeetingRequest, MeetingPlan, Mail)
    return [model.objects.count() for model in models]

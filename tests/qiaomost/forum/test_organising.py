from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.common.errors import Conflict, Invalid, NotAllowed, TransitionRefused
from qiaomost.forum.models import Appearance, Room, Session, Site, TimeBand, Track
from qiaomost.forum.presenting.organising import FEW
from qiaomost.forum.services.sessions import SessionDraft, create_session, move_session, place_session
from qiaomost.forum.services.venues import remove_part, save_part
from tests.factories import NOW, PersonFactory
from tests.qiaomost.forum.conftest import Forum
from tests.qiaomost.forum.programming import NINE, session
from tests.unwritten import nothing_written

HOME = "/forum/harbin-2026/organise/"
PAGES = ("", "sessions/", "sessions/new/", "schedule/", "release/", "parts/room/")


def draft(forum: Forum, **values: Any) -> SessionDraft:
    given = {
        "track_id": forum.track.pk,
        "kind": "talk",
        "minutes": 30,
        "titles": {"zh": "冻胀"},
        "abstracts": {},
        "original": "zh",
    }
    return SessionDraft(**(given | values))


def test_the_pages_are_the_organisers_alone(client: Client, forum: Forum):
    for user, status in ((forum.member, 403), (forum.other_organiser, 403), (forum.organiser, 200)):
        client.force_login(user)
        assert {client.get(HOME + page).status_code for page in PAGES} == {status}
    client.logout()
    assert {client.get(HOME + page).status_code for page in PAGES} == {302}


@pytest.mark.parametrize("language", ["zh-hans", "ru", "en"])
def test_days_stand_in_their_fields_as_browsers_read_them(client: Client, forum: Forum, language: str):
    client.force_login(forum.organiser)
    client.cookies["django_language"] = language
    assert 'value="2026-10-20"' in client.get(HOME).content.decode()


def test_an_organiser_makes_places_confirms_and_releases_a_session(client: Client, forum: Forum):
    client.force_login(forum.organiser)
    speaker = PersonFactory(name=("曾", "志远"))
    typed = {"track_id": forum.track.pk, "kind": "talk", "minutes": 45, "original": "zh", "version": 0}
    client.post(
        f"{HOME}sessions/new/", {**typed, "title_zh": "冻胀治理", "title_en": "Frost", "spoken": ["zh"]}
    )
    one = Session.objects.get()
    home = f"{HOME}sessions/{one.pk}/"
    client.post(f"{home}people/", {"person_id": speaker.pk, "role": "speaker"})
    one.refresh_from_db()
    place = {"room_id": forum.room.pk, "starts_at": "2026-10-20T09:00", "version": one.version}
    assert client.post(f"{home}place/", place).status_code == 302
    one.refresh_from_db()
    assert one.starts_at == NINE
    client.post(f"{home}move/confirm/", {"version": one.version})
    page = client.get(f"{HOME}release/")
    assert "Frost" in page.content.decode()
    assert client.post(f"{HOME}release/", {"sign": "stale"}).status_code == 409
    client.post(f"{HOME}release/", {"sign": page.context["coming"].sign})
    client.logout()
    shown = client.get("/forum/harbin-2026/programme/").content.decode()
    assert "Frost" in shown
    assert "09:00–09:45" in shown
    assert "曾志远" in shown


def test_what_a_machine_translated_stays_labelled_until_somebody_writes_it_anew(client: Client, forum: Forum):
    one = session(forum)
    client.force_login(forum.organiser)
    home = f"{HOME}sessions/{one.pk}/"
    shown = client.get(home).context["form"].initial
    for title, origin in ((shown["title_ru"], "machine"), ("Пучение", "human")):
        one.refresh_from_db()
        client.post(home, {**shown, "version": one.version, "title_ru": title, "is_pinned": "on"})
        origins = dict(one.texts.values_list("language", "origin"))
        assert origins == {"zh": "original", "ru": origin, "en": "human"}
    one.refresh_from_db()
    assert one.is_pinned


def test_the_second_of_two_organisers_is_told(client: Client, forum: Forum):
    one = session(forum)
    values = {"edition_id": forum.edition.pk, "session_id": one.pk, "version": one.version, "now": NOW}
    later = NINE + timedelta(hours=1)
    place_session(actor=forum.organiser, room_id=forum.room.pk, starts_at=later, **values)
    with pytest.raises(Conflict):
        place_session(actor=forum.organiser, room_id=None, starts_at=None, **values)
    client.force_login(forum.organiser)
    place = {"room_id": "", "starts_at": "", "version": values["version"]}
    answer = client.post(f"{HOME}sessions/{one.pk}/place/", place)
    assert "Somebody else has changed this meanwhile." in answer.content.decode()
    assert Session.objects.get().starts_at == later


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"titles": {"en": "Only"}}, "original"),
        ({"minutes": 3}, "minutes"),
        ({"track_id": 10**6}, "track_id"),
        ({"spoken": ["xx"]}, "spoken"),
        ({"abstracts": {"ru": "Текст"}}, "title_ru"),
    ],
)
def test_a_session_with_a_wrong_value_is_refused_by_field(forum: Forum, values: dict[str, Any], field: str):
    with pytest.raises(Invalid) as refused:
        create_session(
            actor=forum.organiser, edition_id=forum.edition.pk, draft=draft(forum, **values), now=NOW
        )
    assert set(refused.value.fields) == {field}
    assert not Session.objects.exists()


def test_strangers_change_nothing(forum: Forum):
    one = session(forum)
    for actor in (forum.member, forum.other_organiser):
        with pytest.raises(NotAllowed):
            create_session(actor=actor, edition_id=forum.edition.pk, draft=draft(forum), now=NOW)
        with pytest.raises(NotAllowed):
            move_session(
                actor=actor, edition_id=forum.edition.pk, session_id=one.pk, version=1, verb="cancel", now=NOW
            )
        with pytest.raises(NotAllowed):
            remove_part(actor=actor, edition_id=forum.edition.pk, part="room", part_id=forum.room.pk, now=NOW)
    assert (Session.objects.count(), Session.objects.get().version, Room.objects.count()) == (1, 1, 1)


def test_a_session_lies_within_the_days_of_its_edition(forum: Forum):
    one = session(forum)
    with pytest.raises(Invalid):
        place_session(
            actor=forum.organiser,
            edition_id=forum.edition.pk,
            session_id=one.pk,
            version=1,
            room_id=forum.room.pk,
            starts_at=datetime(2026, 12, 1, tzinfo=UTC),
            now=NOW,
        )
    assert Session.objects.get().starts_at == NINE


def test_what_is_in_use_is_not_removed(forum: Forum):
    one = session(forum)
    values = {"actor": forum.organiser, "edition_id": forum.edition.pk, "now": NOW}
    for part, row in (("room", forum.room), ("site", forum.site), ("track", forum.track)):
        with pytest.raises(TransitionRefused):
            remove_part(part=part, part_id=row.pk, **values)
    one.delete()
    for part, row in (("room", forum.room), ("track", forum.track)):
        remove_part(part=part, part_id=row.pk, **values)
    assert not Room.objects.exists()
    with pytest.raises(Invalid) as refused:
        save_part(part="site", values={"names": {"en": "X"}, "code": "x", "time_zone": "Mars/Base"}, **values)
    assert set(refused.value.fields) == {"names", "time_zone"}


def test_parts_are_made_on_their_pages(client: Client, forum: Forum):
    client.force_login(forum.organiser)
    names = {"name_zh": "厅", "name_ru": "Зал", "name_en": "Hall"}
    client.post(f"{HOME}parts/room/", {**names, "site_id": forum.site.pk, "capacity": 40, "booths": 1})
    assert Room.objects.filter(capacity=40).count() == 1
    band = {"site_id": forum.site.pk, "day": "2026-10-20", "starts": "09:00", "ends": "10:30"}
    client.post(f"{HOME}parts/band/", band)
    assert TimeBand.objects.get().starts_at == NINE
    assert client.post(f"{HOME}parts/band/", {**band, "ends": "08:00"}).status_code == 422
    assert client.get(f"{HOME}parts/nothing/").status_code == 404


def test_the_editor_shows_what_clashes(client: Client, forum: Forum):
    speaker = PersonFactory()
    other_room = Room.objects.create(site=forum.site, names={"en": "Small"}, capacity=20, booths=0)
    first = session(forum, "First", speaker)
    session(forum, "Second", speaker, room=other_room)
    session(forum, "Third", starts_at=NINE + timedelta(minutes=15), interpreted=[])
    band = {"site": forum.site, "starts_at": NINE, "ends_at": NINE + timedelta(hours=3)}
    TimeBand.objects.create(**band)
    client.force_login(forum.organiser)
    grid = client.get(f"{HOME}schedule/", {"day": "2026-10-20", "site": "harbin"}).context["grid"]
    found = {row.title: row.clashes for cell in grid.bands[0].cells for row in cell.rows}
    assert {title: set(said) for title, said in found.items()} == {
        "First": {"room: two sessions at once (Third)", "speaker: two sessions at once (Second)"},
        "Second": {"interpretation booths: the room has too few", "speaker: two sessions at once (First)"},
        "Third": {"room: two sessions at once (First)"},
    }
    Session.objects.filter(pk=first.pk).update(state="cancelled")
    grid = client.get(f"{HOME}schedule/", {"day": "2026-10-20"}).context["grid"]
    assert grid.clashes == 1


def test_a_time_that_is_none_is_refused_in_words_and_times_are_those_of_the_chosen_room(
    client: Client, forum: Forum
):
    west = Site.objects.create(
        edition=forum.edition, code="ural", time_zone="Asia/Yekaterinburg", names={"en": "Ural"}
    )
    room = Room.objects.create(site=west, names={"en": "Hall"}, capacity=300, booths=2)
    one = session(forum)
    client.force_login(forum.organiser)
    home = f"{HOME}sessions/{one.pk}/"
    typed = {"room_id": room.pk, "version": one.version}
    with nothing_written():
        refused = client.post(f"{home}place/", {**typed, "starts_at": "<b>soon</b>"})
    assert refused.status_code == 422
    assert "Enter a valid date/time." in refused.content.decode()
    assert client.post(f"{home}place/", {**typed, "starts_at": "2026-10-20T09:00"}).status_code == 302
    assert Session.objects.get().starts_at == NINE + timedelta(hours=3)
    assert 'value="2026-10-20T09:00"' in client.get(home).content.decode()


def test_many_sessions_are_opened_track_by_track(client: Client, forum: Forum):
    other = Track.objects.create(
        edition=forum.edition, code="youth", kind="sub_forum", names={"en": "Youth"}, position=9
    )
    session(forum, "Young", track=other, room=None, starts_at=None)
    session(forum, "First")
    session(forum, "Second")
    client.force_login(forum.organiser)

    def groups() -> list[tuple[str, int, int, int, bool]]:
        found = client.get(f"{HOME}sessions/").context["groups"]
        return [(one.track, len(one.rows), one.without_place, one.clashes, one.is_open) for one in found]

    assert groups() == [("Cold-region engineering", 2, 0, 2, True), ("Youth", 1, 1, 0, True)]
    for number in range(FEW):
        session(forum, f"Later {number}", starts_at=NINE + timedelta(days=1, minutes=30 * number))
    assert groups() == [
        ("Cold-region engineering", 2 + FEW, 0, 2, False),
        ("Youth", 1, 1, 0, False),
    ]


@pytest.mark.parametrize("page", ["sessions/", "schedule/", "release/"])
def test_a_page_takes_the_same_queries_for_many_sessions(client: Client, forum: Forum, page: str):
    client.force_login(forum.organiser)
    client.get(HOME + page)
    counts = []
    for wanted in (1, 3):
        while Session.objects.count() < wanted:
            Appearance.objects.create(session=session(forum), person=PersonFactory(), role="interpreter")
        with CaptureQueriesContext(connection) as queries:
            client.get(HOME + page)
        counts.append(len(queries))
    assert counts[0] == counts[1]

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from lxml import html

from qiaomost.accounts.models import User
from qiaomost.common.errors import Invalid, NotAllowed, NotFound
from qiaomost.forum.models import Edition, Material, Room, ScheduleKey, Session, Site, Star
from qiaomost.forum.presenting.programme import FEW
from qiaomost.forum.services.materials import add_material, remove_material, sweep_materials
from qiaomost.forum.services.releasing import release_programme
from qiaomost.forum.services.schedules import make_schedule_key, star_session
from tests.factories import NOW, PersonFactory, UserFactory
from tests.printed import fonts_of, needs_poppler, text_of
from tests.qiaomost.forum.conftest import Forum
from tests.qiaomost.forum.programming import NINE, session

PROGRAMME = "/forum/harbin-2026/programme/"


def release(forum: Forum) -> None:
    release_programme(actor=forum.organiser, edition_id=forum.edition.pk, now=NOW)


def page(client: Client, path: str = PROGRAMME, **asked: str) -> str:
    answer = client.get(path, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def events(content: bytes) -> dict[str, Any]:
    return {str(one["summary"]): one for one in Calendar.from_ical(content).walk("VEVENT")}


@pytest.fixture
def moscow(forum: Forum) -> Room:
    names = {"zh": "莫斯科", "ru": "Москва", "en": "Moscow"}
    site = Site.objects.create(edition=forum.edition, code="moscow", time_zone="Europe/Moscow", names=names)
    return Room.objects.create(site=site, names={"en": "Blue hall"}, capacity=50)


def test_the_public_sees_the_last_release_alone(client: Client, forum: Forum):
    one = session(forum)
    assert "Frost heave" not in page(client)
    assert client.get(f"{PROGRAMME}{one.pk}/").status_code == 404
    release(forum)
    assert "Frost heave" in page(client)
    Session.objects.filter(pk=one.pk).update(starts_at=NINE + timedelta(hours=3))
    assert "09:00–09:30" in page(client)
    release(forum)
    assert "12:00–12:30" in page(client)
    Edition.objects.update(state="draft")
    for path in ("programme/", "programme.ics", "programme.pdf", "worker.js", "programme/offline/en/"):
        assert client.get(f"/forum/harbin-2026/{path}").status_code == 404


def test_the_list_is_narrowed_by_day_track_site_and_language(client: Client, forum: Forum, moscow: Room):
    session(forum, "Harbin talk")
    session(
        forum, "Moscow talk", room=moscow, starts_at=NINE + timedelta(days=1), spoken=["ru"], interpreted=[]
    )
    release(forum)
    for asked, shown in (
        ({"site": "moscow"}, ["Moscow talk"]),
        ({"day": "2026-10-20"}, ["Harbin talk"]),
        ({"language": "zh"}, ["Harbin talk"]),
        ({"language": "ru"}, ["Harbin talk", "Moscow talk"]),
        ({"track": "cold"}, ["Harbin talk", "Moscow talk"]),
        ({"site": "nowhere", "day": "x"}, ["Harbin talk", "Moscow talk"]),
    ):
        content = page(client, **asked)
        assert [title for title in ("Harbin talk", "Moscow talk") if title in content] == shown


def blocks(content: str) -> list[tuple[bool, str]]:
    """The blocks of a programme: whether each is open, and its heading."""
    found = html.fromstring(content).xpath("//details[@class='fold']")
    return [(one.get("open") is not None, " ".join(one[0].text_content().split())) for one in found]


def test_a_long_programme_is_folded_by_track_and_room(client: Client, forum: Forum, moscow: Room):
    for number in range(FEW):
        session(forum, f"Talk {number}", starts_at=NINE + timedelta(minutes=30 * number))
    release(forum)
    assert blocks(page(client)) == []
    for hours in (20, 21):
        session(forum, "Afar", room=moscow, starts_at=NINE + timedelta(hours=hours))
    session(forum, "Alone", room=moscow, starts_at=NINE + timedelta(days=2))
    release(forum)
    content = page(client)
    assert blocks(content) == [
        (False, "09:00–21:00 Beijing time Cold-region engineering Harbin, Songhua Hall · 24 sessions"),
        (False, "00:00–01:30 Moscow time Cold-region engineering Moscow, Blue hall · 2 sessions"),
    ]
    assert "Alone" in html.fromstring(content).xpath("string(//*[@id='programme']/section/ol)")
    assert blocks(page(client, track="cold")) == []
    assert blocks(page(client, all="1")) == []
    assert len(blocks(page(client, f"{PROGRAMME}offline/en/"))) == 3


def test_while_the_forum_runs_its_programme_says_what_is_on_and_what_comes_next(
    client: Client, forum: Forum, monkeypatch: pytest.MonkeyPatch
):
    session(forum, "Morning talk")
    session(forum, "Off", starts_at=NINE + timedelta(minutes=40), state="cancelled")
    later = session(forum, "Later talk", starts_at=NINE + timedelta(hours=1))
    release(forum)
    star_session(actor=forum.member, edition_id=forum.edition.pk, session_id=later.pk, now=NOW)

    def running(moment: datetime, path: str = PROGRAMME) -> list[str]:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        section = html.fromstring(page(client, path)).xpath("//section[contains(@class, 'running')]")
        return [one.text_content() for one in section[0].xpath(".//h2 | .//a")] if section else []

    for moment, shown in (
        (NINE - timedelta(days=1), []),
        (NINE - timedelta(hours=2), ["Next", "Morning talk"]),
        (NINE + timedelta(minutes=29), ["Now", "Morning talk", "Next", "Later talk"]),
        (NINE + timedelta(minutes=30), ["Next", "Later talk"]),
        (NINE + timedelta(hours=2), []),
    ):
        assert running(moment) == shown
    client.force_login(forum.member)
    assert running(NINE, "/forum/harbin-2026/my-schedule/") == ["Next", "Later talk"]


def test_times_are_the_sites_and_the_readers(client: Client, forum: Forum):
    session(forum)
    release(forum)
    assert "04:00–04:30" not in page(client)
    content = page(client, zone="Europe/Moscow")
    assert "09:00–09:30" in content
    assert "04:00–04:30" in content
    assert "04:00–04:30" in page(client)  # the choice is remembered
    assert "yours" not in page(client, zone="Asia/Shanghai")
    assert "20 October, 21:00" not in page(client, zone="../etc/passwd")
    assert "19 October, 15:00–15:30" in page(client, zone="Pacific/Honolulu")


@pytest.mark.parametrize("language", ["zh-hans", "ru", "en"])
def test_a_session_is_read_in_each_language_with_its_origin(client: Client, forum: Forum, language: str):
    speaker = PersonFactory(name=("曾", "志远"))
    one = session(forum, "Frost", speaker)
    release(forum)
    client.cookies["django_language"] = language
    content = page(client, f"{PROGRAMME}{one.pk}/")
    assert {"zh-hans": "Frost（中）", "ru": "Frost (рус.)", "en": '<h1 lang="en">Frost</h1>'}[
        language
    ] in content
    assert "曾志远" in content
    assert "冻胀。" in page(client, f"{PROGRAMME}{one.pk}/", text="zh")


def test_markup_in_an_abstract_is_inert_everywhere(client: Client, forum: Forum):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    one = session(forum, evil, abstracts={"en": evil})
    release(forum)
    for path in (PROGRAMME, f"{PROGRAMME}{one.pk}/", f"{PROGRAMME}offline/en/"):
        content = page(client, path)
        assert "<script>alert" not in content
        assert "<img" not in content
        assert "&lt;script&gt;alert(1)" in content


def test_the_page_takes_the_same_queries_for_many_sessions(client: Client, forum: Forum):
    counts = []
    client.force_login(forum.member)
    for wanted in (1, 3):
        while Session.objects.count() < wanted:
            session(forum, "More", PersonFactory())
        release(forum)
        page(client)
        with CaptureQueriesContext(connection) as queries:
            page(client)
        counts.append(len(queries))
    assert counts[0] == counts[1] < 9


def test_keynote_speakers_are_shown_before_the_programme_is(client: Client, forum: Forum):
    session(forum, "Key", PersonFactory(name=("曾", "志远")), kind="keynote", room=None, starts_at=None)
    session(forum, "Later", PersonFactory(name=("钱", "未定")), kind="keynote", state="planned")
    content = page(client, "/forum/harbin-2026/")
    assert "曾志远" in content
    assert "钱未定" not in content


def test_marked_sessions_make_a_schedule_of_ones_own(client: Client, forum: Forum):
    one, _other = session(forum, "Marked"), session(forum, "Unmarked")
    release(forum)
    mark = "/forum/harbin-2026/my-schedule/mark/"
    assert client.post(mark, {"star": str(one.pk)}).status_code == 302
    assert not Star.objects.exists()
    client.force_login(forum.member)
    back = client.post(mark, {"star": str(one.pk), "next": "//evil.example"}).url
    assert back == f"{PROGRAMME}#s-{one.pk}"
    content = page(client, "/forum/harbin-2026/my-schedule/")
    assert "Marked" in content
    assert "Unmarked" not in content
    client.post(mark, {"unstar": str(one.pk)})
    assert not Star.objects.exists()
    assert client.post(mark, {"star": "x"}).status_code == 404


def test_only_released_sessions_are_marked(forum: Forum):
    one = session(forum, state="planned")
    with pytest.raises(NotFound):
        star_session(actor=forum.member, edition_id=forum.edition.pk, session_id=one.pk, now=NOW)
    assert not Star.objects.exists()


def test_calendars_keep_their_ids_and_say_what_was_cancelled(client: Client, forum: Forum):
    one, other = session(forum, "Frost"), session(forum, "Thaw")
    release(forum)
    before = events(client.get("/forum/harbin-2026/programme.ics").content)
    assert {(str(e["status"]), e["sequence"]) for e in before.values()} == {("CONFIRMED", 1)}
    Session.objects.filter(pk=other.pk).update(state="cancelled")
    release(forum)
    after = events(client.get("/forum/harbin-2026/tracks/cold.ics", {"lang": "en"}).content)
    assert {name: (str(e["status"]), e["sequence"]) for name, e in after.items()} == {
        "Frost": ("CONFIRMED", 1),
        "Thaw": ("CANCELLED", 2),
    }
    assert {e["uid"] for e in after.values()} == {e["uid"] for e in before.values()}
    single = events(client.get(f"{PROGRAMME}{one.pk}.ics", {"lang": "ru"}).content)
    assert list(single) == ["Frost (рус.)"]
    assert single["Frost (рус.)"].decoded("dtstart") == NINE
    assert client.get("/forum/harbin-2026/tracks/other.ics").status_code == 404


def test_a_schedule_is_read_by_its_key_alone(client: Client, forum: Forum):
    one = session(forum, "Marked")
    session(forum, "Unmarked")
    release(forum)
    star_session(actor=forum.member, edition_id=forum.edition.pk, session_id=one.pk, now=NOW)

    def key_of(user: User) -> str:
        return make_schedule_key(actor=user, edition_id=forum.edition.pk, now=NOW)

    def status(secret: str, code: str = "harbin-2026") -> int:
        return client.get(f"/forum/{code}/schedules/{secret}.ics").status_code

    first, foreign = key_of(forum.member), key_of(UserFactory())
    feed = client.get(f"/forum/harbin-2026/schedules/{first}.ics")
    assert list(events(feed.content)) == ["Marked（中）" if forum.member.language == "zh" else "Marked"]
    assert feed.headers["Cache-Control"] == "private, no-store"
    assert events(client.get(f"/forum/harbin-2026/schedules/{foreign}.ics").content) == {}
    assert status(ScheduleKey.objects.get(user=forum.member).digest) == 404
    assert status("qm_guess") == 404
    assert status(first, "other-edition") == 404
    second = key_of(forum.member)
    assert (status(first), status(second)) == (404, 200)
    client.force_login(forum.member)
    client.post("/forum/harbin-2026/my-schedule/revoke/")
    assert status(second) == 404


def test_what_a_phone_keeps_is_the_same_for_everybody(client: Client, forum: Forum):
    session(forum)
    release(forum)
    visitor = page(client, f"{PROGRAMME}offline/ru/")
    client.force_login(forum.member)
    client.cookies["django_language"] = "zh-hans"
    assert page(client, f"{PROGRAMME}offline/ru/") == visitor
    assert "csrf" not in visitor
    script = client.get("/forum/harbin-2026/worker.js")
    assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert 'credentials: "omit"' in script.content.decode()
    assert "forum-harbin-2026-1-0" in script.content.decode()
    assert client.get(f"{PROGRAMME}offline/xx/").status_code == 404


@needs_poppler
def test_the_programme_is_printed_with_its_fonts(client: Client, forum: Forum):
    session(forum, "Frost", PersonFactory(name=("曾", "志远")))
    release(forum)
    client.cookies["django_language"] = "ru"
    pdf = client.get("/forum/harbin-2026/programme.pdf").content
    shown = text_of(pdf)
    for words in ("Frost(рус.)", "曾志远", "Зал«Сунгари»", "09:00–09:30"):
        assert words in shown
    assert all(embedded for embedded, _unicode in fonts_of(pdf).values())


def test_materials_are_checked_by_content_and_given_with_the_session(client: Client, forum: Forum):
    speaker = UserFactory()
    one = session(forum, "Frost", PersonFactory(user=speaker))

    def add(actor: User, name: str, data: bytes) -> Material:
        return add_material(actor=actor, session_id=one.pk, name=name, content=io.BytesIO(data), now=NOW)

    for actor in (forum.member, forum.other_organiser):
        with pytest.raises(NotAllowed):
            add(actor, "a.txt", b"words")
    with pytest.raises(Invalid):
        add(speaker, "a.pdf", b"<html>no pdf")
    assert not Material.objects.exists()
    material = add(speaker, "a.txt", b"words")
    assert add(forum.organiser, "b.txt", b"words") == material
    address = f"{PROGRAMME}{one.pk}/files/{material.pk}/"
    assert client.get(address).status_code == 404  # not released
    release(forum)
    with pytest.raises(NotAllowed):
        remove_material(actor=forum.member, session_id=one.pk, material_id=material.pk, now=NOW)
    remove_material(actor=speaker, session_id=one.pk, material_id=material.pk, now=NOW)
    assert Material.objects.count() == 0


def test_a_material_is_downloaded_and_never_opened_in_the_site(client: Client, forum: Forum):
    one = session(forum)
    content = io.BytesIO(b"words")
    material = add_material(actor=forum.organiser, session_id=one.pk, name="a.txt", content=content, now=NOW)
    release(forum)
    answer = client.get(f"{PROGRAMME}{one.pk}/files/{material.pk}/")
    assert b"".join(answer.streaming_content) == b"words"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a.txt"'
    material.delete()
    assert sweep_materials(now=NOW + timedelta(days=9999)) == 1

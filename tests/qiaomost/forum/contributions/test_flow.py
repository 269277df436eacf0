"""From an open call to a session of the programme, as author, reviewer and organiser live it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from qiaomost.accounts.models import User
from qiaomost.forum.models import Appearance, Contribution, Mail, Session
from tests.factories import NOW
from tests.qiaomost.forum.contributions.conftest import AFTER, Called, author_account


class Clock:
    now: datetime = NOW


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    time = Clock()
    for module in ("contributions", "reviews", "call_desk", "mails"):
        monkeypatch.setattr(f"qiaomost.forum.views.{module}.timezone.now", lambda: time.now)
    return time


def test_from_a_draft_to_a_session(client: Client, called: Called, clock: Clock):
    def as_(user: User) -> None:
        client.force_login(user)

    call, question = called.call, called.call.questions.get()
    write = f"/forum/calls/{call.pk}/write/"
    typed = {
        "language": "ru",
        "kind": "talk",
        "minutes": "20",
        "title_ru": "Мосты на мерзлоте",
        "abstract_ru": "<script>alert(1)</script> Соколов и коллеги",
        "title_zh": "冻土上的桥梁",
        "speaker_0_family": "Li",
        "speaker_0_given": "Ming",
        "speaker_0_address": "li@example.org",
        "speaker_0_language": "en",
    }
    as_(called.author)
    assert client.post(write, typed | {"title_ru": ""}).status_code == 422
    assert not Contribution.objects.exists()
    place = client.post(write, typed)["Location"]
    row = Contribution.objects.get()
    assert place == f"/forum/contributions/{row.pk}/"
    client.post(f"{place}submit/")
    row.refresh_from_db()
    assert row.state == "draft"  # a question is still open
    client.post(f"{place}change/", typed | {"version": "1", f"answer_{question.pk}": "Холод"})
    client.post(f"{place}submit/")
    row.refresh_from_db()
    assert (row.state, row.number) == ("submitted", 1)

    clock.now = AFTER
    as_(called.forum.organiser)
    desk = f"/forum/calls/{call.pk}/organise/"
    client.post(f"{desk}move/review/")
    as_(called.reviewer)
    assert "冻土上的桥梁" in client.get("/forum/harbin-2026/reviews/").content.decode()
    page = client.get(place).content.decode()
    assert "Соколов" not in page
    assert "Ming" not in page
    assert "<script>alert" not in page
    client.post(f"{place}no-conflict/")
    sheet = {f"points_{one.pk}": "5" for one in call.criteria.all()}
    assert client.post(f"{place}score/", sheet | {"comment": ""}).status_code == 422
    client.post(f"{place}score/", sheet | {"comment": "Zeitgemäß"})
    client.post(f"{place}note/", {"text": "Unter uns"})
    as_(called.author)
    page = client.get(place).content.decode()
    assert "Zeitgem" not in page
    assert "Unter uns" not in page

    as_(called.forum.organiser)
    assert "70" in client.get(desk).content.decode()
    client.post(f"{place}decide/", {"verb": "accept", "reason": "Gut"})
    row.refresh_from_db()
    assert (row.state, row.pending) == ("submitted", "accept")
    client.post(f"{desk}apply/")
    mails = "/forum/harbin-2026/organise/mails/"
    assert called.author.email in client.get(mails).content.decode()
    client.post(f"{mails}release/", {"all": "1"})
    assert [one.state for one in Mail.objects.all()] == ["released"]
    as_(called.author)
    client.post(f"{place}confirm/")
    client.post(f"{place}confirm/")
    session = Session.objects.get()
    assert sorted(session.texts.values_list("language", "origin")) == [("ru", "original"), ("zh", "human")]
    assert [str(one.person) for one in Appearance.objects.all()] == ["Соколов Пётр", "Ming Li"]


def test_what_another_window_stored_is_not_overwritten_and_nothing_typed_is_lost(
    client: Client, called: Called, clock: Clock
):
    row = called.submitted()
    client.force_login(called.author)
    question = called.call.questions.get()
    typed = {
        "language": "ru",
        "kind": "talk",
        "minutes": "40",
        "title_ru": "Первое окно",
        "abstract_ru": "Слова",
        "version": "1",
        f"answer_{question.pk}": "да",
    }
    address = f"/forum/contributions/{row.pk}/change/"
    assert client.post(address, typed).status_code == 302
    answer = client.post(address, typed | {"title_ru": "Второе окно"})
    assert answer.status_code == 409
    assert "Второе окно" in answer.content.decode()
    assert row.texts.get(language="ru").title == "Первое окно"
    assert client.post(address, typed | {"title_ru": "Второе окно", "version": "2"}).status_code == 302
    assert row.texts.get(language="ru").title == "Второе окно"


def test_a_place_that_becomes_free_goes_to_the_first_of_the_waiting_list(
    client: Client, called: Called, clock: Clock
):
    rows = [called.submitted()] + [called.submitted(author_account(f"Автор{n}")) for n in range(2)]
    clock.now = AFTER
    called.move("review")
    for row, points in zip(rows, (5, 2, 4), strict=True):
        called.scored(row, points)
    client.force_login(called.forum.organiser)
    for row, verb in zip(rows, ("accept", "queue", "queue"), strict=True):
        client.post(f"/forum/contributions/{row.pk}/decide/", {"verb": verb, "reason": ""})
    client.post(f"/forum/calls/{called.call.pk}/organise/apply/")
    assert [Contribution.objects.get(pk=row.pk).place for row in rows] == [None, 2, 1]
    client.force_login(called.author)
    clock.now = AFTER + timedelta(days=1)
    client.post(f"/forum/contributions/{rows[0].pk}/withdraw/")
    assert [Contribution.objects.get(pk=row.pk).state for row in rows] == ["withdrawn", "waiting", "accepted"]
    assert Mail.objects.filter(cause=f"move_up:{rows[2].pk}", state="prepared").count() == 1

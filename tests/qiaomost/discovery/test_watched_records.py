"""Whoever looks after a record hears who comes to answer it, and why."""

from __future__ import annotations

import html
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.common.errors import DomainError, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.discovery.models import Watch
from qiaomost.discovery.services import change_watch, watch_answers, watching
from qiaomost.network.models import Membership
from qiaosearch.searching import Collection
from tests.factories import NOW, MembershipFactory, UserFactory
from tests.qiaomost.discovery.watching import LATER, looked, new_record, told
from tests.qiaomost.scenes import PROBLEM
from tests.unwritten import nothing_written

pytestmark = pytest.mark.django_db

SOON = LATER + timedelta(minutes=5)


@pytest.fixture
def author(index: Collection) -> User:
    return MembershipFactory().user


@pytest.fixture
def challenge(author: User) -> Record:
    home = Membership.objects.get(user=author).organisation
    return new_record("challenge", at=NOW - timedelta(days=1), author=author, organisation=home)


def watched(actor: User, record: Record, **values: Any) -> Watch:
    return watch_answers(actor=actor, record_id=record.pk, **{"frequency": "daily", "now": NOW, **values})


def page(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_an_author_hears_of_answers_that_fit_and_of_nothing_else(author: User, challenge: Record):
    watch = watched(author, challenge)
    answer = new_record(title=PROBLEM)
    new_record(title="Soy breeding for cold soils")
    new_record("challenge", title=PROBLEM)
    new_record(title=PROBLEM, organisation=challenge.organisation)
    new_record(title=PROBLEM, disclosure="room")
    looked(SOON)
    assert told(watch) == {answer.pk}
    [message] = mail.outbox
    assert f"New in “{PROBLEM}”:" in message.body
    assert "* Achievement · fit " in message.body
    assert f"/records/{answer.pk}/" in message.body
    looked(SOON + timedelta(days=1))
    assert len(mail.outbox) == 1


def test_the_switch_is_on_the_page_of_candidates_and_leads_to_what_is_new(
    client: Client, author: User, challenge: Record
):
    candidates = f"/records/{challenge.pk}/matches/"
    assert "Tell me of new candidates" not in page(client.get(candidates))
    client.force_login(author)
    assert "Tell me of new candidates" in page(client.get(candidates))
    answer = client.post(f"/my/records/{challenge.pk}/watch/", follow=True)
    assert answer.redirect_chain == [("/my/searches/", 302)]
    assert PROBLEM in page(answer)
    assert "You hear of new candidates." in page(client.get(candidates))
    watch = Watch.objects.get()
    Watch.objects.update(looked_to=NOW)
    new_record(title=PROBLEM)
    looked(SOON)
    assert "1 new record" in page(client.get("/my/searches/"))
    shown = page(client.get(f"/my/searches/{watch.pk}/"))
    assert "New candidates since you last looked" in shown
    assert "Why it fits" in shown
    assert "Nothing new since you last looked." in page(client.get(f"/my/searches/{watch.pk}/"))
    client.post(f"/my/searches/{watch.pk}/change/", {"frequency": "none"})
    assert list(Watch.objects.values_list("name", "frequency")) == [("", "none")]
    client.post(f"/my/searches/{watch.pk}/remove/")
    assert not Watch.objects.exists()


@pytest.mark.parametrize("ended", ["membership", "expired"])
def test_whoever_looks_after_it_no_longer_hears_nothing(ended: str, author: User, challenge: Record):
    watch = watched(author, challenge)
    new_record(title=PROBLEM)
    if ended == "membership":
        Membership.objects.filter(user=author).update(organisation=MembershipFactory().organisation)
    else:
        Record.objects.filter(pk=challenge.pk).update(state="expired")
    looked(SOON)
    assert (told(watch), mail.outbox) == (set(), [])


@pytest.mark.parametrize(
    ("who", "state", "values", "error"),
    [
        ("stranger", "published", {}, NotAllowed),
        ("nobody", "published", {}, NotAllowed),
        ("stranger", "draft", {}, NotFound),
        ("author", "expired", {}, TransitionRefused),
        ("author", "published", {"frequency": "hourly"}, Invalid),
    ],
)
def test_a_record_is_watched_by_those_who_may_edit_it(
    who: str, state: str, values: dict[str, str], error: type[DomainError], author: User, challenge: Record
):
    people = {"author": author, "stranger": MembershipFactory().user, "nobody": UserFactory()}
    Record.objects.filter(pk=challenge.pk).update(state=state)
    with nothing_written(), pytest.raises(error):
        watched(people[who], challenge, **values)


def test_a_record_is_watched_once_and_so_many_at_most(
    author: User, challenge: Record, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(watching, "MOST_RECORDS", 1)
    watch = watched(author, challenge)
    change_watch(actor=author, watch_id=watch.pk, name="ignored", frequency="none", now=NOW)
    with nothing_written():
        assert watched(author, challenge).frequency == "none"
    other = new_record("challenge", author=author, organisation=challenge.organisation)
    with nothing_written(), pytest.raises(Invalid):
        watched(author, other)

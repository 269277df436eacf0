"""What is new is told by mail: once, to those who may hear it, and until they stop it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.services import hold_record, resume_record
from qiaomost.common.models import AuditEntry
from qiaomost.compliance.models import Purpose
from qiaomost.discovery import presenting, tasks
from qiaomost.discovery.models import News, Watch
from qiaomost.discovery.services import change_watch, digests, look, mark_seen
from qiaomost.discovery.stopping import stopping_address
from qiaomost.network.models import Membership
from qiaosearch.searching import Collection
from tests.factories import MembershipFactory
from tests.qiaomost.discovery.watching import LATER, arrive, kept, looked, new_record
from tests.unwritten import nothing_written

pytestmark = pytest.mark.django_db

SOON = LATER + timedelta(minutes=5)


@pytest.fixture
def member(index: Collection) -> User:
    return MembershipFactory().user


def mailed(at: datetime = SOON) -> list[mail.EmailMessage]:
    """Mails that a worker sends while nothing else waits."""
    looked(at)
    sent = list(mail.outbox)
    mail.outbox.clear()
    return sent


def test_a_member_is_mailed_once_in_their_language_with_the_passage_that_answers(member: User):
    User.objects.filter(pk=member.pk).update(language="ru")
    kept(member, "hydrogen storage", name="Водород")
    record = new_record(title="Alloy")
    record.texts.update(description="It makes hydrogen storage cheap.")
    arrive(record)
    [message] = mailed()
    assert (message.to, message.subject) == ([member.email], "1 новая запись по вашим подпискам · Qiaomost")
    assert "Новое в «Водород»:" in message.body
    assert "Разработка: Alloy\n  It makes hydrogen storage cheap." in message.body
    assert f"/records/{record.pk}/" in message.body
    assert mailed(SOON + timedelta(days=9)) == []


def test_nothing_new_sends_nothing_and_what_was_seen_is_not_mailed(member: User):
    kept(member)
    assert mailed() == []
    new_record()
    quiet = kept(member, "hydrogen storage", frequency="none")
    looked(LATER + timedelta(seconds=1))  # nothing has settled yet

    for watch in Watch.objects.all():
        look(watch_id=watch.pk, now=SOON)
    mark_seen(actor=member, news=News.objects.exclude(watch=quiet).values_list("pk", flat=True), now=SOON)
    assert mailed() == []
    assert News.objects.filter(mailed_at__isnull=False).count() == 0


def test_mails_come_as_often_as_each_search_may_and_one_a_day_at_most(member: User):
    kept(member, name="Daily")
    kept(member, kinds=["achievement"], name="Weekly", frequency="weekly")
    counts = []
    for day in range(9):
        at = LATER + timedelta(days=day)
        new_record(at=at)
        messages = mailed(at + timedelta(minutes=5)) + mailed(at + timedelta(hours=6))
        counts.append(
            [(message.body.count("“Daily”"), message.body.count("“Weekly”")) for message in messages]
        )
    assert counts == [[(1, 1)], *[[(1, 0)]] * 6, [(1, 1)], [(1, 0)]]


def test_a_long_list_names_some_and_counts_the_rest(member: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(presenting, "MOST_TOLD", 2)
    kept(member)
    for number in range(5):
        new_record(title=f"Alloy {number}")
    [message] = mailed()
    assert (message.body.count("/records/"), "And 3 more." in message.body) == (2, True)
    assert message.subject.startswith("5 new records")


@pytest.mark.parametrize("how", ["withdrawn", "narrowed"])
def test_only_what_may_be_seen_at_that_moment_is_told(how: str, member: User):
    kept(member)
    gone, stays = new_record(title="Gone"), new_record(title="Stays")

    look(watch_id=Watch.objects.get().pk, now=SOON)
    if how == "withdrawn":
        hold_record(actor=None, record_id=gone.pk, now=SOON)
    else:
        Record.objects.filter(pk=gone.pk).update(disclosure="room")
    arrive(gone)
    [message] = mailed()
    assert ("Gone" in message.body, "Stays" in message.body) == (False, True)
    assert list(News.objects.values_list("record_id", flat=True)) == [stays.pk]
    if how == "withdrawn":
        resume_record(actor=None, record_id=gone.pk, now=SOON)
        arrive(gone, at=SOON)
        [message] = mailed(SOON + timedelta(days=1))
        assert "Gone" in message.body


@pytest.mark.parametrize("why", ["account", "membership", "organisation", "consent", "frequency"])
@pytest.mark.parametrize("is_begun", [False, True])
def test_whoever_left_or_wants_none_is_not_mailed(
    why: str, is_begun: bool, member: User, monkeypatch: pytest.MonkeyPatch
):
    watch = kept(member)
    new_record()

    look(watch_id=watch.pk, now=SOON)
    if is_begun:
        assert digests.next_digest(now=SOON) is not None
    if why == "account":
        User.objects.update(is_active=False)
    elif why == "membership":
        Membership.objects.update(is_active=False)
    elif why == "organisation":
        Membership.objects.get().organisation.__class__.objects.update(is_member=False)
    elif why == "frequency":
        change_watch(actor=member, watch_id=watch.pk, name="x", frequency="none", now=SOON)
    else:
        monkeypatch.setattr(
            digests,
            "withdrawn_by",
            lambda ids, purpose: frozenset(ids) if purpose == Purpose.MAIL_DIGEST else (),
        )
    assert mailed() == []
    assert not News.objects.filter(mailed_at__isnull=False).exists()


STEPS = ["put_together", "before", "sent", "marked"]


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_that_dies_sends_the_mail_under_one_message_id(
    step: str, member: User, monkeypatch: pytest.MonkeyPatch
):
    """After the news were put together, before the server was asked, after its yes, after the mark of the mail."""
    kept(member)
    new_record()
    places = {
        "put_together": (tasks, "parts_of"),
        "before": (mail.EmailMessage, "send"),
        "sent": (tasks.mail, "mark_sent"),
        "marked": (tasks.services, "mark_digest"),
    }
    place, name = places[step]

    def die(*_arguments: Any, **_named: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(place, name, die)
        with pytest.raises(KeyboardInterrupt):
            looked(SOON)
    new_record(at=SOON)
    for minutes in (1, 5):  # the right to send a mail is held for two minutes
        looked(SOON + timedelta(minutes=minutes))
    sent = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(set(sent)) == 1
    assert len(sent) == (2 if step == "sent" else 1)
    assert News.objects.filter(mailed_at__isnull=False).count() == 1
    mail.outbox.clear()
    [next_one] = mailed(SOON + timedelta(days=1))
    assert next_one.extra_headers["Message-ID"] not in sent


def test_a_refused_address_keeps_nobody_else_waiting(member: User, monkeypatch: pytest.MonkeyPatch):
    others = [MembershipFactory().user for _ in range(2)]
    for user in (member, *others):
        kept(user)
    new_record()
    send = mail.EmailMessage.send

    def refuse(self: mail.EmailMessage, *arguments: Any, **named: Any) -> int:
        if self.to == [member.email]:
            raise OSError("no such address")
        return send(self, *arguments, **named)

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    worker = tasks.Watching()
    for _ in range(9):
        worker.step(now=SOON)
    assert {message.to[0] for message in mail.outbox} == {user.email for user in others}


def test_one_click_stops_the_mails_without_signing_in(member: User, client: Client):
    kept(member)
    new_record()
    [message] = mailed()
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert (address, address in message.body) == (stopping_address(member.pk), True)
    path, strict = urlsplit(address).path, Client(enforce_csrf_checks=True)
    with nothing_written():
        assert "Stop these mails" in client.get(path).content.decode()
    for _ in range(2):
        answer = strict.post(path, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, "You get no more" in answer.content.decode()) == (200, True)
    assert list(Watch.objects.values_list("frequency", flat=True)) == ["none"]
    assert AuditEntry.objects.filter(verb="stop_mails").count() == 1
    new_record(at=LATER + timedelta(days=1))
    assert mailed(LATER + timedelta(days=2)) == []


@pytest.mark.parametrize("token", ["x", "{user}", "{user}:forged", "{user}:" + "A" * 43])
def test_nobody_stops_anothers_mails_by_guessing(token: str, member: User, client: Client):
    kept(member)
    with nothing_written():
        assert client.post(f"/mails/stop/{token.format(user=member.pk.hex)}/").status_code == 404

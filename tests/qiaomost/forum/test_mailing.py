from __future__ import annotations

from typing import Any

import pytest
from django.core import mail

from qiaomost.common import outbox
from qiaomost.common.errors import NotAllowed, TransitionRefused
from qiaomost.forum.models import Mail
from qiaomost.forum.services.mailing import drop_mail, prepare_mail, release_mails, send_mail
from qiaomost.forum.states import MailState
from qiaomost.wiring import HANDLERS
from tests.factories import NOW
from tests.qiaomost.forum.conftest import Forum


def prepared(forum: Forum, **values: Any) -> Mail:
    given = {
        "address": "a@example.org",
        "user": None,
        "language": "zh",
        "subject": "录用通知",
        "body": "您好。",
    }
    return prepare_mail(forum.edition, **(given | {"cause": "decision:1", "now": NOW} | values))


def worked() -> None:
    while outbox.work(HANDLERS, clock=lambda: NOW):
        pass


def test_a_mail_waits_for_its_release_and_goes_out_once(forum: Forum):
    one = prepared(forum)
    assert prepared(forum, subject="again").pk == one.pk
    worked()
    assert mail.outbox == []
    assert release_mails(actor=forum.organiser, edition_id=forum.edition.pk, now=NOW) == 1
    worked()
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [(["a@example.org"], "录用通知 · Qiaomost")]
    assert not send_mail(mail_id=one.pk, now=NOW)
    assert Mail.objects.get().state == MailState.SENT


def test_a_refused_mail_is_sent_by_the_next_attempt(forum: Forum, monkeypatch: pytest.MonkeyPatch):
    one = prepared(forum, release=True)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", lambda _self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            send_mail(mail_id=one.pk, now=NOW)
    assert send_mail(mail_id=one.pk, now=NOW)
    assert len(mail.outbox) == 1


def test_a_dropped_mail_is_never_sent(forum: Forum):
    one = prepared(forum)
    drop_mail(actor=forum.organiser, mail_id=one.pk, edition_id=forum.edition.pk, now=NOW)
    assert release_mails(actor=forum.organiser, edition_id=forum.edition.pk, now=NOW) == 0
    with pytest.raises(TransitionRefused):
        drop_mail(actor=forum.organiser, mail_id=one.pk, edition_id=forum.edition.pk, now=NOW)


def test_strangers_release_nothing(forum: Forum):
    prepared(forum)
    for actor in (forum.member, forum.other_organiser):
        with pytest.raises(NotAllowed):
            release_mails(actor=actor, edition_id=forum.edition.pk, now=NOW)
    assert Mail.objects.get().state == MailState.PREPARED

"""Whom the life of a record is told by mail, in whose language, and when it no longer is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from qiaomost.accounts.models import User
from qiaomost.catalogue import services
from qiaomost.catalogue.handlers import TELLINGS, on_record_submitted
from qiaomost.catalogue.models import Record, Review
from qiaomost.catalogue.services import Topic
from qiaomost.catalogue.states import EXPIRY_NOTICE
from qiaomost.common import outbox
from qiaomost.common.models import OutboxEntry
from qiaomost.network.models import Membership, Role
from qiaomost.wiring import HANDLERS
from tests.factories import NOW, MembershipFactory, RecordFactory
from tests.qiaomost.conftest import People

pytestmark = pytest.mark.django_db

TITLE = "寒区混凝土抗冻融耐久性提升技术"


@pytest.fixture(autouse=True)
def languages(people: People) -> None:
    """The author reads Russian, all others Chinese."""
    User.objects.update(language="zh")
    User.objects.filter(pk=people.author.pk).update(language="ru")


def _told(now: datetime = NOW) -> list[tuple[str, str]]:
    """Do what waits, and return to whom went which subject."""
    mail.outbox.clear()
    OutboxEntry.objects.exclude(topic__in=TELLINGS).delete()
    while outbox.work(HANDLERS, clock=lambda: now):
        pass
    return [(message.to[0], message.subject) for message in mail.outbox]


def _take(service: Any, actor: Any, record: Record, **more: Any) -> None:
    service(actor=actor, record_id=record.pk, now=NOW, **more)


def _of(people: People, **values: Any) -> Record:
    return RecordFactory(organisation=people.organisation, author=people.author, **values)


def test_everybody_hears_when_it_is_their_turn(people: People):
    record = _of(people)
    _take(services.submit_record, people.author, record)
    assert _told() == [(people.reviewer.email, f"有条目待审核：{TITLE} · Qiaomost")]
    assert f"/reviews/{record.pk}/" in mail.outbox[0].body

    _take(services.claim_review, people.reviewer, record)
    _take(services.add_finding, people.reviewer, record, severity="major", text="请补充试验标准")
    _take(services.return_record, people.reviewer, record)
    assert _told() == [(people.author.email, f"Ваша запись вернулась с рецензии: {TITLE} · Qiaomost")]
    assert f"/my/records/{record.pk}/" in mail.outbox[0].body

    MembershipFactory(role=Role.REVIEWER)
    _take(services.submit_record, people.author, record)
    assert [address for address, _ in _told()] == [people.reviewer.email]  # who knows it from the last round

    _take(services.claim_review, people.reviewer, record)
    services.resolve_finding(actor=people.reviewer, finding_id=_finding(record), now=NOW)
    _take(services.accept_record, people.reviewer, record)
    assert _told() == [(people.own_adviser.email, f"有条目待合规审查：{TITLE} · Qiaomost")]

    _take(services.screen_record, people.screener, record)
    _take(services.block_record, people.screener, record, reason="含内部数据")
    assert [address for address, _ in _told()] == [people.author.email]
    assert "含内部数据" not in mail.outbox[0].body

    _take(services.screen_record, people.screener, record)
    _take(services.clear_record, people.screener, record)
    assert _told() == [(people.author.email, f"Вашу запись можно опубликовать: {TITLE} · Qiaomost")]


def _finding(record: Record) -> int:
    return int(
        Review.objects.filter(record=record, findings__isnull=False).values_list("findings", flat=True)[0]
    )


@pytest.mark.parametrize(
    ("renewals", "says"), [(0, "один раз продлить ещё на год"), (1, "ещё раз продлить её нельзя")]
)
def test_notice_of_expiry_says_until_when_and_whether_it_can_be_renewed(
    renewals: int, says: str, people: People
):
    _of(people, state="published", expires_at=NOW + EXPIRY_NOTICE, renewals=renewals)
    services.expiry_notices_due(now=NOW)
    assert [address for address, _ in _told()] == [people.author.email]
    assert says in mail.outbox[0].body
    assert "показывается до" in mail.outbox[0].body
    services.expire_due(now=NOW + EXPIRY_NOTICE)
    assert _told(NOW + EXPIRY_NOTICE) == [
        (people.author.email, f"Срок показа вашей записи истёк: {TITLE} · Qiaomost")
    ]


def test_notice_is_not_sent_of_what_was_renewed_meanwhile(people: People):
    record = _of(people, state="published", expires_at=NOW + EXPIRY_NOTICE)
    services.expiry_notices_due(now=NOW)
    _take(services.renew_record, people.author, record)
    assert _told() == []


def test_title_of_what_not_everybody_may_read_stays_out_of_mails(people: People):
    _take(services.submit_record, people.author, _of(people, disclosure="members"))
    assert _told() == [(people.reviewer.email, "有条目待审核 · Qiaomost")]
    assert TITLE not in mail.outbox[0].body


def test_advisers_hear_of_the_record_of_somebody_who_left(people: People):
    Membership.objects.filter(user=people.author).update(is_active=False)
    _of(people, state="published", expires_at=NOW + timedelta(days=1))
    services.expiry_notices_due(now=NOW)
    assert [address for address, _ in _told()] == [people.own_adviser.email]


def test_nobody_is_asked_for_a_review_that_is_taken_nor_twice_for_one(people: People):
    taken, open_ = _of(people), _of(people)
    _take(services.submit_record, people.author, taken)
    _take(services.claim_review, people.reviewer, taken)
    assert _told() == []
    _take(services.submit_record, people.author, open_)
    payload = OutboxEntry.objects.filter(topic=Topic.SUBMITTED).latest("pk").payload
    assert [address for address, _ in _told()] == [people.reviewer.email]
    on_record_submitted(payload)
    assert len(mail.outbox) == 1


def test_administrators_are_asked_where_nobody_else_may_review(people: People):
    Membership.objects.filter(role=Role.REVIEWER).update(is_active=False)
    _take(services.submit_record, people.author, _of(people))
    assert [address for address, _ in _told()] == [people.administrator.email]

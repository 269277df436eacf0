from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from qiaomost.catalogue import services
from qiaomost.catalogue.models import Record, RecordText
from qiaomost.catalogue.states import LIFETIME, TextState
from qiaomost.common.errors import Invalid, TransitionRefused
from tests.factories import NOW, RecordFactory
from tests.qiaomost.catalogue.snapshots import snapshot, topics
from tests.qiaomost.conftest import People

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
EXPIRY = NOW + LIFETIME


def _made(people: People, state: str = "published", **values: Any) -> Record:
    return RecordFactory(organisation=people.organisation, author=people.author, state=state, **values)


def _stored(record: Record) -> Record:
    return Record.objects.get(pk=record.pk)


def test_published_record_lives_for_a_year(people: People):
    record = _made(people, "cleared")
    services.publish_record(actor=people.author, record_id=record.pk, now=NOW)
    stored = _stored(record)
    assert (stored.state, stored.published_at, stored.expires_at) == ("published", NOW, EXPIRY)
    assert topics() == ["catalogue.record_published"]


def test_publishing_needs_an_approved_original(people: People):
    record = _made(people, "cleared")
    RecordText.objects.filter(record=record).update(state=TextState.DRAFT)
    before = snapshot()
    with pytest.raises(TransitionRefused) as refusal:
        services.publish_record(actor=people.author, record_id=record.pk, now=NOW)
    assert (refusal.value.code, snapshot()) == ("original_not_approved", before)


def test_challenge_lives_at_least_to_its_deadline(people: People):
    record = _made(people, "cleared", kind="challenge", content__deadline=date(2028, 1, 15))
    services.publish_record(actor=people.author, record_id=record.pk, now=NOW)
    stored = _stored(record)
    assert stored.expires_at is not None
    assert stored.expires_at.date() == date(2028, 1, 15)


@pytest.mark.parametrize("service", [services.hold_record, services.archive_record])
def test_published_challenge_stays_until_its_deadline(service: Any, people: People):
    record = _made(people, kind="challenge", content__deadline=NOW.date())
    before = snapshot()
    with pytest.raises(TransitionRefused) as refusal:
        service(actor=people.author, record_id=record.pk, now=NOW)
    assert (refusal.value.code, snapshot()) == ("before_deadline", before)
    service(actor=people.author, record_id=record.pk, now=NOW + DAY)
    assert topics() == ["catalogue.record_withdrawn"]


def test_moot_challenge_goes_before_its_deadline_with_the_reason(people: People):
    record = _made(people, kind="challenge", content__deadline=NOW.date())
    services.declare_moot(actor=people.author, record_id=record.pk, reason="已自行解决", now=NOW)
    stored = _stored(record)
    assert (stored.state, stored.moot_reason) == ("archived", "已自行解决")
    assert topics() == ["catalogue.record_withdrawn"]


def test_moot_is_for_challenges_and_has_a_reason(people: People):
    achievement, challenge = _made(people), _made(people, kind="challenge")
    before = snapshot()
    with pytest.raises(TransitionRefused):
        services.declare_moot(actor=people.author, record_id=achievement.pk, reason="无", now=NOW)
    for reason in ("", "\u202e", "长" * 2001):
        with pytest.raises(Invalid):
            services.declare_moot(actor=people.author, record_id=challenge.pk, reason=reason, now=NOW)
    assert snapshot() == before


def test_held_record_resumes_for_what_is_left_of_its_time(people: People):
    record = _made(people)
    services.hold_record(actor=people.author, record_id=record.pk, now=NOW)
    services.resume_record(actor=people.author, record_id=record.pk, now=NOW + DAY)
    assert (_stored(record).state, _stored(record).expires_at) == ("published", EXPIRY)
    assert topics() == ["catalogue.record_withdrawn", "catalogue.record_published"]
    services.hold_record(actor=people.author, record_id=record.pk, now=NOW)
    before = snapshot()
    with pytest.raises(TransitionRefused) as refusal:
        services.resume_record(actor=people.author, record_id=record.pk, now=EXPIRY)
    assert (refusal.value.code, snapshot()) == ("expired", before)


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (EXPIRY - 30 * DAY - SECOND, "not_renewable_now"),
        (EXPIRY - 30 * DAY, None),
        (EXPIRY - SECOND, None),
        (EXPIRY, "not_renewable_now"),
    ],
)
def test_record_is_renewed_in_its_last_thirty_days(at: Any, code: str | None, people: People):
    record = _made(people)
    before = snapshot()
    if code is None:
        services.renew_record(actor=people.author, record_id=record.pk, now=at)
        assert (_stored(record).expires_at, _stored(record).renewals) == (EXPIRY + LIFETIME, 1)
    else:
        with pytest.raises(TransitionRefused) as refusal:
            services.renew_record(actor=people.author, record_id=record.pk, now=at)
        assert (refusal.value.code, snapshot()) == (code, before)


def test_record_is_renewed_once(people: People):
    record = _made(people)
    services.renew_record(actor=people.author, record_id=record.pk, now=EXPIRY - DAY)
    before = snapshot()
    with pytest.raises(TransitionRefused) as refusal:
        services.renew_record(actor=people.author, record_id=record.pk, now=EXPIRY + LIFETIME - DAY)
    assert (refusal.value.code, snapshot()) == ("renewals_spent", before)


def test_expire_due_takes_what_is_over_and_only_that(people: People):
    over, held, later = _made(people), _made(people, "on_hold"), _made(people, expires_at=EXPIRY + SECOND)
    assert services.expire_due(now=EXPIRY - SECOND) == 0
    assert services.expire_due(now=EXPIRY) == 2
    assert services.expire_due(now=EXPIRY) == 0
    assert [_stored(record).state for record in (over, held, later)] == ["expired", "expired", "published"]
    assert topics() == ["catalogue.record_withdrawn", "catalogue.record_expired"] * 2


def test_expiry_is_announced_once_for_each_term(people: People):
    record = _made(people)
    notice = EXPIRY - 14 * DAY
    assert services.expiry_notices_due(now=notice - SECOND) == 0
    assert services.expiry_notices_due(now=notice) == 1
    assert services.expiry_notices_due(now=notice + DAY) == 0
    assert topics() == ["catalogue.record_expiring"]
    services.renew_record(actor=people.author, record_id=record.pk, now=notice + DAY)
    assert services.expiry_notices_due(now=notice + DAY) == 0
    assert services.expiry_notices_due(now=notice + LIFETIME) == 1


def test_archived_draft_was_never_public_so_nothing_is_withdrawn(people: People):
    services.archive_record(actor=people.author, record_id=_made(people, "draft").pk, now=NOW)
    assert topics() == []

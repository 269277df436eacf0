from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from qiaomost.common.errors import NotAllowed, TransitionRefused
from qiaomost.forum.models import Edition, IssuedDocument, Mail, Registration, Stay
from qiaomost.forum.services.forgetting import forget_journeys
from qiaomost.forum.services.issuing.certificates import issue_certificates
from tests.factories import NOW
from tests.printed import needs_poppler, text_of
from tests.qiaomost.forum.checking import check, raw, sent, station
from tests.qiaomost.forum.conftest import Forum, register
from tests.qiaomost.forum.delegations.conftest import account, as_
from tests.qiaomost.forum.issuing.test_letters import AT, CHECK, ISSUER, guest, issued

DURING = datetime(2026, 10, 19, 16, 30, tzinfo=UTC)
"""Half past midnight in Harbin on the first day."""


def certified(forum: Forum, ids: list[UUID] | None, actor: object = None, now: datetime = DURING) -> int:
    return issue_certificates(
        actor=actor or forum.organiser,  # type: ignore[arg-type]
        edition_id=forum.edition.pk,
        registration_ids=ids,
        now=now,
    )


@needs_poppler
def test_certificates_by_the_organisers_statement_are_checked_by_anybody(forum: Forum):
    user = account("kovaleva@example.org")
    one = register(forum.edition, forum.category, country="RU", name=("Ковалёва", "Мария"), user=user)
    others = [register(forum.edition, forum.category) for _ in range(2)]
    waiting = register(forum.edition, forum.category)
    Registration.objects.filter(pk=waiting.pk).update(state="waiting")
    with pytest.raises(TransitionRefused):
        certified(forum, None)  # nobody has said who issues
    organiser = as_(forum.organiser)
    organiser.post(f"{AT}/issuer/", ISSUER)
    with pytest.raises(TransitionRefused):
        certified(forum, None, now=DURING - timedelta(hours=1))
    for actor in (forum.member, forum.other_organiser, user):
        with pytest.raises(NotAllowed):
            certified(forum, None, actor)
    assert not IssuedDocument.objects.exists()
    assert certified(forum, [one.pk, waiting.pk]) == 1
    assert certified(forum, None) == len(others)
    assert certified(forum, None) == 0
    document = IssuedDocument.objects.get(registration=one)
    assert document.number == "HARBIN-2026-C-0001"
    assert document.number in Mail.objects.get().body
    Edition.objects.update(first_day="2020-01-01")
    page = organiser.get(f"{AT}/certificates/").content.decode()
    assert page.count("HARBIN-2026-C-") == 3
    assert str(waiting.pk) not in page
    text = text_of(as_(user).get(f"/forum/harbin-2026/issued/{document.pk}.pdf").content)
    for words in ("Сертификатучастника", "参会证明", "КовалёваМария", "XIРоссийско-китайский", document.code):
        assert words in text
    page = Client().get(CHECK, {"number": document.number, "code": document.code}).content.decode()
    assert "Genuine and in force" in page
    assert "Ковалёва" in page
    assert as_(forum.member).get(f"/forum/harbin-2026/issued/{document.pk}.pdf").status_code == 404
    assert organiser.post(f"{AT}/issued/{document.pk}/revoke/", {"reason": "Не был"}).status_code == 302
    assert organiser.post(f"{AT}/certificates/issue/", {"there": "1"}).status_code == 302
    assert IssuedDocument.objects.count() == 3  # nobody else was checked in
    assert (
        organiser.post(f"{AT}/certificates/issue/", {"registration": [str(one.pk), "x"]}).status_code == 302
    )
    latest = IssuedDocument.objects.latest("issued_at")
    assert (latest.number, latest.content["basis"]) == ("HARBIN-2026-C-0004", "statement")
    for stranger in (forum.member, forum.other_organiser):
        assert as_(stranger).get(f"{AT}/certificates/").status_code == 403


def test_whoever_was_checked_in_is_certified_by_that(forum: Forum):
    as_(forum.organiser).post(f"{AT}/issuer/", ISSUER)
    Edition.objects.update(first_day="2020-01-01")
    one, other, absent = (register(forum.edition, forum.category) for _ in range(3))
    door, desk = check(forum), check(forum, kind="materials")
    _station, secret = station(forum, door, desk)
    sent(secret, raw(door, one), raw(desk, other))
    page = as_(forum.organiser).get(f"{AT}/certificates/").content.decode()
    assert page.count("Отмечен на входе") == 1
    as_(forum.organiser).post(f"{AT}/certificates/issue/", {"there": "1"})
    document = IssuedDocument.objects.get()
    assert (document.registration, document.content["basis"]) == (one, "check_in")
    assert not IssuedDocument.objects.filter(registration__in=(other, absent)).exists()


def test_a_year_later_journeys_and_passports_are_gone_and_numbers_stay(forum: Forum):
    one = guest(forum)
    as_(forum.organiser).post(f"{AT}/issuer/", ISSUER)
    letter = issued(forum, one, has_written_consent=True)
    certified(forum, None)
    assert forget_journeys(now=NOW + timedelta(days=400)) == 0
    later = NOW + timedelta(days=420)
    assert (forget_journeys(now=later), forget_journeys(now=later)) == (1, 0)
    assert not Stay.objects.exists()
    page = Client().get(CHECK, {"number": letter.number, "code": letter.code}).content.decode()
    assert letter.number in page
    assert "KOVALEVA" not in page
    assert IssuedDocument.objects.get(kind="certificate").content

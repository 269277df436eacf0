"""Officers are told once of what waits for them: a new edition, documents that end, hits for a second person."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from qiaomost.accounts.models import User
from qiaomost.compliance import handlers
from qiaomost.compliance.handlers import mail_officer_notices
from qiaomost.compliance.models import DocumentKind, OfficerNotice
from qiaomost.compliance.services import telling
from qiaomost.compliance.services.deciding_hits import decide_hit
from qiaomost.compliance.services.screening import screen_party
from tests.factories import NOW, OrganisationFactory, RecordFactory
from tests.qiaomost.compliance.listing import entity, imported
from tests.qiaomost.compliance.making import answered, made_edition, officer_of, record_of, recorded

pytestmark = pytest.mark.django_db


def told(language: str = "ru") -> list[tuple[str, str]]:
    """Who was mailed what since the last look, without the frame of a mail."""
    sent = [(one.to[0], one.body.split("\n\n--")[0]) for one in mail.outbox]
    mail.outbox.clear()
    return sent


def test_officers_are_told_once_in_their_language_and_without_a_name():
    record = record_of("RU", organisation__name="Институт")
    officer = officer_of(record.organisation)
    elsewhere = officer_of(OrganisationFactory(country="CN"))
    User.objects.filter(pk=officer.pk).update(language="ru")
    recipient = OrganisationFactory(country="CN")
    answered(record, made_edition("ru-dual-use"))
    RecordFactory(organisation=record.organisation, state="published")
    kind = DocumentKind.RU_IDENTIFICATION_CONCLUSION
    ends = NOW.date() + timedelta(days=40)
    recorded(record, recipient, kind, officer=officer, number="ИЗ-77", valid_until=ends)
    assert (mail_officer_notices(now=NOW), told()) == (0, [])
    made_edition("ru-dual-use", name="2027", valid_from=date(2026, 9, 5))
    assert mail_officer_notices(now=NOW) == 0
    later = NOW + timedelta(days=5)
    assert (mail_officer_notices(now=later), mail_officer_notices(now=later)) == (1, 0)
    [(address, text)] = told()
    assert address == officer.email
    assert "(2027)" in text
    assert "1 материал" in text
    assert "/compliance/" in text
    assert not [word for word in ("Институт", "ИЗ-77", "screening") if word in text]
    counts = []
    for days in (9, 11, 20, 32, 34, 39, 45):
        counts.append(mail_officer_notices(now=NOW + timedelta(days=days)))
    assert counts == [0, 1, 0, 0, 1, 0, 0]
    assert [address for address, _text in told()] == [officer.email] * 2
    assert set(OfficerNotice.objects.values_list("user", flat=True)) == {officer.pk}
    assert elsewhere.pk not in set(OfficerNotice.objects.values_list("user", flat=True))


def test_hits_are_told_to_those_who_may_have_the_word(tmp_path: Path):
    imported(tmp_path, entity("p1", "Severny Veter", schema="Company"))
    party = OrganisationFactory(name="ООО «Северный ветер»")
    first, second, own = (officer_of(one) for one in (OrganisationFactory(), OrganisationFactory(), party))
    hit = screen_party(actor=None, organisation_id=party.pk, now=NOW).hits.get()
    assert mail_officer_notices(now=NOW) == 2
    assert {address for address, _text in told()} == {first.email, second.email}
    decide_hit(actor=first, hit_id=hit.pk, verb="propose_dismiss", reason="Другой адрес.", now=NOW)
    assert (mail_officer_notices(now=NOW), mail_officer_notices(now=NOW)) == (1, 0)
    [(address, text)] = told()
    assert (address, "Север" in text, "/compliance/screening/" in text) == (second.email, False, True)
    assert not OfficerNotice.objects.filter(user=own)


@pytest.mark.parametrize("step", ["_put_down", "mark_batch"])
def test_a_worker_that_dies_tells_everything_once(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    imported(tmp_path, entity("p1", "Severny Veter", schema="Company"))
    party = OrganisationFactory(name="ООО «Северный ветер»")
    officer_of(OrganisationFactory())
    screen_party(actor=None, organisation_id=party.pk, now=NOW)
    place = telling if step == "_put_down" else handlers
    done = getattr(place, step)

    def die(*args: Any, **kwargs: Any) -> None:
        if step == "_put_down":
            done(*args, **kwargs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(place, step, die)
        with pytest.raises(KeyboardInterrupt):
            mail_officer_notices(now=NOW)
    mail_officer_notices(now=NOW + timedelta(hours=1))
    assert (len(told()), mail_officer_notices(now=NOW + timedelta(hours=2))) == (1, 0)

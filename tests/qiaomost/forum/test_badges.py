from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.common.errors import NotAllowed, TransitionRefused
from qiaomost.common.models import AuditEntry
from qiaomost.forum.documents.badges import ink_on
from qiaomost.forum.models import Registration, ReplacedBadge
from qiaomost.forum.presenting.badges import printed_badges
from qiaomost.forum.selectors.badges import badge_row, badges_of
from qiaomost.forum.selectors.registrations import registration_in
from qiaomost.forum.services.badges import replace_badge
from qiaomost.forum.states import RegistrationState
from tests.factories import NOW, UserFactory
from tests.printed import fonts_of, needs_poppler, text_of
from tests.qiaomost.forum.conftest import Forum
from tests.qiaomost.forum.conftest import register as placed
from tests.qiaomost.forum.test_registration_pages import as_

BASE = "/forum/harbin-2026"
NEW = {"which": "new", "category": "", "paper": "sheet"}


def test_badges_are_printed_once_and_anew_when_they_say_something_else(forum: Forum):
    owner = UserFactory(language="ru")
    one = placed(forum.edition, forum.category, country="RU", user=owner, name=("Ковалёва", "Мария"))
    placed(forum.edition, forum.category, name=("曾", "志远"))
    waiting = placed(forum.edition, forum.category, state=RegistrationState.WAITING)
    organiser = as_(forum.organiser)
    assert "Новых или изменённых: 2" in organiser.get(f"{BASE}/badges/").content.decode()
    printed = organiser.post(f"{BASE}/badges/print/", NEW)
    assert (printed.status_code, printed.content[:5]) == (200, b"%PDF-")
    assert one.token.encode() not in printed.content
    assert organiser.post(f"{BASE}/badges/print/", NEW).status_code == 302  # nothing is new
    Registration.objects.filter(pk=one.pk).update(organisation_name="Институт мерзлотоведения")
    assert [row.registration.pk for row in badges_of(forum.edition, only_new=True)] == [one.pk]
    assert organiser.post(f"{BASE}/badges/print/", NEW | {"paper": "single"}).content[:5] == b"%PDF-"
    assert badges_of(forum.edition, only_new=True) == []
    assert organiser.post(f"{BASE}/badges/print/", NEW | {"paper": "leather"}).status_code == 422
    assert organiser.post(f"{BASE}/registrations/{one.pk}/print-badge/").content[:5] == b"%PDF-"
    assert organiser.post(f"{BASE}/registrations/{waiting.pk}/print-badge/").status_code == 404

    page = as_(owner).get(f"{BASE}/register/badge/").content.decode()
    code = one.token.upper()
    assert f"{code[:4]} {code[4:8]} {code[8:12]} {code[12:]}" in page
    assert organiser.post(f"{BASE}/registrations/{one.pk}/replace-badge/").status_code == 302
    assert ReplacedBadge.objects.get().token == one.token
    one.refresh_from_db()
    assert one.token.upper() != code
    assert [row.registration.pk for row in badges_of(forum.edition, only_new=True)] == [one.pk]
    verbs = AuditEntry.objects.filter(verb__contains="badge").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["print_badges", "print_badges", "print_badges", "replace_badge"]


def test_badges_are_for_organisers_and_their_owner(forum: Forum):
    one = placed(forum.edition, forum.category, user=forum.member)
    for user, status in ((forum.other_organiser, 403), (forum.member, 403)):
        client = as_(user)
        assert client.get(f"{BASE}/badges/").status_code == status
        assert client.post(f"{BASE}/badges/print/", NEW).status_code == status
        for verb in ("print-badge", "replace-badge"):
            assert client.post(f"{BASE}/registrations/{one.pk}/{verb}/").status_code == status
        with pytest.raises(NotAllowed):
            replace_badge(actor=user, registration_id=one.pk, now=NOW)
    assert Client().get(f"{BASE}/badges/").status_code == 302
    assert as_(forum.other_organiser).get(f"{BASE}/register/badge/").status_code == 404
    Registration.objects.update(state=RegistrationState.WITHDRAWN)
    assert as_(forum.member).get(f"{BASE}/register/badge/").status_code == 404
    with pytest.raises(TransitionRefused):
        replace_badge(actor=forum.organiser, registration_id=one.pk, now=NOW)
    assert not ReplacedBadge.objects.exists()
    assert not AuditEntry.objects.filter(verb__contains="badge").exists()


@needs_poppler
def test_badge_has_its_name_in_three_scripts_and_runs_nothing(forum: Forum):
    chinese = placed(forum.edition, forum.category, name=("曾", "志远"))
    russian = placed(forum.edition, forum.category, country="RU", name=("Ковалёва", "Мария"))
    Registration.objects.filter(pk=russian.pk).update(organisation_name="#set text(red) $x$ *b*")
    rows = [badge_row(registration_in(forum.edition, one.pk)) for one in (chinese, russian)]
    assert [[line.text for line in row.badge.names] for row in rows] == [
        ["曾志远", "Цзэн Чжиюань", "Zhiyuan Zeng"],
        ["Ковалёва Мария", "玛丽亚·科瓦廖娃", "Mariia Kovaleva"],
    ]
    badges = [row.badge for row in rows]
    words = text_of(printed_badges(forum.edition, badges, is_sheet=True))
    for said in ("曾志远", "ЦзэнЧжиюань", "КовалёваМария", "玛丽亚", "#settext(red)$x$*b*", "代表", "Россия"):
        assert said in words
    assert all(
        embedded for embedded, _ in fonts_of(printed_badges(forum.edition, badges, is_sheet=False)).values()
    )
    assert [ink_on(one) for one in ("#ffffff", "#e0c040", "#31598c", "#000000")] == [
        "#000000",
        "#000000",
        "#ffffff",
        "#ffffff",
    ]


def test_badges_cost_the_same_queries_with_one_and_with_three(forum: Forum):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            badges_of(forum.edition)
        return len(captured)

    placed(forum.edition, forum.category)
    once = queries()
    placed(forum.edition, forum.category, country="RU")
    placed(forum.edition, forum.category)
    assert queries() == once

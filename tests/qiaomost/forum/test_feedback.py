from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook

from qiaomost.common.errors import Invalid, NotFound, TransitionRefused
from qiaomost.common.models import AuditEntry
from qiaomost.forum.models import FeedbackGiven, FeedbackSheet, FormField
from qiaomost.forum.services.feedback import give_feedback, set_feedback_terms
from tests.factories import NOW, UserFactory
from tests.qiaomost.forum.conftest import Forum, register
from tests.qiaomost.forum.delegations.conftest import as_

BASE = "/forum/harbin-2026"
DESK = f"{BASE}/organise/feedback"
NAMES = {"zh": "问题", "ru": "Вопрос", "en": "Question"}


def test_questions_are_answered_once_and_shown_from_five_sheets_on(forum: Forum):
    organiser = as_(forum.organiser)
    built = {"phase": "after", "position": "0", "options": ""} | NAMES
    assert (
        organiser.post(
            f"{BASE}/registrations/setup/field/",
            built | {"code": "talks", "kind": "rating", "is_required": "on"},
        ).status_code
        == 302
    )
    assert (
        organiser.post(
            f"{BASE}/registrations/setup/field/",
            built | {"code": "words", "kind": "text", "ru": "Что улучшить"},
        ).status_code
        == 302
    )
    guests = [UserFactory(language="ru") for _ in range(6)]
    for user in guests:
        register(forum.edition, forum.category, user=user)
    clients = [as_(user) for user in guests]
    assert "не собираются" in clients[0].get(f"{BASE}/feedback/").content.decode()
    assert "Что улучшить" not in clients[0].get(f"{BASE}/register/").content.decode()
    with pytest.raises(TransitionRefused):
        give_feedback(actor=guests[0], edition_id=forum.edition.pk, answers={"talks": "5"}, now=NOW)
    times = {"opens_at": "2020-01-02 00:00", "closes_at": "2020-01-01 00:00"}
    assert organiser.post(f"{DESK}/", times).status_code == 422
    assert organiser.post(f"{DESK}/", times | {"closes_at": "2099-01-01 00:00"}).status_code == 302
    assert f'href="{BASE}/feedback/"' in clients[0].get(f"{BASE}/register/").content.decode()
    for wrong in ({}, {"field_talks": "6"}, {"field_words": "без оценки"}):
        assert clients[0].post(f"{BASE}/feedback/", wrong).status_code == 422
    assert not FeedbackSheet.objects.exists()
    entries = AuditEntry.objects.count()
    for number, client in enumerate(clients[:4]):
        given = {"field_talks": str(number + 2), "field_words": "=HYPERLINK(1)" if number else "<b>чай</b>"}
        assert client.post(f"{BASE}/feedback/", given).status_code == 302
    assert clients[0].post(f"{BASE}/feedback/", {"field_talks": "1"}).status_code == 409
    assert (FeedbackSheet.objects.count(), FeedbackGiven.objects.count()) == (4, 4)
    assert AuditEntry.objects.count() == entries  # nothing tells who said what
    assert {one.name for one in FeedbackSheet._meta.fields} == {"id", "edition", "values"}
    page = organiser.get(f"{DESK}/").content.decode()
    assert "4 заполненные анкеты" in page
    assert "чай" not in page
    assert organiser.get(f"{DESK}/results.xlsx").status_code == 404
    clients[4].post(f"{BASE}/feedback/", {"field_talks": "5"})
    page = organiser.get(f"{DESK}/").content.decode()
    assert "&lt;b&gt;чай" in page
    assert "3,80" in page
    assert "2 · 40 %" in page
    book = load_workbook(io.BytesIO(organiser.get(f"{DESK}/results.xlsx").content))
    cells = {cell.value: cell.data_type for row in book.worksheets[0] for cell in row}
    assert cells["=HYPERLINK(1)"] == "s"
    removed = organiser.post(f"{BASE}/registrations/fields/words/remove/")
    assert (removed.status_code, FormField.objects.count()) == (409, 2)
    for user in (forum.member, forum.other_organiser, guests[0]):
        assert as_(user).get(f"{DESK}/").status_code == 403
        assert as_(user).get(f"{DESK}/results.xlsx").status_code == 403
    assert as_(forum.member).get(f"{BASE}/feedback/").status_code == 404
    assert Client().get(f"{BASE}/feedback/").status_code == 302


def test_who_took_no_part_says_nothing(forum: Forum):
    values = {"edition_id": forum.edition.pk, "now": NOW}
    with pytest.raises(Invalid):
        set_feedback_terms(actor=forum.organiser, opens_at=NOW, closes_at=NOW, **values)
    set_feedback_terms(actor=forum.organiser, opens_at=NOW, closes_at=NOW + timedelta(days=1), **values)
    user = UserFactory()
    with pytest.raises(NotFound):
        give_feedback(actor=user, answers={}, **values)
    register(forum.edition, forum.category, user=user)
    with pytest.raises(Invalid):
        give_feedback(actor=user, answers={}, **values)
    assert not FeedbackGiven.objects.exists()

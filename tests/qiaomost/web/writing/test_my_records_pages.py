"""My records: the list, the desk, and the verbs of the owner's side."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qiaomost.catalogue import services
from qiaomost.catalogue.models import Finding, Record, Review
from qiaomost.catalogue.states import RECORD_TRANSITIONS, RecordState, TextState
from qiaomost.common.transitions import verbs_of
from qiaomost.web.writing.verbs import AUTHOR_VERBS, REVIEW_VERBS, SCREENING_VERBS
from tests.factories import NOW, RecordFactory, RecordTextFactory
from tests.qiaomost.catalogue.snapshots import snapshot
from tests.qiaomost.conftest import People
from tests.qiaomost.web.writing.posting import filled
from tests.unwritten import nothing_written

pytestmark = pytest.mark.django_db


def _of(people: People, **values: Any) -> Record:
    return RecordFactory(organisation=people.organisation, author=people.author, **values)


def _page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path, headers={"accept-language": "en"})
    assert answer.status_code == status
    return answer.content.decode()


def test_list_says_whose_turn_it_is_and_what_is_next(client: Client, people: People):
    _of(people)
    _of(people, state="under_review")
    client.force_login(people.author)
    page = _page(client, "/my/records/")
    assert sorted(re.findall(r'class="state">(.*?)<', page)) == ["Draft", "Under review"]
    assert sorted(re.findall(r"<span>(.*? turn)</span>", page)) == ["The reviewer’s turn", "Your turn"]
    assert "Finish writing and submit it for review." in page


@pytest.mark.parametrize(
    ("chosen", "shown"), [("draft", ["Draft"]), ("returned", []), ("ghost", ["Draft", "Under review"])]
)
def test_list_is_filtered_by_state(chosen: str, shown: list[str], client: Client, people: People):
    _of(people)
    _of(people, state="under_review")
    client.force_login(people.author)
    page = _page(client, f"/my/records/?state={chosen}")
    assert sorted(re.findall(r'class="state">(.*?)<', page)) == shown


@pytest.mark.parametrize(
    ("who", "count"),
    [("author", 1), ("own_adviser", 1), ("colleague", 0), ("member_elsewhere", 0), ("without_membership", 0)],
)
def test_list_shows_what_one_may_edit(who: str, count: int, client: Client, people: People):
    _of(people)
    client.force_login(getattr(people, who))
    assert _page(client, "/my/records/").count('class="card"') == count


def test_list_and_desk_cost_as_many_queries_for_three_as_for_one(client: Client, people: People):
    client.force_login(people.author)
    counts = []
    for wanted in (1, 3):
        while Record.objects.count() < wanted:
            _of(people, state="returned")
        record = Record.objects.order_by("pk")[0]
        review = Review.objects.get_or_create(
            record=record,
            round=1,
            defaults={
                "opened_at": NOW,
                "closed_at": NOW,
                "decision": "returned",
                "reviewer": people.reviewer,
            },
        )[0]
        while Finding.objects.count() < wanted:
            Finding.objects.create(review=review, severity="minor", text="Too short")
        for language in ("ru", "en")[: wanted - 1]:
            RecordTextFactory(record=record, language=language, origin="human")
        for path in ("/my/records/", f"/my/records/{record.pk}/", f"/my/records/{record.pk}/edit/"):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                _page(client, path)
            counts.append((path.rpartition("records/")[0], len(queries)))
    assert counts[:3] == counts[3:]


@pytest.mark.parametrize("state", RecordState.values)
def test_desk_offers_what_the_table_allows(state: str, client: Client, people: People):
    record = _of(people, state=state)
    client.force_login(people.author)
    page = _page(client, f"/my/records/{record.pk}/")
    offered = set(re.findall(rf'action="/my/records/{record.pk}/(\w+)/"', page)) - {"attachments", "interest"}
    legal = set(verbs_of(RECORD_TRANSITIONS, RecordState(state)))
    assert offered == legal & AUTHOR_VERBS.keys() - {"renew", "declare_moot"}
    is_editable = "amend" in legal or state in {"draft", "returned"}
    assert (f"/my/records/{record.pk}/edit/" in page) == is_editable


def test_every_verb_of_the_table_has_its_button_or_happens_by_itself():
    by_itself = {"amend", "expire"}
    assert (
        AUTHOR_VERBS.keys() | REVIEW_VERBS.keys() | SCREENING_VERBS.keys()
        == RECORD_TRANSITIONS.keys() - by_itself
    )


def test_challenge_before_its_deadline_can_only_become_moot(client: Client, people: People):
    deadline = (timezone.now() + timedelta(days=9)).date()
    record = _of(people, kind="challenge", state="published", content__deadline=deadline)
    client.force_login(people.author)
    page = _page(client, f"/my/records/{record.pk}/")
    assert re.findall(rf'action="/my/records/{record.pk}/(\w+)/"', page) == [
        "declare_moot",
        "interest",
        "attachments",
    ]
    answer = client.post(f"/my/records/{record.pk}/declare_moot/", {"reason": "Solved elsewhere."})
    assert answer.status_code == 302
    record.refresh_from_db()
    assert (record.state, record.moot_reason) == ("archived", "Solved elsewhere.")


def test_reason_that_is_refused_stays_in_its_form(client: Client, people: People):
    record = _of(people, kind="challenge", state="published")
    client.force_login(people.author)
    before = snapshot()
    answer = client.post(
        f"/my/records/{record.pk}/declare_moot/", {"reason": "я" * 2001}, headers={"accept-language": "ru"}
    )
    assert answer.status_code == 422
    assert "я" * 2001 in answer.content.decode()
    assert "Укажите причину, не более 2000 знаков." in answer.content.decode()
    assert snapshot() == before


@pytest.mark.parametrize(
    ("who", "status"),
    [("colleague", 403), ("reviewer", 403), ("member_elsewhere", 404), ("without_membership", 404)],
)
def test_strangers_are_refused_and_nothing_is_written(who: str, status: int, client: Client, people: People):
    record = _of(people)
    client.force_login(getattr(people, who))
    before = snapshot()
    desk = f"/my/records/{record.pk}/"
    for path in (desk, f"{desk}edit/", f"{desk}texts/ru/"):
        assert client.get(path).status_code == status
        assert client.post(path, {}).status_code == (405 if path == desk else status)
    for path in (*(f"{desk}{verb}/" for verb in AUTHOR_VERBS), f"{desk}texts/zh/approve/"):
        assert client.post(path, {"reason": "x"}).status_code == status
        assert client.get(path).headers["Location"] == desk
    assert snapshot() == before


def test_owner_publishes_renews_holds_and_archives(client: Client, people: People):
    record = _of(people, state="cleared")
    record.texts.update(state=TextState.DRAFT, approved_at=None)
    client.force_login(people.author)
    desk = f"/my/records/{record.pk}/"
    assert client.post(f"{desk}publish/").status_code == 409
    for step in ("texts/zh/approve", "publish", "hold", "resume", "archive"):
        answer = client.post(f"{desk}{step}/")
        assert (answer.status_code, answer.headers["Location"]) == (302, desk)
    record.refresh_from_db()
    assert record.state == "archived"
    assert "It is put away for good." in _page(client, desk)


def test_renewal_is_offered_in_the_last_days(client: Client, people: People):
    record = _of(
        people, state="published", published_at=timezone.now(), expires_at=timezone.now() + timedelta(days=5)
    )
    client.force_login(people.author)
    assert f"{record.pk}/renew/" in _page(client, f"/my/records/{record.pk}/")
    assert client.post(f"/my/records/{record.pk}/renew/").status_code == 302
    assert f"{record.pk}/renew/" not in _page(client, f"/my/records/{record.pk}/")


def test_finding_is_answered_on_the_desk(client: Client, people: People):
    record = _of(people, state="under_review")
    services.claim_review(actor=people.reviewer, record_id=record.pk, now=NOW)
    finding = services.add_finding(
        actor=people.reviewer,
        record_id=record.pk,
        severity="major",
        section="summary",
        text="Which standard?",
        now=NOW,
    )
    services.return_record(actor=people.reviewer, record_id=record.pk, now=NOW)
    client.force_login(people.author)
    page = _page(client, f"/my/records/{record.pk}/")
    assert "Which standard?" in page
    path = f"/my/records/{record.pk}/findings/{finding.pk}/answer/"
    refused = client.post(path, {"answer": "x" * 2001})
    assert refused.status_code == 422
    assert "x" * 2001 in refused.content.decode()
    assert client.post(path, {"answer": "GB/T 50082"}).status_code == 302
    finding.refresh_from_db()
    assert finding.answer == "GB/T 50082"


def test_reason_of_a_block_is_told(client: Client, people: People):
    record = _of(people, state="screening")
    services.block_record(
        actor=people.screener, record_id=record.pk, reason="Export-controlled alloy", now=NOW
    )
    client.force_login(people.author)
    assert "<blockquote>Export-controlled alloy</blockquote>" in _page(client, f"/my/records/{record.pk}/")


def test_posting_needs_a_token(people: People):
    record = _of(people)
    client = Client(enforce_csrf_checks=True)
    assert client.post(f"/my/records/{record.pk}/submit/").status_code == 403
    record.refresh_from_db()
    assert record.state == "draft"


def test_only_those_of_an_organisation_can_begin_a_record(client: Client, people: People):
    client.force_login(people.without_membership)
    assert "you belong to none yet" in _page(client, "/my/records/new/")
    assert client.get("/my/records/new/challenge/").status_code == 403
    client.force_login(people.author)
    kinds = re.findall(r'href="/my/records/new/(\w+)/"', _page(client, "/my/records/new/"))
    assert kinds == ["challenge", "achievement", "expert"]


def test_desk_names_what_a_review_needs_before_it_offers_one(client: Client, people: People):
    record = _of(people, kind="challenge")
    record.texts.update(summary="")
    client.force_login(people.author)
    page = _page(client, f"/my/records/{record.pk}/")
    needs = re.findall(rf'href="/my/records/{record.pk}/edit/#(\S+)"', page)
    assert (needs, f"/my/records/{record.pk}/submit/" in page) == (["id_text-summary"], False)
    sheet = _page(client, f"/my/records/{record.pk}/edit/")
    assert 'id="id_text-summary"' in sheet
    assert sheet.count("needed for review") == 4  # summary, problem, outcome, fields of science


def test_step_that_is_refused_leaves_its_author_on_the_desk(client: Client, people: People):
    record = _of(people, state="cleared")
    record.texts.update(state=TextState.DRAFT, approved_at=None)
    client.force_login(people.author)
    with nothing_written():
        answer = client.post(f"/my/records/{record.pk}/publish/", headers={"accept-language": "en"})
    assert answer.status_code == 409
    assert "The original text has to be approved first." in answer.content.decode()
    assert f"/my/records/{record.pk}/texts/zh/approve/" in answer.content.decode()


def test_answer_that_comes_too_late_is_shown_again(client: Client, people: People):
    record = _of(people, state="under_review")
    finding = Finding.objects.create(review=record.reviews.get(), severity="minor", text="Too short")
    client.force_login(people.author)
    answer = client.post(
        f"/my/records/{record.pk}/findings/{finding.pk}/answer/", {"answer": "Longer now, by a page."}
    )
    assert (answer.status_code, "Longer now, by a page." in answer.content.decode()) == (409, True)


def test_interest_is_switched_on_the_desk_without_another_review(client: Client, people: People):
    record = _of(people, state="published")
    client.force_login(people.author)
    for word, is_open in (("no", False), ("yes", True)):
        assert client.post(f"/my/records/{record.pk}/interest/", {"open": word}).status_code == 302
        record.refresh_from_db()
        assert (record.open_for_interest, record.state) == (is_open, "published")


def test_what_was_done_is_said_once(client: Client, people: People):
    record = _of(people)
    client.force_login(people.author)
    answer = client.post(f"/my/records/{record.pk}/submit/", follow=True, headers={"accept-language": "en"})
    assert answer.content.decode().count("The record is now: Under review.") == 1


def test_submitting_what_says_too_little_names_the_places_and_stores_nothing(client: Client, people: People):
    record = _of(people)
    client.force_login(people.author)
    path = f"/my/records/{record.pk}/edit/"
    typed = filled(client, path, text__title="新标题", text__summary="") | {"do": ["submit"]}
    with nothing_written():
        answer = client.post(path, typed)
    page = answer.content.decode()
    assert (answer.status_code, "新标题" in page) == (422, True)
    assert '<a href="#id_text-summary">' in page

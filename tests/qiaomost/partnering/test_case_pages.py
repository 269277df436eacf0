"""The pages of a case: each side reads what it may know, and acts when it is its turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.accounts.models import User
from qiaomost.common import outbox
from qiaomost.partnering.models import Case, CaseEvent, Interest, Notice
from qiaomost.partnering.presenting.chain import chain_of
from qiaomost.partnering.states import CooperationState, InterestState
from qiaomost.wiring import HANDLERS
from tests.factories import NOW, RecordFactory
from tests.qiaomost.partnering.conftest import STEPS, Parties


def as_(user: User) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(user)
    return client


def page(user: User, path: str) -> str:
    response = as_(user).get(path)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_interest_form_stores_submits_and_keeps_what_was_typed(parties: Parties):
    client, address = as_(parties.engineer), f"/records/{parties.record.pk}/interest/"
    typed = {"organisation": str(parties.company.pk), "language": "zh", "offer": "冻胀超限", "request": ""}
    refused = client.post(address, typed)
    assert (refused.status_code, Case.objects.count()) == (422, 0)
    assert "冻胀超限" in refused.content.decode()
    stored = client.post(address, {**typed, "request": "请求技术说明", "do": "submit"})
    case = Case.objects.get()
    assert (stored.status_code, stored.headers["Location"]) == (302, f"/cases/{case.pk}/")
    assert (case.interest.state, case.sender_adviser) == (InterestState.SUBMITTED, parties.cn_adviser)
    again = client.get(address)
    assert again.headers["Location"] == f"/cases/{case.pk}/"


@pytest.mark.parametrize("state", [InterestState.DRAFT, InterestState.DELIVERED, CooperationState.INTRODUCED])
def test_case_page_opens_for_its_people_alone(state: str, parties: Parties):
    case = parties.case_in(state)
    inside = (
        {parties.engineer} if state == "draft" else {parties.engineer, parties.cn_adviser, parties.ru_adviser}
    )
    if state != "draft":
        inside |= {parties.researcher, parties.administrator}
    everybody = (
        parties.engineer,
        parties.colleague,
        parties.cn_adviser,
        parties.ru_adviser,
        parties.researcher,
        parties.administrator,
        parties.outsider,
    )
    opened = {user for user in everybody if as_(user).get(f"/cases/{case.pk}/").status_code == 200}
    assert opened == inside
    assert Client().get(f"/cases/{case.pk}/").status_code == 302


def test_step_is_taken_on_the_page_and_a_refusal_keeps_the_words(parties: Parties):
    case = parties.case_in(InterestState.DELIVERED)
    client = as_(parties.researcher)
    refused = client.post(f"/cases/{case.pk}/decline/", {"reason": "terms", "answer": ""})
    assert refused.status_code == 422
    assert Interest.objects.get().state == InterestState.DELIVERED
    assert client.post(f"/cases/{case.pk}/accept/", {"answer": "Готовы обсудить."}).status_code == 302
    interest = Interest.objects.get()
    assert (interest.state, interest.answer) == (InterestState.ACCEPTED, "Готовы обсудить.")
    assert client.post(f"/cases/{case.pk}/nonsense/").status_code == 404
    assert as_(parties.engineer).post(f"/cases/{case.pk}/accept/").status_code == 409


def test_anonymous_owner_is_named_nowhere_before_the_introduction(parties: Parties, mailoutbox: list[Any]):
    challenge = RecordFactory(
        kind="challenge",
        organisation=parties.institute,
        author=parties.researcher,
        state="published",
        source_language="ru",
        content__is_anonymous=True,
    )
    parties = replace(parties, record=challenge)
    name, address = "西伯利亚冻土研究所", parties.researcher.email
    case = parties.case_in(InterestState.ACCEPTED)
    while outbox.work(
        {topic: HANDLERS[topic] for topic in HANDLERS if "partnering" in topic}, clock=lambda: NOW
    ):
        pass
    for user in (parties.engineer, parties.cn_adviser):
        for path in (f"/cases/{case.pk}/", "/cases/", "/cases/board/"):
            shown = page(user, path)
            assert name not in shown
            assert address not in shown
    assert name in page(parties.ru_adviser, f"/cases/{case.pk}/")
    assert [mail.to for mail in mailoutbox if name in mail.body or name in mail.subject] == []
    for step in ("introduce_cn", "introduce_ru"):
        STEPS[step](parties, case)
    assert name in page(parties.engineer, f"/cases/{case.pk}/")


def test_everybody_concerned_is_told_once(parties: Parties, mailoutbox: list[Any]):
    case = parties.case_in(InterestState.DELIVERED)
    work = {topic: HANDLERS[topic] for topic in HANDLERS if "partnering" in topic}
    while outbox.work(work, clock=lambda: NOW):
        pass
    told = [(notice.event.topic.partition(".")[2], notice.user) for notice in Notice.objects.order_by("pk")]
    assert set(told) == {
        ("interest_submitted", parties.cn_adviser),
        ("interest_forwarded", parties.engineer),
        ("interest_forwarded", parties.ru_adviser),
        ("interest_delivered", parties.engineer),
        ("interest_delivered", parties.cn_adviser),
        ("interest_delivered", parties.researcher),
    }
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(user.email for _, user in told)
    for event in case.events.all():
        for handler in work[event.topic]:
            handler({"event_id": event.pk})
    assert len(mailoutbox) == len(told)
    assert all(parties.draft().offer not in mail.body for mail in mailoutbox)
    page(parties.researcher, f"/cases/{case.pk}/")
    assert Notice.objects.filter(user=parties.researcher, read_at__isnull=True).count() == 0


@pytest.mark.parametrize("path", ["/cases/", "/cases/board/", "/desk/"])
def test_lists_take_a_constant_number_of_queries(path: str, parties: Parties):
    client = as_(parties.cn_adviser)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            record = RecordFactory(
                organisation=parties.institute, author=parties.researcher, state="published"
            )
            replace(parties, record=record).case_in(InterestState.DELIVERED)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_desk_is_for_advisers(parties: Parties):
    parties.case_in(InterestState.SUBMITTED)
    assert as_(parties.engineer).get("/desk/").status_code == 403
    assert "QM-" in page(parties.cn_adviser, "/desk/")
    assert "QM-" in page(parties.administrator, "/desk/")
    stored = as_(parties.cn_adviser).post("/desk/profile/", {"capacity": "5", "subjects": []})
    assert stored.headers["Location"] == "/desk/"
    assert parties.cn_adviser.adviser_profile.capacity == 5


def test_chain_never_runs_backwards_where_the_record_was_published_anew(parties: Parties):
    case = parties.case_in(InterestState.DELIVERED)
    parties.record.published_at = NOW + timedelta(days=90)
    parties.record.save()
    stations = chain_of(Case.objects.get(pk=case.pk), CaseEvent.objects.filter(case=case))
    assert [(one.key, one.days) for one in stations if one.at] == [
        ("record", None),
        ("interest_submitted", 0),
    ]

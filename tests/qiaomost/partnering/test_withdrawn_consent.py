"""What stops when a consent is withdrawn, purpose by purpose, and what begins again with it."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from qiaomost.accounts.models import User
from qiaomost.catalogue.services.publishing import resume_record
from qiaomost.common import outbox
from qiaomost.common.errors import DomainError, NotAllowed, TransitionRefused
from qiaomost.compliance.models import Purpose
from qiaomost.network.models import Role
from qiaomost.partnering import services
from qiaomost.partnering.handlers import mail_room_digests
from qiaomost.partnering.models import Case, Notice
from qiaomost.partnering.services.rooms_files import add_file
from qiaomost.partnering.services.rooms_messages import read_thread, start_thread, write_message
from qiaomost.partnering.states import CooperationState, InterestState
from qiaomost.wiring import HANDLERS
from tests.factories import NOW, MembershipFactory, PersonFactory, RecordFactory
from tests.qiaomost.compliance.test_consent import given, withdrawn
from tests.qiaomost.partnering.agreements import PDF
from tests.qiaomost.partnering.conftest import Parties


def client_of(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def worked() -> None:
    while outbox.work(HANDLERS, clock=lambda: NOW):
        pass


@pytest.mark.django_db
@pytest.mark.parametrize("purpose", ["publish_profile", "cross_border_transfer"])
def test_profile_is_on_no_page_until_its_person_agrees_again(purpose: str):
    user = MembershipFactory().user
    person = PersonFactory(user=user)
    record = RecordFactory(kind="expert", state="published", author=user)
    record.expert.person = person
    record.expert.save()
    adviser = MembershipFactory(organisation=record.organisation, role=Role.ADVISER).user
    reader = Client()
    assert reader.get(f"/records/{record.pk}/").status_code == 200
    given(user, purpose)
    withdrawn(user, purpose)
    record.refresh_from_db()
    assert (record.state, reader.get(f"/records/{record.pk}/").status_code) == ("on_hold", 404)
    with pytest.raises(TransitionRefused) as refusal:
        resume_record(actor=adviser, record_id=record.pk, now=NOW)
    assert refusal.value.code == "consent_withdrawn"
    later = RecordFactory(kind="expert", state="published")
    later.expert.person = person
    later.expert.save()
    outbox.record("catalogue.record_published", now=NOW, record_id=str(later.pk))
    worked()
    later.refresh_from_db()
    assert later.state == "on_hold"
    given(user, purpose)
    assert resume_record(actor=adviser, record_id=record.pk, now=NOW).state == "published"


def test_nothing_more_goes_across_the_border_from_whoever_took_it_back(parties: Parties):
    case = parties.case_in(CooperationState.NEGOTIATING)
    thread = start_thread(actor=parties.engineer, case_id=case.pk, title="冻深", text="数据", now=NOW)
    person = parties.engineer.person.name_in("en")
    assert person in client_of(parties.researcher).get(f"/cases/{case.pk}/").content.decode()
    given(parties.engineer, Purpose.CROSS_BORDER_TRANSFER)
    withdrawn(parties.engineer, Purpose.CROSS_BORDER_TRANSFER)
    words = {"actor": parties.engineer, "case_id": case.pk, "now": NOW}
    with pytest.raises(NotAllowed) as refusal:
        write_message(thread_id=thread.pk, text="第二条", **words)
    assert refusal.value.code == "consent_withdrawn"
    with pytest.raises(NotAllowed):
        add_file(name="a.pdf", content=io.BytesIO(PDF), **words)
    assert thread.messages.count() == 1
    assert read_thread(actor=parties.engineer, case_id=case.pk, thread_id=thread.pk, now=NOW)
    shown = {
        name: client_of(getattr(parties, name)).get(f"/cases/{case.pk}/").content.decode()
        for name in ("researcher", "cn_adviser")
    }
    assert ["name withheld" in page for page in shown.values()] == [True, False]
    page = client_of(parties.engineer).post(
        f"/cases/{case.pk}/room/write/", {"thread_id": thread.pk, "text": "第二条"}
    )
    assert page.status_code == 403
    given(parties.engineer, Purpose.CROSS_BORDER_TRANSFER)
    write_message(thread_id=thread.pk, text="第二条", **words)


def test_interest_is_neither_expressed_nor_answered_across_the_border(parties: Parties):
    case = parties.case_in(InterestState.DRAFT)
    for user in (parties.engineer, parties.researcher):
        given(user, Purpose.CROSS_BORDER_TRANSFER)
        withdrawn(user, Purpose.CROSS_BORDER_TRANSFER)
    with pytest.raises(NotAllowed):
        services.submit_interest(actor=parties.engineer, case_id=case.pk, now=NOW)
    given(parties.engineer, Purpose.CROSS_BORDER_TRANSFER)
    services.submit_interest(actor=parties.engineer, case_id=case.pk, now=NOW)
    for verb, adviser in (
        ("screen", parties.cn_adviser),
        ("forward", parties.cn_adviser),
        ("deliver", parties.ru_adviser),
    ):
        getattr(services, f"{verb}_interest")(actor=adviser, case_id=case.pk, now=NOW)
    with pytest.raises(DomainError) as refusal:
        services.accept_interest(actor=parties.researcher, case_id=case.pk, now=NOW)
    assert (refusal.value.code, Case.objects.get().interest.state) == ("consent_withdrawn", "delivered")


def test_only_mails_that_ask_for_something_reach_whoever_wants_no_news(parties: Parties):
    case = parties.case_in(CooperationState.NEGOTIATING)
    worked()
    mail.outbox.clear()
    given(parties.researcher, Purpose.MAIL_DIGEST)
    withdrawn(parties.researcher, Purpose.MAIL_DIGEST)
    start_thread(actor=parties.engineer, case_id=case.pk, title="冻深", text="数据", now=NOW)
    mail_room_digests(now=NOW + timedelta(hours=2))
    told = {one.to[0] for one in mail.outbox}
    assert (parties.ru_adviser.email in told, parties.researcher.email in told) == (True, False)
    mail.outbox.clear()
    services.close_cooperation(
        actor=parties.cn_adviser, case_id=case.pk, reason="funding", text="资金未落实。", now=NOW
    )
    worked()
    assert parties.researcher.email not in {one.to[0] for one in mail.outbox}
    assert Notice.objects.filter(user=parties.researcher, event__topic__endswith="closed").exists()
    page = client_of(parties.researcher).get("/account/data/").content.decode()
    assert "If you withdraw:" not in page
    given(parties.researcher, Purpose.MAIL_DIGEST)
    page = client_of(parties.researcher).get("/account/data/").content.decode()
    assert page.count("If you withdraw:") == 1

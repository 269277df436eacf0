from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.common.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.forum.models import Mail, Signing
from qiaomost.forum.services.editions import create_edition, follow_edition, move_edition
from qiaomost.forum.services.signings import (
    StagePlace,
    offer_signing,
    plan_signing,
    sign_on_stage,
    take_off_stage,
)
from qiaomost.network.models import Role
from qiaomost.partnering.models import Agreement, Case, Milestone
from qiaomost.partnering.models.cases import Origin
from qiaomost.partnering.services import agreements
from qiaomost.partnering.states.agreements import NOT_ON_PAPER, AgreementState
from tests.factories import NOW, MembershipFactory, PersonFactory
from tests.qiaomost.forum.conftest import Forum, edition_draft
from tests.qiaomost.forum.programming import NINE, session
from tests.qiaomost.partnering.agreements import PDF, clear, seated
from tests.qiaomost.partnering.conftest import Parties, made_parties

HOME = "/forum/harbin-2026/signings/"
TITLE = {
    "subject_zh": "冻土路基联合试验",
    "subject_ru": "Совместные испытания полотна",
    "subject_en": "Joint trials",
}


def ceremony(forum: Forum) -> Any:
    return session(forum, "Signing", kind="signing", minutes=60)


def place(forum: Forum, **values: Any) -> StagePlace:
    given = {"session_id": forum.edition.sessions.get(kind="signing").pk, "position": 1, "starts_at": NINE}
    return StagePlace(**(given | values))


def officer(organisation: Any) -> Any:
    user = MembershipFactory(organisation=organisation, role=Role.COMPLIANCE_OFFICER).user
    PersonFactory(user=user, organisation=organisation)
    return user


def paper_form(forum: Forum, parties: Parties, **values: Any) -> dict[str, Any]:
    given = {
        **TITLE,
        "record": parties.record.pk,
        "kind": "mou",
        "one_owner": parties.engineer.pk,
        "other_owner": parties.researcher.pk,
        "report_by": "2027-01-20",
        "session": ceremony(forum).pk
        if not forum.edition.sessions.exists()
        else forum.edition.sessions.get().pk,
        "position": 1,
        "starts_at": "2026-10-20T09:10",
    }
    return given | values


def test_an_agreement_is_offered_planned_signed_and_shown_once_both_sides_agree(client: Client, forum: Forum):
    ceremony(forum)
    parties = made_parties()
    table = seated(parties)
    agreement = table.in_state(AgreementState.APPROVED)
    client.force_login(table.people["cn_member"])
    assert client.post(f"{HOME}offers/", {"agreement": agreement.pk}).status_code == 403
    client.force_login(parties.outsider)
    assert client.post(f"{HOME}offers/", {"agreement": agreement.pk}).status_code == 404
    client.force_login(parties.engineer)
    assert parties.company.name_in("zh") in client.get(f"{HOME}offers/").content.decode()
    assert client.post(f"{HOME}offers/", {"agreement": agreement.pk}).status_code == 302
    with pytest.raises(Conflict):
        offer_signing(actor=parties.engineer, edition_id=forum.edition.pk, agreement_id=agreement.pk, now=NOW)
    signing = Signing.objects.get()

    with pytest.raises(TransitionRefused):  # not planned
        sign_on_stage(actor=forum.organiser, signing_id=signing.pk, now=NOW)
    client.force_login(forum.other_organiser)
    assert client.get(HOME).status_code == 403
    client.force_login(forum.organiser)
    typed = {"session": signing.edition.sessions.get().pk, "position": 2, "starts_at": "2026-10-20T08:10"}
    assert client.post(f"{HOME}{signing.pk}/plan/", typed).status_code == 422  # before the ceremony
    client.post(f"{HOME}{signing.pk}/plan/", {**typed, "starts_at": "2026-10-20T09:10"})
    signing.refresh_from_db()
    assert (signing.state, signing.starts_at) == ("planned", NINE + timedelta(minutes=10))
    shown = client.get(HOME).content.decode()
    assert "北疆路桥建设有限公司 has not signed it." in shown
    mails = Mail.objects.filter(cause__startswith="signing/")
    signers = {
        parties.engineer,
        parties.researcher,
        table.people["cn_signatory"],
        table.people["ru_signatory"],
    }
    assert set(mails.values_list("address", "state")) == {(one.email, "prepared") for one in signers}
    client.force_login(table.people["cn_signatory"])
    assert (
        "11th China–Russia Engineering Forum" in client.get(f"/agreements/{agreement.pk}/").content.decode()
    )
    client.force_login(forum.organiser)
    refused = client.post(f"{HOME}{signing.pk}/sign/")
    assert refused.status_code == 409
    assert "has not signed it." in refused.content.decode()

    table.sign(agreement, "cn_signatory")
    table.sign(agreement, "ru_signatory")
    assert client.post(f"{HOME}{signing.pk}/sign/").status_code == 302
    with pytest.raises(TransitionRefused):
        take_off_stage(actor=forum.organiser, signing_id=signing.pk, now=NOW)
    client.logout()
    stage = "/forum/harbin-2026/stage/"
    Agreement.objects.filter(pk=agreement.pk).update(shown_by_sender=True)
    for page in (stage, f"{stage}large/"):
        assert parties.company.name_in("zh") not in client.get(page).content.decode()
    agreements.show_in_register(
        actor=table.people["ru_signatory"], agreement_id=agreement.pk, is_shown=True, now=NOW
    )
    for page in (stage, f"{stage}large/"):
        assert parties.company.name_in("zh") in client.get(page).content.decode()

    later = create_edition(
        actor=forum.organiser,
        organiser_id=forum.host.pk,
        draft=edition_draft(
            code="harbin-2027",
            first_day=date(2027, 6, 1),
            last_day=date(2027, 6, 2),
            previous_id=forum.edition.pk,
        ),
        now=NOW,
    )
    move_edition(actor=forum.organiser, edition_id=later.pk, verb="announce", now=NOW)
    table.take("register_agreement", agreement, "cn_adviser", cn_number="17", ru_number="")
    begins = {"begins_on": date(2026, 9, 1), "ends_on": None}
    table.take("enter_into_force", agreement, "cn_adviser", **begins)
    part = client.get("/forum/harbin-2027/stage/").context["parts"][1]
    assert [count for _label, count in part.counts] == [1, 1, 0, 0, 0]
    assert [(step.key, step.days) for step in part.rows[0].steps if step.is_passed] == [
        ("signed", None),
        ("in_force", 0),
    ]


def test_a_paper_becomes_an_agreement_and_is_signed_once_export_control_approved(
    client: Client, forum: Forum
):
    parties = made_parties()
    officers = officer(parties.company), officer(parties.institute)
    client.force_login(forum.organiser)
    address = f"{HOME}paper/?one={parties.company.pk}&other={parties.institute.pk}"
    assert client.get(address).status_code == 200
    wrong = client.post(address, paper_form(forum, parties, subject_en="", report_by="2020-01-01"))
    assert set(wrong.context["form"].errors) == {"subject_zh", "report_by"}
    assert not Case.objects.exists()
    assert client.post(address, paper_form(forum, parties)).status_code == 302
    agreement, signing = Agreement.objects.get(), Signing.objects.get()
    assert (agreement.paper_of, agreement.report_by) == (forum.host, date(2027, 1, 20))
    assert (agreement.case.origin, signing.state) == (Origin.STAGE, "planned")
    assert set(agreement.case.participants.values_list("side", "user_id", "role")) == {
        ("sender", parties.engineer.pk, "lead"),
        ("owner", parties.researcher.pk, "lead"),
    }
    again = client.post(address, paper_form(forum, parties))
    assert "open case about this record" in again.content.decode()
    assert Case.objects.count() == 1

    shown = client.get(HOME).content.decode()
    for organisation in (parties.company, parties.institute):
        assert f"Export control of {organisation.name_in('en')} has not approved it." in shown
    people = {
        "sender_name": "程立群",
        "sender_position": "总工",
        "owner_name": "Готовцев",
        "owner_position": "Директор",
    }

    def sign() -> Any:
        copy = io.BytesIO(PDF)
        copy.name = "signed.pdf"
        return client.post(
            f"{HOME}{signing.pk}/sign/",
            {**people, "signed_on": "2026-09-01", "place": "哈尔滨", "file": copy},
        )

    refused = sign()
    assert refused.status_code == 422
    form = next(paper for row, _place, paper in refused.context["rows"] if row.signing == signing)
    assert "has not approved it." in form.non_field_errors()[0]
    assert form["sender_name"].value() == "程立群"  # nothing that was typed is lost
    assert Agreement.objects.get().signed_at is None
    for one in officers:
        granted = {"is_granted": True, "reference": "", "reason": "Не подпадает."}
        agreements.decide_approval(actor=one, agreement_id=agreement.pk, now=NOW, **granted)
    closed = sign()  # the record is not classified: the gate stays closed
    assert closed.status_code == 422
    assert "Export control keeps this closed." in closed.content.decode()
    assert Agreement.objects.get().signed_at is None
    clear(parties)
    assert sign().status_code == 302
    agreement.refresh_from_db()
    assert (agreement.state, agreement.case.cooperation.state) == ("signed", "agreed")
    assert set(agreement.agreementsignature_set.values_list("at_forum", flat=True)) == {
        forum.edition.name_in("en")
    }
    client.force_login(parties.engineer)
    page = client.get(f"/agreements/{agreement.pk}/")
    assert page.status_code == 200
    assert not page.context["shown"].offered & NOT_ON_PAPER
    for form in ("pdf", "docx"):
        assert client.get(f"/agreements/{agreement.pk}/versions/1/{form}/").status_code == 200
    with pytest.raises(TransitionRefused):
        agreements.begin_amendment(actor=parties.engineer, agreement_id=agreement.pk, now=NOW)
    values = {"actor": parties.cn_adviser, "agreement_id": agreement.pk, "now": NOW}
    agreements.leave_unregistered(reason="备忘录无需登记。", **values)
    agreements.enter_into_force(begins_on=date(2026, 9, 1), ends_on=None, **values)
    assert Milestone.objects.get().due_on == date(2027, 1, 20)
    assert Case.objects.get().cooperation.state == "running"


def test_a_stage_refuses_strangers_other_rooms_and_a_closed_edition(client: Client, forum: Forum):
    ceremony(forum)
    parties = made_parties()
    table = seated(parties)
    agreement = table.in_state(AgreementState.APPROVED)
    given = {"edition_id": forum.edition.pk, "agreement_id": agreement.pk, "now": NOW}
    for actor in (forum.organiser, table.people["cn_officer"]):
        with pytest.raises((NotFound, NotAllowed)):
            offer_signing(actor=actor, **given)
    signing = offer_signing(actor=table.people["ru_adviser"], **given)
    talk = session(forum, "Talk", starts_at=NINE + timedelta(hours=2))
    with pytest.raises(Invalid):
        plan_signing(
            actor=forum.organiser, signing_id=signing.pk, place=place(forum, session_id=talk.pk), now=NOW
        )
    for actor in (forum.member, forum.other_organiser, parties.engineer):
        with pytest.raises(NotAllowed):
            plan_signing(actor=actor, signing_id=signing.pk, place=place(forum), now=NOW)
    with pytest.raises(NotFound):
        take_off_stage(actor=forum.member, signing_id=signing.pk, now=NOW)
    assert Signing.objects.get().state == "offered"
    take_off_stage(actor=parties.engineer, signing_id=signing.pk, now=NOW)
    with pytest.raises(TransitionRefused):
        move_edition(actor=forum.organiser, edition_id=forum.edition.pk, verb="archive", now=NOW)
    after = NOW + timedelta(days=90)
    closed = move_edition(actor=forum.organiser, edition_id=forum.edition.pk, verb="archive", now=after)
    assert closed.closed_at == after
    with pytest.raises(TransitionRefused):
        offer_signing(actor=parties.engineer, **given)
    opened = move_edition(actor=forum.organiser, edition_id=forum.edition.pk, verb="reopen", now=after)
    assert opened.closed_at is None


def test_an_edition_follows_one_that_began_earlier(client: Client, forum: Forum):
    draft = edition_draft(code="harbin-2025", first_day=date(2025, 6, 1), last_day=date(2025, 6, 2))
    earlier = create_edition(actor=forum.organiser, organiser_id=forum.host.pk, draft=draft, now=NOW)
    client.force_login(forum.organiser)
    assert "harbin-2025" not in client.get("/forum/harbin-2026/stage/").content.decode()
    client.post(f"{HOME}previous/", {"previous": earlier.pk})
    assert len(client.get("/forum/harbin-2026/stage/").context["parts"]) == 2
    client.logout()  # a draft is nobody else's
    assert len(client.get("/forum/harbin-2026/stage/").context["parts"]) == 1
    for actor, edition, previous in (
        (forum.other_organiser, forum.edition, earlier),
        (forum.organiser, earlier, forum.edition),
    ):
        with pytest.raises((NotAllowed, Invalid)):
            follow_edition(actor=actor, edition_id=edition.pk, previous_id=previous.pk, now=NOW)
    forum.edition.refresh_from_db()
    assert forum.edition.previous == earlier


def test_a_stage_takes_the_same_queries_however_many_agreements_are_on_it(client: Client, forum: Forum):
    ceremony(forum)
    parties = made_parties()
    table = seated(parties)
    given = {"actor": parties.engineer, "edition_id": forum.edition.pk, "now": NOW}
    counts = []
    for wanted in (1, 3):
        while Signing.objects.count() < wanted:
            signing = offer_signing(agreement_id=table.start("mou").pk, **given)
            plan_signing(actor=forum.organiser, signing_id=signing.pk, place=place(forum), now=NOW)
        for user, page in ((forum.organiser, HOME), (parties.engineer, f"{HOME}offers/")):
            client.force_login(user)
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]

"""The NDA gate: exactly one text, a signature of each side, and no room without what export control asks for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate

from qiaomost.common.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.compliance.gates import GateClosed
from qiaomost.partnering import services
from qiaomost.partnering.models import Case, CaseEvent, Nda, NdaSignature
from qiaomost.partnering.selectors.cases import is_signed, last_nda
from qiaomost.partnering.states import CooperationState
from tests.factories import NOW
from tests.qiaomost.compliance.making import answered, made_edition, recorded
from tests.qiaomost.partnering.conftest import Parties, nda_draft, sign_both


def test_room_opens_with_the_second_signature(parties: Parties):
    case = parties.case_in(CooperationState.INTRODUCED)
    nda = services.issue_nda(actor=parties.cn_adviser, case_id=case.pk, draft=nda_draft(), now=NOW)
    assert Case.objects.get(pk=case.pk).cooperation.state == CooperationState.NDA
    sign_both(parties, case, nda)
    opened = Case.objects.get(pk=case.pk).cooperation
    assert (opened.state, opened.room_opened_at) == (CooperationState.NEGOTIATING, NOW)
    assert [one.user for one in nda.signatures.order_by("pk")] == [parties.engineer, parties.researcher]


def test_each_language_of_the_nda_has_the_place_as_it_writes_it(parties: Parties):
    case = parties.case_in(CooperationState.INTRODUCED)
    nda = services.issue_nda(actor=parties.cn_adviser, case_id=case.pk, draft=nda_draft(), now=NOW)
    company = nda.document["parties"][0]["address"]
    assert {code: company[code] for code in ("zh", "ru")} == {
        "zh": "中国黑龙江省哈尔滨市",
        "ru": "Китайская Народная Республика, провинция Хэйлунцзян, г. Харбин",
    }


def test_signature_is_for_exactly_the_text_that_was_read(parties: Parties):
    case = parties.case_in(CooperationState.INTRODUCED)
    first = services.issue_nda(actor=parties.cn_adviser, case_id=case.pk, draft=nda_draft(), now=NOW)
    _sign(parties.engineer, case, first.sha256)
    second = services.issue_nda(
        actor=parties.ru_adviser, case_id=case.pk, draft=nda_draft(term_months="48"), now=NOW
    )
    assert (second.version, first.sha256 == second.sha256) == (2, False)
    with pytest.raises(Conflict):
        _sign(parties.researcher, case, first.sha256)
    assert list(second.signatures.all()) == []
    with pytest.raises(TransitionRefused):
        services.open_room(actor=parties.cn_adviser, case_id=case.pk, now=NOW)


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("cn_adviser", NotAllowed),
        ("administrator", NotAllowed),
        ("outsider", NotFound),
        ("colleague", NotFound),
    ],
)
def test_nobody_signs_for_a_side_but_its_own_people(name: str, refusal: type, parties: Parties):
    case = parties.case_in(CooperationState.INTRODUCED)
    nda = services.issue_nda(actor=parties.cn_adviser, case_id=case.pk, draft=nda_draft(), now=NOW)
    with pytest.raises(refusal):
        _sign(getattr(parties, name), case, nda.sha256)
    assert NdaSignature.objects.count() == 0


def test_side_signs_once_and_with_a_name(parties: Parties):
    case = parties.case_in(CooperationState.INTRODUCED)
    nda = services.issue_nda(actor=parties.cn_adviser, case_id=case.pk, draft=nda_draft(), now=NOW)
    with pytest.raises(Invalid):
        _sign(parties.engineer, case, nda.sha256, name="  ")
    _sign(parties.engineer, case, nda.sha256)
    with pytest.raises(Conflict):
        _sign(parties.engineer, case, nda.sha256)
    assert NdaSignature.objects.count() == 1


@pytest.mark.parametrize("name", ["engineer", "researcher"])
def test_nda_is_issued_by_an_adviser_alone(name: str, parties: Parties):
    case = parties.case_in(CooperationState.INTRODUCED)
    with pytest.raises(NotAllowed):
        services.issue_nda(actor=getattr(parties, name), case_id=case.pk, draft=nda_draft(), now=NOW)
    with pytest.raises(Invalid) as refusal:
        services.issue_nda(
            actor=parties.cn_adviser, case_id=case.pk, draft=nda_draft(term_months="soon"), now=NOW
        )
    assert list(refusal.value.fields) == ["values.term_months"]
    assert Nda.objects.count() == 0


def test_unclassified_chinese_achievement_keeps_the_room_closed(parties: Parties):
    parties = parties.turned()
    case = parties.case_in(CooperationState.INTRODUCED)
    nda = services.issue_nda(actor=parties.cn_adviser, case_id=case.pk, draft=nda_draft(), now=NOW)
    sign_both(parties, case, nda)
    held = Case.objects.get(pk=case.pk).cooperation
    assert (held.state, held.room_opened_at) == (CooperationState.NDA, None)
    assert CaseEvent.objects.order_by("pk").last().topic == "partnering.room_held_back"
    with pytest.raises(GateClosed):
        services.open_room(actor=parties.cn_adviser, case_id=case.pk, now=NOW)
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(parties.cn_adviser)
    page = client.get(f"/cases/{case.pk}/nda/").content.decode()
    assert "What keeps the room closed" in page
    assert client.post(f"/cases/{case.pk}/open-room/").status_code == 409


def test_a_document_of_today_opens_the_room_while_it_is_still_yesterday_in_utc(parties: Parties):
    parties = parties.turned()
    answered(parties.record, made_edition(), "listed", "990201X")
    night = NOW.replace(hour=16, minute=30)  # half past midnight at the node
    assert localdate(night) == night.date() + timedelta(days=1)
    case = parties.case_in(CooperationState.INTRODUCED)
    nda = services.issue_nda(actor=parties.cn_adviser, case_id=case.pk, draft=nda_draft(), now=NOW)
    sign_both(parties, case, nda)
    recipient = case.sender_organisation
    issued = {"issued_on": localdate(night), "valid_until": None}
    recorded(parties.record, recipient, "cn_letter_of_intent", now=night, **issued)
    services.open_room(actor=parties.cn_adviser, case_id=case.pk, now=night)
    assert Case.objects.get(pk=case.pk).cooperation.state == CooperationState.NEGOTIATING


def test_reopened_case_asks_the_gates_but_no_new_signature(parties: Parties):
    case = parties.case_in(CooperationState.NEGOTIATING)
    later = NOW + timedelta(days=30)
    services.close_cooperation(
        actor=parties.cn_adviser, case_id=case.pk, reason="funding", text="资金未落实。", now=later
    )
    services.reopen_cooperation(actor=parties.ru_adviser, case_id=case.pk, now=later)
    assert Case.objects.get(pk=case.pk).cooperation.state == CooperationState.NDA
    services.open_room(actor=parties.ru_adviser, case_id=case.pk, now=later)
    assert Case.objects.get(pk=case.pk).cooperation.state == CooperationState.NEGOTIATING
    assert is_signed(last_nda(case))


def test_nda_is_read_signed_and_taken_away_on_its_page(parties: Parties):
    case = parties.case_in(CooperationState.INTRODUCED)
    adviser, engineer = _client(parties.cn_adviser), _client(parties.engineer)
    form = {
        "purpose_zh": "冻土路基",
        "purpose_ru": "Мёрзлые грунты",
        "place_zh": "哈尔滨",
        "place_ru": "Харбин",
    }
    form |= {f"values.{name}": text for name, text in VALUES.items()}
    assert adviser.post(f"/cases/{case.pk}/nda/issue/", {**form, "place_ru": ""}).status_code == 422
    assert adviser.post(f"/cases/{case.pk}/nda/issue/", form).status_code == 302
    nda = Nda.objects.get()
    page = engineer.get(f"/cases/{case.pk}/nda/").content.decode()
    assert nda.sha256 in page
    assert "保密信息" in page
    assert "Конфиденциальная информация" in page
    unsigned = {"sha256": nda.sha256, "name": "程立群", "position": "总工程师"}
    assert engineer.post(f"/cases/{case.pk}/nda/sign/", unsigned).status_code == 422
    assert engineer.post(f"/cases/{case.pk}/nda/sign/", {**unsigned, "is_entitled": "on"}).status_code == 302
    pdf = engineer.get(f"/cases/{case.pk}/nda/document/")
    assert (pdf.headers["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert _client(parties.outsider).get(f"/cases/{case.pk}/nda/document/").status_code == 404


VALUES = {name: text for name, text in nda_draft().values.items() if isinstance(text, str)}


def _client(user: Any) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(user)
    return client


def _sign(user: Any, case: Case, sha256: str, name: str = "程立群") -> NdaSignature:
    return services.sign_nda(
        actor=user, case_id=case.pk, sha256=sha256, name=name, position="总工程师", now=NOW
    )

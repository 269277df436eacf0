"""Terms of an agreement changed after the first draft: what is written anew, what stays, who is asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from qiaomost.common.errors import Conflict, Invalid, NotFound, TransitionRefused
from qiaomost.partnering.documents import Milestone, Money, compare_documents
from qiaomost.partnering.documents.stored import from_json
from qiaomost.partnering.models import Agreement, AgreementVersion, CaseEvent
from qiaomost.partnering.selectors.agreements import last_version, said_of
from qiaomost.partnering.services.agreements.revising import terms_of
from qiaomost.partnering.states import Side
from qiaomost.partnering.states.agreements import AgreementState
from tests.qiaomost.partnering.agreements import ROADS, STEPS, TODAY, Table, revision_of, seated
from tests.qiaomost.partnering.conftest import Parties
from tests.qiaomost.partnering.test_agreements import save
from tests.unwritten import nothing_written


@pytest.fixture
def table(parties: Parties) -> Table:
    return seated(parties)


def revise(table: Table, agreement: Agreement, part: str, by: str = "engineer", **changes: Any) -> Any:
    more = {name: changes.pop(name) for name in ("base", "what") if name in changes}
    return table.take("revise_agreement", agreement, by, **revision_of(agreement, part, **changes) | more)


def clause(version: AgreementVersion, name: str) -> dict[str, str]:
    return next(one["body"] for one in version.document["clauses"] if one["id"].partition("/")[0] == name)


def test_change_of_terms_writes_generated_clauses_anew_and_leaves_those_written_by_hand(table: Table):
    agreement = table.start("development")
    save(table, agreement, "payment", 1, zh="甲方另付差旅费。", ru=" Заказчик оплачивает командировки.")
    by_hand = clause(last_version(agreement), "payment")
    version = revise(table, agreement, "price", value=Money(Decimal(2_000_000), "RUB"))
    before, after = (from_json(one.document) for one in agreement.versions.order_by("number")[1:])
    assert (version.number, version.section, clause(version, "payment")) == (3, "price", by_hand)
    assert version.stale == {"payment": ["ru", "zh"]}
    agreement.refresh_from_db()
    assert (agreement.value, agreement.currency) == (Decimal(2_000_000), "RUB")
    assert not compare_documents(before, after).changed
    version = revise(table, agreement, "values", values={**after.values, "governing_law": "ru"})
    assert "俄罗斯联邦法律" in clause(version, "governing_law")["zh"]
    assert "правом Российской Федерации" in clause(version, "governing_law")["ru"]
    changed = compare_documents(after, from_json(version.document)).changed
    assert [section.name for section in changed] == ["governing_law"]
    assert version.stale == {"payment": ["ru", "zh"]}
    assert save(table, agreement, "payment", 4, zh="总价已改。", ru=" Цена изменена.").stale == {}


def test_parties_change_places_and_keep_their_rights_and_end_users_are_of_the_accepting_side(table: Table):
    agreement = table.start("development")
    seats = {(one.side, one.role): one for one in table.case.participants.all()}
    plan = terms_of(agreement, from_json(last_version(agreement).document)).milestones
    later = Milestone({"zh": "试验段", "ru": "Опытный участок"}, {"zh": "路段", "ru": "Участок"}, TODAY)
    accepted = replace(
        later,
        due=TODAY + timedelta(days=200),
        criteria={"zh": "冻胀量小于四毫米", "ru": "Пучение менее 4 мм"},
        end_user_id=seats["sender", "member"].pk,
    )
    version = revise(table, agreement, "milestones", milestones=(accepted, *plan))
    rows = version.document["milestones"]
    assert [row["title"]["zh"] for row in rows] == ["试验段", "方案"]
    assert rows[0]["end_user"]["zh"]
    assert "冻胀量小于四毫米" in str(compare_documents(*_last_two(agreement)).changed)
    wrong = replace(accepted, end_user_id=seats["owner", "member"].pk)
    with nothing_written(), pytest.raises(Invalid) as refusal:
        revise(table, agreement, "milestones", milestones=(plan[0], wrong))
    assert set(refusal.value.fields) == {"milestones.1"}
    right = terms_of(agreement, from_json(version.document)).rights[0]
    shares = tuple(replace(one, percent=Decimal(30 + 40 * one.party)) for one in right.shares)
    revise(table, agreement, "rights", rights=(replace(right, shares=shares),))
    revise(table, agreement, "milestones", milestones=plan)
    version = revise(table, agreement, "parties", first=Side.OWNER)
    assert [one["side"] for one in version.document["parties"]] == ["owner", "sender"]
    assert [(one["party"], Decimal(one["percent"])) for one in version.document["rights"][0]["shares"]] == [
        (0, Decimal(70)),
        (1, Decimal(30)),
    ]


def test_plan_of_the_agreement_in_force_has_criteria_and_end_user(table: Table):
    agreement = table.start("development")
    seat = table.case.participants.get(side="sender", role="member")
    plan = terms_of(agreement, from_json(last_version(agreement).document)).milestones
    criteria = {"zh": "冻胀量小于四毫米", "ru": "Пучение менее 4 мм"}
    one = replace(plan[0], criteria=criteria, end_user_id=seat.pk)
    revise(table, agreement, "milestones", milestones=(one,))
    for step in ROADS[AgreementState.IN_FORCE]:
        STEPS[step](table, agreement)
    milestone = agreement.milestones.get()
    assert (milestone.criteria, milestone.acceptor) == (criteria, seat)


def test_change_after_review_asks_everybody_again_and_after_signature_is_an_amendment(table: Table):
    agreement = table.in_state("approved", "development")
    price = Money(Decimal(900_000), "CNY")
    with pytest.raises(Invalid):
        revise(table, agreement, "price", value=price, what=" ")
    version = revise(table, agreement, "price", value=price)
    agreement.refresh_from_db()
    assert (agreement.state, CaseEvent.objects.latest("pk").topic) == (
        "drafting",
        "partnering.agreement_revised",
    )
    assert {one.overtaken for one in said_of(agreement, version)} == {1}
    agreement = table.take("submit_for_review", agreement, "engineer")
    assert all(one.review is None and one.approval is None for one in said_of(agreement, version))
    with pytest.raises(TransitionRefused):
        table.take("approve_translation", agreement, "cn_adviser")
    signed = table.in_state("approved")
    table.sign(signed, "cn_signatory")
    with nothing_written(), pytest.raises(TransitionRefused) as refusal:
        revise(table, signed, "subject", place={"zh": "莫斯科", "ru": "Москва"})
    assert refusal.value.code == "side_signed"
    table.sign(signed, "ru_signatory")
    with pytest.raises(TransitionRefused) as refusal:
        revise(table, signed, "subject", place={"zh": "莫斯科", "ru": "Москва"})
    assert refusal.value.code == "signed_already"


def test_refusals_of_a_change_write_nothing_and_two_at_once_both_count(table: Table):
    agreement = table.start("development")
    right = terms_of(agreement, from_json(last_version(agreement).document)).rights[0]
    for part, changes in (
        ("price", {"value": None}),
        ("price", {}),
        ("subject", {"subject": {"zh": "路基", "ru": ""}}),
        ("rights", {"rights": (replace(right, shares=right.shares[:1]),)}),
    ):
        with nothing_written(), pytest.raises(Invalid):
            revise(table, agreement, part, **changes)
    with nothing_written(), pytest.raises(NotFound):
        revise(table, agreement, "price", base=9, value=Money(Decimal(1), "CNY"))
    revise(table, agreement, "price", value=Money(Decimal(1), "CNY"))
    revise(table, agreement, "subject", by="ru_lawyer", base=1, place={"zh": "莫斯科", "ru": "Москва"})
    with pytest.raises(Conflict):
        revise(table, agreement, "price", by="ru_lawyer", base=1, value=Money(Decimal(2), "CNY"))
    assert (agreement.versions.count(), Agreement.objects.get().value) == (3, 1)
    assert compare_documents(*_last_two(agreement)).changed[0].name == "particulars"


def test_terms_are_changed_on_their_pages_and_the_second_editor_sees_both(client: Client, table: Table):
    agreement = table.start("development")
    client.force_login(table.people["engineer"])
    for part in ("subject", "parties", "price", "values", "milestones", "rights"):
        for code in ("zh-hans", "ru", "en"):
            page = client.get(f"/agreements/{agreement.pk}/terms/{part}/", headers={"accept-language": code})
            assert page.status_code == 200
    address = f"/agreements/{agreement.pk}/terms/milestones/"
    form = client.get(address).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, "")}
    seat = table.case.participants.get(side="sender", role="member").pk
    second = {
        "m1_title_zh": "试验段",
        "m1_title_ru": "Опытный участок",
        "m1_deliverable_zh": "路段",
        "m1_deliverable_ru": "Участок",
        "m1_due": "2026-12-20",
        "m1_end_user": seat,
    }
    half = client.post(address, {**typed, **second, "m1_due": ""})
    assert (half.status_code, agreement.versions.count()) == (422, 1)
    assert "Опытный участок" in half.content.decode()
    assert client.post(address, {**typed, **second}).status_code == 302
    answer = client.post(address, {**typed, **second, "m1_title_zh": "示范段", "what": "改名"})
    page = answer.content.decode()
    assert (answer.status_code, agreement.versions.count()) == (409, 2)
    assert "示范段" in page
    assert 'name="base" value="2"' in page
    form = answer.context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, "")}
    moved = {**typed, "m0_at": "2", "m1_at": "1", "m1_title_zh": "示范段", "what": "改名"}
    assert client.post(address, moved).status_code == 302
    rows = last_version(agreement).document["milestones"]
    assert [row["title"]["zh"] for row in rows] == ["示范段", "方案"]
    form = client.get(address).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, "")}
    assert client.post(address, {**typed, "m0_gone": "on"}).status_code == 302
    rows = last_version(agreement).document["milestones"]
    assert [row["title"]["zh"] for row in rows] == ["方案"]
    client.force_login(table.people["cn_member"])
    refused = client.post(address, {**typed, "base": 4})
    assert (refused.status_code, agreement.versions.count()) == (403, 4)
    assert client.get(address).status_code == 403
    client.force_login(table.people["outsider"])
    assert client.get(address).status_code == 404


def _last_two(agreement: Agreement) -> list[Any]:
    newest = agreement.versions.order_by("-number")[:2]
    return [from_json(one.document) for one in reversed(newest)]

"""The text and the signatures of an agreement: versions, lagging languages, gates, two at once, time, rows refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from qiaomost.common.errors import Conflict, DomainError, Invalid, NotFound, TransitionRefused
from qiaomost.compliance.gates import GateClosed
from qiaomost.compliance.models import DocumentKind
from qiaomost.network.models import Country
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.documents.stored import from_json
from qiaomost.partnering.models import Agreement, AgreementSignature, AgreementVersion, Case, CaseEvent
from qiaomost.partnering.selectors.agreements import agreement_for, last_version
from qiaomost.partnering.services import agreements
from qiaomost.partnering.services.agreements.editing import SectionText, section_of
from qiaomost.partnering.states import CooperationState
from tests.factories import NOW
from tests.qiaomost.compliance.making import answered, made_edition, recorded
from tests.qiaomost.partnering.agreements import TODAY, Table, agreement_draft, seated
from tests.qiaomost.partnering.conftest import Parties, sign_nda
from tests.unwritten import nothing_written


@pytest.fixture
def table(parties: Parties) -> Table:
    return seated(parties)


def save(
    table: Table, agreement: Agreement, section: str, base: int, by: str = "engineer", **added: str
) -> Any:
    """Put words behind the text of a section in some languages."""
    text = section_of(from_json(last_version(agreement).document), section)
    body = {code: words + added.get(code, "") for code, words in text.body.items()}
    return table.take(
        "save_section",
        agreement,
        by,
        section=section,
        text=SectionText(text.heading, body),
        base=base,
        what="补充",
    )


def test_first_version_is_in_step_and_has_its_hash(table: Table):
    agreement = table.start("licence")
    version = last_version(agreement)
    assert (version.number, version.stale, len(version.sha256)) == (1, {}, 64)
    assert version.document["number"] == agreement.number


def test_edit_of_one_language_leaves_the_other_behind_until_it_follows(table: Table):
    agreement = table.start()
    assert save(table, agreement, "term", 1, zh="甲。").stale == {"term": ["ru"]}
    assert save(table, agreement, "recitals", 2, ru=" Да.").stale == {"term": ["ru"], "recitals": ["zh"]}
    assert save(table, agreement, "term", 3, ru=" А.").stale == {"recitals": ["zh"]}
    assert save(table, agreement, "term", 4, zh="乙。").stale == {"term": ["ru"], "recitals": ["zh"]}
    assert save(table, agreement, "term", 5, zh="丙。", ru=" В.").stale == {"recitals": ["zh"]}


def test_lagging_translation_keeps_the_lawyers_waiting_until_somebody_answers_for_it(table: Table):
    agreement = table.start()
    save(table, agreement, "term", 1, zh="甲。")
    with nothing_written(), pytest.raises(TransitionRefused) as refusal:
        table.take("submit_for_review", agreement, "engineer")
    assert refusal.value.code == "translation_stale"
    declared = table.take("declare_in_step", agreement, "ru_lawyer", number=2)
    assert (declared.stale, declared.declared_by) == ({}, table.people["ru_lawyer"])
    assert table.take("submit_for_review", agreement, "engineer").state == "legal_review"


@pytest.mark.parametrize(("by", "number"), [("cn_member", 2), ("ru_lawyer", 1)])
def test_translation_is_declared_by_those_who_answer_for_it_and_of_the_last_version(
    by: str, number: int, table: Table
):
    agreement = table.start()
    save(table, agreement, "term", 1, zh="甲。")
    with nothing_written(), pytest.raises(DomainError):
        table.take("declare_in_step", agreement, by, number=number)


def test_two_who_write_at_once_lose_nothing(table: Table):
    agreement = table.start()
    save(table, agreement, "term", 1, by="engineer", zh="甲。")
    with nothing_written(), pytest.raises(Conflict):
        save(table, agreement, "term", 1, by="researcher", ru=" Б.")
    assert save(table, agreement, "recitals", 1, by="researcher", ru=" Б.").number == 3


@pytest.mark.parametrize(
    ("section", "base", "added", "refusal"),
    [
        ("term", 1, {}, Invalid),
        ("nowhere", 1, {"zh": "甲"}, NotFound),
        ("term", 1, {"zh": "甲" * 20_001}, Invalid),
    ],
)
def test_save_that_makes_no_sense_is_refused(
    section: str, base: int, added: dict[str, str], refusal: type, table: Table
):
    agreement = table.start()
    with nothing_written(), pytest.raises(refusal):
        save(table, agreement, section, base, **added)


@pytest.mark.parametrize("state", [CooperationState.INTRODUCED, CooperationState.CLOSED])
def test_agreement_is_drafted_in_an_open_room_alone(state: str, parties: Parties):
    table = seated(parties, state)
    with nothing_written(), pytest.raises(TransitionRefused):
        table.start()


@pytest.mark.parametrize("name", ["outsider", "administrator", "cn_officer"])
def test_agreement_is_drafted_by_people_of_the_case(name: str, table: Table):
    with nothing_written(), pytest.raises(DomainError):
        table.start(by=name)


def test_objection_of_a_lawyer_sends_back_and_the_next_round_begins_anew(table: Table):
    agreement = table.in_state("legal_review")
    table.take("review_agreement", agreement, "cn_lawyer", is_approved=True, comments="")
    table.take("review_agreement", agreement, "ru_lawyer", is_approved=False, comments="Уточните срок.")
    assert Agreement.objects.get().state == "drafting"
    table.take("submit_for_review", agreement, "engineer")
    with pytest.raises(TransitionRefused):
        table.take("approve_translation", agreement, "cn_adviser")
    assert Agreement.objects.get().round == 2


def test_lead_reviews_where_the_side_has_no_lawyer(table: Table):
    agreement = table.in_state("legal_review")
    table.case.participants.filter(side="sender", role="lawyer").delete()
    table.take("review_agreement", agreement, "engineer", is_approved=True, comments="")
    assert agreement.agreementreview_set.get().side == "sender"


def test_signature_is_for_exactly_one_text_and_once_a_side(table: Table):
    agreement = table.in_state("approved")
    with nothing_written(), pytest.raises(Conflict):
        table.sign(agreement, "cn_signatory", sha256="0" * 64)
    with nothing_written(), pytest.raises(Invalid):
        table.sign(agreement, "cn_signatory", signed_on=TODAY + timedelta(days=9), place="")
    with nothing_written(), pytest.raises(Invalid):
        table.sign(agreement, "cn_signatory", file="signed.txt", data=b"signed")
    table.sign(agreement, "cn_signatory", at_forum="第十一届中俄工程技术论坛")
    with pytest.raises(Conflict):
        table.sign(agreement, "engineer")
    assert [one.at_forum for one in AgreementSignature.objects.all()] == ["第十一届中俄工程技术论坛"]
    table.sign(agreement, "ru_signatory")
    signed = Agreement.objects.get()
    assert (signed.state, signed.signed_at) == ("signed", NOW)
    assert Case.objects.get().cooperation.state == CooperationState.AGREED


@pytest.mark.parametrize(
    ("kind", "state"), [("mou", "negotiating"), ("nda", "negotiating"), ("service", "running")]
)
def test_only_a_real_agreement_makes_the_cooperation_agreed_and_running(kind: str, state: str, table: Table):
    table.in_state("in_force", kind)
    assert Case.objects.get().cooperation.state == state


def test_no_signature_without_what_export_control_asks_for(parties: Parties):
    table = seated(parties, is_cleared=False)
    agreement = table.in_state("approved")
    with nothing_written(), pytest.raises(GateClosed):
        table.sign(agreement, "cn_signatory")


def test_restricted_technology_is_signed_with_its_licence_alone(parties: Parties):
    turned = parties.turned()
    table = seated(turned, CooperationState.INTRODUCED, is_cleared=False)
    record = turned.record
    assert record.organisation.country == Country.CN
    edition = made_edition()
    answered(record, edition, "listed", "990201X")
    answered(record, made_edition("cn-dual-use"))
    recipient = turned.company
    recorded(record, recipient, DocumentKind.CN_LETTER_OF_INTENT)
    sign_nda(turned, table.case)
    assert Case.objects.get(pk=table.case.pk).cooperation.state == CooperationState.NEGOTIATING
    agreement = table.in_state("approved")
    with nothing_written(), pytest.raises(GateClosed):
        table.sign(agreement, "cn_signatory")
    recorded(record, recipient, DocumentKind.CN_EXPORT_LICENCE, number="许可〔2026〕3号")
    table.sign(agreement, "cn_signatory")
    assert AgreementSignature.objects.count() == 1


def test_amended_agreement_gives_way_to_its_successor(table: Table):
    table.in_state("amended")
    old, new = Agreement.objects.order_by("ordinal")
    assert (old.state, old.ended_on, new.state, new.amends) == ("amended", TODAY, "in_force", old)
    assert last_version(new).document["number"] == new.number
    with pytest.raises(TransitionRefused):
        table.take("begin_amendment", old, "cn_adviser")


def test_people_are_reminded_twice_and_then_it_expires(table: Table):
    agreement = table.in_state("in_force")
    told = []
    for days in (300, 305, 306, 351, 352, 365, 366, 367):
        agreements.remind_or_expire_agreements(now=NOW + timedelta(days=days))
        agreements.remind_or_expire_agreements(now=NOW + timedelta(days=days))
        topics = CaseEvent.objects.filter(
            topic__in=["partnering.agreement_expiring", "partnering.agreement_expired"]
        )
        told.append(topics.count())
    assert told == [0, 1, 1, 2, 2, 2, 3, 3]
    ended = Agreement.objects.get(pk=agreement.pk)
    assert (ended.state, ended.ended_on) == ("expired", TODAY + timedelta(days=365))


@pytest.mark.parametrize(
    "values",
    [
        {"state": "dreamt"},
        {"kind": "promise"},
        {"state": "signed"},
        {"signed_at": NOW},
        {"state": "registered", "signed_at": NOW},
        {"state": "not_registered", "signed_at": NOW},
        {"state": "in_force", "signed_at": NOW},
        {"state": "completed", "signed_at": NOW, "in_force_on": TODAY},
        {"state": "suspended", "signed_at": NOW, "in_force_on": TODAY},
        {"ends_on": TODAY},
        {"technical_value": 3},
        {"value": 2, "technical_value": 3},
    ],
)
def test_database_refuses_an_impossible_agreement(values: dict[str, Any], table: Table):
    agreement = table.start()
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(**values)


def test_database_refuses_a_second_version_of_one_number_and_half_a_declaration(table: Table):
    version = last_version(table.start())
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementVersion.objects.filter(pk=version.pk).update(declared_at=NOW)
    version.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save(force_insert=True)


def test_reading_follows_who_one_is(table: Table):
    agreement = table.start()
    assert agreement_for(standing_of(table.people["cn_member"]), agreement.pk) == agreement
    with pytest.raises(NotFound):
        agreement_for(standing_of(table.people["ru_officer"]), agreement.pk)


def test_draft_with_wrong_values_names_each_of_them(table: Table):
    wrong = agreement_draft("licence", subject={"zh": "路基"}, place={"zh": "", "ru": ""}, value=None)
    with nothing_written(), pytest.raises(Invalid) as refusal:
        agreements.start_agreement(
            actor=table.people["engineer"], case_id=table.case.pk, draft=wrong, now=NOW
        )
    assert set(refusal.value.fields) == {"subject", "place", "value"}

"""The gates over what is on record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from qiaomost.common.errors import DomainError
from qiaomost.common.problems import problem
from qiaomost.compliance.gates import GateClosed, GateStage, Level, check_gate, require_gate
from qiaomost.compliance.services.documents import withdraw_document
from tests.factories import NOW, OrganisationFactory
from tests.qiaomost.compliance.making import (
    TODAY,
    answered,
    made_edition,
    officer_of,
    record_of,
    recorded,
)

pytestmark = pytest.mark.django_db
LETTER, LICENCE = "cn_letter_of_intent", "cn_export_licence"


def opened(record: Any, counterpart: Any, days: int = 0) -> list[str]:
    on = TODAY + timedelta(days=days)
    gates = [check_gate(stage=stage, record=record, counterpart=counterpart, on=on) for stage in GateStage]
    return [gate.stage.value for gate in gates if gate.is_open]


@pytest.fixture
def partner(db: None) -> Any:
    return OrganisationFactory(country="RU")


@pytest.fixture
def restricted(db: None) -> Any:
    record = record_of("CN")
    answered(record, made_edition(), "listed", "990201X")
    return record


def test_letter_opens_room_and_files_while_it_is_valid(restricted: Any, partner: Any):
    assert opened(restricted, partner) == ["introduction"]
    recorded(restricted, partner, LETTER)
    assert opened(restricted, partner, -11) == ["introduction"]
    assert opened(restricted, partner) == ["introduction", "room", "file"]
    assert opened(restricted, partner, 31) == ["introduction"]


def test_licence_opens_the_signature(restricted: Any, partner: Any):
    recorded(restricted, partner, LICENCE)
    assert opened(restricted, partner) == ["introduction", "room", "file", "signature"]


def test_document_opens_for_its_recipient_and_its_record_only(restricted: Any, partner: Any):
    recorded(restricted, partner, LICENCE)
    other = record_of("CN", organisation=restricted.organisation)
    answered(other, restricted.classifications.get().edition, "listed", "990201X")
    assert opened(restricted, OrganisationFactory(country="RU")) == ["introduction"]
    assert opened(other, partner) == ["introduction"]


def test_withdrawn_document_opens_nothing(restricted: Any, partner: Any):
    officer = officer_of(restricted.organisation)
    document = recorded(restricted, partner, LICENCE, officer)
    withdraw_document(actor=officer, document_id=document.pk, reason="撤销", now=NOW)
    assert opened(restricted, partner) == ["introduction"]


def test_new_edition_closes_until_it_is_answered(restricted: Any, partner: Any):
    recorded(restricted, partner, LICENCE)
    new = made_edition(name="2026-09", valid_from=TODAY)
    assert opened(restricted, partner, -1) == ["introduction", "room", "file", "signature"]
    assert opened(restricted, partner) == ["introduction"]
    answered(restricted, new, "listed", "990201X")
    assert opened(restricted, partner) == ["introduction", "room", "file", "signature"]


def test_compatriots_need_no_gate(restricted: Any):
    assert len(opened(restricted, OrganisationFactory(country="CN"))) == len(GateStage)


def test_challenge_is_gated_like_an_achievement_and_an_expert_is_not(partner: Any):
    assert opened(record_of("CN", kind="challenge"), partner) == ["introduction"]
    assert len(opened(record_of("CN", kind="expert"), partner)) == len(GateStage)


def test_russian_data_need_the_conclusion_and_the_consent_where_asked(db: None):
    record, partner = record_of("RU"), OrganisationFactory(country="CN")
    answered(record, made_edition("ru-dual-use"), "listed", "99.1.1")
    assert opened(record, partner) == ["introduction", "room"]
    recorded(record, partner, "ru_identification_conclusion")
    assert opened(record, partner) == ["introduction", "room"]
    recorded(record, partner, "ru_authority_consent")
    assert len(opened(record, partner)) == len(GateStage)


def test_require_gate_returns_an_open_gate(restricted: Any, partner: Any):
    gate = require_gate(stage=GateStage.INTRODUCTION, record=restricted, counterpart=partner, on=TODAY)
    assert (gate.is_open, gate.level) == (True, Level.ABSTRACT_ONLY)


def test_closed_gate_is_a_refusal_that_names_the_document(restricted: Any, partner: Any):
    with pytest.raises(GateClosed) as refusal:
        require_gate(stage=GateStage.SIGNATURE, record=restricted, counterpart=partner, on=TODAY)
    assert isinstance(refusal.value, DomainError)
    assert [one.code for one in refusal.value.missing] == ["cn_export_licence"]
    assert (problem(refusal.value).status_code, refusal.value.code) == (409, "gate_closed")
    assert str(refusal.value) == ("Export control keeps this closed. Still wanted: Export licence (China).")


def test_prohibited_technology_says_so(partner: Any):
    record = record_of("CN")
    answered(record, made_edition(), "listed", "990101J")
    with pytest.raises(GateClosed) as refusal:
        require_gate(stage=GateStage.INTRODUCTION, record=record, counterpart=partner, on=TODAY)
    assert (refusal.value.gate.is_forbidden, refusal.value.gate.level) == (True, Level.CLOSED)
    assert str(refusal.value) == ("The control list prohibits this export: nothing may cross the border.")


def test_gate_costs_few_queries(restricted: Any, partner: Any, django_assert_num_queries: Any):
    with django_assert_num_queries(3):
        check_gate(stage=GateStage.ROOM, record=restricted, counterpart=partner, on=TODAY)

"""The decision at each stage, case by case."""

from __future__ import annotations

import itertools

import pytest

from qiaomost.compliance.models import Control, DocumentKind
from qiaomost.compliance.rules import Facts, Finding, GateStage, Level, decide
from qiaomost.compliance.states.classification import ClassificationState

C, D, S = ClassificationState, DocumentKind, GateStage
TECH, DUAL, RUSSIAN = "cn-technologies", "cn-dual-use", "ru-dual-use"
UNDECIDED = [C.UNCLASSIFIED, C.NEEDS_RECHECK, C.UNSURE]


def from_china(*findings: Finding, documents: frozenset[str] = frozenset()) -> Facts:
    return Facts("CN", "RU", findings, documents)


def from_russia(*findings: Finding, documents: frozenset[str] = frozenset()) -> Facts:
    return Facts("RU", "CN", findings, documents)


def opened(facts: Facts) -> list[str]:
    return [stage.value for stage in S if decide(stage, facts).is_open]


def missing(facts: Facts) -> dict[str, list[str]]:
    return {stage.value: [one.code for one in decide(stage, facts).missing] for stage in S}


def level(facts: Facts) -> Level:
    levels = {decide(stage, facts).level for stage in S}
    assert len(levels) == 1
    return levels.pop()


ALL = [stage.value for stage in S]
PROHIBITED = Finding(TECH, C.LISTED, Control.PROHIBITED, "990101J")
RESTRICTED = Finding(TECH, C.LISTED, Control.RESTRICTED, "990201X")
CLEAR = Finding(TECH, C.NOT_LISTED)
DUAL_USE = Finding(DUAL, C.LISTED, Control.DUAL_USE, "9Z101")
RU_CLEAR = Finding(RUSSIAN, C.NOT_LISTED)
RU_LISTED = Finding(RUSSIAN, C.LISTED, Control.DUAL_USE, "99.1.2")
RU_CONSENT = Finding(RUSSIAN, C.LISTED, Control.DUAL_USE, "99.1.1", needs_consent=True)


@pytest.mark.parametrize("country", ["CN", "RU"])
def test_within_a_country_everything_is_open(country: str):
    facts = Facts(country, country, (PROHIBITED,))
    assert (opened(facts), level(facts)) == (ALL, Level.OPEN)


def test_an_expert_is_exempt():
    facts = Facts("CN", "RU", (), is_exempt=True)
    assert (opened(facts), level(facts)) == (ALL, Level.OPEN)


@pytest.mark.parametrize("state", UNDECIDED)
def test_chinese_record_that_is_undecided_shows_its_abstract_only(state: ClassificationState):
    facts = from_china(Finding(TECH, state))
    assert (opened(facts), level(facts)) == (["introduction"], Level.ABSTRACT_ONLY)
    assert missing(facts) == {
        "introduction": [],
        "room": ["classification"],
        "file": ["classification"],
        "signature": ["classification"],
    }


def test_a_record_of_which_nothing_is_known_is_undecided():
    assert opened(from_china()) == ["introduction"]
    assert opened(from_china(Finding(DUAL, C.NOT_LISTED))) == ["introduction"]
    assert opened(from_russia(documents=frozenset(D))) == ["introduction", "room"]


@pytest.mark.parametrize("state", [C.LISTED, C.NEEDS_RECHECK])
@pytest.mark.parametrize("documents", [frozenset(), frozenset(D)])
def test_prohibited_technology_is_closed_at_every_stage(
    state: ClassificationState, documents: frozenset[str]
):
    facts = from_china(Finding(TECH, state, Control.PROHIBITED), documents=documents)
    gates = [decide(stage, facts) for stage in S]
    assert [(gate.is_open, gate.is_forbidden, gate.missing) for gate in gates] == [(False, True, ())] * 4
    assert level(facts) == Level.CLOSED


@pytest.mark.parametrize(
    ("documents", "stages", "shows"),
    [
        (set(), ["introduction"], Level.ABSTRACT_ONLY),
        ({D.RU_IDENTIFICATION_CONCLUSION}, ["introduction"], Level.ABSTRACT_ONLY),
        ({D.CN_LETTER_OF_INTENT}, ["introduction", "room", "file"], Level.OPEN),
        ({D.CN_EXPORT_LICENCE}, ALL, Level.OPEN),
        ({D.CN_LETTER_OF_INTENT, D.CN_EXPORT_LICENCE}, ALL, Level.OPEN),
    ],
)
def test_restricted_technology_opens_with_letter_then_licence(
    documents: set[str], stages: list[str], shows: Level
):
    facts = from_china(RESTRICTED, documents=frozenset(documents))
    assert (opened(facts), level(facts)) == (stages, shows)


def test_restricted_technology_names_the_document_wanted():
    assert missing(from_china(RESTRICTED)) == {
        "introduction": [],
        "room": ["cn_letter_of_intent"],
        "file": ["cn_letter_of_intent"],
        "signature": ["cn_export_licence"],
    }
    assert [str(one.text) for one in decide(S.ROOM, from_china(RESTRICTED)).missing] == [
        "Letter of intent for an export licence (China)"
    ]


@pytest.mark.parametrize(
    ("documents", "stages"),
    [(set(), ["introduction"]), ({D.CN_LETTER_OF_INTENT}, ["introduction"]), ({D.CN_EXPORT_LICENCE}, ALL)],
)
def test_chinese_dual_use_item_opens_with_the_licence_only(documents: set[str], stages: list[str]):
    assert opened(from_china(CLEAR, DUAL_USE, documents=frozenset(documents))) == stages


def test_chinese_record_that_no_list_has_is_open():
    facts = from_china(CLEAR, Finding(DUAL, C.NOT_LISTED))
    assert (opened(facts), level(facts)) == (ALL, Level.OPEN)


def test_every_list_of_the_country_has_to_be_answered():
    facts = from_china(CLEAR, Finding(DUAL, C.UNCLASSIFIED))
    assert opened(facts) == ["introduction"]
    assert "two" not in {one.code for one in decide(S.ROOM, facts).missing}
    assert [str(one.text) for one in decide(S.ROOM, from_china(Finding(TECH, C.UNSURE))).missing] == [
        "Classification by the owner’s compliance officer "
        "(China: catalogue of technologies prohibited or restricted from export)"
    ]


@pytest.mark.parametrize("finding", [RU_CLEAR, RU_LISTED])
def test_russian_technical_data_need_the_identification_conclusion(finding: Finding):
    facts = from_russia(finding)
    assert (opened(facts), level(facts)) == (["introduction", "room"], Level.ABSTRACT_ONLY)
    assert missing(facts)["file"] == missing(facts)["signature"] == ["ru_identification_conclusion"]
    concluded = from_russia(finding, documents=frozenset({D.RU_IDENTIFICATION_CONCLUSION}))
    assert (opened(concluded), level(concluded)) == (ALL, Level.OPEN)


def test_russian_entry_may_ask_for_the_consent_of_the_authority():
    facts = from_russia(RU_CONSENT, documents=frozenset({D.RU_IDENTIFICATION_CONCLUSION}))
    assert (opened(facts), missing(facts)["file"]) == (["introduction", "room"], ["ru_authority_consent"])
    both = frozenset({D.RU_IDENTIFICATION_CONCLUSION, D.RU_AUTHORITY_CONSENT})
    assert opened(from_russia(RU_CONSENT, documents=both)) == ALL


@pytest.mark.parametrize("state", UNDECIDED)
def test_russian_record_that_is_undecided_is_closed_from_files_on(state: ClassificationState):
    facts = from_russia(Finding(RUSSIAN, state), documents=frozenset(D))
    assert opened(facts) == ["introduction", "room"]
    assert missing(facts)["file"] == ["classification"]


FINDINGS = {
    "CN": [
        Finding(name, state, control if state == C.LISTED or state == C.NEEDS_RECHECK else "")
        for name, controls in ((TECH, [Control.PROHIBITED, Control.RESTRICTED]), (DUAL, [Control.DUAL_USE]))
        for state in C
        for control in controls
    ],
    "RU": [
        Finding(RUSSIAN, state, Control.DUAL_USE if state == C.LISTED else "", "", consent)
        for state in C
        for consent in (False, True)
    ],
}
DOCUMENTS = [frozenset(some) for size in range(5) for some in itertools.combinations(D, size)]


@pytest.mark.parametrize(("owner", "recipient"), [("CN", "RU"), ("RU", "CN")])
def test_no_stage_is_open_while_an_earlier_one_is_closed(owner: str, recipient: str):
    for documents in DOCUMENTS:
        for findings in itertools.combinations(FINDINGS[owner], 2):
            gates = [decide(stage, Facts(owner, recipient, findings, documents)) for stage in S]
            doors = [gate.is_open for gate in gates]
            assert doors == sorted(doors, reverse=True)
            assert [gate.is_open for gate in gates] == [
                not gate.missing and not gate.is_forbidden for gate in gates
            ]


@pytest.mark.parametrize(("owner", "recipient"), [("CN", "RU"), ("RU", "CN")])
def test_a_further_document_never_closes_a_stage(owner: str, recipient: str):
    for finding in FINDINGS[owner]:
        for documents, kind, stage in itertools.product(DOCUMENTS, D, S):
            fewer = decide(stage, Facts(owner, recipient, (finding,), documents))
            more = decide(stage, Facts(owner, recipient, (finding,), documents | {kind}))
            assert not fewer.is_open or more.is_open

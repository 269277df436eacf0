"""The manual names everything that the product has: settings, commands, errors, states, formats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from inspect import getmembers, isclass
from pathlib import Path
from typing import Any

import click
import pytest

from qiaomost.api.urls import api
from qiaomost.catalogue.states import RECORD_TRANSITIONS, RecordState, TextOrigin, TextState
from qiaomost.catalogue.transfer.mapping import FACT_FIELDS, RECORD_FIELDS, TEXT_FIELDS, presets
from qiaomost.catalogue.transfer.native import AchievementRow, ChallengeRow, ExpertRow, RecordRow, TextRow
from qiaomost.cli import OWNED_BY_BOOTSTRAP, group
from qiaomost.common import errors as site_errors
from qiaomost.compliance.gates import GateClosed, GateStage, Level
from qiaomost.compliance.models import Answer, ControlList, DocumentKind
from qiaomost.compliance.parties import PartyNotCleared
from qiaomost.compliance.states.classification import ClassificationState
from qiaomost.compliance.states.documents import DOCUMENT_TRANSITIONS, DocumentState
from qiaomost.conf.settings import Settings
from qiaomost.discovery.engine import SearchUnavailable
from qiaomost.forum.selectors.checkins import StationClosed
from qiaomost.partnering.presenting.story import Station
from qiaomost.partnering.services.rooms import RoomClosed
from qiaomost.partnering.states import (
    COOPERATION_TRANSITIONS,
    COOPERATION_TURNS,
    INTEREST_TRANSITIONS,
    INTEREST_TURNS,
)
from qiaomost.partnering.states.agreements import (
    ACTS,
    AGREEMENT_TRANSITIONS,
    AGREEMENT_VERBS,
    AgreementState,
)
from qiaomost.partnering.states.answers import (
    ANSWER_TRANSITIONS,
    CALL_TRANSITIONS,
    AnswerState,
    CallState,
)
from qiaomost.partnering.states.outcomes import (
    IMPACT_TRANSITIONS,
    MILESTONE_TRANSITIONS,
    OUTCOME_TRANSITIONS,
    ImpactState,
    MilestoneState,
    OutcomeState,
)
from qiaomost.translation.services import TranslationUnavailable
from qiaomost.translation.states import ConceptState
from qiaosearch import errors as library_errors
from qiaosearch.cli import cli
from qiaosearch.documents import FIELDS
from qiaosearch.encoders import _E5_WEIGHT, _USE_WEIGHT, ENCODERS
from qiaosearch.index.sqlite import DenseSettings
from qiaosearch.index.sqlite.terms import MAX_ROWS, MAX_TERMS
from qiaosearch.matching import WEIGHTS
from qiaosearch.matching.matcher import CANDIDATES, EVIDENCE_SHARE
from qiaosearch.matching.passages import FORWARD
from qiaosearch.matching.terms import SAME_MEANING
from qiaosearch.searching import DEPTH, MAX_QUERY_CHARACTERS, FusionRule
from qiaosearch.text.passages import OVERLAP_TOKENS, TARGET_TOKENS
from qiaosearch.types import Encoder, Index

REFUSALS = (SearchUnavailable, TranslationUnavailable, GateClosed, RoomClosed, PartyNotCleared, StationClosed)
"""Refusals that live beside what they refuse."""

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CODE = re.compile(r"`([^`]+)`")
VARIABLE = re.compile(r"\b(?:QIAOMOST|QIAOSEARCH|XDG)(?:_[A-Z]+)+\b")


def read(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def sections(page: str) -> dict[str, str]:
    """Heading, without its marks → what stands under it up to the next heading."""
    parts = re.split(r"^#+ (.+)$", read(page), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(text: str) -> list[list[str]]:
    """The cells of all table rows, heads and rules left out."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    heads = {number - 1 for number, row in enumerate(cells) if set(row[0]) <= set("-:|")}
    return [row for number, row in enumerate(cells) if number not in heads and number - 1 not in heads]


def firsts(text: str) -> set[str]:
    """What stands as code in the first cells of tables."""
    return {name for row in rows(text) for name in CODE.findall(row[0])}


def sources() -> Iterator[str]:
    scripts = [ROOT / "qiaomost", *(ROOT / "tools").iterdir()]
    for path in [*(ROOT / "src").rglob("*.py"), *scripts]:
        yield path.read_text(encoding="utf-8")


def test_formats_page_has_every_value_of_a_station_of_the_chain() -> None:
    named = {field.name for field in fields(Station)} - {"on", "is_past"} | {"date"}
    assert firsts(sections("reference/formats.md")["Chain of a case"]) == named


def test_settings_page_has_every_variable_that_is_read() -> None:
    read_by_code = {name for text in sources() for name in VARIABLE.findall(text)}
    of_the_site = {f"QIAOMOST_{name.upper()}" for name in Settings.model_fields}
    assert firsts(read("reference/settings.md")) == read_by_code | of_the_site


def test_settings_page_tells_every_fixed_default() -> None:
    told = {CODE.findall(row[0])[0]: row[1] for row in rows(read("reference/settings.md"))}
    for name, field in Settings.model_fields.items():
        if field.default_factory is None:
            value = str(field.default).replace("'", '"')
            plain = value.lower() if isinstance(field.default, bool) else value
            assert told[f"QIAOMOST_{name.upper()}"] == (f"`{plain}`" if plain else "empty")


def commands(root: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(root, info_name=name)
    for word in root.list_commands(context):
        command = root.get_command(context, word)
        assert command is not None
        yield f"{name} {word}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}")


def options(command: click.Command) -> set[str]:
    return {
        word
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for word in [*parameter.opts, *parameter.secondary_opts]
    }


COMMANDS = dict([*commands(group, "qiaomost"), *commands(cli, "qiaosearch")])


def test_command_line_page_has_a_section_for_every_command() -> None:
    headings = {name for heading in sections("reference/command-line.md") for name in CODE.findall(heading)}
    assert headings == {*COMMANDS, "qiaomost", "qiaosearch"}


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {f"qiaomost {one}" for one in OWNED_BY_BOOTSTRAP}))
def test_command_line_page_has_every_option_of(name: str) -> None:
    command = COMMANDS[name]
    told = {word for word in firsts(sections("reference/command-line.md")[f"`{name}`"]) if word[0] == "-"}
    assert {word.partition(" ")[0] for word in told} == options(command)


def classes(module: object, base: type[Exception]) -> set[str]:
    return {name for name, found in getmembers(module, isclass) if issubclass(found, base)}


def test_errors_page_has_every_error_of_the_library() -> None:
    told = firsts(sections("reference/errors.md")["Errors of the library"])
    assert told == classes(library_errors, library_errors.QiaosearchError)


def test_errors_page_has_every_refusal_of_the_site_with_status_and_code() -> None:
    names = classes(site_errors, site_errors.DomainError)
    refusals = {name: getattr(site_errors, name) for name in names}
    refusals |= {one.__name__: one for one in REFUSALS}
    expected = {(f"`{name}`", f"{one.status}", f"`{one.code}`") for name, one in refusals.items()}
    assert {
        tuple(row[:3]) for row in rows(sections("reference/errors.md")["Refusals of the site"])
    } == expected


def test_states_page_has_the_table_of_transitions() -> None:
    told = {
        CODE.findall(row[0])[0]: (set(CODE.findall(row[1])), CODE.findall(row[2])[0])
        for row in rows(sections("reference/states.md")["Verbs"])
    }
    assert told == {verb: (set(sources), target) for verb, (sources, target) in RECORD_TRANSITIONS.items()}


@pytest.mark.parametrize(
    ("what", "turns", "transitions"),
    [
        ("an interest", INTEREST_TURNS, INTEREST_TRANSITIONS),
        ("a cooperation", COOPERATION_TURNS, COOPERATION_TRANSITIONS),
    ],
)
def test_case_states_page_has_every_state_and_verb_of(what: str, turns: Any, transitions: Any) -> None:
    told = sections("reference/case-states.md")
    states = [(*CODE.findall(" ".join(row[:3])), row[3]) for row in rows(told[f"States of {what}"])]
    assert states == [
        (state, stage, turn, f"{days} working days" if days else "—")
        for state, (stage, turn, days) in turns.items()
    ]
    verbs = {
        CODE.findall(row[0])[0]: (set(CODE.findall(row[1])), CODE.findall(row[2])[0])
        for row in rows(told[f"Verbs of {what}"])
    }
    assert verbs == {verb: (set(sources), target) for verb, (sources, target) in transitions.items()}


def test_agreement_states_page_has_every_state_verb_and_act() -> None:
    told = sections("reference/agreement-states.md")
    assert [CODE.findall(row[0])[0] for row in rows(told["States of an agreement"])] == AgreementState.values
    verbs = {
        CODE.findall(row[0])[0]: (set(CODE.findall(row[1])), CODE.findall(row[2])[0])
        for row in rows(told["Verbs of an agreement"])
    }
    assert verbs == {
        verb: (set(sources), target) for verb, (sources, target) in AGREEMENT_TRANSITIONS.items()
    }
    acts = {
        CODE.findall(row[0])[0]: (set(CODE.findall(row[1])), set(CODE.findall(row[2])))
        for row in rows(told["Acts that move nothing by themselves"])
    }
    assert acts == {act: (set(states), set(AGREEMENT_VERBS[act])) for act, states in ACTS.items()}


@pytest.mark.parametrize(
    ("what", "states", "transitions"),
    [
        ("a milestone", MilestoneState, MILESTONE_TRANSITIONS),
        ("an outcome", OutcomeState, OUTCOME_TRANSITIONS),
        ("a question of impact", ImpactState, IMPACT_TRANSITIONS),
    ],
)
def test_case_states_page_has_the_work_and_its_outcome(what: str, states: Any, transitions: Any) -> None:
    told = sections("reference/case-states.md")
    assert [CODE.findall(row[0])[0] for row in rows(told[f"States of {what}"])] == states.values
    verbs = {
        CODE.findall(row[0])[0]: (set(CODE.findall(row[1])), CODE.findall(row[2])[0])
        for row in rows(told[f"Verbs of {what}"])
    }
    assert verbs == {verb: (set(sources), target) for verb, (sources, target) in transitions.items()}


@pytest.mark.parametrize(
    ("what", "states", "transitions"),
    [
        ("a call", CallState.values, CALL_TRANSITIONS),
        ("an answer", AnswerState.values, ANSWER_TRANSITIONS),
    ],
)
def test_answer_states_page_has_every_state_and_verb_of(
    what: str, states: list[str], transitions: Any
) -> None:
    told = sections("reference/answer-states.md")
    assert firsts(told[f"States of {what}"]) == set(states)
    verbs = {
        CODE.findall(row[0])[0]: (set(CODE.findall(row[1])), CODE.findall(row[2])[0])
        for row in rows(told[f"Verbs of {what}"])
    }
    assert verbs == {verb: (set(sources), target) for verb, (sources, target) in transitions.items()}


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("States", RecordState.values),
        ("Origin of a text", TextOrigin.values),
        ("State of a text", TextState.values),
        ("Concepts of the term base", ConceptState.values),
    ],
)
def test_states_page_has_every_value_under(heading: str, values: list[str]) -> None:
    assert firsts(sections("reference/states.md")[heading]) == set(values)


def test_gates_page_has_every_stage_level_answer_and_document() -> None:
    told = sections("reference/gates.md")
    assert firsts(told["Stages"]) == set(GateStage.values)
    assert firsts(told["Levels"]) == set(Level.values)
    assert firsts(told["Answers of an officer"]) == set(Answer.values)
    assert firsts(told["State of a classification"]) == set(ClassificationState.values)
    assert firsts(told["Documents"]) == set(DocumentKind.values)
    assert firsts(told["States of a document"]) == set(DocumentState.values)
    assert firsts(told["Verbs of a document"]) == {"record", *DOCUMENT_TRANSITIONS}
    assert firsts(told["Lists"]) == set(ControlList.values)


def test_api_page_has_every_address_with_its_parameters() -> None:
    schema = api.get_openapi_schema()
    expected = {
        path.removeprefix("/api/v1"): {parameter["name"] for parameter in methods["get"]["parameters"]}
        for path, methods in schema["paths"].items()
    }
    headings = {
        name.removeprefix("GET "): text
        for heading, text in sections("reference/api.md").items()
        for name in CODE.findall(heading)
    }
    assert {path: firsts(text) for path, text in headings.items()} == expected


def test_formats_page_has_every_field_of_an_import() -> None:
    told = sections("reference/formats.md")
    assert firsts(told["Fields"]) == {*RECORD_FIELDS, *TEXT_FIELDS, *FACT_FIELDS}
    assert firsts(told["Presets"]) == set(presets())


@pytest.mark.parametrize(
    ("heading", "shape"),
    [
        ("A record", RecordRow),
        ("Its texts", TextRow),
        ("Facts of an achievement", AchievementRow),
        ("Facts of a challenge", ChallengeRow),
        ("Facts of an expert", ExpertRow),
    ],
)
def test_formats_page_has_every_key_of(heading: str, shape: type[RecordRow]) -> None:
    assert firsts(sections("reference/formats.md")[heading]) == set(shape.model_fields)


def test_formats_page_has_every_key_of_a_document() -> None:
    assert firsts(sections("reference/formats.md")["Documents of the library"]) == set(FIELDS)


def test_encoder_page_has_every_encoder() -> None:
    assert {name.partition(":")[0] for name in firsts(read("how-to/choose-an-encoder.md"))} == set(ENCODERS)


def test_match_page_has_every_feature_with_its_weight() -> None:
    told = {
        CODE.findall(row[0])[0]: float(row[1])
        for row in rows(sections("explanation/how-match-works.md")["Features"])
    }
    assert told == dict(WEIGHTS)


@pytest.mark.parametrize(("heading", "protocol"), [("Methods", Index), ("The encoder", Encoder)])
def test_protocol_page_has_every_method_under(heading: str, protocol: type) -> None:
    methods = {name for name in vars(protocol) if not name.startswith("_")}
    told = {name.partition("(")[0] for name in firsts(sections("reference/index-protocol.md")[heading])}
    assert told == methods


def test_glossary_has_sixty_terms_in_three_languages_with_real_identifiers() -> None:
    terms = rows(read("glossary.md"))
    known = "\n".join(sources())
    assert len(terms) >= 60
    assert [row for row in terms if len(row) != 4 or not all(row[:3])] == []
    identifiers = [name for row in terms for name in CODE.findall(row[3])]
    assert [name for name in identifiers if not re.search(rf"\b{re.escape(name)}\b", known)] == []


def test_search_page_has_the_rule_of_fusion() -> None:
    told = {
        CODE.findall(row[0])[0]: row[1]
        for row in rows(sections("explanation/how-search-works.md")["Joining them"])
    }
    assert told == {field.name: str(field.default) for field in fields(FusionRule)}


@pytest.mark.parametrize(
    ("page", "phrase"),
    [
        ("how-search-works", f"passages** of about {TARGET_TOKENS} tokens"),
        ("how-search-works", f"overlap by up to {OVERLAP_TOKENS},"),
        ("how-search-works", f"more than {MAX_QUERY_CHARACTERS:,} characters"),
        ("how-search-works", f"the {MAX_TERMS} rarest at most"),
        ("how-search-works", f"no more than {MAX_ROWS:,} entries"),
        ("how-search-works", f"Up to {DenseSettings().exact_rows:,} passages"),
        ("how-search-works", f"its best {DEPTH}."),
        ("how-match-works", f"The {CANDIDATES} best documents"),
        ("how-match-works", f"The mean cosines count {FORWARD} and {1 - FORWARD:.1f}."),
        ("how-match-works", f"counts {EVIDENCE_SHARE} of what"),
        ("how-match-works", f"cosine from {SAME_MEANING})"),
        ("cross-lingual-vectors", f"E5 scaled by √{_E5_WEIGHT}, USE by √{_USE_WEIGHT}."),
    ],
)
def test_explanation_tells_the_number_of_the_code(page: str, phrase: str) -> None:
    assert phrase in " ".join(read(f"explanation/{page}.md").split())


def test_figures_page_has_the_command_of_every_benchmark() -> None:
    named = set(re.findall(r"benchmarks[./](\w+)(?:\.py)?\b", read("explanation/figures.md")))
    runnable = {
        path.stem
        for path in (ROOT / "benchmarks").glob("*.py")
        if "__main__" in path.read_text(encoding="utf-8")
    }
    assert runnable - named == set()

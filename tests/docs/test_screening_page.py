"""The manual's page on screening says what the code does."""

from qiaomost.compliance.comparing.parties import SCORES, Way
from qiaomost.compliance.comparing.scoring import ALIKE_FROM
from qiaomost.compliance.drafts.screening import IDENTIFIER_FIELDS, NAME_FIELDS, SCHEMATA
from qiaomost.compliance.parties import is_clear
from qiaomost.compliance.states.screening import HIT_TRANSITIONS, HitState, PartyStatus, ScreeningState
from tests.docs.test_manual import CODE, firsts, read, rows, sections

PAGE = "reference/screening.md"


def test_page_has_every_state_and_status() -> None:
    told = sections(PAGE)
    assert firsts(told["States of a screening"]) == set(ScreeningState.values)
    assert firsts(told["States of a hit"]) == set(HitState.values)
    assert firsts(told["Status of a party"]) == set(PartyStatus.values)


def test_page_tells_which_status_is_clear() -> None:
    told = {CODE.findall(row[0])[0]: row[2] for row in rows(sections(PAGE)["Status of a party"])}
    assert {name: word.startswith(("yes", "unless")) for name, word in told.items()} == {
        status.value: is_clear(status) for status in PartyStatus
    }


def test_page_has_the_table_of_verbs() -> None:
    told = {
        CODE.findall(row[0])[0]: (set(CODE.findall(row[1])), CODE.findall(row[2])[0])
        for row in rows(sections(PAGE)["Verbs of a hit"])
    }
    assert told == {verb: (set(sources), target) for verb, (sources, target) in HIT_TRANSITIONS.items()}


def test_page_has_every_way_with_its_score() -> None:
    told = {
        CODE.findall(row[0])[0]: float(row[1].split()[0]) for row in rows(sections(PAGE)["What meets what"])
    }
    assert told == {way.value: SCORES.get(way, ALIKE_FROM) for way in Way}


def test_how_to_names_every_field_that_is_read() -> None:
    prose = "".join(read("how-to/screen-parties.md").split("```")[::2])
    named = set(CODE.findall(prose))
    assert {*SCHEMATA, *NAME_FIELDS, *IDENTIFIER_FIELDS} - named == set()

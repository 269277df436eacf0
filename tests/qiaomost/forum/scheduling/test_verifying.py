from dataclasses import replace

import pytest

from qiaomost.forum.scheduling.problem import Interpreter, Meeting, Problem, Table
from qiaomost.forum.scheduling.verifying import Breach, Rule, breaches
from tests.qiaomost.forum.scheduling.forums import EN, HALL, HOTEL, RU, ZH, ZH_RU, asked, busy, person, slots

BOTH_SITES = (HALL, HOTEL)
PROBLEM = Problem(
    participants=(
        person(0, ZH, BOTH_SITES, engagements=busy(3)),
        person(1, RU, limit=1),
        person(2, EN, BOTH_SITES),
        person(3, EN, BOTH_SITES),
        person(4, ZH, (HOTEL,), engagements=busy(1, site=HALL)),
        person(5, ZH, BOTH_SITES),
    ),
    slots=slots(4),
    tables=(Table(1, HALL), Table(2, HALL, frozenset({0})), Table(3, HOTEL)),
    requests=asked((0, 1), (2, 3), (1, 4), (0, 4), (2, 3), (0, 5), (1, 5)),
    interpreters=(
        Interpreter(7, ZH_RU, frozenset({HALL}), frozenset({0, 1})),
        Interpreter(8, frozenset({frozenset({"zh", "en"})}), frozenset({HALL})),
    ),
    travel={(HALL, HOTEL): 10},
)


@pytest.mark.parametrize(
    ("meetings", "expected"),
    [
        ([Meeting(0, 0, 1, 7), Meeting(1, 0, 2)], []),
        ([Meeting(99, 0, 1)], [Breach(Rule.KNOWN, (99,))]),
        ([Meeting(1, 0, 1), Meeting(1, 2, 1)], [Breach(Rule.ONCE, (1,))]),
        ([Meeting(1, 1, 2)], [Breach(Rule.TABLE_OPEN, (1,), 2)]),
        ([Meeting(3, 3, 1)], [Breach(Rule.PERSON_FREE, (3,), 0), Breach(Rule.PERSON_SITE, (3,), 4)]),
        ([Meeting(3, 2, 3)], [Breach(Rule.PERSON_FREE, (3,), 4)]),
        ([Meeting(5, 3, 3)], [Breach(Rule.PERSON_FREE, (5,), 0)]),
        ([Meeting(0, 0, 1)], [Breach(Rule.INTERPRETER_NEEDED, (0,))]),
        ([Meeting(0, 0, 1, 8)], [Breach(Rule.INTERPRETER_LANGUAGES, (0,), 8)]),
        ([Meeting(0, 2, 1, 7)], [Breach(Rule.INTERPRETER_HOURS, (0,), 7)]),
        ([Meeting(0, 0, 1, 7), Meeting(6, 1, 1, 7)], [Breach(Rule.LIMIT, (), 1)]),
        (
            [Meeting(1, 0, 1), Meeting(4, 1, 3)],
            [Breach(Rule.PERSON_TRAVEL, (1, 4), 2), Breach(Rule.PERSON_TRAVEL, (1, 4), 3)],
        ),
        ([Meeting(1, 0, 1), Meeting(4, 2, 3)], []),
        ([Meeting(1, 0, 1), Meeting(5, 0, 1)], [Breach(Rule.TABLE_ONCE_AT_A_TIME, (1, 5), 1)]),
        (
            [Meeting(1, 0, 1), Meeting(4, 0, 2)],
            [Breach(Rule.PERSON_ONCE_AT_A_TIME, (1, 4), 2), Breach(Rule.PERSON_ONCE_AT_A_TIME, (1, 4), 3)],
        ),
    ],
)
def test_each_broken_constraint_is_named(meetings: list[Meeting], expected: list[Breach]) -> None:
    assert list(breaches(PROBLEM, meetings)) == expected


def test_a_fixed_meeting_that_moved_is_named() -> None:
    problem = replace(PROBLEM, fixed=(Meeting(1, 0, 1),))
    assert breaches(problem, [Meeting(1, 1, 1)]) == (Breach(Rule.FIXED_KEPT, (1,)),)
    assert breaches(problem, [Meeting(1, 0, 1)]) == ()


def test_an_interpreter_in_two_places_is_named() -> None:
    people = (person(0, ZH), person(1, RU), person(2, ZH, (HOTEL,)), person(3, RU, (HOTEL,)))
    helper = Interpreter(7, ZH_RU, frozenset(BOTH_SITES))
    tables = (Table(1, HALL), Table(2, HOTEL))
    problem = Problem(people, slots(3), tables, asked((0, 1), (2, 3)), (helper,), travel={(HALL, HOTEL): 6})

    def found(slot: int) -> list[Rule]:
        return [one.rule for one in breaches(problem, [Meeting(0, 0, 1, 7), Meeting(1, slot, 2, 7)])]

    assert found(0) == [Rule.INTERPRETER_ONCE_AT_A_TIME]
    assert found(1) == [Rule.INTERPRETER_TRAVEL]
    assert found(2) == []
    bound = replace(problem, interpreters=(replace(helper, sites=frozenset({HALL})),))
    assert [one.rule for one in breaches(bound, [Meeting(1, 0, 2, 7)])] == [Rule.INTERPRETER_SITE]


def test_a_meeting_on_another_day_than_agreed_is_a_breach():
    first = replace(PROBLEM.requests[1], slots=frozenset({2}))
    problem = replace(PROBLEM, requests=(first,))
    assert breaches(problem, [Meeting(1, 1, 1)]) == (Breach(Rule.AGREED_DAY, (1,)),)
    assert breaches(problem, [Meeting(1, 2, 1)]) == ()

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiaomost.forum.scheduling.optimising import schedule
from qiaomost.forum.scheduling.problem import Interpreter, Meeting, Problem, Table, Unplannable
from qiaomost.forum.scheduling.replanning import Away, Lost, replan
from qiaomost.forum.scheduling.verifying import breaches
from tests.qiaomost.forum.scheduling.forums import HALL, RU, ZH, ZH_RU, asked, forums, person, slots

FOUR = Problem(
    tuple(person(n) for n in range(4)),
    slots(2),
    (Table(1, HALL), Table(2, HALL)),
    asked((0, 1), (2, 3), (0, 2), (1, 3), (0, 3)),
)
LONGER = replace(FOUR, slots=slots(3))
PLAN = (Meeting(0, 0, 1), Meeting(1, 0, 2), Meeting(2, 1, 1), Meeting(3, 1, 2))


def test_a_no_show_costs_their_own_meetings_alone() -> None:
    new = replan(FOUR, PLAN, away=[Away(1)])
    assert (new.given_up, new.moved, new.new) == ((0, 3), (), ())
    assert set(new.plan.meetings) == {PLAN[1], PLAN[2]}


def test_those_who_are_left_meet_each_other() -> None:
    new = replan(FOUR, PLAN[:2], away=[Away(1), Away(2)])
    assert (new.given_up, new.moved, new.new) == ((0, 1), (), (4,))


def test_who_comes_late_is_met_later() -> None:
    new = replan(LONGER, PLAN, away=[Away(1, end=30)])
    assert (new.given_up, new.moved) == ((), (0,))
    assert next(one for one in new.plan.meetings if one.request == 0).slot == 2


def test_a_lost_table_changes_the_table_and_not_the_slot() -> None:
    problem = replace(LONGER, tables=(Table(1, HALL), Table(2, HALL), Table(3, HALL)))
    new = replan(problem, PLAN, tables=[Lost(2, start=30)])
    assert (new.given_up, new.moved) == ((), (3,))
    assert Meeting(3, 1, 3) in new.plan.meetings


def test_a_lost_interpreter_is_replaced_if_there_is_another() -> None:
    helpers = tuple(Interpreter(n, ZH_RU, frozenset({HALL})) for n in (7, 8))
    problem = Problem((person(0, ZH), person(1, RU)), slots(2), (Table(1, HALL),), asked((0, 1)), helpers)
    new = replan(problem, [Meeting(0, 0, 1, 7)], interpreters=[Lost(7)])
    assert new.plan.meetings == (Meeting(0, 0, 1, 8),)
    alone = replace(problem, interpreters=helpers[:1])
    assert replan(alone, [Meeting(0, 0, 1, 7)], interpreters=[Lost(7)]).given_up == (0,)


def test_what_is_past_stays_past() -> None:
    new = replan(LONGER, PLAN, away=[Away(1)], now=30)
    assert new.given_up == (3,)
    assert set(PLAN[:3]) <= set(new.plan.meetings)
    assert all(one in PLAN or one.slot > 0 for one in new.plan.meetings)


def test_a_plan_that_was_never_sound_is_refused() -> None:
    with pytest.raises(Unplannable):
        replan(FOUR, [Meeting(0, 0, 1), Meeting(2, 0, 2)])


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(forums(people=6, requests=10, many_slots=4), st.integers(0, 5), st.integers(0, 1))
def test_only_what_became_impossible_is_touched(problem: Problem, gone: int, table: int) -> None:
    plan = schedule(problem, seconds=2)
    new = replan(problem, plan.meetings, away=[Away(gone)], tables=[Lost(table, start=30)])
    sides = {one.id: one.sides for one in problem.requests}
    hit = {
        one.request
        for one in plan.meetings
        if gone in sides[one.request] or (one.table == table and one.slot > 0)
    }
    assert breaches(new.problem, new.plan.meetings) == ()
    assert {*new.moved, *new.given_up} == hit

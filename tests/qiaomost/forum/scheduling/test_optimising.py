from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from qiaomost.forum.scheduling.measuring import measure
from qiaomost.forum.scheduling.optimising import schedule, schedule_greedily
from qiaomost.forum.scheduling.problem import (
    Interpreter,
    Meeting,
    Problem,
    Progress,
    Reason,
    Request,
    Slot,
    Table,
    Unplannable,
    Unscheduled,
)
from qiaomost.forum.scheduling.verifying import breaches
from tests.qiaomost.forum.scheduling.forums import (
    HALL,
    HOTEL,
    RU,
    ZH,
    ZH_RU,
    asked,
    best_value,
    busy,
    forums,
    person,
    slots,
)

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(forums())
def test_a_tiny_forum_gets_the_best_plan(problem: Problem) -> None:
    plan = schedule(problem, seconds=3)
    assert breaches(problem, plan.meetings) == ()
    assert plan.value == measure(problem, plan.meetings).value == best_value(problem)
    assert plan.bound >= plan.value
    told = [*(one.request for one in plan.meetings), *(one.request for one in plan.unscheduled)]
    assert sorted(told) == [one.id for one in problem.requests]


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(forums(people=8, requests=16, many_slots=6))
def test_no_plan_breaks_a_hard_constraint(problem: Problem) -> None:
    greedy, plan = schedule_greedily(problem), schedule(problem, seconds=3)
    assert breaches(problem, greedy.meetings) == breaches(problem, plan.meetings) == ()
    assert greedy.value <= plan.value <= plan.bound


def test_the_known_optimum_of_a_triangle_is_found() -> None:
    """Three who all want to meet need three slots; with two the weightiest two meetings are held."""
    people = tuple(person(n) for n in range(3))
    requests = (Request(0, (0, 1), 5), Request(1, (1, 2), 4), Request(2, (0, 2), 3))
    two = schedule(Problem(people, slots(2), (Table(1, HALL), Table(2, HALL)), requests), seconds=2)
    assert (two.value, len(two.meetings)) == (9, 2)
    assert two.unscheduled == (Unscheduled(2, Reason.NO_COMMON_SLOT, alone=False),)
    three = schedule(Problem(people, slots(3), (Table(1, HALL),), requests), seconds=2)
    assert (three.value, three.bound, three.gap) == (12, 12, 0.0)


def test_of_equal_plans_the_one_that_leaves_nobody_alone_is_taken() -> None:
    people = tuple(person(n) for n in range(4))
    problem = Problem(people, slots(2), (Table(1, HALL),), asked((0, 1), (0, 1), (2, 3)))
    assert measure(problem, schedule(problem, seconds=2).meetings).people == 4


def test_gaps_are_closed_and_people_stay_at_their_table() -> None:
    people = (*(person(n) for n in range(4)), person(4, engagements=busy(0, 1, 2, 4, 5, 6, 7)))
    requests = asked((0, 1), (0, 2), (0, 3), (0, 4))
    problem = Problem(people, slots(8), tuple(Table(n, HALL) for n in range(4)), requests)
    found = measure(problem, schedule(problem, seconds=2).meetings)
    assert (found.value, found.idle, found.table_changes) == (4, 0, 0)


def test_a_meeting_without_a_common_language_gets_an_interpreter() -> None:
    people = (person(0, ZH), person(1, RU), person(2, ZH), person(3, RU))
    helper = Interpreter(7, ZH_RU, frozenset({HALL}))
    problem = Problem(people, slots(1), (Table(1, HALL), Table(2, HALL)), asked((0, 1), (2, 3)), (helper,))
    plan = schedule(problem, seconds=2)
    assert [one.interpreter for one in plan.meetings] == [7]
    assert [(one.reason, one.alone) for one in plan.unscheduled] == [(Reason.NO_INTERPRETER, False)]


BOTH, ONE = (person(0), person(1)), (Table(1, HALL),)


@pytest.mark.parametrize(
    ("people", "tables", "reason"),
    [
        ((person(0), person(1, sites=(HOTEL,))), ONE, Reason.NO_COMMON_SITE),
        ((person(0), person(1, engagements=busy(0))), ONE, Reason.NO_COMMON_SLOT),
        (BOTH, (Table(1, HALL, frozenset()),), Reason.NO_TABLE),
        ((person(0, ZH), person(1, RU)), ONE, Reason.NO_INTERPRETER),
        ((person(0), person(1, limit=0)), ONE, Reason.LIMIT_REACHED),
    ],
)
def test_a_request_that_can_never_be_held_says_why(people: Any, tables: Any, reason: Reason) -> None:
    plan = schedule(Problem(people, slots(1), tables, asked((0, 1))), seconds=2)
    assert (plan.meetings, plan.bound) == ((), 0)
    assert plan.unscheduled == (Unscheduled(0, reason, alone=True),)


@pytest.mark.parametrize(
    ("people", "pairs", "reason"),
    [
        ((*BOTH, person(2), person(3)), ((0, 1), (2, 3)), Reason.NO_TABLE),
        ((person(0, limit=1), person(1), person(2)), ((0, 1), (0, 2)), Reason.LIMIT_REACHED),
        ((*BOTH, person(2)), ((0, 1), (0, 2)), Reason.NO_COMMON_SLOT),
    ],
)
def test_a_request_that_others_left_no_room_for_says_why(people: Any, pairs: Any, reason: Reason) -> None:
    plan = schedule(Problem(people, slots(1), ONE, asked(*pairs)), seconds=2)
    assert [(one.reason, one.alone) for one in plan.unscheduled] == [(reason, False)]


def test_a_meeting_agreed_for_a_day_is_held_on_it_or_says_why_not() -> None:
    people = (*BOTH, person(2, engagements=busy(1)))
    agreed = (Request(0, (0, 1), slots=frozenset({1})), Request(1, (0, 2), 9, slots=frozenset({1})))
    problem = Problem(people, slots(2), ONE, agreed)
    plan = schedule(problem, seconds=2)
    assert [(one.request, one.slot) for one in plan.meetings] == [(0, 1)]
    assert plan.unscheduled == (Unscheduled(1, Reason.NOT_ON_THAT_DAY, alone=True),)
    rival = replace(problem, requests=(agreed[0], Request(2, (0, 1), 9, slots=frozenset({1}))))
    assert schedule(rival, seconds=2).unscheduled == (Unscheduled(0, Reason.NOT_ON_THAT_DAY, alone=False),)


def test_a_walk_between_sites_keeps_slots_apart() -> None:
    people = (person(0, sites=(HALL, HOTEL)), person(1), person(2, sites=(HOTEL,)))
    tables = (Table(1, HALL), Table(2, HOTEL))
    problem = Problem(people, slots(2), tables, asked((0, 1), (0, 2)), travel={(HOTEL, HALL): 6})
    assert len(schedule(problem, seconds=2).meetings) == 1
    assert len(schedule(replace(problem, travel={(HOTEL, HALL): 5}), seconds=2).meetings) == 2


def test_fixed_meetings_are_kept_whatever_they_cost() -> None:
    people = tuple(person(n) for n in range(3))
    requests = (Request(0, (0, 1), 1), Request(1, (0, 2), 10))
    problem = Problem(people, slots(1), ONE, requests, fixed=(Meeting(0, 0, 1),))
    assert schedule(problem, seconds=2).meetings == (Meeting(0, 0, 1),)


@pytest.mark.parametrize(
    "change",
    [
        {"fixed": (Meeting(0, 0, 1), Meeting(1, 0, 1))},
        {"fixed": (Meeting(9, 0, 1),)},
        {"fixed": (Meeting(0, 0, 1, 4),)},
        {"requests": asked((0, 0))},
        {"requests": asked((0, 9))},
        {"slots": (Slot(0, 0, 25), Slot(1, 20, 45))},
    ],
)
def test_a_problem_that_contradicts_itself_is_refused(change: Any) -> None:
    people = tuple(person(n) for n in range(4))
    problem = Problem(people, slots(2), ONE, asked((0, 1), (2, 3)))
    with pytest.raises(Unplannable):
        schedule(replace(problem, **change), seconds=2)


def test_progress_never_falls_and_a_cancelled_search_still_gives_a_plan() -> None:
    people = tuple(person(n) for n in range(8))
    pairs = [(one, other) for one in range(8) for other in range(one)]
    problem = Problem(people, slots(5), tuple(Table(n, HALL) for n in range(3)), asked(*pairs))
    seen: list[Progress] = []
    plan = schedule(problem, seconds=3, progress=seen.append)
    values = [one.value for one in seen]
    assert values == sorted(values)
    assert (plan.value, seen[-1].value, seen[-1].bound) == (15, 15, 15)
    cancelled = schedule(problem, seconds=60, cancelled=lambda: True)
    assert breaches(problem, cancelled.meetings) == ()
    assert cancelled.value >= schedule_greedily(problem).value

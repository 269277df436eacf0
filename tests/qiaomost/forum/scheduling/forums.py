"""Small forums for the tests of the scheduler: slots of half an hour, tables in two halls."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import strategies as st

from qiaomost.forum.scheduling.problem import (
    Engagement,
    Interpreter,
    Meeting,
    Participant,
    Problem,
    Request,
    Slot,
    Table,
)
from qiaomost.forum.scheduling.verifying import breaches

ZH, RU, EN = frozenset({"zh"}), frozenset({"ru"}), frozenset({"en"})
HALL, HOTEL = 1, 2
ZH_RU = frozenset({frozenset({"zh", "ru"})})


def slots(many: int) -> tuple[Slot, ...]:
    return tuple(Slot(n, n * 30, n * 30 + 25) for n in range(many))


def person(
    number: int, languages: frozenset[str] = EN, sites: tuple[int, ...] = (HALL,), **rest: Any
) -> Participant:
    return Participant(number, languages, frozenset(sites), **rest)


def busy(*numbers: int, site: int | None = None) -> tuple[Engagement, ...]:
    """Taken up in these slots."""
    return tuple(Engagement(n * 30, n * 30 + 25, site) for n in numbers)


def asked(*pairs: tuple[int, int]) -> tuple[Request, ...]:
    return tuple(Request(n, pair) for n, pair in enumerate(pairs))


TONGUES = [ZH, RU, EN, ZH | EN, RU | EN]
SITES = [frozenset({HALL}), frozenset({HOTEL}), frozenset({HALL, HOTEL})]


@st.composite
def forums(draw: st.DrawFn, people: int = 4, requests: int = 4, many_slots: int = 3) -> Problem:
    """Two halls with a walk that fits into a pause or does not, sessions, limits, up to two interpreters."""
    number = st.integers(0, many_slots - 1)
    hours = st.none() | st.frozensets(number)
    somebody = st.integers(0, people - 1)
    pairs = st.tuples(somebody, somebody).filter(lambda pair: pair[0] < pair[1])
    return Problem(
        participants=tuple(
            Participant(
                n,
                draw(st.sampled_from(TONGUES)),
                draw(st.sampled_from(SITES)),
                busy(
                    *draw(st.frozensets(number, max_size=1)), site=draw(st.sampled_from([None, HALL, HOTEL]))
                ),
                draw(st.sampled_from([None, 0, 1, 2, 3])),
            )
            for n in range(people)
        ),
        slots=slots(many_slots),
        tables=tuple(Table(n, draw(st.sampled_from([HALL, HOTEL])), draw(hours)) for n in range(2)),
        requests=tuple(
            Request(n, pair, draw(st.sampled_from([1, 3, 10])), draw(hours))
            for n, pair in enumerate(draw(st.lists(pairs, max_size=requests)))
        ),
        interpreters=tuple(
            Interpreter(n, ZH_RU, draw(st.sampled_from(SITES)), draw(hours))
            for n in range(draw(st.integers(0, 2)))
        ),
        travel={(HALL, HOTEL): draw(st.sampled_from([5, 6, 35]))},
    )


def best_value(problem: Problem) -> int:
    """By trying everything."""

    def best(rest: tuple[Request, ...], held: tuple[Meeting, ...]) -> int:
        if not rest:
            return 0
        head, tail = rest[0], rest[1:]
        value = 0
        helpers = (None, *(one.id for one in problem.interpreters))
        for slot, table, helper in product(problem.slots, problem.tables, helpers):
            if value == sum(one.weight for one in rest):
                return value
            more = (*held, Meeting(head.id, slot.id, table.id, helper))
            if not breaches(problem, more):
                value = max(value, head.weight + best(tail, more))
        return max(value, best(tail, held))

    return best(problem.requests, ())

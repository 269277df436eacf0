"""Somebody's own records: narrowed by state and kind with counts, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from qiaomost.catalogue.models import RecordKind
from qiaomost.catalogue.selectors import records_written_by
from qiaomost.catalogue.states import RecordState
from qiaomost.network.permissions import Standing
from qiaomost.web.presenting.facets import Pages, pages_for
from qiaomost.web.writing.presenting.lists import Row, row_of
from qiaomost.web.writing.presenting.turns import AUTHOR, TURNS

ON_A_PAGE = 20
MY_TURN = "mine"
"""Stands for every state in which the next step is the author's."""

STATES_OF_MINE = tuple(state.value for state in RecordState if TURNS[state][0] is AUTHOR)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to narrow by, with how many records it leaves."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Mine:
    """A page of the records, what it is narrowed to, and what else it can be."""

    rows: list[Row]
    states: list[Choice]
    kinds: list[Choice]
    state: str
    kind: str
    total: int
    waiting: int
    pages: Pages


def records_of_mine(standing: Standing, asked: Mapping[str, str], reader: str) -> Mine:
    """Return what ``asked`` (``state``, ``kind``, ``page``) narrows the list to; a constant number of queries."""
    all_mine = records_written_by(standing)
    state = asked.get("state", "") if asked.get("state") in {*RecordState.values, MY_TURN} else ""
    kind = asked.get("kind", "") if asked.get("kind") in RecordKind.values else ""
    states = _states_asked(state)
    counts = _counts(all_mine)
    total = sum(n for (one, of), n in counts.items() if one in states and kind in {"", of})
    pages = pages_for(total, _number(asked.get("page", "")), ON_A_PAGE)
    rows = all_mine.filter(state__in=states, **({"kind": kind} if kind else {}))
    first = (min(pages.number, pages.last) - 1) * ON_A_PAGE
    return Mine(
        rows=[row_of(record, reader) for record in rows[first : first + ON_A_PAGE]],
        states=_state_choices(counts, kind),
        kinds=_kind_choices(counts, states),
        state=state,
        kind=kind,
        total=sum(counts.values()),
        waiting=sum(n for (one, _), n in counts.items() if one in STATES_OF_MINE),
        pages=Pages(min(pages.number, pages.last), pages.last),
    )


def _states_asked(state: str) -> tuple[str, ...]:
    if state == MY_TURN:
        return STATES_OF_MINE
    return (state,) if state else tuple(RecordState.values)


def _counts(mine: object) -> Counter[tuple[str, str]]:
    grouped = mine.order_by().values_list("state", "kind").annotate(n=Count("pk"))  # type: ignore[attr-defined]
    return Counter({(state, kind): n for state, kind, n in grouped})


def _state_choices(counts: Counter[tuple[str, str]], kind: str) -> list[Choice]:
    """The states that occur, in the order of a record's life."""
    return [
        Choice(state.value, str(state.label), n)
        for state in RecordState
        if (n := sum(counts[state.value, of] for of in RecordKind.values if kind in {"", of}))
    ]


def _kind_choices(counts: Counter[tuple[str, str]], states: tuple[str, ...]) -> list[Choice]:
    return [
        Choice(kind.value, str(kind.label), n)
        for kind in RecordKind
        if (n := sum(counts[state, kind.value] for state in states))
    ]


def _number(typed: str) -> int:
    return max(1, int(typed)) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else 1

import random
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiaomost.forum.timetabling.clashes import Cause, ClashKind, clashes_of
from qiaomost.forum.timetabling.drafting import first_fit
from qiaomost.forum.timetabling.openings import Openings, moment
from qiaomost.forum.timetabling.programme import (
    Day,
    Part,
    PartOfDay,
    Person,
    Placing,
    Programme,
    Role,
    Room,
    Session,
    Span,
)
from qiaomost.forum.timetabling.proposing import PinsClash, propose
from qiaomost.forum.timetabling.wishes import Unmet, unmet

HARBIN, MOSCOW = 1, 2
CHINA, RUSSIA = timezone(timedelta(hours=8)), timezone(timedelta(hours=3))
NOTHING = Unmet(0, 0, 0, 0, 0)


def at(hour: int, minute: int = 0, day: int = 18, zone: timezone = CHINA) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=zone)


def programme(*sessions: Session, rooms: int = 2, hours: int = 8, **rest: Any) -> Programme:
    return Programme(
        sessions,
        tuple(Room(n, HARBIN, capacity=100 * (n + 1), booths=n, plenary=n == 1) for n in range(rooms)),
        (Day(HARBIN, Span(at(9), at(9 + hours))),),
        **rest,
    )


def speaks(*people: int) -> tuple[Part, ...]:
    return tuple(Part(one, Role.SPEAKER) for one in people)


def test_sessions_that_just_fill_the_day_are_all_placed() -> None:
    asked = programme(*(Session(n, 60) for n in range(8)), hours=4)
    found = propose(asked, seconds=5)
    assert (found.unplaced, found.unmet, found.is_optimal) == ((), NOTHING, True)
    assert clashes_of(asked, found.placings) == ()


def test_one_session_too_many_is_told() -> None:
    asked = programme(*(Session(n, 60) for n in range(3)), rooms=1, hours=2)
    found = propose(asked, seconds=5)
    assert (len(found.placings), len(found.unplaced)) == (2, 1)


def test_seats_and_booths_choose_the_room_and_hours_of_people_the_time() -> None:
    away = Person(7, available=(Span(at(11, 30), at(12, 30)),))
    asked = programme(Session(1, 60, speaks(7), seats=150), Session(2, 60, booths=1), people=(away,))
    found = propose(asked, seconds=5)
    assert [one for one in found.placings if one.session == 1] == [Placing(1, 1, at(11, 30))]
    assert {one.room for one in found.placings} == {1}


def test_what_is_pinned_stays_off_the_grid_too() -> None:
    pins = (Placing(1, 0, at(9, 7)), Placing(2, None, at(10, 7)))
    asked = programme(
        Session(1, 60, speaks(7)), Session(2, 60, speaks(7)), Session(3, 60, speaks(7)), hours=3
    )
    assert propose(asked, pinned=pins, seconds=5).unplaced == (3,)
    longer = programme(*asked.sessions, hours=4)
    found = propose(longer, pinned=pins, seconds=5)
    assert set(pins) < set(found.placings)
    assert clashes_of(longer, found.placings) == ()


def test_pins_that_clash_are_refused_by_name() -> None:
    asked = programme(Session(1, 60), Session(2, 60))
    with pytest.raises(PinsClash) as caught:
        propose(asked, pinned=[Placing(1, 0, at(9)), Placing(2, 0, at(9, 30))])
    assert [(one.kind, one.cause) for one in caught.value.clashes] == [(ClashKind.ROOM, Cause.AT_ONCE)]


def test_wishes_are_met_where_they_can_be() -> None:
    sessions = (
        Session(1, 60, keynote=True),
        Session(2, 60, prefers=PartOfDay.AFTERNOON),
        Session(3, 60, prefers=PartOfDay.MORNING, audiences=frozenset({5})),
        Session(4, 60, audiences=frozenset({5, 6}), track=1),
        Session(5, 60, audiences=frozenset({6}), track=1),
    )
    asked = programme(*sessions)
    found = propose(asked, seconds=5)
    assert (found.unmet, found.is_optimal) == (NOTHING, True)


def test_what_is_wished_and_not_so_is_counted() -> None:
    sessions = (
        Session(1, 60, keynote=True, track=1, audiences=frozenset({5})),
        Session(2, 60, prefers=PartOfDay.AFTERNOON, track=1, audiences=frozenset({5})),
        Session(3, 60),
    )
    placings = [Placing(1, 0, at(9)), Placing(2, 1, at(9, 30))]
    assert unmet(programme(*sessions), placings) == Unmet(
        unplaced=1, keynotes=1, hours=1, rooms=1, parallel=1
    )


@pytest.mark.parametrize(("walk", "unplaced"), [(60, ()), (61, (2,)), (None, (2,))])
def test_people_get_the_time_to_go_from_site_to_site(walk: int | None, unplaced: tuple[int, ...]) -> None:
    asked = Programme(
        (Session(1, 60, speaks(7), site=HARBIN), Session(2, 60, speaks(7), site=MOSCOW)),
        (Room(1, HARBIN, 50), Room(2, MOSCOW, 50)),
        (Day(HARBIN, Span(at(14), at(15))), Day(MOSCOW, Span(at(11, zone=RUSSIA), at(12, zone=RUSSIA)))),
        travel={} if walk is None else {(MOSCOW, HARBIN): walk},
    )
    found = propose(asked, pinned=[Placing(1, 1, at(14))], seconds=5)
    assert found.unplaced == unplaced
    assert clashes_of(asked, found.placings) == ()


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """Two sites five hours apart, few rooms, people in several sessions with hours of their own."""
    roles = st.builds(Part, st.integers(0, 4), st.sampled_from(Role))
    sessions = tuple(
        Session(
            n,
            draw(st.sampled_from([30, 45, 60, 90])),
            tuple(draw(st.lists(roles, max_size=3))),
            track=draw(st.none() | st.integers(0, 1)),
            seats=draw(st.sampled_from([0, 30, 120])),
            booths=draw(st.integers(0, 2)),
            audiences=draw(st.frozensets(st.integers(0, 2), max_size=2)),
            site=draw(st.sampled_from([None, HARBIN, MOSCOW])),
            keynote=draw(st.booleans()),
            prefers=draw(st.none() | st.sampled_from(PartOfDay)),
        )
        for n in range(draw(st.integers(1, 7)))
    )
    rooms = (
        Room(0, HARBIN, 100, 1, blocked=(Span(at(12), at(13)),)),
        Room(1, HARBIN, 200, 2, plenary=True),
        Room(2, MOSCOW, 50, 1),
    )
    days = (Day(HARBIN, Span(at(11), at(14))), Day(MOSCOW, Span(at(9, zone=RUSSIA), at(11, zone=RUSSIA))))
    away = tuple(Person(n, draw(st.sampled_from([None, (Span(at(11), at(15)),)]))) for n in range(2))
    return Programme(sessions, rooms, days, away, {(HARBIN, MOSCOW): draw(st.sampled_from([0, 45, 300]))})


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(programmes())
def test_no_proposal_clashes_and_none_places_fewer_than_first_fit(asked: Programme) -> None:
    openings = Openings(asked, (), 15)
    drafted = [Placing(one, room, moment(start)) for one, (room, start) in first_fit(openings).items()]
    found = propose(asked, seconds=0.5)
    assert clashes_of(asked, drafted) == clashes_of(asked, found.placings) == ()
    assert len(found.placings) >= len(drafted)
    assert {one.session for one in found.placings} | set(found.unplaced) == {one.id for one in asked.sessions}


def test_a_forum_of_three_sites_and_120_sessions_is_placed_without_a_clash() -> None:
    rng = random.Random(5)
    sessions = tuple(
        Session(
            n,
            rng.choice((45, 60, 90)),
            (*speaks(*rng.sample(range(200), 3)), Part(200 + rng.randrange(40), Role.CHAIR)),
            track=n % 10,
            seats=rng.choice((30, 60, 150)),
            booths=rng.randrange(3),
            audiences=frozenset({n % 10}),
            site=None if n % 3 else n % 9 // 3,
        )
        for n in range(120)
    )
    rooms = tuple(Room(n, n % 3, (80, 200, 400)[n // 3 % 3], booths=2, plenary=n < 3) for n in range(15))
    days = tuple(
        Day(site, Span(at(9, day=day), at(18, day=day))) for site in range(3) for day in (18, 19, 20)
    )
    asked = Programme(sessions, rooms, days, far_minutes=30)
    for seconds in (2, 8, 32):  # a busy machine takes longer
        found = propose(asked, seconds=seconds)
        if not found.unplaced:
            break
    assert found.unplaced == ()
    assert clashes_of(asked, found.placings) == ()
    assert replace(found.unmet, rooms=0, parallel=0) == NOTHING

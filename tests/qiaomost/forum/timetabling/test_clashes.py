from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from qiaomost.forum.timetabling.clashes import Cause, Clash, ClashKind, clashes_of
from qiaomost.forum.timetabling.programme import (
    Day,
    Part,
    Person,
    Placing,
    Programme,
    Role,
    Room,
    Session,
    Span,
)

HARBIN, MOSCOW = 1, 2
HALL, STUDY, MOSCOW_HALL = 10, 11, 20
CHINA = timezone(timedelta(hours=8))


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, 18, hour, minute, tzinfo=CHINA)


def programme(*sessions: Session, people: tuple[Person, ...] = (), far: int | None = None) -> Programme:
    return Programme(
        sessions=sessions,
        rooms=(
            Room(HALL, HARBIN, capacity=200, booths=2),
            Room(STUDY, HARBIN, capacity=20, blocked=(Span(at(12), at(13)),)),
            Room(MOSCOW_HALL, MOSCOW, capacity=100, booths=1),
        ),
        days=(Day(HARBIN, Span(at(9), at(18))), Day(MOSCOW, Span(at(9), at(18)))),
        people=people,
        travel={(HARBIN, MOSCOW): 480},
        far_minutes=far,
    )


def both(role: Role, other: Role) -> tuple[Session, Session]:
    return Session(1, 60, (Part(7, role),)), Session(2, 60, (Part(7, other),))


@pytest.mark.parametrize(
    ("role", "other", "kind"),
    [
        (Role.SPEAKER, Role.SPEAKER, ClashKind.SPEAKER),
        (Role.SPEAKER, Role.CHAIR, ClashKind.CHAIR),
        (Role.INTERPRETER, Role.INTERPRETER, ClashKind.INTERPRETER),
        (Role.VIP, Role.VIP, ClashKind.VIP),
        (Role.VIP, Role.SPEAKER, ClashKind.SPEAKER),
    ],
)
def test_a_person_in_two_sessions_at_once_clashes_by_role(role: Role, other: Role, kind: ClashKind) -> None:
    placings = [Placing(2, STUDY, at(10, 30)), Placing(1, HALL, at(10))]
    assert clashes_of(programme(*both(role, other)), placings) == (
        Clash(kind, Cause.AT_ONCE, (1, 2), person=7),
    )


def test_a_person_with_two_roles_in_a_session_clashes_once() -> None:
    double = Session(1, 60, (Part(7, Role.SPEAKER), Part(7, Role.CHAIR)))
    single = Session(2, 60, (Part(7, Role.SPEAKER),))
    placings = [Placing(1, HALL, at(10)), Placing(2, STUDY, at(10))]
    assert clashes_of(programme(double, single), placings) == (
        Clash(ClashKind.CHAIR, Cause.AT_ONCE, (1, 2), person=7),
    )


def test_sessions_back_to_back_do_not_clash() -> None:
    placings = [Placing(1, HALL, at(10)), Placing(2, HALL, at(11))]
    assert clashes_of(programme(*both(Role.SPEAKER, Role.CHAIR)), placings) == ()


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        (timedelta(hours=9), ()),
        (timedelta(hours=8, minutes=59), (Clash(ClashKind.SPEAKER, Cause.TRAVEL, (1, 2), person=7),)),
    ],
)
def test_a_person_needs_the_time_to_travel(earlier: timedelta, expected: tuple[Clash, ...]) -> None:
    sessions = both(Role.SPEAKER, Role.SPEAKER)
    placings = [Placing(1, HALL, at(18) - earlier), Placing(2, MOSCOW_HALL, at(18))]
    assert clashes_of(replace(programme(*sessions), days=()), placings) == expected


def test_nobody_travels_where_no_way_is_known() -> None:
    known = programme(*both(Role.SPEAKER, Role.SPEAKER))
    assert known.way(HARBIN, 99) is None
    assert known.way(HARBIN, None) == timedelta(0)
    assert known.way(MOSCOW, HARBIN) == timedelta(hours=8)


def test_two_sessions_in_one_room_clash() -> None:
    found = clashes_of(
        programme(Session(1, 60), Session(2, 60)), [Placing(1, HALL, at(10)), Placing(2, HALL, at(10, 55))]
    )
    assert found == (Clash(ClashKind.ROOM, Cause.AT_ONCE, (1, 2), room=HALL),)


@pytest.mark.parametrize(
    ("session", "room", "start", "clash"),
    [
        (
            Session(1, 60, seats=21),
            STUDY,
            at(9),
            Clash(ClashKind.CAPACITY, Cause.TOO_SMALL, (1,), room=STUDY),
        ),
        (
            Session(1, 60, booths=3),
            HALL,
            at(9),
            Clash(ClashKind.BOOTH, Cause.TOO_FEW_BOOTHS, (1,), room=HALL),
        ),
        (
            Session(1, 60, site=MOSCOW),
            HALL,
            at(9),
            Clash(ClashKind.SITE, Cause.ELSEWHERE, (1,), room=HALL),
        ),
        (Session(1, 61), HALL, at(17), Clash(ClashKind.OUTSIDE_DAY, Cause.NOT_OPEN, (1,), room=HALL)),
        (
            Session(1, 60),
            HALL,
            at(8, 59),
            Clash(ClashKind.OUTSIDE_DAY, Cause.NOT_OPEN, (1,), room=HALL),
        ),
        (
            Session(1, 60),
            STUDY,
            at(11, 30),
            Clash(ClashKind.ROOM, Cause.UNAVAILABLE, (1,), room=STUDY),
        ),
    ],
)
def test_a_session_that_does_not_suit_its_place_clashes(
    session: Session, room: int, start: datetime, clash: Clash
) -> None:
    assert clashes_of(programme(session), [Placing(1, room, start)]) == (clash,)


@pytest.mark.parametrize(
    ("session", "room", "start"),
    [
        (Session(1, 60, seats=20), STUDY, at(9)),
        (Session(1, 60, booths=2), HALL, at(9)),
        (Session(1, 60), HALL, at(17)),
        (Session(1, 60), STUDY, at(13)),
    ],
)
def test_a_session_that_just_suits_its_place_does_not_clash(
    session: Session, room: int, start: datetime
) -> None:
    assert clashes_of(programme(session), [Placing(1, room, start)]) == ()


def test_a_person_is_placed_within_their_hours_alone() -> None:
    away = Person(7, available=(Span(at(9), at(10)), Span(at(14), at(15))))
    session = Session(1, 60, (Part(7, Role.CHAIR),))
    unavailable = (Clash(ClashKind.CHAIR, Cause.UNAVAILABLE, (1,), person=7),)
    assert clashes_of(programme(session, people=(away,)), [Placing(1, HALL, at(14, 1))]) == unavailable
    assert clashes_of(programme(session, people=(away,)), [Placing(1, HALL, at(14))]) == ()


def test_times_of_other_zones_are_compared_as_moments() -> None:
    first, second = both(Role.SPEAKER, Role.SPEAKER)
    placings = [Placing(1, HALL, at(10)), Placing(2, None, datetime(2026, 6, 18, 2, 30, tzinfo=UTC))]
    assert clashes_of(programme(first, second), placings) == (
        Clash(ClashKind.SPEAKER, Cause.AT_ONCE, (1, 2), person=7),
    )


def test_what_is_not_placed_clashes_with_nothing_and_strangers_are_refused() -> None:
    known = programme(*both(Role.SPEAKER, Role.SPEAKER))
    assert clashes_of(known, [Placing(1, HALL, at(10))]) == ()
    with pytest.raises(KeyError):
        clashes_of(known, [Placing(3, HALL, at(10))])

from dataclasses import replace

from hypothesis import given, settings

from qiaomost.forum.scheduling.optimising import schedule_greedily
from qiaomost.forum.scheduling.problem import Meeting, Problem, Table
from qiaomost.forum.scheduling.sifting import sound_part
from qiaomost.forum.scheduling.verifying import breaches
from tests.qiaomost.forum.scheduling.forums import HALL, asked, forums, person, slots


@settings(max_examples=40, deadline=None)
@given(forums(people=6, requests=8))
def test_what_is_left_is_sound_and_a_sound_plan_loses_nothing(problem: Problem) -> None:
    plan = schedule_greedily(problem).meetings
    assert set(sound_part(problem, plan)) == set(plan)
    lazy = replace(
        problem,
        participants=tuple(replace(one, limit=1, sites=frozenset({HALL})) for one in problem.participants),
    )
    assert breaches(lazy, sound_part(lazy, plan)) == ()


def test_a_pinned_meeting_stays_and_whatever_is_in_its_way_goes() -> None:
    problem = Problem(
        tuple(person(n, limit=1 if n == 0 else None) for n in range(4)),
        slots(2),
        (Table(1, HALL), Table(2, HALL)),
        asked((0, 1), (1, 2), (0, 3)),
    )
    meetings = [Meeting(0, 0, 1), Meeting(1, 0, 2), Meeting(2, 1, 1)]
    assert sound_part(problem, meetings, {1}) == (meetings[1], meetings[2])
    assert sound_part(problem, meetings, {0}) == (meetings[0],)

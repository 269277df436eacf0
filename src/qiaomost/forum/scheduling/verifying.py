"""Tries a plan against the hard constraints, one by one, from the problem alone.

Shares nothing with the scheduler but the data types, so that an error there is not repeated here.
"""

from __future__ import annotations

import enum
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from .problem import Engagement, Interpreter, Meeting, Participant, Problem


class Rule(enum.StrEnum):
    """A hard constraint."""

    KNOWN = "known"  # every id is one of the problem
    ONCE = "once"  # a request is met once
    PERSON_ONCE_AT_A_TIME = "person_once_at_a_time"
    PERSON_TRAVEL = "person_travel"
    PERSON_FREE = "person_free"
    PERSON_SITE = "person_site"
    AGREED_DAY = "agreed_day"
    LIMIT = "limit"
    TABLE_ONCE_AT_A_TIME = "table_once_at_a_time"
    TABLE_OPEN = "table_open"
    INTERPRETER_NEEDED = "interpreter_needed"
    INTERPRETER_LANGUAGES = "interpreter_languages"
    INTERPRETER_ONCE_AT_A_TIME = "interpreter_once_at_a_time"
    INTERPRETER_TRAVEL = "interpreter_travel"
    INTERPRETER_HOURS = "interpreter_hours"
    INTERPRETER_SITE = "interpreter_site"
    FIXED_KEPT = "fixed_kept"


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """A rule broken by one request or two; ``subject`` is the person, table or interpreter."""

    rule: Rule
    requests: tuple[int, ...]
    subject: int | None = None


def breaches(problem: Problem, meetings: Iterable[Meeting]) -> tuple[Breach, ...]:
    """Each broken hard constraint; empty for a sound plan."""
    return tuple(sorted(_Check(problem, tuple(meetings)).run(), key=lambda one: (one.rule, one.requests)))


class _Check:
    def __init__(self, problem: Problem, meetings: tuple[Meeting, ...]) -> None:
        self.problem = problem
        self.slots = {one.id: one for one in problem.slots}
        self.tables = {one.id: one for one in problem.tables}
        self.people = {one.id: one for one in problem.participants}
        self.interpreters = {one.id: one for one in problem.interpreters}
        self.requests = {one.id: one for one in problem.requests}
        self.strange = [one for one in meetings if not self.is_known(one)]
        self.meetings = [one for one in meetings if self.is_known(one)]
        self.given = set(meetings)

    def is_known(self, meeting: Meeting) -> bool:
        return (
            meeting.request in self.requests
            and meeting.slot in self.slots
            and meeting.table in self.tables
            and (meeting.interpreter is None or meeting.interpreter in self.interpreters)
            and all(side in self.people for side in self.requests[meeting.request].sides)
        )

    def run(self) -> Iterator[Breach]:
        yield from (Breach(Rule.KNOWN, (one.request,)) for one in self.strange)
        yield from (
            Breach(Rule.FIXED_KEPT, (one.request,)) for one in self.problem.fixed if one not in self.given
        )
        for request, times in Counter(one.request for one in self.meetings).items():
            if times > 1:
                yield Breach(Rule.ONCE, (request,))
        for meeting in self.meetings:
            yield from self.of_day(meeting)
            yield from self.of_table(meeting)
            yield from self.of_languages(meeting)
            for side in self.requests[meeting.request].sides:
                yield from self.of_person(meeting, self.people[side])
        yield from self.of_limits()
        yield from self.of_pairs()

    def of_day(self, meeting: Meeting) -> Iterator[Breach]:
        agreed = self.requests[meeting.request].slots
        if agreed is not None and meeting.slot not in agreed:
            yield Breach(Rule.AGREED_DAY, (meeting.request,))

    def of_table(self, meeting: Meeting) -> Iterator[Breach]:
        table = self.tables[meeting.table]
        if table.slots is not None and meeting.slot not in table.slots:
            yield Breach(Rule.TABLE_OPEN, (meeting.request,), table.id)

    def of_person(self, meeting: Meeting, person: Participant) -> Iterator[Breach]:
        if self.site(meeting) not in person.sites:
            yield Breach(Rule.PERSON_SITE, (meeting.request,), person.id)
        if any(self.hinders(one, meeting) for one in person.engagements):
            yield Breach(Rule.PERSON_FREE, (meeting.request,), person.id)

    def of_languages(self, meeting: Meeting) -> Iterator[Breach]:
        one, other = (self.people[side].languages for side in self.requests[meeting.request].sides)
        if meeting.interpreter is None:
            if not one & other:
                yield Breach(Rule.INTERPRETER_NEEDED, (meeting.request,))
            return
        interpreter = self.interpreters[meeting.interpreter]
        if not any(frozenset({mine, theirs}) in interpreter.pairs for mine in one for theirs in other):
            yield Breach(Rule.INTERPRETER_LANGUAGES, (meeting.request,), interpreter.id)
        yield from self.of_interpreter(meeting, interpreter)

    def of_interpreter(self, meeting: Meeting, interpreter: Interpreter) -> Iterator[Breach]:
        if self.site(meeting) not in interpreter.sites:
            yield Breach(Rule.INTERPRETER_SITE, (meeting.request,), interpreter.id)
        late = interpreter.slots is not None and meeting.slot not in interpreter.slots
        if late or any(self.hinders(one, meeting) for one in interpreter.engagements):
            yield Breach(Rule.INTERPRETER_HOURS, (meeting.request,), interpreter.id)

    def of_limits(self) -> Iterator[Breach]:
        held = Counter(side for one in self.meetings for side in self.requests[one.request].sides)
        for person, times in held.items():
            limit = self.people[person].limit
            if limit is not None and times > limit:
                yield Breach(Rule.LIMIT, (), person)

    def of_pairs(self) -> Iterator[Breach]:
        def table(one: Meeting) -> tuple[int, ...]:
            return (one.table,)

        def sides(one: Meeting) -> tuple[int, ...]:
            return self.requests[one.request].sides

        def interpreting(one: Meeting) -> tuple[int, ...]:
            return () if one.interpreter is None else (one.interpreter,)

        yield from self.apart(table, Rule.TABLE_ONCE_AT_A_TIME, None)
        yield from self.apart(sides, Rule.PERSON_ONCE_AT_A_TIME, Rule.PERSON_TRAVEL)
        yield from self.apart(interpreting, Rule.INTERPRETER_ONCE_AT_A_TIME, Rule.INTERPRETER_TRAVEL)

    def apart(
        self, whose: Callable[[Meeting], tuple[int, ...]], at_once: Rule, travel: Rule | None
    ) -> Iterator[Breach]:
        """No two meetings of one person, table or interpreter at a time or too soon after each other."""
        held: dict[int, list[Meeting]] = defaultdict(list)
        for meeting in self.meetings:
            for subject in whose(meeting):
                held[subject].append(meeting)
        for subject, theirs in held.items():
            for one, other in combinations(sorted(theirs, key=lambda m: self.slots[m.slot].start), 2):
                first, second = self.slots[one.slot], self.slots[other.slot]
                about = one.request, other.request
                if second.start < first.end and first.start < second.end:
                    yield Breach(at_once, about, subject)
                elif travel and not self.reaches(first.end, self.site(one), second.start, self.site(other)):
                    yield Breach(travel, about, subject)

    def hinders(self, engagement: Engagement, meeting: Meeting) -> bool:
        slot, site = self.slots[meeting.slot], self.site(meeting)
        if engagement.start < slot.end and slot.start < engagement.end:
            return True
        if engagement.site is None:
            return False
        if engagement.end <= slot.start:
            return not self.reaches(engagement.end, engagement.site, slot.start, site)
        return not self.reaches(slot.end, site, engagement.start, engagement.site)

    def reaches(self, leaving: int, here: int, arriving: int, there: int) -> bool:
        if here == there:
            return True
        ways = self.problem.travel
        minutes = ways.get((here, there), ways.get((there, here)))
        return minutes is not None and leaving + minutes <= arriving

    def site(self, meeting: Meeting) -> int:
        return self.tables[meeting.table].site

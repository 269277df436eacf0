"""The scheduler of 1:1 meetings on generated forums: value, proven bound and gap.

    python -m benchmarks.meetings
    python -m benchmarks.meetings --growth
    python -m benchmarks.meetings --replan

Greedy alone, CP-SAT alone (one model of the whole problem) and the scheduler get the same instance in the same run,
and the independent verifier reads every plan. A number and ``--seed`` make the same forum on every machine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qiaomost.forum.scheduling.case import Case
from qiaomost.forum.scheduling.draft import Draft
from qiaomost.forum.scheduling.measuring import measure
from qiaomost.forum.scheduling.modelling import Placement
from qiaomost.forum.scheduling.optimising import finish, schedule, schedule_greedily
from qiaomost.forum.scheduling.problem import (
    Engagement,
    Interpreter,
    Meeting,
    Participant,
    Plan,
    Problem,
    Progress,
    Request,
    Slot,
    Table,
)
from qiaomost.forum.scheduling.replanning import Away, replan
from qiaomost.forum.scheduling.verifying import breaches

ACCEPTED, WISHED = 10, 3
VIP_FACTOR = 3
SLOT, PAUSE, DAY = 25, 5, 24 * 60


@dataclass(frozen=True)
class Size:
    participants: int = 700
    slots: int = 24
    tables: int = 120
    interpreters: int = 15
    requests: int = 3500

    def scaled(self, participants: int) -> Size:
        """The same forum with more or fewer people: all but the slots in proportion."""
        share = participants / self.participants
        return Size(
            participants,
            self.slots,
            round(self.tables * share),
            max(2, round(self.interpreters * share)),
            round(self.requests * share),
        )


def forum(size: Size, seed: int) -> Problem:
    """A forum of three days in three halls of one city, twenty minutes apart."""
    rng = random.Random(seed)
    slots = tuple(slots_of(size.slots))
    people = [participant(rng, one, slots) for one in range(size.participants)]
    return Problem(
        participants=tuple(people),
        slots=slots,
        tables=tuple(table(rng, one, size.slots) for one in range(size.tables)),
        interpreters=tuple(interpreter(rng, one, size.slots) for one in range(size.interpreters)),
        requests=tuple(requests_of(rng, people, size.requests)),
        travel={(0, 1): 20, (0, 2): 20, (1, 2): 20},
    )


def slots_of(many: int) -> Iterator[Slot]:
    """Eight a day: four from 9:30, four from 14:00."""
    for one in range(many):
        day, place = divmod(one, 8)
        start = day * DAY + (570 if place < 4 else 840) + place % 4 * (SLOT + PAUSE)
        yield Slot(one, start, start + SLOT, day)


def participant(rng: random.Random, one: int, slots: tuple[Slot, ...]) -> Participant:
    tongue = rng.choices(("zh", "ru", "en"), (48, 44, 8))[0]
    languages = (
        {tongue}
        | ({"en"} if rng.random() < 0.45 else set())
        | ({"ru", "zh"} if rng.random() < 0.04 else set())
    )
    sites = {rng.choices((0, 1, 2), (7, 2, 1))[0]} | ({rng.randrange(3)} if rng.random() < 0.3 else set())
    attended = rng.sample(slots, min(len(slots), rng.choice((2, 3, 4, 5, 6, 8))))
    engagements = [Engagement(slot.start, slot.end, min(sites)) for slot in attended]
    if rng.random() < 0.15:  # comes a day late or leaves a day early
        first = rng.random() < 0.5
        engagements.append(Engagement(0, DAY) if first else Engagement(2 * DAY, 4 * DAY))
    vip = rng.random() < 0.03
    return Participant(
        one, frozenset(languages), frozenset(sites), tuple(engagements), rng.randrange(5, 13), vip
    )


def table(rng: random.Random, one: int, slots: int) -> Table:
    """Six of ten in the first hall; one in ten is lent for the first half only."""
    site = (0, 0, 0, 0, 0, 0, 1, 1, 1, 2)[one % 10]
    return Table(one, site, frozenset(range(slots // 2)) if rng.random() < 0.1 else None)


def interpreter(rng: random.Random, one: int, slots: int) -> Interpreter:
    """Most between Chinese and Russian; some with English; one in three walks between halls; five hours in eight."""
    pairs = {frozenset({"zh", "ru"})}
    if one % 5 == 3:
        pairs = {frozenset({"zh", "en"}), frozenset({"zh", "ru"})}
    elif one % 5 == 4:
        pairs = {frozenset({"ru", "en"})}
    sites = {(0, 0, 1, 0, 2)[one % 5]} | ({rng.randrange(3)} if one % 3 == 0 else set())
    return Interpreter(
        one, frozenset(pairs), frozenset(sites), frozenset(rng.sample(range(slots), max(1, slots * 5 // 6)))
    )


def requests_of(rng: random.Random, people: list[Participant], many: int) -> Iterator[Request]:
    """Some are sought after more than others; most want to meet across the border; two in five are accepted."""
    fame = [rng.paretovariate(1.8) for _ in people]
    seen: set[tuple[int, int]] = set()
    while len(seen) < many:
        one, other = rng.choices(people, fame, k=2)
        pair = min(one.id, other.id), max(one.id, other.id)
        alike = bool(one.languages & other.languages & {"zh", "ru"})
        apart = not one.sites & other.sites and rng.random() < 0.95
        if pair[0] == pair[1] or pair in seen or apart or (alike and rng.random() < 0.8):
            continue
        seen.add(pair)
        weight = ACCEPTED if rng.random() < 0.4 else WISHED
        yield Request(len(seen) - 1, pair, weight * (VIP_FACTOR if one.vip or other.vip else 1))


def monolithic(problem: Problem, seconds: float) -> Plan:
    """CP-SAT alone: one model of all requests and places, its own search and its own bound."""
    started = time.monotonic()
    case = Case(problem)
    draft = Draft(case)
    model = Placement(draft, range(len(case.requests)))
    left = seconds - (time.monotonic() - started)
    found = model.solve(seconds=left, cancelled=lambda: False)
    for request, (place, interpreter) in (found or {}).items():
        draft.restore(request, place, interpreter)
    return finish(draft, model.bound)


def row(problem: Problem, name: str, plan: Plan, seconds: float, bound: int) -> dict[str, Any]:
    worth = measure(problem, plan.meetings)
    return {
        "method": name,
        "meetings": len(plan.meetings),
        "value": plan.value,
        "bound": bound,
        "gap_percent": round(100 * (bound - plan.value) / bound, 2),
        "seconds": round(seconds, 1),
        "people": worth.people,
        "idle": worth.idle,
        "table_changes": worth.table_changes,
        "breaches": len(breaches(problem, plan.meetings)),
    }


def timed(make: Any) -> tuple[Plan, float]:
    started = time.monotonic()
    plan = make()
    return plan, time.monotonic() - started


def compare(problem: Problem, seconds: float, methods: list[str]) -> list[dict[str, Any]]:
    seen: list[Progress] = []
    makers = {
        "greedy": lambda: schedule_greedily(problem),
        "CP-SAT": lambda: monolithic(problem, seconds),
        "ours": lambda: schedule(problem, seconds=seconds, progress=seen.append),
    }
    plans = {name: timed(makers[name]) for name in methods}
    bound = min(plan.bound for plan, _ in plans.values())
    rows = [row(problem, name, plan, took, bound) for name, (plan, took) in plans.items()]
    near = [one.elapsed_s for one in seen if one.value >= 0.99 * bound]
    rows[-1]["within_1_percent_after_seconds"] = round(near[0], 1) if near else None
    return rows


def no_shows(problem: Problem, plan: Plan, many: int, seed: int) -> dict[str, Any]:
    """Some who have meetings do not come."""
    requests = {one.id: one for one in problem.requests}
    met = sorted({side for one in plan.meetings for side in requests[one.request].sides})
    gone = random.Random(seed).sample(met, many)
    lost = sum(any(side in gone for side in requests[one.request].sides) for one in plan.meetings)
    started = time.monotonic()
    new = replan(problem, plan.meetings, away=tuple(Away(one) for one in gone))
    took = time.monotonic() - started
    before: dict[int, Meeting] = {one.request: one for one in plan.meetings}
    after = {one.request: one for one in new.plan.meetings}
    return {
        "no_shows": many,
        "meetings_lost": lost,
        "meetings_touched": sum(after.get(one) != before[one] for one in before),
        "meetings_new": len(after.keys() - before.keys()),
        "value_before": plan.value,
        "value_after": new.plan.value,
        "breaches": len(breaches(new.problem, new.plan.meetings)),
        "seconds": round(took, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--participants", type=int, default=700)
    parser.add_argument("--growth", action="store_true", help="100 to 2,000 participants, ours alone")
    parser.add_argument("--replan", action="store_true", help="ten no-shows")
    parser.add_argument(
        "--methods", nargs="+", default=["greedy", "CP-SAT", "ours"], help="the last one is timed"
    )
    asked = parser.parse_args()
    print(json.dumps({"load_before": os.getloadavg(), "cores": os.cpu_count(), "seed": asked.seed}))
    sizes = (100, 200, 400, 700, 1000, 1400, 2000) if asked.growth else (asked.participants,)
    for participants in sizes:
        size = Size().scaled(participants)
        problem = forum(size, asked.seed)
        print(json.dumps(vars(size)), flush=True)
        if asked.replan:
            plan = schedule(problem, seconds=asked.seconds)
            for seed in range(5):
                print(json.dumps(no_shows(problem, plan, 10, seed)), flush=True)
            continue
        for one in compare(problem, asked.seconds, ["greedy", "ours"] if asked.growth else asked.methods):
            print(json.dumps(one, ensure_ascii=False), flush=True)
    print(json.dumps({"load_after": os.getloadavg()}))


if __name__ == "__main__":
    main()

"""What happens in the rooms of the demonstration: words, files, plans, agreements, milestones, outcomes."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from qiaomost.partnering.demo.contracts import CONTRACT_STEPS
from qiaomost.partnering.demo.outcomes import OUTCOME_STEPS
from qiaomost.partnering.demo.rooms import ROOM_STEPS
from qiaomost.partnering.demo.telling import Telling

FILE = Path(__file__).with_name("work.toml")

Step = Mapping[str, Any]
"""A row of the file: case, ``ago`` (days before the loading), what is done and by whom."""

STEPS: Mapping[str, Callable[[Telling, Step], Any]] = {**ROOM_STEPS, **CONTRACT_STEPS, **OUTCOME_STEPS}


@cache
def steps_of_cases() -> Mapping[str, Sequence[Step]]:
    """Record → what happens in the room of its case, in order; each step knows its case's agreement."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    steps: dict[str, list[Step]] = defaultdict(list)
    for row in told["step"]:
        steps[row["case"]].append({**row, "agreement": told["agreement"].get(row["case"], {})})
    return steps


def now_of(telling: Telling, step: Step) -> datetime:
    """When a step was taken."""
    return telling.now - timedelta(days=step["ago"])

"""CP-SAT with a time limit, a way to stop it, and its proven bound."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

WORKERS = 2
"""Threads of the solver: a node of the network has two cores."""

Cancelled = Callable[[], bool]


def solve(
    model: cp_model.CpModel,
    *,
    seconds: float,
    cancelled: Cancelled = lambda: False,
    workers: int = WORKERS,
    gap: float = 0.0,
    seed: int = 1,
    linearisation: int = 1,
) -> tuple[cp_model.CpSolver, bool]:
    """Run until optimal, within ``gap``, out of time or cancelled; tell the solver and whether it has a solution."""
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(seconds, 0.01)
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    solver.parameters.relative_gap_limit = gap
    solver.parameters.linearization_level = linearisation
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(solver, cancelled, done), daemon=True)
    watcher.start()
    try:
        status = solver.solve(model)
    finally:
        done.set()
        watcher.join()
    return solver, status in (cp_model.OPTIMAL, cp_model.FEASIBLE)


def _watch(solver: cp_model.CpSolver, cancelled: Cancelled, done: threading.Event) -> None:
    while not done.wait(0.1):
        if cancelled():
            solver.stop_search()
            return

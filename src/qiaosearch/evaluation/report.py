"""An evaluation as a table for a person."""

from __future__ import annotations

from qiaosearch.evaluation.measures import MEASURES
from qiaosearch.evaluation.runner import Evaluation
from qiaosearch.evaluation.significance import mean_interval


def table(evaluation: Evaluation) -> str:
    """Return one line for each figure; measures with their 95 % bootstrap interval over queries."""
    figures = evaluation.summary()
    lines = []
    for name in MEASURES:
        interval = mean_interval([values[name] for values in evaluation.values.values()])
        lines.append(f"{name:14}{interval.mean:9.4f}   [{interval.low:.4f}, {interval.high:.4f}]")
    lines += [f"{name:14}{figures[name]:9}" for name in ("queries", "documents")]
    lines += [f"{name:14}{figures[name]:9.1f}" for name in ("encode_per_s", "query_ms_p50", "query_ms_p95")]
    return "\n".join(lines)

"""Measures of a ranking against judgements, by the library ir-measures.

nDCG takes the grade itself as gain and log2(rank + 1) as discount (Järvelin and Kekäläinen 2002); for the
others, a grade from 1 is relevant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import ir_measures

from qiaosearch.evaluation.datasets import Qrels

MEASURES: Mapping[str, Any] = MappingProxyType(
    {
        "ndcg@10": ir_measures.nDCG @ 10,
        "recall@1": ir_measures.R @ 1,
        "recall@10": ir_measures.R @ 10,
        "recall@100": ir_measures.R @ 100,
        "mrr@10": ir_measures.RR @ 10,
        "map": ir_measures.AP,
    }
)
"""Our name → the library's measure; all are in [0, 1]."""

Values = dict[str, dict[str, float]]
"""Query id → measure → value."""


def per_query(qrels: Qrels, run: Mapping[str, Sequence[str]]) -> Values:
    """Return all measures of each query in ``run``.

    Args:
        qrels: judgements; those of queries that are not in ``run`` are left out.
        run: query id → document ids, best first; an empty ranking gets 0 everywhere.
    """
    names = {str(measure): name for name, measure in MEASURES.items()}
    judged = [
        ir_measures.Qrel(query_id, document_id, grade)
        for query_id in run
        for document_id, grade in qrels[query_id].items()
    ]
    # the library sorts by score and breaks ties its own way: ranks as scores keep the order as it is
    ranked = [
        ir_measures.ScoredDoc(query_id, document_id, float(-rank))
        for query_id, document_ids in run.items()
        for rank, document_id in enumerate(document_ids)
    ]
    values: Values = {query_id: dict.fromkeys(MEASURES, 0.0) for query_id in run}
    for metric in ir_measures.iter_calc(list(MEASURES.values()), judged, ranked):
        values[metric.query_id][names[str(metric.measure)]] = float(metric.value)
    return values


def mean(values: Values) -> dict[str, float]:
    """Return the mean of each measure over the queries."""
    return {name: _mean(query[name] for query in values.values()) for name in MEASURES}


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers)

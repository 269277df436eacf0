"""The closing report of an edition as PDF."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from qiaomost.common.typesetting import render_pdf

KEPT = 6
"""So many reports a process keeps: two in three languages."""


def report_pdf(data: Mapping[str, Any]) -> bytes:
    """Return the report of what ``presenting.reporting`` gathers; the same data is set once in a process."""
    return _set(json.dumps(data, ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=KEPT)
def _set(data: str) -> bytes:
    return render_pdf(_template(), json.loads(data))


@cache
def _template() -> str:
    return (files(__package__) / "data" / "report.typ").read_text(encoding="utf-8")

"""The closing report of an edition as PDF."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from qiaomost.common.typesetting import render_pdf


def report_pdf(data: Mapping[str, Any]) -> bytes:
    """Return the report of what ``presenting.reporting`` gathers; same data, same bytes."""
    return render_pdf(_template(), data)


@cache
def _template() -> str:
    return (files(__package__) / "data" / "report.typ").read_text(encoding="utf-8")

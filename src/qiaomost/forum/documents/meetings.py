"""Lists of meetings as PDF: one's own, those of a table, those of an interpreter."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from qiaomost.common.typesetting import render_pdf


def meetings_pdf(data: Mapping[str, Any]) -> bytes:
    """Return the sheets that ``presenting.meetings.printing`` gathers; same data, same bytes."""
    return render_pdf(_template(), data)


@cache
def _template() -> str:
    return (files(__package__) / "data" / "meetings.typ").read_text(encoding="utf-8")

"""The programme of an edition as PDF."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from qiaomost.common.typesetting import render_pdf


def programme_pdf(data: Mapping[str, Any]) -> bytes:
    """Return the printed programme of what ``presenting.printing`` gathers; same data, same bytes."""
    return render_pdf(_template(), data)


@cache
def _template() -> str:
    return (files(__package__) / "data" / "programme.typ").read_text(encoding="utf-8")

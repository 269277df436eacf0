"""The chain of a case as PDF."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from qiaomost.common.typesetting import render_pdf


def chain_pdf(data: Mapping[str, Any]) -> bytes:
    """Return a sheet of what ``presenting.story`` exports, with ``heads`` for its columns; same data, same bytes."""
    return render_pdf(_template(), data)


@cache
def _template() -> str:
    return (files(__package__) / "data" / "chain.typ").read_text(encoding="utf-8")

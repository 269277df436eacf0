"""Letters and certificates as PDF, in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from qiaomost.common.typesetting import render_pdf
from qiaomost.forum.documents.badges import qr_svg


def issued_pdf(kind: str, data: Mapping[str, Any]) -> bytes:
    """Set a ``letter`` or ``certificate``; the same document always gives the same bytes.

    Args:
        kind: which template.
        data: ``number``, ``code``, ``page`` where it is checked and ``address`` of this check, ``issued_on`` by
            language, and ``parts``, what it says in each of its languages.
    """
    return render_pdf(_template(kind), {**data, "qr": qr_svg(data["address"])})


def list_pdf(data: Mapping[str, Any]) -> bytes:
    """Set a list of the organisers: ``title``, ``lines``, and ``sections`` of ``heads`` and ``rows``."""
    return render_pdf(_template("list"), data)


@cache
def _template(name: str) -> str:
    folder = files(__package__) / "data"
    return (folder / "words.typ").read_text(encoding="utf-8") + (folder / f"{name}.typ").read_text(
        encoding="utf-8"
    )

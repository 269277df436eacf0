"""Badges as PDF, and QR codes as pictures."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import segno

from qiaomost.common.typesetting import render_pdf


def badges_pdf(edition: Mapping[str, str], badges: Iterable[Mapping[str, Any]], *, is_sheet: bool) -> bytes:
    """Return the badges, four of A6 on a sheet of A4 with marks to cut along, or each on a page of A6.

    Args:
        edition: language → name of the edition, in the order in which they are printed.
        badges: ``asdict`` of ``rules.badges.Badge``.
        is_sheet: whether the paper is A4.
    """
    rows = [{**badge, "qr": qr_svg(badge["code"]), "ink": ink_on(badge["colour"])} for badge in badges]
    title = next(iter(edition.values()), "")
    data = {"edition": list(edition.items()), "title": title, "badges": rows, "is_sheet": is_sheet}
    return render_pdf(_template(), data)


def qr_svg(text: str) -> str:
    """Return ``text`` as a QR code of error level Q: a quarter of its area may be dirty, worn or covered."""
    out = io.BytesIO()
    segno.make(text, error="q", boost_error=False, micro=False).save(
        out,
        kind="svg",
        border=4,
        dark="#000000",
        light="#ffffff",
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    return out.getvalue().decode()


def ink_on(colour: str) -> str:
    """Black or white, whichever is easier to read on ``colour`` (WCAG 2.2, relative luminance)."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#000000" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff"


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)


@cache
def _template() -> str:
    return (files(__package__) / "data" / "badges.typ").read_text(encoding="utf-8")

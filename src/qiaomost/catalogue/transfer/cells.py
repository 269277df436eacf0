"""Cells that a spreadsheet does not take for formulas."""

from __future__ import annotations

import re

from qiaosearch.text.normalise import clean

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\n]")
"""What spreadsheets start to calculate at, full-width forms included; blanks before it do not help."""

_GUARDED = re.compile(rf"'+(?:{_FORMULA.pattern})")


def guarded(text: str) -> str:
    """Return ``text`` without control characters and, where it looks like a formula, behind an apostrophe."""
    text = clean(text)
    return f"'{text}" if _FORMULA.match(text) or _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """Return what ``guarded`` made ``text`` of."""
    return text[1:] if _GUARDED.match(text) else text

"""Texts for readers who may not know whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterable

COVER = "▇▇▇"


def covered(text: str, names: Iterable[str]) -> str:
    """Return ``text`` with each of ``names`` covered, whatever its case; addresses and links are covered too."""
    text = re.sub(r"\S+@\S+\.\S+|https?://\S+|\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b", COVER, text)
    known = sorted({name.strip() for name in names if len(name.strip()) > 1}, key=len, reverse=True)
    if not known:
        return text
    return re.sub("|".join(map(_pattern, known)), COVER, text, flags=re.IGNORECASE)


def _pattern(name: str) -> str:
    """Names in letters stand alone and in any case ending; Chinese ones stand anywhere."""
    words = r"\s+".join(re.escape(word) for word in name.split())
    if re.search(r"[一-鿿]", name):
        return words
    ending = r"\w{0,3}" if re.search(r"[а-яё]", name, re.IGNORECASE) else ""
    return rf"\b{words}{ending}\b"

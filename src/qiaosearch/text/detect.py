"""Which of the three languages a text is in, by its script.

Script is enough for three languages that share none, and takes microseconds. Latin words are at home in a
Chinese or Russian technical text (``LiFePO4``, names of instruments), the reverse is rare: so the letters are
weighted. A Chinese character stands for about as much text as four Latin letters; a Cyrillic letter counts
twice.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from qiaosearch.types import Language

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
_CYRILLIC = re.compile("[\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f]+")
_LATIN = re.compile("[A-Za-zªºÀ-ÖØ-öø-\u024f\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a]+")

_HAN_WEIGHT = 4
_CYRILLIC_WEIGHT = 2


class ScriptCounts(NamedTuple):
    """How many letters of each script a text has."""

    han: int
    cyrillic: int
    latin: int


def script_counts(text: str) -> ScriptCounts:
    """Count the letters of the three scripts; digits, marks and other scripts count nowhere."""
    return ScriptCounts(_letters(_HAN, text), _letters(_CYRILLIC, text), _letters(_LATIN, text))


def detect(text: str) -> Language | None:
    """Return the language of ``text``, or ``None`` where it has no letter of the three scripts."""
    han, cyrillic, latin = script_counts(text)
    weighted = (_HAN_WEIGHT * han, _CYRILLIC_WEIGHT * cyrillic, latin)
    most = max(weighted)
    if most == 0:
        return None
    return (Language.ZH, Language.RU, Language.EN)[weighted.index(most)]


def _letters(script: re.Pattern[str], text: str) -> int:
    return sum(map(len, script.findall(text)))

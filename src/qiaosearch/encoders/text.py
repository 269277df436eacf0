"""What every encoder of ours does to a text first."""

from __future__ import annotations

import re
import unicodedata

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def prepare(text: str) -> str:
    """Return ``text`` composed (NFC), with half surrogate pairs replaced, which no tokeniser takes.

    Files extracted from PDF spell й and ё as letter + mark; tokenisers trained on composed text take these
    apart.
    """
    return unicodedata.normalize("NFC", _LONE_SURROGATE.sub("\ufffd", text))

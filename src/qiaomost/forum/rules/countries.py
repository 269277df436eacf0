"""Countries of the world by their ISO 3166 code, named in the reader's language out of Unicode's CLDR."""

from __future__ import annotations

from functools import cache

from babel import Locale

_LOCALES = {"zh": "zh_Hans", "ru": "ru", "en": "en"}
FIRST = ("CN", "RU")
"""The two countries of the network stand first in every list."""


@cache
def countries_in(language: str) -> dict[str, str]:
    """Code → name, the two countries of the network first, the others by name."""
    names = Locale.parse(_LOCALES[language]).territories
    plain = {code: str(name) for code, name in names.items() if len(code) == 2 and code.isalpha()}
    rest = sorted((code for code in plain if code not in FIRST), key=lambda code: plain[code])
    return {
        code: plain[code]
        for code in (*FIRST, *rest)
        if code not in {"ZZ", "EU", "EZ", "UN", "XA", "XB", "QO"}
    }


def country_codes() -> frozenset[str]:
    """All codes that may be given."""
    return frozenset(countries_in("en"))

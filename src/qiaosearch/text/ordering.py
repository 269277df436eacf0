"""Keys by which names are sorted as readers of their language look them up.

Chinese goes by pinyin, character by character: syllable, tone, then the character itself. Russian and English go by
letters without case, marks, quotation marks and a legal form at the head («ООО», “JSC”); ё counts as е.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from qiaosearch.text.names.characters import HAN
from qiaosearch.types import Language

_FORMS: Mapping[Language, tuple[str, ...]] = {
    Language.RU: (
        *["ооо", "ао", "пао", "оао", "зао", "нао", "ано", "нко", "ип", "фгуп", "гуп", "муп", "во", "впо"],
        *[
            "фгбун",
            "фгбу",
            "фгбоу",
            "фгбуз",
            "фгаоу",
            "фгаун",
            "фгау",
            "фгку",
            "фгкоу",
            "гбу",
            "гбоу",
            "гбуз",
            "гау",
            "гаоу",
        ],
        "общество с ограниченной ответственностью",
        "акционерное общество",
        "публичное акционерное общество",
        "закрытое акционерное общество",
        "открытое акционерное общество",
        "федеральное государственное унитарное предприятие",
        "федеральное государственное бюджетное учреждение науки",
        "федеральное государственное бюджетное учреждение",
        "федеральное государственное бюджетное образовательное учреждение высшего образования",
        "федеральное государственное автономное образовательное учреждение высшего образования",
    ),
    Language.EN: (
        "the",
        *["jsc", "pjsc", "ojsc", "cjsc", "llc", "ooo", "ao", "pao", "fsue", "fsbi", "fsbei", "fsaei"],
    ),
}
_AT_THE_HEAD = {
    language: re.compile(rf"(?:(?:{'|'.join(forms)}) )+(?=\S)") for language, forms in _FORMS.items()
}
_NUMBER = re.compile(r"\d+")
_DIGITS = 6


def sort_key(name: str, language: Language) -> bytes:
    """Return what ``name`` is sorted by, to be compared byte by byte; numbers up to a million go by value.

    Names that differ in nothing that counts are told apart by how they are written.
    """
    words = _bare(name)
    if language in _AT_THE_HEAD:
        head = _AT_THE_HEAD[language].match(words)
        words = words[head.end() :] if head else words
    words = _NUMBER.sub(lambda number: number[0].zfill(_DIGITS), words)
    counted = "".join(_read(words)) if language is Language.ZH else words
    return f"{counted}\0{name}".encode()


def _bare(name: str) -> str:
    """Words of letters and digits without case and marks; й stays a letter of its own."""
    whole = unicodedata.normalize("NFKC", name).casefold()
    signs = "".join(sign if sign == "й" else unicodedata.normalize("NFKD", sign) for sign in whole)
    spaced = ("" if unicodedata.combining(sign) else sign if sign.isalnum() else " " for sign in signs)
    return " ".join("".join(spaced).split())


def _read(words: str) -> Iterator[str]:
    """Each character behind its reading: 哈尔滨 is “ha1哈 er3尔 bin1滨”; other signs as they are."""
    readings = _pypinyin().pinyin(words, style=_pypinyin().Style.TONE3, errors=list)
    for sign, (reading, *_) in zip(words, readings, strict=True):
        yield f"{reading}{sign} " if HAN.match(sign) else sign


@cache
def _pypinyin() -> Any:
    import pypinyin

    return pypinyin

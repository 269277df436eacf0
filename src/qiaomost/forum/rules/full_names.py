"""A full name in one cell, as lists of either country give it, parted into family name, given name, patronymic."""

from __future__ import annotations

from qiaosearch.text.detect import detect
from qiaosearch.text.names.characters import compound_surnames
from qiaosearch.text.names.forms import is_surely_chinese

DOTS = "·•・‧∙"


def name_language(text: str) -> str:
    """The language whose script a name is written in; English where there is no letter of the three."""
    found = detect(text)
    return found.value if found else "en"


def parted(text: str) -> tuple[str, str, str]:
    """Return family name, given name and patronymic; what is missing is empty.

    欧阳明 and 司马相如 have compound family names; 玛丽亚·科瓦廖娃 gives the family name last; Russian lists and
    pinyin begin with it; else, in Latin letters, the word in capitals, the one before a comma, or the last one is it.
    """
    words = " ".join(text.split())
    match name_language(words):
        case "zh":
            return _chinese(words.replace(" ", ""))
        case "ru":
            family, given, patronymic = (*words.replace(",", " ").split(maxsplit=2), "", "", "")[:3]
            return family, given, patronymic
        case _:
            return _latin(words)


def _chinese(words: str) -> tuple[str, str, str]:
    for dot in DOTS:
        if dot in words:
            given, _dot, family = words.rpartition(dot)
            return family, given, ""
    size = 2 if len(words) > 2 and words[:2] in compound_surnames() else 1
    return words[:size], words[size:], ""


def _latin(words: str) -> tuple[str, str, str]:
    if "," in words:
        family, _comma, given = words.partition(",")
        return family.strip(), given.strip(), ""
    parts = words.split()
    capitals = [part for part in parts if len(part) > 1 and part.isupper()]
    if capitals and len(capitals) < len(parts):
        return " ".join(capitals), " ".join(part for part in parts if part not in capitals), ""
    if len(parts) < 2:
        return words, "", ""
    first, last = (parts[0], " ".join(parts[1:])), (parts[-1], " ".join(parts[:-1]))
    is_pinyin = is_surely_chinese(*first) and not is_surely_chinese(*last)
    return (*(first if is_pinyin else last), "")

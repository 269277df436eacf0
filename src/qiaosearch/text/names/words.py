"""Words of a name as typed, and the ways to read them as family name and rest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from qiaosearch.text.names import characters, russian
from qiaosearch.text.names.forms import readings
from qiaosearch.text.normalise import clean, fold

_MAX_WORDS = 4
_WORD = re.compile(r"[^\W_](?:[^\W_]|(?<=[uU]):|['’ʼ`\-‐‑–](?=[^\W_]))*\.?")
_JOINED_INITIALS = re.compile(r"[B-DF-HJ-NP-TV-Z]{2,3}")

Words = tuple[str, ...]
Way = tuple[str, Words]
"""Family name; given name and what follows it. Without a family name it is the polite address by both."""


def ways_to_read(text: str) -> Iterator[Way]:
    """Yield the ways to read a query as family name and rest; none if it has more words than a name."""
    parts = [split_words(part) for part in re.split("[,，、]", text)]
    words = [word for part in parts for word in part]
    if not 1 <= len(words) <= _MAX_WORDS:
        return
    if len(parts) == 2 and all(parts):
        yield from ((" ".join(parts[0]), rest) for rest in with_dots(tuple(parts[1])))
    elif len(words) == 1:
        yield from _one_word(words[0])
    else:
        for alternative in with_dots(tuple(words)):
            yield from _several_words(alternative)


def _one_word(word: str) -> Iterator[Way]:
    if characters.HAN.search(word):
        for family, given in characters.split_name(word):
            yield family, (given,) if given else ()
    elif not is_initial(word):
        yield word, ()


def _several_words(words: Words) -> Iterator[Way]:
    if len(words) == 2 and not any(map(is_initial, words)) and russian.is_patronymic(words[1]):
        yield "", words
    capitals = [word for word in words if word.isupper() and not is_initial(word)]
    known = capitals[0] if len(capitals) == 1 and any(word[1:2].islower() for word in words) else None
    for size in (1, 2):
        for family, rest in ((words[:size], words[size:]), (words[-size:], words[:-size])):
            if size == 2 and not _is_compound(family):
                continue
            if not any(map(is_initial, family)) and known in {None, *family}:
                yield " ".join(family), rest


def _is_compound(words: Words) -> bool:
    found = readings(" ".join(words))
    return bool(found) and found[0] in characters.compound_surnames().values()


def split_words(text: str) -> list[str]:
    """Return words and initials (``М.``, ``ZY`` as ``Z.`` and ``Y.``); traditional characters become simplified."""
    found: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFKC", clean(text))):
        if characters.HAN.search(word):
            found.append(fold(word))
        elif _JOINED_INITIALS.fullmatch(word):
            found.extend(f"{letter}." for letter in word)
        else:
            found.append(word)
    return found


def is_initial(word: str) -> bool:
    """Whether a word is a dotted initial, or a letter that can be nothing else: У and E are names, М and Z are not."""
    letters = word.rstrip(".")
    if word.endswith("."):
        return len(letters) <= 2 and not characters.HAN.search(letters)
    return _is_lone_letter(letters) and not readings(letters)


def with_dots(words: Words) -> set[Words]:
    """Return the words, and as an alternative with all lone letters taken as initials: Kovaleva A, Kovaleva A."""
    return {words, tuple(f"{word}." if _is_lone_letter(word) else word for word in words)}


def _is_lone_letter(word: str) -> bool:
    return len(word) == 1 and russian.fold(word) != ""

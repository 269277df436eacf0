"""Organisations: keys of the sound of their names without legal form, in characters, pinyin, Palladius and Russian."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from qiaomost.compliance.comparing.alike import alike_keys, all_words_of, telling_words_of, words_of
from qiaomost.compliance.comparing.parties import PartyKind
from qiaosearch.text.names import russian
from qiaosearch.text.names.characters import HAN, given_reading
from qiaosearch.text.names.forms import readings
from qiaosearch.text.normalise import fold

_LEGAL_FORM = re.compile(r"(?:股份|集团|有限|责任|总|控股)*(?:公司|集团)$")
_NO_LETTERS = re.compile(r"[\W_]+")
_SHORTEST = 4
"""Letters of a key of sound; what is shorter (ЗАО «Ли») is found by its spelling alone."""


def organisation_keys(text: str) -> frozenset[str]:
    """Return the keys under which an organisation's name is found, on a list and in the network alike."""
    alike = frozenset() if HAN.search(text) else alike_keys(PartyKind.ORGANISATION, text)
    return sound_of(text) | spelling_of(text) | alike


@lru_cache(maxsize=4096)
def spelling_of(text: str) -> frozenset[str]:
    """Return the key of the spelling: the words without the legal form, in whatever order."""
    if HAN.search(text):
        return frozenset({f"spelt {_core(text)}"})
    words = sorted(fold(part.form) for part in telling_words_of(PartyKind.ORGANISATION, text))
    return frozenset({f"spelt {' '.join(words)}"}) if words else frozenset()


@lru_cache(maxsize=4096)
def sound_of(text: str) -> frozenset[str]:
    """Return the keys of the sound: toneless pinyin run together, and the Russian words folded."""
    return frozenset(key for key in _sounds(text) if len(key.partition(" ")[2]) >= _SHORTEST)


def _sounds(text: str) -> Iterator[str]:
    if HAN.search(text):
        yield f"zh {''.join(given_reading(_core(text)))}"
        return
    yield from _as_chinese(text)
    telling = (part.form for part in telling_words_of(PartyKind.ORGANISATION, text))
    yield f"ru {' '.join(sorted(filter(None, map(_folded, telling))))}"


def _as_chinese(text: str) -> Iterator[str]:
    """Yield the key of words that all read as Mandarin; another with those that look like a legal form (沙: SHA)."""
    words = words_of(PartyKind.ORGANISATION, text)
    if not words or not all(readings(part.form) for part in words):
        return
    for spelt in (words, all_words_of(PartyKind.ORGANISATION, text)):
        read = [found[0] for found in (readings(part.form) for part in spelt) if found]
        yield f"zh {''.join(syllable for word in read for syllable in word)}"


def _folded(word: str) -> str:
    """Return the sound of a word; a number stands as it is: Луч-5 is not Луч-7."""
    return word if any(map(str.isdigit, word)) else russian.fold(word)


def _core(text: str) -> str:
    """Return a name in characters without marks and legal form; as it is where nothing else would be left."""
    whole = _NO_LETTERS.sub("", fold(text))
    core = _LEGAL_FORM.sub("", whole)
    return core if len(core) > 1 else whole

"""Terms of a text: what the lexical leg matches.

Chinese is segmented by jieba with our user dictionary, in search mode (a compound gives its parts as well); Russian
words become lemmas (pymorphy3), English words stems (Snowball). Technical tokens stay whole: formulas and grades
(``LiFePO4``, ``Ti-6Al-4V``), standards (``GB/T 50081``, ``ГОСТ 10060``) and levels (``TRL 6``), the latter two without
their space. Languages may be mixed in one text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from qiaosearch.text.normalise import fold_with_offsets

VERSION = 1
"""Grows when the same text gives other terms; part of an index's fingerprint."""

MAX_TERM = 64

_TOKEN = re.compile(
    r"""
    (?P<standard>(?<![a-zа-я\d])
        (?:[a-z]{1,4}/[tz]|gb|jgj|jtg|cjj|hj|astm|din|iso|iec|en(?=[ ]?\d{3})
          |гост\s?р|гост|сп|снип|ост|ту(?=[ ]?\d{3})|trl|утг)
        [\s-]?(?P<number>[a-z]?\d+(?:[.]\d+)*)(?:[-–—:]\d{2,4})?(?![a-zа-я\d]))
    | (?P<decimal>(?<!\d[.,])\d+[.,]\d+(?![a-zа-я\d]|[.,]\d|-[a-zа-я]))
    | (?P<han>[_HAN_]+)
    | (?P<word>[^\W__HAN_]+(?:[-/.+][^\W__HAN_]+)*(?:\+\+|\#)?)
    """.replace("_HAN_", "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"),
    re.VERBOSE,
)
_PIECE = re.compile(
    r"(?P<han>[_HAN_]+)|[^\W_HAN_]+(?:[-.,/][^\W_HAN_]+)*|.".replace(
        "_HAN_", "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    ),
    re.DOTALL,
)
_CYRILLIC = re.compile(r"[а-я]+")
_LATIN = re.compile(r"[a-z]+")
_PART = re.compile(r"[^-/.+]+")
_LOOKALIKES = str.maketrans("авекмнорстх", "abekmhopctx")
_CYRILLIC_ONLY = re.compile(r"[а-я]")


@dataclass(frozen=True, slots=True)
class Term:
    """A term and the stretch ``[start, end)`` of the text that it stands for."""

    term: str
    start: int
    end: int


def terms(text: str) -> list[Term]:
    """Return the terms of ``text`` in order; the parts of a compound share or overlap its stretch."""
    folded, offsets = fold_with_offsets(text)
    found = (term for term in _scan(folded) if term.term not in stop_words())
    if offsets is None:
        return list(found)
    return [Term(term.term, offsets[term.start], _end_in_source(offsets, term.end)) for term in found]


def _end_in_source(offsets: list[int], end: int) -> int:
    """Return where the source of the last folded character ends; one source character may give several (½)."""
    last = offsets[end - 1]
    while offsets[end] == last:
        end += 1
    return offsets[end]


def term_list(text: str) -> list[str]:
    """Return the terms of ``text`` without their places."""
    return [term.term for term in terms(text)]


def split_words(text: str) -> list[str]:
    """Return the words of ``text`` and the single characters between them, in order; joined they are ``text``."""
    return [piece for match in _PIECE.finditer(text) for piece in _pieces(match)]


def _pieces(match: re.Match[str]) -> list[str]:
    if match["han"]:
        return [word for word, _, _ in _segmenter().tokenize(match["han"], "default")]
    return [match.group()]


def _scan(folded: str) -> Iterator[Term]:
    for match in _TOKEN.finditer(folded):
        if match["standard"]:
            prefix = match["standard"][: match.start("number") - match.start()]
            yield Term(re.sub(r"[\s-]", "", prefix) + match["number"], *match.span())
        elif match["decimal"]:
            yield Term(match["decimal"].replace(",", "."), *match.span())
        elif match["han"]:
            yield from _chinese(match["han"], match.start())
        else:
            yield from _alphabetic(match["word"], match.start())


def _alphabetic(word: str, start: int) -> Iterator[Term]:
    if any(map(str.isdigit, word)) or word.endswith(("+", "#")):
        yield Term(_one_alphabet(word)[:MAX_TERM], start, start + len(word))
        return
    for part in _PART.finditer(word):
        yield Term(base_form(part.group())[:MAX_TERM], start + part.start(), start + part.end())


def _one_alphabet(token: str) -> str:
    """Return a formula or grade in Latin letters if it looks the same in them: СО2, В25 and м3 are typed in both."""
    latin = token.translate(_LOOKALIKES)
    return token if _CYRILLIC_ONLY.search(latin) else latin


def _chinese(run: str, start: int) -> Iterator[Term]:
    for word, begin, end in _segmenter().tokenize(run, "search"):
        yield Term(word, start + begin, start + end)


@lru_cache(maxsize=200_000)
def base_form(word: str) -> str:
    """Return the lemma of a Russian word, the stem of an English one, any other word as it is (all folded).

    What is longer than a term may be is no word, and would only take the analyser's time.
    """
    if len(word) > MAX_TERM:
        return word[:MAX_TERM]
    if _CYRILLIC.fullmatch(word):
        return str(_morphology().parse(word)[0].normal_form).replace("ё", "е")
    if _LATIN.fullmatch(word):
        return str(_stemmer().stemWord(word))
    return word


@cache
def stop_words() -> frozenset[str]:
    """Words of the three languages that carry no subject, in their base forms."""
    return frozenset(_lines("stop_words.txt"))


@cache
def _segmenter() -> Any:
    from rjieba import Jieba

    segmenter = Jieba()
    for line in _lines("user_dictionary.zh.txt"):
        segmenter.add_word(line, None, None)
    return segmenter


@cache
def _morphology() -> Any:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")


@cache
def _stemmer() -> Any:
    from Stemmer import Stemmer

    return Stemmer("english")


def _lines(name: str) -> list[str]:
    content = resources.files("qiaosearch.text").joinpath("data", name).read_text(encoding="utf-8")
    return [line.strip() for line in content.splitlines() if line.strip() and not line.startswith("#")]

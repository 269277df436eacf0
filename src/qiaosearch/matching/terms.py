"""Technical terms that meet: the same token in both texts, or two keywords that mean the same in two languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from qiaosearch.text.normalise import fold
from qiaosearch.types import Document, Encoder, IndexedPassage, Language

SAME_MEANING = 0.62
"""Cosine from which two keywords count as one concept."""

Keyword = tuple[str, Language]
Vector = npt.NDArray[np.float32]


def keywords(document: Document) -> list[Keyword]:
    """All keywords of a document with their language, each once."""
    return list(dict.fromkeys((word, text.language) for text in document.texts for word in text.keywords))


def readable_keywords(document: Document, reader: Language | None) -> list[Keyword]:
    """The keywords in the reader's language, else in English, else all."""
    found = keywords(document)
    for language in (reader, Language.EN) if reader else ():
        if ours := [keyword for keyword in found if keyword[1] == language]:
            return ours
    return found


def technical_tokens(passages: Iterable[IndexedPassage]) -> set[str]:
    """Terms that read the same in every language: formulas, grades, standards; not plain numbers or short units."""
    terms = {term for item in passages for term in item.terms.split()}
    return {term for term in terms if _is_technical(term)}


def _is_technical(term: str) -> bool:
    letters = sum(char.isalpha() for char in term)
    return letters > 0 and len(term) >= 3 and any(char.isdigit() for char in term)


class TermPairs:
    """Finds keyword pairs; remembers the vectors of keywords it has seen."""

    def __init__(self, encoder: Encoder, *, remembered: int = 20_000) -> None:
        self._encoder = encoder
        self._remembered = remembered
        self._vectors: dict[Keyword, Vector] = {}

    def learn(self, keywords: Iterable[Keyword]) -> Mapping[Keyword, Vector]:
        """Return vectors of at least these; new ones are encoded in one go, which costs a fraction of one by one."""
        vectors = self._vectors if len(self._vectors) <= self._remembered else {}
        new = [keyword for keyword in dict.fromkeys(keywords) if keyword not in vectors]
        if new:
            words, languages = zip(*new, strict=True)
            vectors |= dict(zip(new, self._encoder.encode_queries(words, languages), strict=True))
        self._vectors = vectors
        return vectors

    def pairs(self, problem: Sequence[Keyword], solution: Sequence[Keyword]) -> list[tuple[str, str, float]]:
        """Return (problem's keyword, solution's keyword, cosine), best first, each keyword once."""
        if not problem or not solution:
            return []
        vectors = self.learn((*problem, *solution))
        cosines = (
            np.stack([vectors[word] for word in problem]) @ np.stack([vectors[word] for word in solution]).T
        )
        found = []
        for _ in range(min(cosines.shape)):
            row, column = divmod(int(np.argmax(cosines)), cosines.shape[1])
            best = float(cosines[row, column])
            if best < SAME_MEANING:
                break
            found.append((problem[row][0], solution[column][0], best))
            cosines[row, :] = -2.0
            cosines[:, column] = -2.0
        return found


def met(
    pairs: Sequence[tuple[str, str, float]], tokens: Iterable[str], *, limit: int = 8
) -> tuple[tuple[str, str], ...]:
    """Return the terms to show: keyword pairs first, then technical tokens that no pair shows already."""
    shown = [(ours, theirs) for ours, theirs, _ in pairs]
    seen = " ".join(fold(word) for pair in shown for word in pair)
    shown += [(token, token) for token in sorted(tokens) if token not in seen]
    return tuple(shown[:limit])

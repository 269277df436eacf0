"""Names that are merely spelt alike, in Cyrillic and Latin letters: blocking keys and similarity, by ``rigour``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations

from rigour.names import (
    NamePart,
    NamePartTag,
    NameTypeTag,
    align_person_name_order,
    analyze_names,
    compare_parts,
)

from qiaomost.compliance.comparing.parties import PartyKind

KEY_WORDS = 4
"""So many of the longest words of a name are paired into keys."""

MISSING = 0.02
"""What each word costs that a person's longer name has beside the shorter one: a patronymic, say."""

_TAGS = {PartyKind.PERSON: NameTypeTag.PER, PartyKind.ORGANISATION: NameTypeTag.ORG}
_LEFT_OUT = frozenset({NamePartTag.LEGAL, NamePartTag.STOP})


@lru_cache(maxsize=4096)
def words_of(kind: PartyKind, text: str) -> tuple[NamePart, ...]:
    """Return the words of a name without legal forms and stop words; all of them where nothing else is left."""
    legal_forms = kind == PartyKind.ORGANISATION  # told by its symbols, which cost time
    names = analyze_names(_TAGS[kind], [text], symbols=legal_forms, numerics=False, consolidate=False)
    parts = [part for name in sorted(names, key=lambda name: str(name.form)) for part in name.parts]
    return tuple(part for part in parts if part.tag not in _LEFT_OUT) or tuple(parts)


def alike_keys(kind: PartyKind, text: str) -> frozenset[str]:
    """Return keys of which names that are spelt alike share one: pairs of words by their consonants' sound.

    A single word makes a key for organisations alone: one word is no name of a person.
    """
    words = sorted(words_of(kind, text), key=lambda part: (-len(part.form), part.form))[:KEY_WORDS]
    sounds = sorted({part.metaphone for part in words if part.metaphone})
    if len(sounds) == 1 and kind == PartyKind.ORGANISATION and len(words) == 1:
        return frozenset({f"like {sounds[0]}"})
    return frozenset(f"like {' '.join(pair)}" for pair in combinations(sounds, 2))


def similarity(kind: PartyKind, left: str, right: str) -> float:
    """Return how alike two names are spelt, 0 to 1; 0 for a person of whom one word and initials alone are known.

    Persons: the shorter name has to be in the longer one; organisations: both as a whole. Letters count, not words.
    """
    fewest = 2 if kind == PartyKind.PERSON else 1
    both = [[part for part in words_of(kind, text) if len(part.form) >= fewest] for text in (left, right)]
    shorter, longer = sorted(both, key=lambda words: (len(words), _letters(words)))
    if len(shorter) < fewest:
        return 0.0
    met = sum(_met(*align_person_name_order(shorter, longer)))
    if kind == PartyKind.ORGANISATION:
        return 2 * met / (_letters(shorter) + _letters(longer))
    return max(0.0, met / _letters(shorter) - MISSING * (len(longer) - len(shorter)))


def _met(shorter: list[NamePart], longer: list[NamePart]) -> Iterator[float]:
    """Yield the letters of the shorter name that met, each cluster's weighted by its similarity."""
    for cluster in compare_parts(shorter, longer):
        if cluster.qps and cluster.rps:
            yield cluster.score * _letters(cluster.qps)


def _letters(words: Sequence[NamePart]) -> int:
    return sum(len(part.comparable) for part in words)

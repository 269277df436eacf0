"""Names that are merely spelt alike, in Cyrillic and Latin letters: blocking keys and similarity, by ``rigour``."""

from __future__ import annotations

from collections.abc import Sequence
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
from qiaosearch.text.names import russian

KEY_WORDS = 4
"""So many of the longest words of a name are paired into keys."""

MISSING = 0.02
"""What each word costs that a person's longer name has beside the shorter one: a patronymic, say."""

_TAGS = {PartyKind.PERSON: NameTypeTag.PER, PartyKind.ORGANISATION: NameTypeTag.ORG}

WORST = 0.5
"""So alike at least is each word of the shorter name to one of the longer."""


@lru_cache(maxsize=4096)
def all_words_of(kind: PartyKind, text: str) -> tuple[NamePart, ...]:
    """Return the words of a name; each is tagged with what it is."""
    legal_forms = kind == PartyKind.ORGANISATION  # told by its symbols, which cost time
    names = analyze_names(_TAGS[kind], [text], symbols=legal_forms, numerics=False, consolidate=False)
    return tuple(part for name in sorted(names, key=lambda name: str(name.form)) for part in name.parts)


def words_of(kind: PartyKind, text: str) -> tuple[NamePart, ...]:
    """Return the words of a name without legal forms; all of them where nothing else is left."""
    words = all_words_of(kind, text)
    return tuple(part for part in words if part.tag != NamePartTag.LEGAL) or words


def telling_words_of(kind: PartyKind, text: str) -> tuple[NamePart, ...]:
    """Return the words of a name without legal forms and stop words; all of them where nothing else is left."""
    words = words_of(kind, text)
    return tuple(part for part in words if part.tag != NamePartTag.STOP) or words


def alike_keys(kind: PartyKind, text: str) -> frozenset[str]:
    """Return keys of which names that are spelt alike share one: pairs of words by their consonants' sound.

    A single word makes a key for organisations alone: one word is no name of a person. Cyrillic is taken as ``rigour``
    romanises it and as passports do: Юрий is yury and iurii.
    """
    return frozenset(key for spelt in _spellings(text) for key in _keys(kind, spelt))


def _keys(kind: PartyKind, text: str) -> frozenset[str]:
    words = sorted(telling_words_of(kind, text), key=lambda part: (-len(part.form), part.form))[:KEY_WORDS]
    sounds = sorted({part.metaphone or part.form for part in words if part.metaphone or part.form.isdigit()})
    if len(sounds) == 1 and kind == PartyKind.ORGANISATION:
        return frozenset({f"like {sounds[0]}"})
    return frozenset(f"like {' '.join(pair)}" for pair in combinations(sounds, 2))


def similarity(kind: PartyKind, left: str, right: str) -> float:
    """Return how alike two names are spelt, 0 to 1; letters count, not words.

    Persons: the shorter name has to be in the longer one, word by word, and one word and initials are no name.
    Organisations: both as a whole, with equal numbers.
    """
    return max(_similarity(kind, *pair) for pair in zip(_spellings(left), _spellings(right), strict=True))


def _similarity(kind: PartyKind, left: str, right: str) -> float:
    fewest = 2 if kind == PartyKind.PERSON else 1
    both = [
        [part for part in telling_words_of(kind, text) if len(part.form) >= fewest] for text in (left, right)
    ]
    shorter, longer = sorted(both, key=lambda words: (len(words), _letters(words)))
    if len(shorter) < fewest or _numbers(shorter) != _numbers(longer):
        return 0.0
    clusters = compare_parts(*align_person_name_order(shorter, longer))
    ours = [cluster for cluster in clusters if cluster.qps]
    if kind == PartyKind.PERSON and any(cluster.score < WORST for cluster in ours):
        return 0.0
    met = sum(cluster.score * _letters(cluster.qps) for cluster in ours if cluster.rps)
    if kind == PartyKind.ORGANISATION:
        return 2 * met / (_letters(shorter) + _letters(longer))
    return max(0.0, met / _letters(shorter) - MISSING * (len(longer) - len(shorter)))


def _spellings(text: str) -> tuple[str, str]:
    return text, russian.to_passport(text) if russian.CYRILLIC.search(text) else text


def _letters(words: Sequence[NamePart]) -> int:
    return sum(len(part.comparable) for part in words)


def _numbers(words: Sequence[NamePart]) -> list[str]:
    return sorted(part.form for part in words if any(map(str.isdigit, part.form)))

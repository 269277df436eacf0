"""Keys of names and of what a searcher typed; a person is found where the two sets meet.

A key is ``<sound> <family>|<given> <patronymic>``, of which the tail may be missing:

- ``zh zeng|``, ``ru kovaleva|``: the family name alone, what one word asks for;
- ``zh zeng|zhi-yuan``, ``zh zeng|z.``, ``zh zeng|z.y.``: given name or initials;
- ``ru kovaleva|maria andrevna``, ``… maria a.``, ``… m. a.``; ``ru |maria andrevna``, the polite address;
- ``*`` for a patronymic that the record does not know, ``m.?`` for a name of which it knows only the initial: a query
  that says more than the record asks for these too, and so does not find another Maria, or another M.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from qiaosearch.text.names import characters, russian
from qiaosearch.text.names.forms import forms, is_russian_given, is_surely_chinese, readings
from qiaosearch.text.names.person import PersonalName
from qiaosearch.text.names.syllables import Syllables, to_palladius
from qiaosearch.text.names.words import Way, Words, is_initial, split_words, ways_to_read, with_dots
from qiaosearch.text.normalise import fold

MAX_QUERY = 100
"""Characters; a longer text is no name."""

_MAX_PART = 48
_YO_SYLLABLES = {"liao": "lie", "qiao": "jie", "jiao": "jie", "miao": "mei", "xiao": "xie"}
"""Syllables for ё by those for е: a text that writes е for ё gives a name other characters (科瓦廖娃, 科瓦列娃)."""


def keys(name: PersonalName) -> frozenset[str]:
    """Return the keys under which ``name`` is found; those of its forms in the other languages are among them."""
    found = frozenset(key for form in forms(name).values() for key in _name_keys(form))
    if characters.HAN.search(name.family):  # known to be no Russian name, however its pinyin looks
        return frozenset(key for key in found if key.startswith("zh "))
    return found


def query_keys(text: str) -> frozenset[str]:
    """Return the keys to look for: any script, either order, initials, tones, hyphens and apostrophes.

    A comma, or one word in capitals, says which word is the family name. One word is a family name; what has more
    than four words, or 100 characters, is no name and gives no keys.
    """
    if len(text) > MAX_QUERY:
        return frozenset()
    return frozenset(key for way in ways_to_read(text) for key in _query_way_keys(way))


def _name_keys(name: PersonalName) -> Iterator[str]:
    words = (*split_words(name.given), *split_words(name.patronymic))
    family, rest = " ".join(split_words(name.family)), words
    if not family and words:
        family, rest = words[0], words[1:]
    for way in ((family, alternative) for alternative in with_dots(rest)):
        for sound in _sounds(way):
            yield from _keys(sound, way, asked=False)
            if sound == "ru" and len(rest) == 2:
                yield _polite(rest)


def _query_way_keys(way: Way) -> Iterator[str]:
    family, rest = way
    if not family:
        yield _polite(rest)
        return
    for sound in _sounds(way):
        yield from _keys(sound, way, asked=True)


def _polite(rest: Iterable[str]) -> str:
    return "ru |" + " ".join(russian.fold(word)[:_MAX_PART] for word in rest)


def _sounds(way: Way) -> tuple[str, ...]:
    """In which of the two ways the words compare; both where letters leave it open."""
    family, rest = way
    if characters.HAN.search(family + "".join(rest)):
        return ("zh",)
    given = " ".join(word for word in rest if not is_initial(word))
    family_syllables, given_syllables = readings(family), readings(given)
    if not family_syllables or len(family_syllables[0]) > 2 or (given and not given_syllables):
        return ("ru",)
    if given and is_surely_chinese(family, given) and not is_russian_given(given):
        return ("zh",)
    return ("zh", "ru")


def _keys(sound: str, way: Way, *, asked: bool) -> Iterator[str]:
    family, rest = way
    families = _family_sounds(sound, family, asked=asked)
    tails = _tails(sound, *_given_and_patronymic(sound, rest), asked=asked)
    yield from (f"{sound} {f[:_MAX_PART]}|{tail}" for f, tail in product(families, tails))


def _given_and_patronymic(sound: str, rest: Words) -> tuple[Words, Words]:
    """Part the rest. Words of a Chinese given name belong together, initials too; not those of a foreign name."""
    foreign = len(rest) == 2 and all(len(word) > 1 and characters.HAN.search(word) for word in rest)
    return (rest[:1], rest[1:2]) if sound == "ru" or foreign else (rest, ())


def _tails(sound: str, given: Words, patronymic: Words, *, asked: bool) -> list[str]:
    first, second = (list(_part(sound, words, asked=asked)) for words in (given, patronymic))
    if asked and not patronymic:
        return first or [""]
    if asked or not patronymic:
        second.append("*")
    pairs = [" ".join(pair) for pair in product(first, second)]
    return pairs if asked else ["", *first, *pairs]


def _part(sound: str, words: Words, *, asked: bool) -> Iterator[str]:
    """Yield how a given name or patronymic stands in keys: in full, as its initials, as initials of an unknown name."""
    if not words:
        return
    in_full = not any(map(is_initial, words))
    if in_full:
        yield from (full[:_MAX_PART] for full in _full(sound, "".join(words), asked=asked))
    initials = frozenset(_initials(sound, words, in_full=in_full, asked=asked))
    if not (asked and in_full):
        yield from initials
    if asked is in_full:
        yield from (f"{initial}?" for initial in initials)


def _initials(sound: str, words: Words, *, in_full: bool, asked: bool) -> Iterator[str]:
    """Yield ``z.`` and ``z.y.``; a Chinese name has the initial of its Cyrillic form as well (``ч.``)."""
    if sound == "ru":
        yield (russian.fold(words[0]) or fold(words[0]))[:1] + "."
        return
    spelt = list(_readings("".join(words))[0]) if in_full and _readings("".join(words)) else list(words)
    together = "".join(f"{part[0].lower()}." for part in spelt[: 2 if len(spelt) < 3 else 1])
    yield together
    if in_full or not asked:
        yield together[:2]
    cyrillic = to_palladius(tuple(spelt[:1])) if in_full else None
    if cyrillic:
        yield f"{cyrillic[0].lower()}."


def _family_sounds(sound: str, family: str, *, asked: bool) -> list[str]:
    if sound == "zh" and characters.HAN.search(family):
        found = characters.family_readings(family)
        if len(family) > 2 and family not in characters.compound_surnames():
            found = [tuple(_YO_SYLLABLES.get(syllable, syllable) for syllable in way) for way in found]
        return _spelt(found, asked=asked)
    return _full(sound, family, asked=asked)


def _full(sound: str, text: str, *, asked: bool) -> list[str]:
    if sound == "ru":
        return [russian.fold(text) or fold(text)]
    found = _readings(text)
    if not asked and not russian.CYRILLIC.search(text):  # in Cyrillic nothing tells Du'an from Duan
        found = found[:1]
    return _spelt(found, asked=asked)


def _readings(text: str) -> list[Syllables]:
    return [characters.given_reading(text)] if characters.HAN.search(text) else readings(text)


def _spelt(found: list[Syllables], *, asked: bool) -> list[str]:
    """Join syllables. A record of ü is also found by the older spelling with u: Lyu by Lu, not the reverse."""
    spelt = ["-".join(way) for way in found]
    return spelt if asked else [*spelt, *(word.replace("ü", "u") for word in spelt if "ü" in word)]

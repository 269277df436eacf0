"""Mandarin syllables in pinyin and in Palladius' Cyrillic, and words split into them.

The inventory is the combinations of initial and final in use, without interjections (``hm``, ``ng``, ``lo``, ``yo``).
Palladius' system maps it one to one. Its two well-known turns are kept: ``hui`` is хуэй, and a syllable in -ng is
parted from a following vowel by ъ (Хэнъян), as pinyin parts a vowel by an apostrophe (Xi'an); two vowels are not
parted, so Дуань is Duan and Du'an. Personal names write
``ü`` after l and n as ``yu`` (GB/T 28039-2011), so 吕 is Lyu; ``lv`` and ``lü`` are read as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import pairwise

Syllables = tuple[str, ...]
_MayTouch = Callable[[str, str], bool]

_FINALS_IN_USE = {
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan un uo ü üe",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo ü üe",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "w": "a ai an ang ei en eng o u",
    "y": "a an ang ao e i in ing ong ou u uan ue un",
    "": "a ai an ang ao e ei en eng er o ou",
}
_INITIALS_TABLE = """
b б, p п, m м, f ф, d д, t т, n н, l л, g г, k к, h х, j цз, q ц, x с,
zh чж, ch ч, sh ш, r ж, z цз, c ц, s с, w в
"""
_FINALS_TABLE = """
a а, ai ай, an ань, ang ан, ao ао, e э, ei эй, en энь, eng эн, er эр, o о, ong ун, ou оу,
i и, ia я, ian янь, iang ян, iao яо, ie е, in инь, ing ин, iong юн, iu ю,
u у, ua уа, uai уай, uan уань, uang уан, ui уй, un унь, uo о, ü юй, üe юэ, üan юань, ün юнь
"""
_IRREGULAR = {"hui": "хуэй", "zi": "цзы", "ci": "цы", "si": "сы", "wu": "у", "you": "ю", "yong": "юн"}
_Y_FINALS = {"a": "ia", "an": "ian", "ang": "iang", "ao": "iao", "e": "ie"}


_INITIALS = dict(pair.split() for pair in _INITIALS_TABLE.split(",")) | {"y": "", "": ""}
_FINALS = dict(pair.split() for pair in _FINALS_TABLE.split(","))


def _palladius(initial: str, final: str) -> str:
    if initial + final in _IRREGULAR:
        return _IRREGULAR[initial + final]
    if initial == "y":
        final = _Y_FINALS.get(final, final)
    if initial in {"j", "q", "x", "y"} and final.startswith("u"):
        final = "ü" + final[1:]
    return _INITIALS[initial] + _FINALS[final]


PALLADIUS: Mapping[str, str] = {
    initial + final: _palladius(initial, final)
    for initial, finals in _FINALS_IN_USE.items()
    for final in finals.split()
}
"""Pinyin syllable without tone (``lü`` with its umlaut) → Palladius' Cyrillic."""

_SPELLINGS = {syllable: syllable for syllable in PALLADIUS} | {
    initial + vowel + rest: f"{initial}ü{rest}"
    for initial in "ln"
    for vowel, rest in [("yu", ""), ("v", ""), ("yu", "e"), ("v", "e"), ("u", "e")]
}
_CYRILLIC = {cyrillic: syllable for syllable, cyrillic in PALLADIUS.items()}
_LONGEST = 6
_TONE_DIGIT = re.compile(r"(?<=[a-zü])[1-5]")
_BREAKS = re.compile(r"[\s'’ʼ`\-‐‑–]+")


def canonical(syllable: str) -> str:
    """Return the table's spelling of a syllable (``lv`` → ``lü``); one that is not in it as it is."""
    return _SPELLINGS.get(syllable, syllable)


def to_pinyin(syllables: Syllables) -> str:
    """Return a capitalised name in pinyin, with ``yu`` for ü and apostrophes where a syllable begins in a vowel."""
    spelt = [syllable.replace("ü", "yu") for syllable in syllables]
    return "".join("'" + s if i and s[0] in "aeo" else s for i, s in enumerate(spelt)).capitalize()


def to_palladius(syllables: Syllables) -> str | None:
    """Return a capitalised name in Palladius' Cyrillic; ``None`` if a syllable is not in the table."""
    word = ""
    for syllable in syllables:
        cyrillic = PALLADIUS.get(syllable)
        if cyrillic is None:
            return None
        word += ("ъ" if word.endswith("н") and cyrillic[0] in "аеиоуэюя" else "") + cyrillic
    return word.capitalize()


def from_latin(text: str) -> list[Syllables]:
    """Return the readings of a pinyin word or phrase, the one by the rules first; empty if it is no pinyin.

    A syllable in a vowel wants an apostrophe before it, so ``xian`` is one syllable by the rules, and xi'an only
    where the writer left the apostrophe out, which is the second reading.
    """
    text = _TONE_DIGIT.sub("", _toneless(text))
    return _readings(_BREAKS.split(text), _SPELLINGS, lambda before, after: after[0] not in "aeo")


def from_cyrillic(text: str) -> list[Syllables]:
    """Return the readings of a word in Palladius' Cyrillic, the one by the rules first; empty if it is none."""
    parts = _BREAKS.split(text.lower().replace("ъ", "-"))
    return _readings(
        parts, _CYRILLIC, lambda before, after: not (before.endswith("н") and after[0] in "аеиоуэюя")
    )


def _toneless(text: str) -> str:
    kept = [c for c in unicodedata.normalize("NFD", text.lower()) if c == "\u0308" or not _is_tone(c)]
    return unicodedata.normalize("NFC", "".join(kept)).replace("u:", "ü")


def _is_tone(char: str) -> bool:
    return unicodedata.combining(char) != 0


def _readings(parts: list[str], table: Mapping[str, str], may_touch: _MayTouch) -> list[Syllables]:
    found: list[Syllables] = [()]
    for part in filter(None, parts):
        if len(part) > 4 * _LONGEST:
            return []
        splits = sorted(_splits(part, table), key=lambda split: (not _by_rule(split, may_touch), len(split)))
        found = [head + tuple(table[s] for s in split) for head in found[:4] for split in splits[:4]]
    return found if found != [()] else []


def _by_rule(split: Syllables, may_touch: _MayTouch) -> bool:
    return all(may_touch(before, after) for before, after in pairwise(split))


def _splits(word: str, table: Mapping[str, str]) -> Iterator[Syllables]:
    @cache
    def from_place(start: int) -> list[Syllables]:
        if start == len(word):
            return [()]
        heads = (word[start:end] for end in range(start + 1, min(start + _LONGEST, len(word)) + 1))
        return [(head, *rest) for head in heads if head in table for rest in from_place(start + len(head))]

    yield from from_place(0)

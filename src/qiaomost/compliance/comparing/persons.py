"""Persons: keys of sound that ``qiaosearch`` makes for names in any script, and how two names meet by them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from qiaomost.compliance.comparing.alike import alike_keys
from qiaomost.compliance.comparing.parties import Party, PartyKind, PartyName
from qiaosearch.text.names import PersonalName, keys, query_keys
from qiaosearch.text.names.characters import HAN
from qiaosearch.text.names.forms import forms, is_foreign
from qiaosearch.text.normalise import fold
from qiaosearch.types import Language

_TOO_WEAK = re.compile(r"\|$|^ru \||\?|\|[^.]\.( \*)?$")
"""A surname alone, a given name with patronymic alone, a name known by one initial: half a country has it."""


def listed_keys(text: str) -> frozenset[str]:
    """Return the keys under which a person's name on a list is found."""
    return sound_of_listed(text) | alike_keys(PartyKind.PERSON, text)


@lru_cache(maxsize=4096)
def sound_of_listed(text: str) -> frozenset[str]:
    """Return the keys of the sound of a name whose order nobody told."""
    return _strong(query_keys(text))


def party_keys(name: PartyName) -> frozenset[str]:
    """Return the keys of a party's name; merely alike spellings count for no Chinese name, which is all sound."""
    own = _personal(name)
    alike = frozenset() if is_chinese(name) else alike_keys(PartyKind.PERSON, name.text)
    return sound_of_party(name) | alike if own else alike


def sound_of_party(name: PartyName) -> frozenset[str]:
    """Return the keys of the sound of a name and of its forms in the other languages."""
    own = _personal(name)
    return _strong(keys(own)) if own else frozenset()


def is_chinese(name: PartyName) -> bool:
    """Whether a name is Chinese, in characters or in letters that read as nothing else."""
    own = _personal(name)
    if own is None:
        return False
    if HAN.search(name.text):
        return not is_foreign(own)
    return Language.RU in (made := forms(own)) and Language.ZH not in made.keys() - {own.language}


def characters_differ(party: Party, listed: Iterable[str]) -> bool:
    """Whether both sides write a Chinese name in characters, and none of ours is among theirs: 张伟, 章薇."""
    ours = {fold(name.text) for name in party.names if HAN.search(name.text) and is_chinese(name)}
    theirs = {fold(text).replace(" ", "") for text in listed if HAN.search(text)}
    return bool(ours and theirs) and not ours & theirs


def _personal(name: PartyName) -> PersonalName | None:
    return PersonalName(*name.parts, language=Language(name.language)) if name.parts else None


def _strong(found: frozenset[str]) -> frozenset[str]:
    return frozenset(key for key in found if not _TOO_WEAK.search(key))

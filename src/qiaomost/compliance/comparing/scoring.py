"""What a party and one on a list have in common."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import chain, product

from qiaomost.compliance.comparing import organisations, persons
from qiaomost.compliance.comparing.alike import similarity
from qiaomost.compliance.comparing.parties import (
    SCORES,
    Comparison,
    Evidence,
    Listed,
    ListedName,
    Party,
    PartyKind,
    PartyName,
    Way,
)
from qiaosearch.text.names.characters import HAN
from qiaosearch.text.normalise import fold

ALIKE_FROM = 0.8
"""Similarity from which spellings count as alike; chosen on the generated set of ``benchmarks/screening.py``."""

KEY_LENGTH = 200
"""Characters; of a longer key a digest stands for the rest."""

MOST_SHOWN = 8
"""Pieces of evidence that are kept of one hit."""


def keys_of_party(party: Party) -> frozenset[str]:
    """Return all keys under which candidates for a party are looked up."""
    make = persons.party_keys if party.kind == PartyKind.PERSON else _organisation_keys
    names = (key for name in party.names for key in make(name))
    return frozenset(map(_short, chain(names, map(identifier_key, party.identifiers))))


def keys_of_listed(kind: PartyKind, listed: Listed) -> frozenset[str]:
    """Return all keys under which a party on a list is stored."""
    make = persons.listed_keys if kind == PartyKind.PERSON else organisations.organisation_keys
    names = (key for name in listed.names for key in make(name.text))
    return frozenset(map(_short, chain(names, map(identifier_key, listed.identifiers))))


def identifier_key(identifier: tuple[str, str]) -> str:
    """Return the key of an identifier: ``id inn 7707083893``."""
    return f"id {' '.join(identifier)}"


def compare(party: Party, listed: Listed) -> Comparison | None:
    """Return what met, the best first; ``None`` where nothing did."""
    met = sorted(party.identifiers & listed.identifiers)
    found = [Evidence(kind, value, value, Way.IDENTIFIER, SCORES[Way.IDENTIFIER]) for kind, value in met]
    found += _names(party, listed)
    if not found:
        return None
    found.sort(key=lambda item: (item.way != Way.IDENTIFIER, -item.score, item.ours, item.theirs))
    kinds = {kind for kind, _ in party.identifiers} & {kind for kind, _ in listed.identifiers}
    return Comparison(tuple(found[:MOST_SHOWN]), identifiers_differ=bool(kinds) and not met)


def _names(party: Party, listed: Listed) -> Iterator[Evidence]:
    is_person = party.kind == PartyKind.PERSON
    if is_person and persons.characters_differ(party, (name.text for name in listed.names)):
        return
    meet = _person_way if is_person else _organisation_way
    for ours, theirs in product(party.names, listed.names):
        way = meet(ours, theirs)
        if way is not None and not (theirs.is_weak and way == Way.INITIALS):
            yield Evidence(theirs.field, ours.text, theirs.text, way, SCORES[way])
        elif way is None and not theirs.is_weak and _may_be_alike(party.kind, ours, theirs):
            score = similarity(party.kind, _as_long(ours, theirs), theirs.text)
            if score >= ALIKE_FROM:
                yield Evidence(theirs.field, ours.text, theirs.text, Way.ALIKE, score)


def _person_way(ours: PartyName, theirs: ListedName) -> Way | None:
    common = persons.sound_of_party(ours) & persons.sound_of_listed(theirs.text)
    if not common:
        return None
    if fold(ours.text) == fold(theirs.text):
        return Way.SAME_SPELLING
    return Way.INITIALS if all("." in key for key in common) else Way.SAME_SOUND


def _organisation_way(ours: PartyName, theirs: ListedName) -> Way | None:
    if organisations.spelling_of(ours.text) & organisations.spelling_of(theirs.text):
        return Way.SAME_SPELLING
    both_han = HAN.search(ours.text) and HAN.search(theirs.text)
    sound = organisations.sound_of(ours.text) & organisations.sound_of(theirs.text)
    return Way.SAME_SOUND if sound and not both_han else None


def _may_be_alike(kind: PartyKind, ours: PartyName, theirs: ListedName) -> bool:
    if HAN.search(ours.text + theirs.text):
        return False
    return kind == PartyKind.ORGANISATION or not persons.is_chinese(ours)


def _as_long(ours: PartyName, theirs: ListedName) -> str:
    """Return our name without the patronymic where theirs has two words: the family name has to be one of them."""
    is_short = len(theirs.text.split()) <= 2
    return " ".join(ours.parts[:2]) if ours.parts and is_short else ours.text


def _short(key: str) -> str:
    if len(key) <= KEY_LENGTH:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()
    return f"{key[: KEY_LENGTH - len(digest)]}{digest}"


def _organisation_keys(name: PartyName) -> frozenset[str]:
    return organisations.organisation_keys(name.text)

"""The nouns of a comparison: a party of the network, a party on a list, what met."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from qiaosearch.text.detect import script_counts


class PartyKind(enum.StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


class Way(enum.StrEnum):
    """How two values met, and with which score; ``ALIKE`` carries the similarity of ``rigour`` instead."""

    IDENTIFIER = "identifier"
    SAME_SPELLING = "same_spelling"
    SAME_SOUND = "same_sound"
    INITIALS = "initials"
    ALIKE = "alike"


SCORES: Mapping[Way, float] = {
    Way.IDENTIFIER: 1.0,
    Way.SAME_SPELLING: 1.0,
    Way.SAME_SOUND: 0.95,
    Way.INITIALS: 0.6,
}
"""Between 0 and 1; an order for the desk, no probability."""


@dataclass(frozen=True, slots=True)
class PartyName:
    """A name that somebody wrote, in its language; the parts of a person's name, the family name first."""

    text: str
    language: str
    parts: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """What is known of a party of the network; ``identifiers`` are (kind, normal form)."""

    kind: PartyKind
    names: tuple[PartyName, ...]
    identifiers: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name on a list and the field that holds it: ``name``, ``alias``, ``weakAlias`` …."""

    text: str
    field: str = "name"

    @property
    def is_weak(self) -> bool:
        """Whether the list itself says that many others are called so."""
        return self.field == "weakAlias"


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list says of a party, as far as it is compared."""

    names: tuple[ListedName, ...]
    identifiers: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two values that met; ``kind`` is that of the identifier, or the field of the list's name."""

    kind: str
    ours: str
    theirs: str
    way: Way
    score: float

    def as_json(self) -> dict[str, object]:
        """Return what is stored, with the scripts of both values."""
        scripts = {"our_script": script_of(self.ours), "their_script": script_of(self.theirs)}
        values = {"kind": self.kind, "ours": self.ours, "theirs": self.theirs, "way": self.way.value}
        return values | scripts | {"score": round(self.score, 3)}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What met, best first. ``identifiers_differ``: both sides have an identifier of one kind, and none is equal."""

    evidence: tuple[Evidence, ...]
    identifiers_differ: bool = False

    @property
    def is_strong(self) -> bool:
        """Whether an identifier met."""
        return any(item.way == Way.IDENTIFIER for item in self.evidence)

    @property
    def score(self) -> float:
        """The best score."""
        return max(item.score for item in self.evidence)


def script_of(text: str) -> str:
    """Return the script of most letters: ``han``, ``cyrillic``, ``latin``, or empty where there are none."""
    counts = script_counts(text)
    most = max(zip(counts, ("han", "cyrillic", "latin"), strict=True))
    return most[1] if most[0] else ""

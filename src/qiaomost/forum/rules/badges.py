"""What stands on a badge: the name in its own script, in the partner's and in Latin; where from; in which category."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from qiaomost.forum.models import Registration
from qiaomost.forum.rules.countries import countries_in
from qiaomost.network.models import Person
from qiaosearch.text.names import PersonalName, display, forms
from qiaosearch.types import Language

OTHERS = {"zh": ("ru", "en"), "ru": ("zh", "en"), "en": ("zh", "ru")}
"""Language of a name → the languages of the lines below it: the partner's first."""


@dataclass(frozen=True, slots=True)
class Line:
    """A text and its language, which says how it is set."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Badge:
    """All that is printed on one badge; ``code`` is what the QR code holds."""

    names: tuple[Line, ...]
    organisation: tuple[Line, ...]
    country: tuple[Line, ...]
    category: tuple[Line, ...]
    colour: str
    code: str

    @property
    def digest(self) -> str:
        """Tells whether a badge says the same as the one that was printed."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def badge_of(registration: Registration) -> Badge:
    """The badge of a registration; reads the prefetched names of person and organisation, and the category."""
    own = registration.person.language
    names = names_of(registration.person)
    return Badge(
        names=_in_order(names, own),
        organisation=_organisation(registration, own),
        country=_country(registration, own),
        category=_in_order(registration.category.names, own),
        colour=registration.category.colour,
        code=registration.token.upper(),
    )


def names_of(person: Person) -> dict[str, str]:
    """Language → name. What is not stored is derived by rule: pinyin, Palladius, characters, passport's Latin."""
    stored = {row.language: row for row in person.names.all()}
    written = {language: row.full() for language, row in stored.items()}
    original = stored.get(person.language) or next(iter(stored.values()), None)
    if original is None:
        return {}
    own = Language(original.language)
    name = PersonalName(original.family, original.given, original.patronymic, language=own)
    derived = {language.value: display(form) for language, form in forms(name).items()}
    return derived | written


def _organisation(registration: Registration, own: str) -> tuple[Line, ...]:
    """As the person wrote it, else as the network knows it, in two languages."""
    if registration.organisation_name:
        return (Line(registration.organisation_name, own),)
    known = registration.organisation.forms() if registration.organisation else {}
    return _in_order(known, own)[:2]


def _country(registration: Registration, own: str) -> tuple[Line, ...]:
    if registration.organisation is None:
        return ()
    code = registration.organisation.country
    return _in_order({language: countries_in(language)[code] for language in OTHERS}, own)


def _in_order(words: Mapping[str, str], own: str) -> tuple[Line, ...]:
    """The words by language, one's own first; the same words are said once."""
    found: dict[str, str] = {}
    for language in (own, *OTHERS[own]):
        text = words.get(language, "").strip()
        if text and text not in found:
            found[text] = language
    return tuple(Line(text, language) for text, language in found.items())

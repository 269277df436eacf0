"""Registrations as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qiaomost.common.transitions import verbs_of
from qiaomost.forum.models import Answer, Category, Edition, FormField, Registration
from qiaomost.forum.rules.countries import countries_in
from qiaomost.forum.selectors.registrations import zone_of
from qiaomost.forum.services.registration_steps import ORGANISERS_VERBS, OWN_VERBS
from qiaomost.forum.states import REGISTRATION_TRANSITIONS, RegistrationState
from qiaomost.forum.states.registrations import Dietary, FieldKind
from qiaomost.network.models import Country, Person


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """One registration in a list."""

    registration: Registration
    name: str
    second_name: str
    organisation: str
    country: str
    category: str
    state: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How many have one value; ``value`` filters the list."""

    value: str
    label: str
    number: int


def row_of(registration: Registration, reader: str) -> RegistrationRow:
    """A registration with the name in its own script, and the reader's form of it where that differs."""
    person = registration.person
    own, other = person.name_in(person.language), person.name_in(reader)
    return RegistrationRow(
        registration=registration,
        name=own,
        second_name=other if other != own else "",
        organisation=organisation_of(registration, reader),
        country=country_of(registration),
        category=registration.category.name_in(reader),
        state=str(RegistrationState(registration.state).label),
    )


def organisation_of(registration: Registration, reader: str) -> str:
    """What was written, else what the network knows."""
    if registration.organisation_name:
        return registration.organisation_name
    return registration.organisation.name_in(reader) if registration.organisation else ""


def country_of(registration: Registration) -> str:
    """The country of the organisation, in the active language."""
    return str(Country(registration.organisation.country).label) if registration.organisation else ""


def verbs_for_organiser(registration: Registration) -> list[str]:
    """What an organiser may do now."""
    legal = verbs_of(REGISTRATION_TRANSITIONS, RegistrationState(registration.state))
    return [verb for verb in legal if verb in ORGANISERS_VERBS]


def own_verbs(registration: Registration) -> list[str]:
    """What somebody may do with their own registration."""
    legal = verbs_of(REGISTRATION_TRANSITIONS, RegistrationState(registration.state))
    return [verb for verb in legal if verb in OWN_VERBS]


def counted(
    counts: Mapping[str, list[tuple[str, int]]], categories: Iterable[Category], reader: str
) -> dict[str, list[Counted]]:
    """Counts with their labels."""
    names = {one.code: one.name_in(reader) for one in categories}
    labels: Mapping[str, Any] = {
        "state": lambda value: str(RegistrationState(value).label),
        "category": lambda value: names.get(value, value),
        "country": lambda value: str(Country(value).label) if value else _("Without organisation"),
    }
    return {
        kind: [Counted(value or "", labels[kind](value), number) for value, number in rows]
        for kind, rows in counts.items()
    }


def said(answers: Iterable[Answer], reader: str) -> list[tuple[str, str]]:
    """(question, answer) in the reader's language."""
    return [(one.field.name_in(reader), answer_words(one.field, one.value, reader)) for one in answers]


def answer_words(field: FormField, value: Any, reader: str) -> str:
    """An answer as a person reads it."""
    names: dict[str, str] = {
        option["code"]: option["names"].get(reader, option["code"]) for option in field.options
    }
    match field.kind:
        case FieldKind.YES_NO:
            return pgettext("answer", "Yes") if value else pgettext("answer", "No")
        case FieldKind.CHOICE:
            return str(names.get(value, value))
        case FieldKind.SEVERAL:
            return ", ".join(names.get(part, part) for part in value)
        case FieldKind.COUNTRY:
            return countries_in(reader).get(value, str(value))
        case FieldKind.DIETARY:
            return str(Dietary(value).label)
    return str(value)


def condition_words(field: FormField, reader: str) -> str:
    """When a field is asked, for a person to read; empty where it always is."""
    asked = field.shown_if
    if asked is None:
        return ""
    if not field.shown_if_value:
        return _("Only if “%(field)s” is answered") % {"field": asked.name_in(reader)}
    given: Any = field.shown_if_value
    if asked.kind == FieldKind.YES_NO:
        given = given == "yes"
    elif asked.kind == FieldKind.SEVERAL:
        given = [given]
    value = answer_words(asked, given, reader)
    return _("Only if “%(field)s”: %(value)s") % {"field": asked.name_in(reader), "value": value}


def is_kept_until(registration: Registration, edition: Edition) -> datetime | None:
    """Until when an offered place is kept, by the clock of the first site."""
    at = registration.offer_expires_at
    return at.astimezone(zone_of(edition)) if at else None


def known_of(person: Person | None, reader: str) -> dict[str, Any]:
    """What the form begins with: what the network knows of whoever registers."""
    if person is None:
        return {}
    organisation = person.organisation.name_in(reader) if person.organisation else ""
    position = person.position.get(reader) or person.position.get(person.language) or ""
    return {"organisation_name": organisation, "position_words": position, "speaks": [person.language]}

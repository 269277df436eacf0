"""Journeys, hotels and papers as pages and lists show them; times by the clock of the site, named."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qiaomost.forum.models import Edition, Stay
from qiaomost.forum.rules.countries import countries_in
from qiaomost.forum.selectors.delegations import clock_of
from qiaomost.forum.states.registrations import Dietary
from qiaomost.partnering.states.rooms import zone_name


def arrival_of(edition: Edition, stay: Stay) -> str:
    """``CZ 6208, 15 June 2027 14:05 (Beijing time), Taiping``: what is known of it."""
    at = moment_of(stay, "arrives_at", clock_of(edition, stay))
    return ", ".join(filter(None, (stay.arrives_by, at, stay.arrival_place)))


def departure_of(edition: Edition, stay: Stay) -> str:
    """The departure, as far as it is known."""
    at = moment_of(stay, "departs_at", clock_of(edition, stay))
    return ", ".join(filter(None, (stay.departs_by, at, stay.departure_place)))


def moment_of(stay: Stay, name: str, zone: ZoneInfo) -> str:
    """A time of a stay by a clock, in the active language."""
    at = getattr(stay, name)
    if at is None:
        return ""
    words = formatted(at.astimezone(zone), pgettext("format of a time", "j F Y H:i"))
    return f"{words} ({zone_name(zone.key)})"


def diet_of(stay: Stay) -> str:
    """The dietary need with what to know of it; empty where there is none."""
    label = str(Dietary(stay.dietary).label) if stay.dietary != Dietary.NONE else ""
    return ": ".join(filter(None, (label, stay.dietary_words)))


def stay_facts(edition: Edition, stay: Stay, reader: str) -> list[tuple[str, str]]:
    """(heading, words) of all that is known."""
    country = countries_in(reader).get(stay.nationality, stay.nationality)
    day = pgettext("format of a date", "j F Y")
    expires = formatted(stay.passport_expires_on, day) if stay.passport_expires_on else ""
    facts = [
        (_("Site where one takes part"), stay.site.name_in(reader) if stay.site else ""),
        (_("Arrival"), arrival_of(edition, stay)),
        (_("Departure"), departure_of(edition, stay)),
        (_("Hotel"), stay.hotel),
        (_("Dietary need"), diet_of(stay)),
        (_("Interpreter wished for"), stay.interpreter_wish),
        (_("Passport"), " · ".join(filter(None, (stay.passport_name, stay.passport_number, country)))),
        (_("Date of birth"), formatted(stay.born_on, day) if stay.born_on else ""),
        (pgettext("in a passport", "Sex"), stay.get_sex_display()),
        (_("Passport valid until"), expires),
    ]
    return [(heading, words) for heading, words in facts if words]

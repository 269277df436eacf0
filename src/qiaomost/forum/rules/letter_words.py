"""What letters and certificates say, in one language at a time; the numbers and names are the same in both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.forum.models import Edition, Issuer, Registration, Stay
from qiaomost.forum.rules.countries import countries_in
from qiaomost.forum.states.registrations import Sex
from qiaomost.network.models import PersonName

Part = dict[str, object]


@dataclass(frozen=True, slots=True)
class Days:
    """From and until, both days included."""

    first: date
    last: date


def letter_part(
    issuer: Issuer, registration: Registration, stay: Stay, days: Days, route: str, language: str
) -> Part:
    """A letter of invitation in one language."""
    with override(INTERFACE_CODES[language]):
        edition = registration.edition
        name = _addressed(stay)
        places = places_of(edition, language)
        words = {
            "organisation": issuer.name_in(language),
            "edition": edition.name_in(language),
            "days": days_in(Days(edition.first_day, edition.last_day)),
            "places": places,
            "name": name,
        }
        invitation = _(
            "%(organisation)s invites %(name)s to take part in “%(edition)s”, which is held on %(days)s "
            "(%(places)s). We kindly ask the competent authorities to issue the visa that this journey needs."
        )
        return _frame(issuer, language) | {
            "title": pgettext("issued document", "Letter of invitation"),
            "body": [invitation % words, *filter(None, [issuer.text_in("notes", language)])],
            "facts": [
                [head, words or "—"]
                for head, words in _letter_facts(registration, stay, days, route, language)
            ],
        }


def certificate_part(issuer: Issuer, registration: Registration, language: str, name: str) -> Part:
    """A certificate of attendance in one language."""
    with override(INTERFACE_CODES[language]):
        edition = registration.edition
        words = {
            "name": name,
            "edition": edition.name_in(language),
            "days": days_in(Days(edition.first_day, edition.last_day)),
            "places": places_of(edition, language),
        }
        body = _("has taken part in “%(edition)s”, %(days)s, %(places)s.") % words
        organisation = organisation_words(registration, language)
        return _frame(issuer, language) | {
            "title": pgettext("issued document", "Certificate of attendance"),
            "certifies": _("This certifies that"),
            "name": name,
            "organisation": organisation,
            "body": [body],
        }


def places_of(edition: Edition, language: str) -> str:
    """The cities of an edition."""
    mark = "、" if language == "zh" else ", "
    return mark.join(site.name_in(language) for site in edition.sites.all())


def days_in(days: Days) -> str:
    """Two days in the active language; one where they are the same."""
    pattern = pgettext("format of a date", "j F Y")
    first, last = formatted(days.first, pattern), formatted(days.last, pattern)
    return first if days.first == days.last else first + pgettext("from one day until another", " – ") + last


def organisation_words(registration: Registration, language: str) -> str:
    """The organisation as the network names it in a language, else as it was written."""
    organisation = registration.organisation
    return registration.organisation_name or (organisation.name_in(language) if organisation else "")


def name_for(registration: Registration, language: str) -> str:
    """The person's name in one language, in that language's order."""
    rows = {one.language: one for one in registration.person.names.all()}
    row: PersonName | None = rows.get(language)
    return row.full() if row else registration.person.name_in(language)


def second_language(language: str) -> str:
    """The language beside one's own on a certificate: that of the other country."""
    return {"zh": "ru", "ru": "zh"}.get(language, "zh")


def _letter_facts(
    registration: Registration, stay: Stay, days: Days, route: str, language: str
) -> Sequence[tuple[str, str]]:
    day: Callable[[date | None], str] = lambda at: (  # noqa: E731
        formatted(at, pgettext("format of a date", "j F Y")) if at else ""
    )
    return (
        (_("Name as in the passport"), stay.passport_name),
        *_sex(stay),
        (_("Nationality"), countries_in(language).get(stay.nationality, stay.nationality)),
        (_("Date of birth"), day(stay.born_on)),
        (_("Number of the passport"), stay.passport_number),
        (_("Passport valid until"), day(stay.passport_expires_on)),
        (_("Organisation"), organisation_words(registration, language)),
        (_("Position"), registration.position_words),
        (_("Days of the stay"), days_in(days)),
        (_("Route"), route),
        (_("Purpose of the journey"), _("Scientific and technical exchange: taking part in the forum")),
    )


def _addressed(stay: Stay) -> str:
    """Whom a letter invites, in the case that its sentence needs."""
    forms = {
        "": pgettext("whom a letter invites", "%(name)s"),
        Sex.FEMALE: pgettext("whom a letter invites", "Ms %(name)s"),
        Sex.MALE: pgettext("whom a letter invites", "Mr %(name)s"),
    }
    return forms[stay.sex] % {"name": stay.passport_name}


def _sex(stay: Stay) -> Sequence[tuple[str, str]]:
    return [(pgettext("in a passport", "Sex"), str(stay.get_sex_display()))] if stay.sex else ()


def _frame(issuer: Issuer, language: str) -> Part:
    """What stands on every document of an issuer; called with ``language`` active."""
    contacts = (issuer.registration_number, issuer.phone, issuer.email)
    return {
        "language": language,
        "issuer": issuer.name_in(language),
        "address": issuer.text_in("addresses", language),
        "contacts": " · ".join(filter(None, contacts)),
        "position": issuer.text_in("positions", language),
        "signatory": issuer.text_in("signatories", language),
        "seal": pgettext("place of the seal", "Seal"),
        "number": pgettext("of a document", "No."),
        "issued": _("Issued on"),
        "code": pgettext("of a document", "Code"),
        "check": _("Whether this document is genuine and in force can be checked at:"),
    }


def edition_days(edition: Edition) -> Days:
    """The days of an edition."""
    return Days(edition.first_day, edition.last_day)

"""Letters and certificates as pages, files and lists show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from qiaomost.common.languages import INTERFACE_CODES, LanguageCode
from qiaomost.forum.documents.issued import issued_pdf
from qiaomost.forum.models import Edition, IssuedDocument, Registration, Stay
from qiaomost.forum.presenting.registrations import RegistrationRow, row_of
from qiaomost.forum.rules.countries import countries_in
from qiaomost.forum.rules.letter_words import Days, days_in
from qiaomost.forum.selectors.registrations import zone_of
from qiaomost.forum.states.issued import IssuedKind


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody who may get a letter, and what is still missing."""

    row: RegistrationRow
    nationality: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """One document in the register."""

    document: IssuedDocument
    row: RegistrationRow
    holder: str
    days: str
    languages: str
    issued_on: str
    state: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What whoever checks a document learns: no more than proves that the paper in hand is the one issued."""

    document: IssuedDocument
    kind: str
    edition: str
    edition_days: str
    issuer: str
    holder: str
    ending: str
    days: str
    issued_on: str
    revoked_on: str


def waiting_row(registration: Registration, agreeing: Collection[UUID], reader: str) -> WaitingRow:
    """Somebody without a letter."""
    stay: Stay | None = getattr(registration, "stay", None)
    missing = []
    if stay is None or not stay.has_whole_passport:
        missing.append(_("Passport data are missing."))
    if registration.user_id is None:
        missing.append(_written_consent(registration))
    elif registration.user_id not in agreeing:
        missing.append(_("Has not agreed yet."))
    country = countries_in(reader).get(stay.nationality, "") if stay else ""
    return WaitingRow(row_of(registration, reader), country, tuple(missing))


def _written_consent(registration: Registration) -> str:
    member = getattr(registration, "delegate", None)
    if member is None or member.letter_asked_at is None:
        return _("No account: consent in writing is needed.")
    asked = formatted(member.letter_asked_at, pgettext("format of a date", "j F Y"))
    return _("The contact person has asked (%(day)s), and holds the consent in writing.") % {"day": asked}


def issued_row(document: IssuedDocument, zone: ZoneInfo, reader: str) -> IssuedRow:
    """One line of the register."""
    content = document.content
    return IssuedRow(
        document=document,
        row=row_of(document.registration, reader),
        holder=content.get("holder", ""),
        days=_days(content),
        languages=" | ".join(str(LanguageCode(part["language"]).label) for part in content.get("parts", ())),
        issued_on=formatted(document.issued_at.astimezone(zone), pgettext("format of a date", "j F Y")),
        state=_("Revoked: %(reason)s") % {"reason": document.reason}
        if document.revoked_at
        else pgettext("issued document", "In force"),
    )


def register_table(rows: Iterable[IssuedRow]) -> list[list[str]]:
    """The register for a workbook; no passport number."""
    heads = [
        *(pgettext("of a document", "No."), _("Name"), _("Name as on the document"), _("Organisation")),
        *(_("Days of the stay"), _("Issued on"), _("State")),
    ]
    return [
        heads,
        *(
            [
                one.document.number,
                one.row.name,
                one.holder,
                one.row.organisation,
                one.days,
                one.issued_on,
                one.state,
            ]
            for one in rows
        ),
    ]


def document_pdf(document: IssuedDocument) -> bytes:
    """The document as it was issued."""
    zone = zone_of(document.edition)
    at = document.issued_at.astimezone(zone)
    issued_on = {}
    for part in document.content["parts"]:
        with override(INTERFACE_CODES[part["language"]]):
            issued_on[part["language"]] = formatted(at, pgettext("format of a date", "j F Y"))
    data = {
        "number": document.number,
        "code": document.code,
        "page": _check_page(),
        "address": check_address(document),
        "issued_on": issued_on,
        "parts": document.content["parts"],
    }
    return issued_pdf(document.kind, data)


def check_address(document: IssuedDocument) -> str:
    """Where a document is checked, with number and code, as its QR code has it."""
    query = urlencode({"number": document.number, "code": document.code})
    return f"{_check_page()}?{query}"


def _check_page() -> str:
    return f"{settings.QIAOMOST.site_url}{reverse('check-document')}"


def checked(document: IssuedDocument, reader: str) -> Checked:
    """What the public page says."""
    edition: Edition = document.edition
    zone, day = zone_of(edition), pgettext("format of a date", "j F Y")
    content = document.content
    issuers = {part["language"]: part["issuer"] for part in content.get("parts", ())}
    revoked = document.revoked_at
    return Checked(
        document=document,
        kind=str(IssuedKind(document.kind).label),
        edition=edition.name_in(reader),
        edition_days=days_in(Days(edition.first_day, edition.last_day)),
        issuer=issuers.get(reader) or next(iter(issuers.values()), ""),
        holder=content.get("holder", ""),
        ending=content.get("ending", ""),
        days=_days(content),
        issued_on=formatted(document.issued_at.astimezone(zone), day),
        revoked_on=formatted(revoked.astimezone(zone), day) if revoked else "",
    )


def _days(content: Mapping[str, Any]) -> str:
    if not content.get("from"):
        return ""
    return days_in(Days(date.fromisoformat(content["from"]), date.fromisoformat(content["until"])))

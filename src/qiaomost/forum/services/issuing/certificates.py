"""Certificates of attendance: for those who were checked in, or of whom the organisers state that they were there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common.errors import TransitionRefused
from qiaomost.forum.models import Edition, IssuedDocument, Issuer, Registration
from qiaomost.forum.rules.letter_words import certificate_part, name_for, second_language
from qiaomost.forum.selectors.issued import without
from qiaomost.forum.selectors.registrations import zone_of
from qiaomost.forum.services.editions import lock_edition
from qiaomost.forum.services.issuing.documents import issue, issuer_of
from qiaomost.forum.services.issuing.telling import tell_issued
from qiaomost.forum.states.issued import IssuedKind


@transaction.atomic
def issue_certificates(
    *, actor: User, edition_id: UUID, registration_ids: Collection[UUID] | None, now: datetime
) -> int:
    """Certify that those took part, or with ``None`` all who are accepted; each is told. Returns how many.

    Whoever is not accepted, or has a certificate in force, gets none. A certificate is in the participant's language
    and in that of the other country.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        TransitionRefused: the edition has not begun, or nobody has said who issues.
    """
    edition = lock_edition(actor, edition_id)
    require_begun(edition, now)
    issuer = issuer_of(edition)
    rows = without(edition, IssuedKind.CERTIFICATE).order_by("made_at", "pk")
    if registration_ids is not None:
        rows = rows.filter(pk__in=registration_ids)
    made = [_certify(actor, one, issuer, now) for one in rows.select_related("edition")]
    for document in made:
        tell_issued(document, now=now)
    return len(made)


def require_begun(edition: Edition, now: datetime) -> None:
    """Refuse to certify what has not begun, by the clock of the first site.

    Raises:
        TransitionRefused: the first day is still to come.
    """
    if now.astimezone(zone_of(edition)).date() < edition.first_day:
        raise TransitionRefused(_("The forum has not begun."), code="not_begun")


def _certify(actor: User, registration: Registration, issuer: Issuer, now: datetime) -> IssuedDocument:
    language = registration.language
    languages = (language, second_language(language))
    names = [name_for(registration, code) for code in languages]
    content = {
        "parts": [
            certificate_part(issuer, registration, code, name)
            for code, name in zip(languages, names, strict=True)
        ],
        "holder": " · ".join(dict.fromkeys(names)),
        "basis": "check_in" if getattr(registration, "was_there", False) else "statement",
    }
    return issue(actor, registration, IssuedKind.CERTIFICATE, content, now)

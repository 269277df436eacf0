"""Who gets a letter or certificate is told, in their language."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.forum.models import IssuedDocument
from qiaomost.forum.services.mailing import prepare_mail
from qiaomost.forum.services.registration_mails import address_of
from qiaomost.forum.states.issued import IssuedKind


def tell_issued(document: IssuedDocument, *, now: datetime) -> None:
    """Tell whoever has an account that the document lies ready; the mail has no passport data and no code."""
    registration = document.registration
    user, edition, language = registration.user, document.edition, registration.language
    if user is None:
        return
    with override(INTERFACE_CODES[language]):
        label = str(IssuedKind(document.kind).label)
        name = edition.name_in(language)
        words = _(
            "%(document)s %(number)s for “%(edition)s” lies ready on the page of your registration."
        ) % {
            "document": label,
            "number": document.number,
            "edition": name,
        }
        subject = f"{label}: {name}"
    prepare_mail(
        edition,
        address=user.email,
        user=user,
        language=language,
        subject=subject,
        body=f"{words}\n\n{address_of('register', edition.code)}",
        cause=f"issued:{document.pk}",
        now=now,
        release=True,
    )

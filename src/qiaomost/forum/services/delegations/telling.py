"""What the contact person of a delegation is told."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from qiaomost.accounts.selectors import language_of
from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.forum.models import Delegation
from qiaomost.forum.services.mailing import prepare_mail
from qiaomost.forum.services.registration_mails import address_of

LANGUAGES = {"CN": "zh", "RU": "ru"}
"""In which language a contact person without account is written to, by the country of the delegation."""


def tell_contact(delegation: Delegation, *, now: datetime) -> None:
    """Tell the contact person that they look after a delegation, and where."""
    edition = delegation.edition
    language = language_of(delegation.contact_address) or LANGUAGES.get(delegation.country, "en")
    with override(INTERFACE_CODES[language]):
        name = delegation.name_in(language)
        words = _(
            "You look after the delegation “%(delegation)s” at “%(edition)s”. On this page you enter its members, "
            "in the order of protocol, or read them from a list. Sign in with an account that has confirmed this "
            "address."
        ) % {"delegation": name, "edition": edition.name_in(language)}
        subject = _("Delegation: %(name)s") % {"name": name}
        body = f"{words}\n\n{address_of('delegation', edition.code, delegation.pk)}"
    prepare_mail(
        edition,
        address=delegation.contact_address,
        user=delegation.contact,
        language=language,
        subject=subject,
        body=body,
        cause=f"delegation:{delegation.pk}",
        now=now,
        release=True,
    )

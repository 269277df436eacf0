"""Mails to those who sign: when and where their agreement is signed on stage; an organiser releases them."""

from __future__ import annotations

from datetime import datetime

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.forum.models import Signing
from qiaomost.forum.services.mailing import prepare_mail
from qiaomost.partnering.models.cases import ParticipantRole

TOLD = (ParticipantRole.LEAD, ParticipantRole.SIGNATORY)


def tell_planned(signing: Signing, *, now: datetime) -> None:
    """Prepare a mail to the leads and signatories of both sides; the same place again prepares none."""
    session = signing.session
    if session is None or session.room is None or signing.starts_at is None:
        return
    seats = signing.agreement.case.participants.filter(role__in=TOLD, user__is_active=True)
    for seat in seats.select_related("user"):
        language = seat.user.language
        with override(INTERFACE_CODES[language]):
            prepare_mail(
                signing.edition,
                address=seat.user.email,
                user=seat.user,
                language=language,
                subject=_("Signing ceremony: agreement %(number)s") % {"number": signing.agreement.number},
                body=_body(signing, language),
                cause=f"signing/{signing.pk}/{signing.position}/{signing.starts_at.isoformat()}",
                now=now,
            )


def _body(signing: Signing, language: str) -> str:
    session, starts = signing.session, signing.starts_at
    if session is None or session.room is None or starts is None:
        return ""
    site = session.room.site
    local = starts.astimezone(site.zone)
    return _(
        "Agreement %(number)s is planned for the stage of “%(edition)s”.\n\n"
        "%(ceremony)s: %(day)s, %(time)s (%(zone)s)\n%(room)s, %(site)s\nPlace in the order: %(position)s"
    ) % {
        "number": signing.agreement.number,
        "edition": signing.edition.name_in(language),
        "ceremony": session.title_in(language),
        "day": formatted(local, pgettext("format of a date", "j F Y")),
        "time": f"{local:%H:%M}",
        "zone": site.clock,
        "room": session.room.name_in(language),
        "site": site.name_in(language),
        "position": signing.position,
    }

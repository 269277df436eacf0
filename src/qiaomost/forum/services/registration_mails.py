"""What those who registered are told, in their language. Receipts go at once; so does every change of a promise."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.forum.models import Edition, Registration, RegistrationInvitation
from qiaomost.forum.services.mailing import prepare_mail
from qiaomost.forum.states import RegistrationState
from qiaomost.partnering.states.rooms import zone_name


def tell_state(registration: Registration, *, now: datetime) -> None:
    """Tell somebody with an account what became of their registration."""
    user, edition = registration.user, registration.edition
    if user is None:
        return
    with override(INTERFACE_CODES[registration.language]):
        name = edition.name_in(registration.language)
        subject, words = _words(registration, name)
        lines = [_("Hello, %(name)s.") % {"name": registration.person.name_in(registration.language)}, words]
        if registration.reason and registration.state == RegistrationState.REJECTED:
            lines.append(_("Reason: %(reason)s") % {"reason": registration.reason})
        lines.append(address_of("register", edition.code))
    prepare_mail(
        edition,
        address=user.email,
        user=user,
        language=registration.language,
        subject=subject,
        body="\n\n".join(lines),
        cause=f"registration:{registration.pk}:{registration.version}",
        now=now,
        release=True,
    )


def tell_invited(invitation: RegistrationInvitation, token: str, *, now: datetime) -> None:
    """Send the link, which works for this address alone."""
    edition, language = invitation.edition, invitation.language
    with override(INTERFACE_CODES[language]):
        until = moment(invitation.expires_at, edition)
        name = edition.name_in(language)
        subject = _("Invitation: %(edition)s") % {"edition": name}
        words = _(
            "You are invited to “%(edition)s”. This link works until %(until)s, for an account with this "
            "address alone; it can’t be passed on."
        ) % {"edition": name, "until": until}
        body = f"{words}\n\n{address_of('register-invited', edition.code, token)}"
    prepare_mail(
        edition,
        address=invitation.address,
        user=None,
        language=language,
        subject=subject,
        body=body,
        cause=f"invitation:{invitation.pk}",
        now=now,
        release=True,
    )


def address_of(name: str, *arguments: object) -> str:
    """The full address of a page."""
    return settings.QIAOMOST.site_url + reverse(name, args=arguments)


def moment(at: datetime, edition: Edition) -> str:
    """A time by the clock of the edition's first site, in the active language."""
    site = edition.sites.first()
    zone = site.zone if site else ZoneInfo("UTC")
    local = at.astimezone(zone)
    return f"{date_format(local, 'DATETIME_FORMAT')} ({zone_name(zone.key)})"


def _words(registration: Registration, name: str) -> tuple[str, str]:
    state, edition = RegistrationState(registration.state), registration.edition
    told = {
        RegistrationState.SUBMITTED: (
            pgettext("mail", "Registration received"),
            _("Your registration for “%(edition)s” has arrived. The organisers will answer."),
        ),
        RegistrationState.WAITING: (
            pgettext("mail", "On the waiting list"),
            _(
                "All places for “%(edition)s” are taken. You are on the waiting list and will hear when one is free."
            ),
        ),
        RegistrationState.OFFERED: (
            pgettext("mail", "A place is free for you"),
            _("A place at “%(edition)s” is free for you until %(until)s. Take it up on this page."),
        ),
        RegistrationState.ACCEPTED: (
            pgettext("mail", "Registration confirmed"),
            _("You take part in “%(edition)s”. On this page you tell us when you arrive."),
        ),
        RegistrationState.REJECTED: (
            pgettext("mail", "Registration declined"),
            _("The organisers of “%(edition)s” can’t give you a place."),
        ),
        RegistrationState.WITHDRAWN: (
            pgettext("mail", "Registration withdrawn"),
            _("Your registration for “%(edition)s” is withdrawn."),
        ),
    }
    subject, words = told[state]
    until = moment(registration.offer_expires_at, edition) if registration.offer_expires_at else ""
    return f"{subject}: {name}", words % {"edition": name, "until": until}

"""Invitations to register: for one address, with a signed link."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, NotFound, TransitionRefused
from qiaomost.common.languages import LanguageCode
from qiaomost.forum.models import Category, RegistrationInvitation
from qiaomost.forum.services.editions import lock_edition
from qiaomost.forum.services.registration_mails import tell_invited

LIFETIME = timedelta(days=30)

_SIGNER = Signer(salt="qiaomost.forum.invitation")


def token_of(invitation: RegistrationInvitation) -> str:
    """What the link carries: the signed id, so that no secret lies in the database."""
    return _SIGNER.sign(invitation.pk.hex)


def invitation_of(token: str, edition_id: UUID) -> RegistrationInvitation:
    """Return the invitation to this edition that a link carries.

    Raises:
        NotFound: this site never issued such a link for this edition.
    """
    try:
        pk = UUID(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        raise NotFound from None
    rows = RegistrationInvitation.objects.filter(pk=pk, edition_id=edition_id)
    invitation = rows.select_related("category").first()
    if invitation is None:
        raise NotFound
    return invitation


@transaction.atomic
def invite_to_register(
    *, actor: User, edition_id: UUID, address: str, category: str, language: str, now: datetime
) -> RegistrationInvitation:
    """Invite an address into a category; an open invitation of the same address is replaced.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        Invalid: the address is none, or category or language are unknown.
    """
    edition = lock_edition(actor, edition_id)
    address = address.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid(fields={"address": _("This is no e-mail address.")}) from None
    chosen = Category.objects.filter(edition=edition, code=category).first()
    if chosen is None or language not in LanguageCode.values:
        raise Invalid(fields={"category": _("Choose one of the categories.")})
    RegistrationInvitation.objects.filter(edition=edition, address=address, registration=None).delete()
    invitation = RegistrationInvitation.objects.create(
        edition=edition,
        category=chosen,
        address=address,
        language=language,
        invited_by=actor,
        sent_at=now,
        expires_at=now + LIFETIME,
    )
    audit.record(actor, "invite_to_register", invitation, now=now, category=chosen.code)
    tell_invited(invitation, token_of(invitation), now=now)
    return invitation


@transaction.atomic
def revoke_registration_invitation(
    *, actor: User, edition_id: UUID, invitation_id: UUID, now: datetime
) -> None:
    """Take an invitation back.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        TransitionRefused: it was used or taken back already.
    """
    edition = lock_edition(actor, edition_id)
    invitation = RegistrationInvitation.objects.filter(
        pk=invitation_id, edition=edition, registration=None
    ).first()
    if invitation is None:
        raise TransitionRefused
    audit.record(actor, "revoke_registration_invitation", invitation, now=now)
    invitation.delete()

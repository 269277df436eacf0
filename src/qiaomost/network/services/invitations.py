"""Invitations: an address is offered a role in an organisation."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.accounts.selectors import addresses_of
from qiaomost.common import audit, outbox
from qiaomost.common.errors import NotAllowed, NotFound, TransitionRefused
from qiaomost.common.transitions import next_state
from qiaomost.network.models import Invitation, Membership, Organisation
from qiaomost.network.permissions import can_manage_members, invitable_roles
from qiaomost.network.selectors import standing_of
from qiaomost.network.services.checks import line, require, validate
from qiaomost.network.services.memberships import give_role
from qiaomost.network.states import INVITATION_TRANSITIONS, InvitationState

LIFETIME = timedelta(days=14)

_SIGNER = Signer(salt="qiaomost.network.invitation")


def token_of(invitation: Invitation) -> str:
    """Return what the link in the mail carries: the signed id, so that no secret lies in the database."""
    return _SIGNER.sign(invitation.pk.hex)


def invitation_of(token: str) -> Invitation:
    """Return the invitation that a link carries, whatever its state.

    Raises:
        NotFound: this site never issued such a link.
    """
    try:
        invitation_id = UUID(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        raise NotFound from None
    rows = Invitation.objects.filter(pk=invitation_id).select_related("organisation")
    invitation = rows.prefetch_related("organisation__names").first()
    if invitation is None:
        raise NotFound
    return invitation


@transaction.atomic
def invite(
    *, actor: User, organisation_id: UUID, address: str, role: str, language: str, now: datetime
) -> Invitation:
    """Offer ``address`` a role; an open invitation of the same address is revoked, the newest counts.

    Nothing that the inviter sees depends on whether the address has an account.

    Raises:
        NotFound: there is no such member organisation.
        NotAllowed: ``actor`` may not give this role there.
        Invalid: the address is none, or the language is unknown.
    """
    member = Organisation.objects.filter(pk=organisation_id, is_member=True)
    if member.select_for_update().first() is None:  # locked: of two invitations at once, one counts
        raise NotFound
    require(role in invitable_roles(standing_of(actor), organisation_id))
    invitation = Invitation(
        organisation_id=organisation_id,
        address=line(address).lower(),
        role=role,
        language=language,
        invited_by=actor,
        sent_at=now,
        expires_at=now + LIFETIME,
    )
    present = Invitation.objects.select_for_update().filter(
        organisation_id=organisation_id, address=invitation.address, state=InvitationState.SENT
    )
    for earlier in present:
        _move(earlier, "revoke", actor=actor, now=now)
    validate([invitation])
    invitation.save()
    audit.record(actor, "invite", invitation, now=now, role=role, address=invitation.address)
    outbox.record("network.invitation_sent", now=now, invitation_id=str(invitation.pk))
    return invitation


@transaction.atomic
def revoke_invitation(*, actor: User, invitation_id: UUID, now: datetime) -> Invitation:
    """Take an invitation back: its link no longer works.

    Raises:
        NotFound: there is no such invitation, or ``actor`` does not manage the members there.
        NotAllowed: ``actor`` may not give this role there.
        TransitionRefused: it was accepted or revoked already.
    """
    invitation, standing = _locked(invitation_id), standing_of(actor)
    if not can_manage_members(standing, invitation.organisation_id):
        raise NotFound
    require(invitation.role in invitable_roles(standing, invitation.organisation_id))
    _move(invitation, "revoke", actor=actor, now=now)
    return invitation


@transaction.atomic
def accept_invitation(*, actor: User, token: str, now: datetime) -> Membership:
    """Take the role that the link offers; the link is spent.

    Raises:
        NotFound: this site never issued such a link.
        NotAllowed: the invitation is for an address that ``actor`` has not confirmed as its own.
        TransitionRefused: it was accepted or revoked already, or has run out.
    """
    invitation = _locked(invitation_of(token).pk)
    if invitation.address not in addresses_of(actor):
        raise NotAllowed(
            _(
                "This invitation is for %(address)s. Sign in with this address, or add it to your account first."
            )
            % {"address": invitation.address}
        )
    if invitation.state == InvitationState.SENT and not invitation.is_open(now):
        raise TransitionRefused(_("This invitation has run out. Ask for a new one."), code="expired")
    invitation.accepted_by = actor
    _move(invitation, "accept", actor=actor, now=now)
    outbox.record("network.invitation_accepted", now=now, invitation_id=str(invitation.pk))
    return give_role(
        actor=actor,
        user_id=actor.pk,
        organisation_id=invitation.organisation_id,
        role=invitation.role,
        now=now,
    )


def _locked(invitation_id: UUID) -> Invitation:
    invitation = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
    if invitation is None:
        raise NotFound
    return invitation


def _move(invitation: Invitation, verb: str, *, actor: User, now: datetime) -> None:
    invitation.state = next_state(INVITATION_TRANSITIONS, InvitationState(invitation.state), verb)
    invitation.save(update_fields=["state", "accepted_by"])
    audit.record(actor, f"{verb}_invitation", invitation, now=now)

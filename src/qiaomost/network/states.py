"""How an invitation and a request to join move on."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.transitions import Transitions


class InvitationState(models.TextChoices):
    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    REVOKED = "revoked", _("Revoked")


INVITATION_TRANSITIONS: Transitions[InvitationState] = {
    "accept": (frozenset({InvitationState.SENT}), InvitationState.ACCEPTED),
    "revoke": (frozenset({InvitationState.SENT}), InvitationState.REVOKED),
}


class JoinRequestState(models.TextChoices):
    PENDING = "pending", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


JOIN_REQUEST_TRANSITIONS: Transitions[JoinRequestState] = {
    "accept": (frozenset({JoinRequestState.PENDING}), JoinRequestState.ACCEPTED),
    "decline": (frozenset({JoinRequestState.PENDING}), JoinRequestState.DECLINED),
    "withdraw": (frozenset({JoinRequestState.PENDING}), JoinRequestState.WITHDRAWN),
}

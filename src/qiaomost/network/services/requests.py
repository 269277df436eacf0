"""Requests to join: an account asks to be a member of an organisation."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit, outbox
from qiaomost.common.errors import Conflict, Invalid, NotFound
from qiaomost.common.transitions import next_state
from qiaomost.network.models import JoinRequest, Membership, Organisation, Role
from qiaomost.network.permissions import can_manage_members
from qiaomost.network.selectors import standing_of
from qiaomost.network.services.checks import require, validate
from qiaomost.network.services.memberships import give_role
from qiaomost.network.states import JOIN_REQUEST_TRANSITIONS, JoinRequestState
from qiaosearch.text.normalise import clean


@transaction.atomic
def request_to_join(*, actor: User, organisation_id: UUID, message: str, now: datetime) -> JoinRequest:
    """Ask to be a member of an organisation.

    Raises:
        NotFound: there is no such member organisation.
        Conflict: ``actor`` belongs to it already, or has asked and waits for the answer.
        Invalid: the message is too long.
    """
    organisation = Organisation.objects.select_for_update().filter(pk=organisation_id, is_member=True).first()
    if organisation is None:
        raise NotFound
    mine = {"user": actor, "organisation": organisation}
    if Membership.objects.filter(**mine, is_active=True).exists():
        raise Conflict(_("You belong to this organisation already."))
    if JoinRequest.objects.filter(**mine, state=JoinRequestState.PENDING).exists():
        raise Conflict(_("You have asked already; the answer will come by mail."))
    request = JoinRequest(**mine, message=clean(message).strip(), asked_at=now)
    validate([request])
    request.save()
    audit.record(actor, "request_to_join", request, now=now)
    outbox.record("network.join_requested", now=now, request_id=str(request.pk))
    return request


@transaction.atomic
def accept_join_request(*, actor: User, request_id: UUID, now: datetime) -> Membership:
    """Make whoever asked a member.

    Raises:
        NotFound: there is no such request, or ``actor`` does not manage the members of the organisation.
        TransitionRefused: it was answered or withdrawn already.
    """
    request = _for_manager(actor, request_id)
    _answer(request, "accept", actor=actor, now=now)
    return give_role(
        actor=actor,
        user_id=request.user_id,
        organisation_id=request.organisation_id,
        role=Role.MEMBER,
        now=now,
    )


@transaction.atomic
def decline_join_request(*, actor: User, request_id: UUID, reason: str, now: datetime) -> JoinRequest:
    """Decline a request, with a reason that the person reads.

    Raises:
        NotFound: there is no such request, or ``actor`` does not manage the members of the organisation.
        Invalid: there is no reason.
        TransitionRefused: it was answered or withdrawn already.
    """
    request = _for_manager(actor, request_id)
    request.reason = clean(reason).strip()
    if not request.reason:
        raise Invalid(fields={"reason": _("Say why, so that the person can do something about it.")})
    validate([request])
    _answer(request, "decline", actor=actor, now=now)
    return request


@transaction.atomic
def withdraw_join_request(*, actor: User, request_id: UUID, now: datetime) -> JoinRequest:
    """Take one's own request back.

    Raises:
        NotFound: ``actor`` has made no such request.
        TransitionRefused: it was answered or withdrawn already.
    """
    request = JoinRequest.objects.select_for_update().filter(pk=request_id, user=actor).first()
    if request is None:
        raise NotFound
    _move(request, "withdraw", actor=actor, now=now)
    return request


def _for_manager(actor: User, request_id: UUID) -> JoinRequest:
    """The ids of requests tell nobody anything: what one may not answer does not exist."""
    request = JoinRequest.objects.select_for_update().filter(pk=request_id).first()
    if request is None or not can_manage_members(standing_of(actor), request.organisation_id):
        raise NotFound
    return request


def _answer(request: JoinRequest, verb: str, *, actor: User, now: datetime) -> None:
    require(request.user_id != actor.pk)
    request.answered_at, request.answered_by = now, actor
    _move(request, verb, actor=actor, now=now)
    outbox.record("network.join_request_answered", now=now, request_id=str(request.pk))


def _move(request: JoinRequest, verb: str, *, actor: User, now: datetime) -> None:
    request.state = next_state(JOIN_REQUEST_TRANSITIONS, JoinRequestState(request.state), verb)
    request.save(update_fields=["state", "reason", "answered_at", "answered_by"])
    audit.record(actor, f"{verb}_join_request", request, now=now)

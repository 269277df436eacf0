"""The mails of the network (see ``qiaomost.wiring``). A job done twice mails nobody twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone

from qiaomost.accounts import mail
from qiaomost.accounts.selectors import language_of
from qiaomost.network.models import Invitation, JoinRequest
from qiaomost.network.selectors import addresses_of_managers
from qiaomost.network.services import token_of
from qiaomost.network.states import InvitationState, JoinRequestState


def on_invitation_sent(payload: Mapping[str, Any]) -> None:
    """Mail the link, unless it was mailed or the invitation is no longer open."""
    rows = Invitation.objects.filter(pk=payload["invitation_id"], mailed_at=None, state=InvitationState.SENT)
    invitation = rows.select_related("organisation").prefetch_related("organisation__names").first()
    if invitation is None:
        return
    language = language_of(invitation.address) or invitation.language
    mail.send_once(
        f"invitation:{invitation.pk}",
        "network/mail/invitation",
        invitation.address,
        language=language,
        now=timezone.now(),
        organisation=invitation.organisation.name_in(language),
        invitation=invitation,
        path=reverse("invitation", args=[token_of(invitation)]),
    )
    rows.update(mailed_at=timezone.now())


def on_join_requested(payload: Mapping[str, Any]) -> None:
    """Tell those who may answer."""
    request = _request(payload)
    if request is None or request.state != JoinRequestState.PENDING:
        return
    managers = addresses_of_managers(request.organisation_id)
    mail.deliver_each(managers, lambda manager: _ask(request, *manager))


def on_join_request_answered(payload: Mapping[str, Any]) -> None:
    """Tell whoever asked."""
    request = _request(payload)
    if request is None:
        return
    language = request.user.language
    mail.send_once(
        f"join-answer:{request.pk}",
        "network/mail/join_answer",
        request.user.email,
        language=language,
        now=timezone.now(),
        organisation=request.organisation.name_in(language),
        request=request,
        is_accepted=request.state == JoinRequestState.ACCEPTED,
        path=reverse("membership"),
    )


def _ask(request: JoinRequest, address: str, language: str) -> None:
    mail.send_once(
        f"join-request:{request.pk}",
        "network/mail/join_request",
        address,
        language=language,
        now=timezone.now(),
        organisation=request.organisation.name_in(language),
        request=request,
        path=reverse("organisation_members", args=[request.organisation_id]),
    )


def _request(payload: Mapping[str, Any]) -> JoinRequest | None:
    rows = JoinRequest.objects.filter(pk=payload["request_id"])
    return rows.select_related("user", "organisation").prefetch_related("organisation__names").first()

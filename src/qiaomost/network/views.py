"""The pages of an account and its memberships. HTTP only."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiaomost.accounts.models import User
from qiaomost.accounts.selectors import has_second_factor
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.common.http import reader_of
from qiaomost.network import selectors, services
from qiaomost.network.forms import InvitationForm, JoinForm, NameForm, PlaceForm, place_values
from qiaomost.network.permissions import can_manage_members, invitable_roles

SHOWN_ORGANISATIONS = 20


def _actor(request: HttpRequest) -> User:
    return cast(User, request.user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    actor = _actor(request)
    person = selectors.person_of(actor)
    form = NameForm(request.POST or None, initial={"language": actor.language} | selectors.own_name(person))
    if request.method == "POST" and form.is_valid():
        try:
            services.write_own_name(actor=actor, draft=form.draft(), now=timezone.now())
            return redirect("account")
        except Invalid as error:
            form.refuse(error)
    standing = selectors.standing_of(actor)
    context: dict[str, object] = {"person": person, "form": form, "standing": standing}
    context |= {"beginning": selectors.beginning_of(actor, standing)}
    context |= {"memberships": selectors.memberships_of(actor), "is_protected": has_second_factor(actor)}
    return render(request, "network/account.html", context)


@login_required
@require_GET
def membership(request: HttpRequest) -> HttpResponse:
    actor, query = _actor(request), request.GET.get("q", "").strip()[:100]
    found = selectors.member_organisations(query)[:SHOWN_ORGANISATIONS] if query else []
    context = {
        "standing": selectors.standing_of(actor),
        "memberships": selectors.memberships_of(actor),
        "invitations": [
            (one, services.token_of(one)) for one in selectors.invitations_for(actor, now=timezone.now())
        ],
        "requests": selectors.requests_of(actor),
        "query": query,
        "found": found,
    }
    return render(request, "network/membership.html", context)


@login_required
@require_GET
def members(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    return _members_page(request, organisation_id)


def _members_page(
    request: HttpRequest, organisation_id: UUID, form: InvitationForm | None = None
) -> HttpResponse:
    """The members, for those who belong to the organisation; invitations and requests for its managers."""
    actor = _actor(request)
    standing = selectors.standing_of(actor)
    manages = can_manage_members(standing, organisation_id)
    organisation = selectors.organisation_named(organisation_id)
    if organisation is None or not (manages or standing.belongs_to(organisation_id)):
        raise NotFound
    roles = invitable_roles(standing, organisation_id)
    context: dict[str, object] = {"organisation": organisation, "manages": manages, "roles": roles}
    context["members"] = selectors.members_of(organisation)
    if manages:
        context |= {
            "form": form or InvitationForm(roles=roles, initial={"language": actor.language}),
            "invitations": selectors.open_invitations(organisation),
            "requests": selectors.pending_requests(organisation),
            "now": timezone.now(),
        }
    return render(request, "network/members.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """City, region and registered address; names typed in the page's address show what would be added to them."""
    actor = _actor(request)
    organisation = selectors.organisation_managed(selectors.standing_of(actor), organisation_id)
    typed = request.POST if request.method == "POST" else request.GET or None
    form = PlaceForm(
        typed, organisation=organisation, reader=reader_of(request), initial=place_values(organisation)
    )
    added = form.added() if form.is_valid() else []
    if request.method == "POST" and form.is_valid():
        draft, now = form.draft(), timezone.now()
        try:
            services.write_place(actor=actor, organisation_id=organisation_id, draft=draft, now=now)
            messages.success(request, _("The place and the address are saved."))
            return redirect("organisation_place", organisation_id)
        except Invalid as error:
            form.refuse(error)
    context = {"organisation": organisation, "form": form, "added": added}
    return render(request, "network/place.html", context)


@login_required
@require_POST
def invite(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    actor = _actor(request)
    roles = invitable_roles(selectors.standing_of(actor), organisation_id)
    form = InvitationForm(request.POST, roles=roles)
    if form.is_valid():
        try:
            services.invite(
                actor=actor, organisation_id=organisation_id, now=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("The invitation is on its way."))
            return redirect("organisation_members", organisation_id)
        except Invalid as error:
            form.refuse(error)
    return _members_page(request, organisation_id, form)


@login_required
@require_POST
def revoke(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    revoked = services.revoke_invitation(
        actor=_actor(request), invitation_id=invitation_id, now=timezone.now()
    )
    messages.success(request, _("The invitation is revoked; its link no longer works."))
    return redirect("organisation_members", revoked.organisation_id)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link in the mail opens; who accepts has to sign in."""
    if request.method != "POST":
        shown = services.invitation_of(token)
        context = {"invitation": shown, "is_open": shown.is_open(timezone.now())}
        return render(request, "network/invitation.html", context)
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    services.accept_invitation(actor=_actor(request), token=token, now=timezone.now())
    messages.success(request, _("Welcome. You belong to the organisation now."))
    return redirect("membership")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    organisation = selectors.organisation_named(organisation_id)
    if organisation is None or not organisation.is_member:
        raise NotFound
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.request_to_join(
            actor=_actor(request), organisation_id=organisation_id, now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Your request was sent; the answer will come by mail."))
        return redirect("membership")
    return render(request, "network/join.html", {"organisation": organisation, "form": form})


@login_required
@require_POST
def accept(request: HttpRequest, request_id: UUID) -> HttpResponse:
    made = services.accept_join_request(actor=_actor(request), request_id=request_id, now=timezone.now())
    messages.success(request, _("The person is a member now and gets a mail."))
    return redirect("organisation_members", made.organisation_id)


@login_required
@require_POST
def decline(request: HttpRequest, request_id: UUID) -> HttpResponse:
    declined = services.decline_join_request(
        actor=_actor(request),
        request_id=request_id,
        reason=request.POST.get("reason", ""),
        now=timezone.now(),
    )
    messages.success(request, _("The request is declined; the person gets your reason by mail."))
    return redirect("organisation_members", declined.organisation_id)


@login_required
@require_POST
def withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    services.withdraw_join_request(actor=_actor(request), request_id=request_id, now=timezone.now())
    messages.success(request, _("Your request is withdrawn."))
    return redirect("membership")


@login_required
@require_POST
def end(request: HttpRequest, membership_id: int) -> HttpResponse:
    actor = _actor(request)
    ended = services.end_membership(actor=actor, membership_id=membership_id, now=timezone.now())
    messages.success(request, _("The membership has ended."))
    if ended.user_id == actor.pk:
        return redirect("membership")
    return redirect("organisation_members", ended.organisation_id)

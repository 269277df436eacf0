"""Members of a delegation one by one: added, changed, moved, taken out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import NotFound
from qiaomost.common.http import reader_of
from qiaomost.forum.drafts.delegations import MemberDraft
from qiaomost.forum.forms.delegations import MemberForm
from qiaomost.forum.forms.registrations import StayForm
from qiaomost.forum.models import Delegation, DelegationMember
from qiaomost.forum.presenting.delegations import Choice, choices_of
from qiaomost.forum.presenting.registrations import row_of
from qiaomost.forum.rules.full_names import name_language
from qiaomost.forum.selectors.delegations import member_in, sites_of
from qiaomost.forum.selectors.registrations import stay_of
from qiaomost.forum.services.delegations import members as services
from qiaomost.forum.services.delegations.listing import plan_members, write_members
from qiaomost.forum.views.delegations import kept, page, seen
from qiaomost.forum.views.organising import attempt
from qiaomost.forum.views.registering import stay_clock, stay_values


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, code: str, delegation_id: UUID) -> HttpResponse:
    edition, found = kept(request, code, delegation_id)
    typed = request.POST if request.method == "POST" else None
    form = MemberForm(typed, choices=_choices(request, found.delegation))
    if typed is not None and attempt(form, lambda: _add(request, found.delegation, form)):
        return redirect("delegation", code, delegation_id)
    return page(request, edition, "member", {"seen": found}, form)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str, delegation_id: UUID, registration_id: UUID) -> HttpResponse:
    edition, found = kept(request, code, delegation_id)
    member = member_in(found.delegation, registration_id)
    typed = request.POST if request.method == "POST" else None
    form = MemberForm(typed, is_new=False, initial=_values(member))
    if typed is not None and attempt(form, lambda: _change(request, delegation_id, member, form)):
        messages.success(request, _("Your changes are saved."))
        return redirect("delegation", code, delegation_id)
    context = {"seen": found, "row": row_of(member.registration, reader_of(request)), "member": member}
    return page(request, edition, "member", context, form)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def stay(request: HttpRequest, code: str, delegation_id: UUID, registration_id: UUID) -> HttpResponse:
    edition, found = kept(request, code, delegation_id)
    member = member_in(found.delegation, registration_id)
    stored = stay_of(member.registration)
    with timezone.override(stay_clock(request, edition, stored)):
        form = StayForm(
            request.POST if request.method == "POST" else None,
            initial=stay_values(stored),
            built=(),
            sites=sites_of(edition),
            reader=reader_of(request),
        )
        if request.method == "POST" and attempt(form, lambda: _keep(request, delegation_id, member, form)):
            messages.success(request, _("Your changes are saved."))
            return redirect("delegation", code, delegation_id)
        row = row_of(member.registration, reader_of(request))
        return page(request, edition, "stay", {"seen": found, "row": row, "member": member}, form)


@signed_in(back="delegations")
def do(
    request: HttpRequest, code: str, delegation_id: UUID, registration_id: UUID, verb: str
) -> HttpResponse:
    seen(request, code, delegation_id)
    if verb not in VERBS:
        raise NotFound
    VERBS[verb](
        actor=actor_of(request),
        delegation_id=delegation_id,
        registration_id=registration_id,
        now=timezone.now(),
    )
    return redirect("delegation", code, delegation_id)


def _up(**values: Any) -> None:
    services.move_member(**values, up=True)


def _down(**values: Any) -> None:
    services.move_member(**values, up=False)


VERBS: dict[str, Callable[..., None]] = {
    "up": _up,
    "down": _down,
    "lead": services.lead_delegation,
    "remove": services.remove_member,
}


def _choices(request: HttpRequest, delegation: Delegation) -> tuple[Choice, ...]:
    """Who the person may be that was typed, where somebody is known who could be them."""
    if request.method != "POST":
        return ()
    plain = MemberForm(request.POST)
    if not plain.is_valid():
        return ()
    plan = plan_members(actor_of(request), delegation, [(1, _draft(plain))])
    return choices_of(plan[0].candidates, reader_of(request)) if plan[0].candidates else ()


def _draft(form: MemberForm) -> MemberDraft:
    return form.draft(name_language(form.cleaned_data["family"] + form.cleaned_data["given"]))


def _add(request: HttpRequest, delegation: Delegation, form: MemberForm) -> None:
    done = write_members(
        actor=actor_of(request),
        delegation_id=delegation.pk,
        rows=[(1, _draft(form))],
        answers={1: form.cleaned_data.get("same", "")},
        now=timezone.now(),
    )
    if not done.new:
        messages.info(request, _("This person is a member already; what you wrote is entered there."))


def _values(member: DelegationMember) -> dict[str, Any]:
    names = ("position_words", "organisation_name", "speaks")
    said = {name: getattr(member.registration, name) for name in names}
    return said | {"address": member.address, "is_head": member.is_head}


def _change(request: HttpRequest, delegation_id: UUID, member: DelegationMember, form: MemberForm) -> None:
    services.change_member(
        actor=actor_of(request),
        delegation_id=delegation_id,
        registration_id=member.registration_id,
        values=form.cleaned_data,
        now=timezone.now(),
    )


def _keep(request: HttpRequest, delegation_id: UUID, member: DelegationMember, form: StayForm) -> None:
    services.write_members_stay(
        actor=actor_of(request),
        delegation_id=delegation_id,
        registration_id=member.registration_id,
        values=form.values(),
        now=timezone.now(),
    )

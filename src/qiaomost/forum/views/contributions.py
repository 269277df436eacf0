"""Calls for contributions and contributions, as everybody and authors use them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, kept_for, signed_in, typed_in
from qiaomost.common.errors import Conflict, Invalid, Message, NotFound
from qiaomost.common.http import reader_of
from qiaomost.forum.forms.contributions import (
    ContributionForm,
    DecisionForm,
    SheetForm,
    WordsForm,
    contribution_initial,
)
from qiaomost.forum.models import Contribution, ContributionCall
from qiaomost.forum.permissions.contributions import is_open
from qiaomost.forum.presenting.contributions import call_page, calls_page, contribution_page
from qiaomost.forum.selectors.contributions import call_for, contribution_for
from qiaomost.forum.selectors.editions import edition_for
from qiaomost.forum.services.contributing import (
    change_contribution,
    draft_of,
    start_contribution,
    submit_contribution,
)
from qiaomost.forum.services.deciding import confirm_contribution, withdraw_contribution
from qiaomost.forum.states.contributions import Part
from qiaomost.network.selectors import persons_of, standing_of

VERBS: Mapping[str, tuple[Callable[..., Any], Message, Message]] = {
    "submit": (
        submit_contribution,
        pgettext_lazy("contribution", "Submit"),
        gettext_lazy("Your contribution is submitted. You can change it until the deadline."),
    ),
    "confirm": (
        confirm_contribution,
        pgettext_lazy("contribution", "Confirm"),
        gettext_lazy("Thank you. Your contribution is in the programme."),
    ),
    "withdraw": (
        withdraw_contribution,
        pgettext_lazy("contribution", "Withdraw"),
        gettext_lazy("Your contribution is withdrawn."),
    ),
}


@require_safe
def calls(request: HttpRequest, code: str) -> HttpResponse:
    standing = standing_of(request.user)
    edition = edition_for(standing, code)
    page = calls_page(edition, standing, reader_of(request), timezone.now())
    return render(request, "forum/call/calls.html", {"page": page, "edition": edition})


@require_safe
def call(request: HttpRequest, call_id: int) -> HttpResponse:
    standing = standing_of(request.user)
    page = call_page(call_for(standing, call_id), standing, reader_of(request), timezone.now())
    context = {"page": page, "edition": page.row.call.track.edition}
    return render(request, "forum/call/call.html", context)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def contribute(request: HttpRequest, call_id: int) -> HttpResponse:
    present = call_for(standing_of(request.user), call_id)
    if request.method != "POST" and not is_open(present, timezone.now()):
        return redirect("forum-call", call_id)
    form = _form(request, present, typed_in(request), None)
    if request.method == "POST" and form.is_valid():
        try:
            made = start_contribution(
                actor=actor_of(request), call_id=call_id, draft=form.draft(), now=timezone.now()
            )
            messages.success(request, _("Your draft is stored. Submit it when it is ready."))
            return redirect("contribution", made.pk)
        except Invalid as error:
            form.refuse(error)
    return _form_page(request, form, present, None)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, contribution_id: UUID) -> HttpResponse:
    own = _own(request, contribution_id)
    form = _form(request, own.call, typed_in(request), own)
    if request.method == "POST" and form.is_valid():
        try:
            change_contribution(
                actor=actor_of(request),
                contribution_id=contribution_id,
                draft=form.draft(),
                version=form.cleaned_data["version"] or 0,
                now=timezone.now(),
            )
            return redirect("contribution", contribution_id)
        except Invalid as error:
            form.refuse(error)
        except Conflict:
            return _meanwhile(request, form, own)
    return _form_page(request, form, own.call, own)


@require_safe
@signed_in()
def contribution(request: HttpRequest, contribution_id: UUID) -> HttpResponse:
    kept = kept_for(request)
    verb = kept.path.rstrip("/").rpartition("/")[2] if kept else ""
    return contribution_shown(request, contribution_id, {verb: kept.values} if kept else {})


@signed_in(back="contribution")
def take(request: HttpRequest, contribution_id: UUID, verb: str) -> HttpResponse:
    if verb not in VERBS:
        raise NotFound
    try:
        VERBS[verb][0](actor=actor_of(request), contribution_id=contribution_id, now=timezone.now())
        messages.success(request, str(VERBS[verb][2]))
    except Invalid as error:
        for message in error.fields.values():
            messages.error(request, str(message))
    return redirect("contribution", contribution_id)


def contribution_shown(
    request: HttpRequest, contribution_id: UUID, given: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page of a contribution, with what was typed into its forms."""
    standing, reader = standing_of(request.user), reader_of(request)
    row, parts = contribution_for(standing, contribution_id)
    page = contribution_page(row, parts, standing, reader, timezone.now())
    context: dict[str, Any] = {
        "page": page,
        "contribution": row,
        "edition": row.call.track.edition,
        "verbs": [(verb, VERBS[verb][1]) for verb in page.verbs],
    }
    context |= _forms(page, given, reader)
    return render(request, "forum/call/contribution.html", context, status=status)


def _forms(page: Any, given: Mapping[str, Any], reader: str) -> dict[str, Any]:
    def form_of(name: str, make: Callable[[Any], Any]) -> Any:
        typed = given.get(name)
        return typed if hasattr(typed, "refuse") else make(typed)

    forms: dict[str, Any] = {}
    if Part.REVIEWER in page.parts:
        forms["score_form"] = form_of("score", lambda t: SheetForm(t, call=page.call.call, reader=reader))
        forms["conflict_form"] = form_of("declare", lambda t: WordsForm(t, prefix="conflict"))
        forms["note_form"] = form_of("note", WordsForm)
    if page.decisions:
        row = page.contribution
        initial = {"verb": row.pending, "reason": row.reason}
        forms["decision_form"] = form_of(
            "decide", lambda t: DecisionForm(t, verbs=page.decisions, initial=initial)
        )
    return forms


def _own(request: HttpRequest, contribution_id: UUID) -> Contribution:
    row, parts = contribution_for(standing_of(request.user), contribution_id)
    if Part.AUTHOR not in parts:
        raise NotFound
    return row


def _form(
    request: HttpRequest, present: ContributionCall, typed: Any, own: Contribution | None
) -> ContributionForm:
    standing = standing_of(request.user)
    before = [one.person_id for one in own.speakers.all() if one.person_id] if own else []
    persons = [
        one for one in persons_of(standing.organisations, also=before) if one.user_id != standing.user_id
    ]
    initial = contribution_initial(draft_of(own), own.version) if own else {"language": reader_of(request)}
    return ContributionForm(typed, call=present, persons=persons, reader=reader_of(request), initial=initial)


def _meanwhile(request: HttpRequest, form: ContributionForm, own: Contribution) -> HttpResponse:
    """What was typed stays in the form; sent again, it replaces what the other window stored."""
    form.data = typed = request.POST.copy()
    typed["version"] = str(own.version)
    form.add_error(
        None,
        _(
            "This contribution was changed in another window. Your words are below; save again to replace the others."
        ),
    )
    return _form_page(request, form, own.call, own, status=409)


def _form_page(
    request: HttpRequest,
    form: ContributionForm,
    present: ContributionCall,
    own: Contribution | None,
    *,
    status: int = 0,
) -> HttpResponse:
    page = call_page(present, standing_of(request.user), reader_of(request), timezone.now())
    context = {"form": form, "page": page, "contribution": own, "edition": present.track.edition}
    status = status or (422 if form.errors else 200)
    return render(request, "forum/call/contribution_form.html", context, status=status)

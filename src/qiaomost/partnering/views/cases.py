"""A case: its page, and the verbs that its people take there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import Kept, actor_of, kept_for, signed_in
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.common.http import reader_of
from qiaomost.network.forms import VerbForm
from qiaomost.network.selectors import standing_of
from qiaomost.partnering import services
from qiaomost.partnering.forms import HandOverForm, NoteForm
from qiaomost.partnering.presenting.ledger import LAST_READS, ledger_of
from qiaomost.partnering.presenting.pages import choices_for, page_of
from qiaomost.partnering.selectors.cases import case_for
from qiaomost.partnering.services.rooms import is_opened
from qiaomost.partnering.states import Side
from qiaomost.partnering.views.steps import STEPS, steps_for


@signed_in()
@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    services.read_notices(actor=actor_of(request), case_id=case_id, now=timezone.now())
    kept = kept_for(request)
    form = STEPS[_verb(kept)].form(kept.values, **_choices(request, case_id, _verb(kept))) if kept else None
    return _case_page(request, case_id, {_verb(kept): form} if form else {})


@signed_in(back="case")
def take(request: HttpRequest, case_id: UUID, verb: str) -> HttpResponse:
    if verb not in STEPS:
        raise NotFound
    form = STEPS[verb].form(request.POST, **_choices(request, case_id, verb))
    if form.is_valid():
        try:
            STEPS[verb].service(
                actor=actor_of(request), case_id=case_id, now=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("Done. The people concerned are told."))
            return redirect("case", case_id)
        except Invalid as error:
            form.refuse(error)
    return _case_page(request, case_id, {verb: form}, status=422)


@signed_in(back="case")
def note(request: HttpRequest, case_id: UUID) -> HttpResponse:
    form = NoteForm(request.POST)
    if form.is_valid():
        services.add_note(actor=actor_of(request), case_id=case_id, now=timezone.now(), **form.cleaned_data)
        return redirect("case", case_id)
    return _case_page(request, case_id, {"note": form}, status=422)


@signed_in(back="case")
def hand_over(request: HttpRequest, case_id: UUID, side: str) -> HttpResponse:
    if side not in Side.values:
        raise NotFound
    choices = choices_for("hand_over", case_for(standing_of(request.user), case_id), reader_of(request), side)
    form = HandOverForm(request.POST, **choices)
    if form.is_valid():
        try:
            services.hand_over(
                actor=actor_of(request), case_id=case_id, side=side, now=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("Handed over. The other adviser is told."))
            return redirect("desk")
        except Invalid as error:
            form.refuse(error)
    return _case_page(request, case_id, {f"hand_over_{side}": form}, status=422)


def _case_page(
    request: HttpRequest, case_id: UUID, refused: dict[str, VerbForm], *, status: int = 200
) -> HttpResponse:
    standing, reader = standing_of(request.user), reader_of(request)
    page = page_of(case_for(standing, case_id), standing, reader, timezone.now())
    forms = {
        verb: (step, refused.get(verb) or step.form(**choices_for(verb, page.case, reader)))
        for verb, step in steps_for(page.case, page.roles).items()
    }
    context: dict[str, Any] = {
        "page": page,
        "case": page.case,
        "steps": forms,
        "refused": refused,
        "tab": "case",
    }
    context |= {"note_form": refused.get("note") or NoteForm()}
    if page.is_guest and is_opened(page.case):
        context["ledger"] = ledger_of(page.case, shown=LAST_READS)
    return render(request, "partnering/case/case.html", context, status=status)


def _verb(kept: Kept | None) -> str:
    return kept.path.rstrip("/").rpartition("/")[2] if kept else ""


def _choices(request: HttpRequest, case_id: UUID, verb: str) -> dict[str, Any]:
    return choices_for(verb, case_for(standing_of(request.user), case_id), reader_of(request))

"""What a reviewer does with an answer: declare an interest, give points, speak with the others."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import Invalid
from qiaomost.common.http import reader_of
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.forms.answers import AssessForm, ConflictForm, ReviewNoteForm
from qiaomost.partnering.presenting.answers.pages import asked_of
from qiaomost.partnering.selectors.answers import answer_for
from qiaomost.partnering.services import answers as services
from qiaomost.partnering.views.answers.answers import shown


@signed_in(back="answer")
def clear(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    services.declare_interest(
        actor=actor_of(request), answer_id=answer_id, has_conflict=False, now=timezone.now()
    )
    return redirect("answer", answer_id)


@signed_in(back="answer")
def conflict(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    form = ConflictForm(request.POST)
    if not form.is_valid():
        return shown(request, answer_id, {"conflict": form}, status=422)
    call_id = answer_for(standing_of(request.user), answer_id).call_id
    services.declare_interest(
        actor=actor_of(request),
        answer_id=answer_id,
        has_conflict=True,
        text=form.cleaned_data["text"],
        now=timezone.now(),
    )
    messages.success(
        request, _("Your conflict of interest is on record; this answer is no longer yours to judge.")
    )
    return redirect("call", call_id)


@signed_in(back="answer")
def assess(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    answer = answer_for(standing_of(request.user), answer_id)
    form = AssessForm(request.POST, criteria=asked_of(answer.call, reader_of(request)))
    if form.is_valid():
        try:
            services.assess_answer(
                actor=actor_of(request), answer_id=answer_id, scores=form.scores(), now=timezone.now()
            )
            messages.success(
                request, _("Your points are stored. You can change them while this phase lasts.")
            )
            return redirect("call", answer.call_id)
        except Invalid as error:
            form.refuse(error)
    return shown(request, answer_id, {"assess": form}, status=422)


@signed_in(back="answer")
def note(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    form = ReviewNoteForm(request.POST)
    if form.is_valid():
        services.note_on_answer(
            actor=actor_of(request), answer_id=answer_id, now=timezone.now(), **form.cleaned_data
        )
        return redirect("answer", answer_id)
    return shown(request, answer_id, {"note": form}, status=422)

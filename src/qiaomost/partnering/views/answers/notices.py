"""Public notices of awards, objections to them, and one's own calls, answers and reviews."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, kept_for, signed_in
from qiaomost.common.errors import Invalid
from qiaomost.common.http import reader_of
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.forms.answers import DecisionForm, ObjectionForm
from qiaomost.partnering.permissions import has_desk
from qiaomost.partnering.presenting.answers.notices import mine_of, notice_page, notice_rows
from qiaomost.partnering.selectors.answers import notice_for, notices_for
from qiaomost.partnering.services import answers as services

PAGE_SIZE = 30


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    standing, reader = standing_of(request.user), reader_of(request)
    page = Paginator(notices_for(standing), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": notice_rows(list(page), reader)}
    return render(request, "partnering/answers/notices.html", context)


@require_safe
def notice(request: HttpRequest, call_id: UUID) -> HttpResponse:
    kept = kept_for(request)
    return _page(request, call_id, {"object": ObjectionForm(kept.values)} if kept else {})


@signed_in(back="notice-of-award")
def object_to(request: HttpRequest, call_id: UUID) -> HttpResponse:
    form = ObjectionForm(request.POST)
    if form.is_valid():
        services.raise_objection(
            actor=actor_of(request), call_id=call_id, now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Your objection is on record. You will be told how it is decided."))
        return redirect("notice-of-award", call_id)
    return _page(request, call_id, {"object": form}, status=422)


@signed_in(back="notice-of-award")
def decide(request: HttpRequest, call_id: UUID, objection_id: int) -> HttpResponse:
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            services.decide_objection(
                actor=actor_of(request), objection_id=objection_id, now=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("Decided. The objector is told."))
            return redirect("call", call_id)
        except Invalid as error:
            form.refuse(error)
    return _page(request, call_id, {str(objection_id): form}, status=422)


@signed_in()
@require_safe
def my_calls(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request.user)
    context = {"mine": mine_of(standing, reader_of(request)), "has_desk": has_desk(standing)}
    return render(request, "partnering/answers/my_calls.html", context)


def _page(request: HttpRequest, call_id: UUID, given: dict[str, Any], *, status: int = 200) -> HttpResponse:
    standing, reader = standing_of(request.user), reader_of(request)
    call, answer = notice_for(standing, call_id)
    page = notice_page(call, answer, standing, reader, timezone.now())
    decisions = [(one, given.get(str(one.pk)) or DecisionForm()) for one in page.objections]
    context = {
        "page": page,
        "call": call,
        "form": given.get("object") or ObjectionForm(),
        "decisions": decisions,
    }
    return render(request, "partnering/answers/notice.html", context, status=status)

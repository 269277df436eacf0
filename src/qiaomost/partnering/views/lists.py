"""My cooperation as a list and a board, the adviser's desk with its profile, and notices."""

from __future__ import annotations

from datetime import UTC

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, signed_in, typed_in
from qiaomost.catalogue.selectors import subject_tree
from qiaomost.common.errors import Invalid, NotAllowed
from qiaomost.common.http import reader_of
from qiaomost.network.models import Role
from qiaomost.network.selectors import standing_of
from qiaomost.partnering import services
from qiaomost.partnering.forms import ProfileForm
from qiaomost.partnering.presenting.notices import notices_of
from qiaomost.partnering.presenting.rows import rows_of
from qiaomost.partnering.selectors.advisers import profile_of
from qiaomost.partnering.selectors.cases import cases_of, desk_of, late, stage_counts
from qiaomost.partnering.states import Stage

PAGE_SIZE, COLUMN_SIZE = 30, 12


@signed_in()
@require_safe
def my_cases(request: HttpRequest) -> HttpResponse:
    standing, reader, day = (
        standing_of(request.user),
        reader_of(request),
        timezone.now().astimezone(UTC).date(),
    )
    mine, chosen = cases_of(standing), request.GET.get("stage", "")
    shown = mine.filter(stage=chosen) if chosen in Stage.values else mine
    page = Paginator(shown.order_by("closed_at", "due_on", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "counts": [(stage, count) for stage, count in stage_counts(mine).items() if count],
        "chosen": chosen,
        "page": page,
        "rows": rows_of(page, standing, reader, day),
        "notices": notices_of(standing),
    }
    return render(request, "partnering/my_cases.html", context)


@signed_in()
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    standing, reader, day = (
        standing_of(request.user),
        reader_of(request),
        timezone.now().astimezone(UTC).date(),
    )
    mine = cases_of(standing)
    columns = [
        (
            stage,
            count,
            rows_of(mine.filter(stage=stage).order_by("due_on", "pk")[:COLUMN_SIZE], standing, reader, day),
        )
        for stage, count in stage_counts(mine).items()
        if stage != Stage.CLOSED
    ]
    return render(request, "partnering/board.html", {"columns": columns})


@signed_in()
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    standing, reader, day = (
        standing_of(request.user),
        reader_of(request),
        timezone.now().astimezone(UTC).date(),
    )
    if not (standing.has_role(Role.ADVISER) or standing.is_administrator):
        raise NotAllowed
    cases = desk_of(standing)
    shown = late(cases, day=day) if request.GET.get("show") == "late" else cases
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows_of(page, standing, reader, day),
        "open": cases.count(),
        "late": late(cases, day=day).count(),
        "show": request.GET.get("show", ""),
        "profile": profile_of(actor_of(request)),
        "is_adviser": standing.has_role(Role.ADVISER),
    }
    return render(request, "partnering/desk.html", context)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    present = profile_of(actor)
    initial = {name: getattr(present, name) for name in ("capacity", "leave_from", "leave_until")}
    initial["subjects"] = [one.pk for one in present.subjects.all()] if present.user_id == actor.pk else []
    form = ProfileForm(
        typed_in(request), initial=initial, subjects=subject_tree(), language=reader_of(request)
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.set_profile(actor=actor, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Your profile is stored."))
            return redirect("desk")
        except Invalid as error:
            form.refuse(error)
    return render(request, "partnering/profile.html", {"form": form})

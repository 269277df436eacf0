"""The organisers' list of registrations, and one of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.common.http import reader_of
from qiaomost.forum.forms.registrations import ReasonForm
from qiaomost.forum.models import Edition
from qiaomost.forum.presenting.registration_tables import as_csv, as_xlsx, registration_table
from qiaomost.forum.presenting.registrations import counted, row_of, said, verbs_for_organiser
from qiaomost.forum.presenting.stays import stay_facts
from qiaomost.forum.selectors import registrations as selectors
from qiaomost.forum.selectors.editions import organised_edition
from qiaomost.forum.services.registration_steps import ORGANISERS_VERBS, decide_registration
from qiaomost.network.selectors import standing_of

PAGE_SIZE = 50
LABELS = {
    "accept": pgettext_lazy("registration", "Accept"),
    "queue": gettext_lazy("Put on the waiting list"),
    "offer": gettext_lazy("Offer a place"),
    "reject": pgettext_lazy("registration", "Reject"),
}
WRITERS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@signed_in()
@require_safe
def registrations(request: HttpRequest, code: str) -> HttpResponse:
    edition, filters = _looked_for(request, code)
    reader = reader_of(request)
    page = Paginator(selectors.found_registrations(edition, filters), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "edition": edition,
        "filters": filters,
        "page": page,
        "rows": [row_of(one, reader) for one in page],
        "counts": counted(selectors.counts_of(edition), selectors.categories_of(edition), reader),
        "query": _query(request),
    }
    return render(request, "forum/registration/list.html", context)


@signed_in()
@require_safe
def export(request: HttpRequest, code: str, format: str) -> HttpResponse:
    if format not in WRITERS:
        raise NotFound
    edition, filters = _looked_for(request, code)
    write, kind = WRITERS[format]
    table = registration_table(selectors.found_registrations(edition, filters), reader_of(request))
    answer = HttpResponse(write(table), content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="registrations-{edition.code}.{format}"'
    return answer


@signed_in()
@require_safe
def registration(request: HttpRequest, code: str, registration_id: UUID) -> HttpResponse:
    return _page(request, code, registration_id, ReasonForm())


@signed_in(back="registrations")
def decide(request: HttpRequest, code: str, registration_id: UUID, verb: str) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    selectors.registration_in(edition, registration_id)
    if verb not in ORGANISERS_VERBS:
        raise NotFound
    reason = request.POST.get("reason", "")
    try:
        decide_registration(
            actor=actor_of(request),
            registration_id=registration_id,
            verb=verb,
            reason=reason,
            now=timezone.now(),
        )
    except Invalid as error:
        form = ReasonForm(request.POST)
        if form.is_valid():
            form.refuse(error)
        return _page(request, code, registration_id, form, status=422)
    messages.success(request, _("Done. The person is told."))
    return redirect("registration", code, registration_id)


def _page(
    request: HttpRequest, code: str, registration_id: UUID, form: ReasonForm, status: int = 200
) -> HttpResponse:
    edition, reader = organised_edition(standing_of(request.user), code), reader_of(request)
    found = selectors.registration_in(edition, registration_id)
    stay = selectors.stay_of(found)
    context: dict[str, Any] = {
        "edition": edition,
        "row": row_of(found, reader),
        "registration": found,
        "answers": said(selectors.answers_of(found), reader),
        "stay": stay,
        "stay_facts": stay_facts(edition, stay, reader) if stay else (),
        "verbs": {verb: LABELS[verb] for verb in verbs_for_organiser(found)},
        "form": form,
    }
    return render(request, "forum/registration/one.html", context, status=status)


def _looked_for(request: HttpRequest, code: str) -> tuple[Edition, selectors.Filters]:
    names = ("words", "state", "category", "country")
    filters = selectors.Filters(**{name: request.GET.get(name, "").strip()[:100] for name in names})
    return organised_edition(standing_of(request.user), code), filters


def _query(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()

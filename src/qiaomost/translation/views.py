"""The pages of the term base, which anyone reads, and of the translation memory, for advisers. HTTP only."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qiaomost.accounts.kept import actor_of, signed_in, typed_in
from qiaomost.common.errors import Conflict, Invalid
from qiaomost.network.selectors import standing_of
from qiaomost.translation import selectors, services
from qiaomost.translation.forms import ConceptForm, MemorySearch, TermSearch
from qiaomost.translation.models import Concept
from qiaomost.translation.permissions import can_edit_terms, can_search_memory, require
from qiaomost.translation.presenting import concept_rows
from qiaomost.translation.transfer.tables import write_terms

ON_A_PAGE = 50
Row = TypeVar("Row", bound=Model)


def _page_of(request: HttpRequest, rows: QuerySet[Row]) -> Page[Row]:
    return Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The term base, searched and browsed; those who keep it see retired concepts too."""
    form, may_edit = TermSearch(request.GET), can_edit_terms(standing_of(request.user))
    asked = form.cleaned_data if form.is_valid() else {}
    rows = selectors.concepts(
        text=asked.get("q", ""), subject=asked.get("subject", ""), with_retired=may_edit
    )
    page = _page_of(request, rows)
    context = {"form": form, "page": page, "rows": concept_rows(page), "may_edit": may_edit}
    return render(request, "translation/terms.html", context)


@require_safe
def terms_file(request: HttpRequest) -> HttpResponse:
    del request
    stream = io.BytesIO()
    write_terms(selectors.concepts(), stream)
    headers = {"Content-Disposition": 'attachment; filename="terms.csv"'}
    return HttpResponse(stream.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def new_concept(request: HttpRequest) -> HttpResponse:
    require(can_edit_terms(standing_of(request.user)))
    form = ConceptForm(typed_in(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.add_concept(actor=actor_of(request), draft=form.draft(), now=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("terms")
        except Invalid as error:
            form.refuse(error)
    status = 422 if request.method == "POST" else 200
    return render(request, "translation/concept.html", {"form": form}, status=status)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def edit_concept(request: HttpRequest, concept_id: UUID) -> HttpResponse:
    require(can_edit_terms(standing_of(request.user)))
    concept = selectors.concept_for(concept_id)
    form = ConceptForm(typed_in(request), draft=selectors.draft_of(concept))
    if request.method == "POST" and form.is_valid():
        return _store(request, concept, form)
    return _concept_page(request, concept, form, status=422 if request.method == "POST" else 200)


def _store(request: HttpRequest, concept: Concept, form: ConceptForm) -> HttpResponse:
    version = request.POST.get("version", "")
    try:
        services.edit_concept(
            actor=actor_of(request),
            concept_id=concept.pk,
            draft=form.draft(),
            expected_version=int(version) if version.isdecimal() else 0,
            now=timezone.now(),
        )
    except Invalid as error:
        form.refuse(error)
        return _concept_page(request, concept, form, status=error.status)
    except Conflict as error:
        return _concept_page(request, concept, form, status=error.status, is_conflict=True)
    messages.success(request, _("Saved."))
    return redirect("terms")


def _concept_page(
    request: HttpRequest, concept: Concept, form: ConceptForm, *, status: int, is_conflict: bool = False
) -> HttpResponse:
    context = {"concept": concept, "form": form, "is_conflict": is_conflict}
    context["row"] = concept_rows([concept])[0]
    return render(request, "translation/concept.html", context, status=status)


@signed_in()
@require_POST
def retire_concept(request: HttpRequest, concept_id: UUID) -> HttpResponse:
    return _moved(request, concept_id, services.retire_concept)


@signed_in()
@require_POST
def restore_concept(request: HttpRequest, concept_id: UUID) -> HttpResponse:
    return _moved(request, concept_id, services.restore_concept)


def _moved(request: HttpRequest, concept_id: UUID, verb: Callable[..., Concept]) -> HttpResponse:
    verb(actor=actor_of(request), concept_id=concept_id, now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("edit-concept", concept_id)


@signed_in()
@require_safe
def memory(request: HttpRequest) -> HttpResponse:
    standing, form = standing_of(request.user), MemorySearch(request.GET)
    require(can_search_memory(standing))
    asked = form.cleaned_data if form.is_valid() else {}
    rows = selectors.search_memory(
        standing,
        text=asked.get("q", ""),
        source=asked.get("source", ""),
        target=asked.get("target", ""),
    )
    return render(request, "translation/memory.html", {"form": form, "page": _page_of(request, rows)})

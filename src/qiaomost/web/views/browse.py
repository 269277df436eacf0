"""Organisations, experts and fields of science, to look through."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qiaomost.network.selectors import standing_of
from qiaomost.web.browse_form import ExpertsForm, OrganisationsForm, RecordsForm
from qiaomost.web.presenting.experts import expert_directory
from qiaomost.web.presenting.organisation_data import organisation_data
from qiaomost.web.presenting.organisations import organisation_directory, organisation_page
from qiaomost.web.presenting.subjects import field_page, field_tree
from qiaomost.web.views import reader_of


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    form = OrganisationsForm(request.GET)
    asked = form.asked()
    found = organisation_directory(asked, standing_of(request.user), reader_of(request))
    context = {"form": form, "asked": asked, "found": found}
    return render(request, "web/browse/organisations.html", context)


@require_safe
def organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    kind, number = RecordsForm(request.GET).chosen()
    page = organisation_page(organisation_id, kind, number, standing_of(request.user), reader_of(request))
    context = {"page": page, "linked_data": organisation_data(page)}
    return render(request, "web/browse/organisation.html", context)


@require_safe
def experts(request: HttpRequest) -> HttpResponse:
    form = ExpertsForm(request.GET)
    asked = form.asked()
    found = expert_directory(asked, standing_of(request.user), reader_of(request))
    return render(request, "web/browse/experts.html", {"form": form, "asked": asked, "found": found})


@require_safe
def subjects(request: HttpRequest) -> HttpResponse:
    tree = field_tree(standing_of(request.user), reader_of(request))
    return render(request, "web/browse/subjects.html", {"tree": tree})


@require_safe
def subject(request: HttpRequest, code: str) -> HttpResponse:
    _kind, number = RecordsForm(request.GET).chosen()
    page = field_page(code, number, standing_of(request.user), reader_of(request))
    return render(request, "web/browse/subject.html", {"page": page})

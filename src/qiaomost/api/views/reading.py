"""Records, organisations, experts and subjects, as lists and one by one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from qiaomost.api import schemas, values
from qiaomost.api.paging import neighbours, page_of
from qiaomost.catalogue import selectors
from qiaomost.catalogue.models import Record, Subject
from qiaomost.common.errors import NotFound
from qiaomost.common.http import reader_of
from qiaomost.network.permissions import Standing
from qiaomost.network.selectors import standing_of
from qiaosearch.text.normalise import clean

router = Router(tags=["reading"])


@router.get("/records", summary=_("List published records, last changed first"), response=schemas.RecordList)
def records(
    request: HttpRequest, response: HttpResponse, parameters: Query[schemas.RecordListParameters]
) -> dict[str, Any]:
    standing = standing_of(request.user)
    total, rows = page_of(_records(standing, parameters), parameters)
    lines = [values.record_line(row, standing, reader_of(request)) for row in rows]
    return {"total": total, "records": lines, **_beside(request, response, parameters, total)}


@router.get("/records/{uuid:record_id}", summary=_("Read a record"), response=schemas.Record)
def record(
    request: HttpRequest, record_id: UUID, parameters: Query[schemas.RecordParameters]
) -> dict[str, Any]:
    standing = standing_of(request.user)
    return values.record_values(selectors.record_for(standing, record_id), standing, reader_of(request))


@router.get("/organisations", summary=_("List organisations"), response=schemas.OrganisationList)
def organisations(
    request: HttpRequest, response: HttpResponse, parameters: Query[schemas.OrganisationListParameters]
) -> dict[str, Any]:
    standing, reader = standing_of(request.user), reader_of(request)
    found = selectors.organisations_listed(standing, text=clean(parameters.q).strip(), reader=reader)
    if parameters.country:
        found = found.filter(country__in=parameters.country)
    total, rows = page_of(found, parameters)
    shown = [values.organisation_values(row, reader_of(request)) for row in rows]
    return {"total": total, "organisations": shown, **_beside(request, response, parameters, total)}


@router.get(
    "/organisations/{uuid:organisation_id}",
    summary=_("Read an organisation"),
    response=schemas.OrganisationEntry,
)
def organisation(
    request: HttpRequest, organisation_id: UUID, parameters: Query[schemas.RecordParameters]
) -> dict[str, Any]:
    found = selectors.organisations_listed(standing_of(request.user)).filter(pk=organisation_id).first()
    if found is None:
        raise NotFound
    return values.organisation_values(found, reader_of(request))


@router.get("/experts", summary=_("List experts, by any form of a name"), response=schemas.ExpertList)
def experts(
    request: HttpRequest, response: HttpResponse, parameters: Query[schemas.ExpertListParameters]
) -> dict[str, Any]:
    standing = standing_of(request.user)
    listed = selectors.experts_listed(standing, name=clean(parameters.name).strip())
    found = selectors.with_content(listed)
    if parameters.country:
        found = found.filter(organisation__country__in=parameters.country)
    total, rows = page_of(_on_subjects(found, parameters.subject), parameters)
    shown = [values.expert_values(row, standing, reader_of(request)) for row in rows]
    return {"total": total, "experts": shown, **_beside(request, response, parameters, total)}


@router.get("/subjects", summary=_("List the subjects as a tree"), response=schemas.SubjectList)
def subjects(request: HttpRequest) -> dict[str, Any]:
    return {"subjects": [values.subject_values(row) for row in Subject.objects.all()]}


def _records(standing: Standing, asked: schemas.RecordListParameters) -> QuerySet[Record]:
    rows = selectors.published_records_for(standing)
    wanted = {
        "pk__in": asked.id,
        "kind__in": asked.kind,
        "organisation__country__in": asked.country,
        "source_language__in": asked.language,
    }
    rows = rows.filter(**{name: given for name, given in wanted.items() if given})
    if asked.open_for_interest is not None:
        rows = rows.filter(open_for_interest=asked.open_for_interest)
    if asked.organisation:
        named = selectors.records_with_owner(standing).filter(organisation_id=asked.organisation)
        rows = rows.filter(pk__in=named.values("pk"))
    return _on_subjects(rows, asked.subject)


def _on_subjects(rows: QuerySet[Record], codes: list[str]) -> QuerySet[Record]:
    """Those on one of the subjects or, for a field of the first level, on what lies below it."""
    if not codes:
        return rows
    wanted = Subject.objects.filter(Q(pk__in=codes) | Q(parent_id__in=codes))
    return rows.filter(pk__in=Record.subjects.through.objects.filter(subject__in=wanted).values("record_id"))


def _beside(
    request: HttpRequest, response: HttpResponse, asked: schemas.Paging, total: int
) -> dict[str, str | None]:
    return neighbours(request, response, page=asked.page, size=asked.size, total=total)

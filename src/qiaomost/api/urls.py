"""The JSON API, version 1: what a visitor may read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer

from qiaomost.api import schemas
from qiaomost.api.values import record_values
from qiaomost.catalogue.selectors import record_for
from qiaomost.common.errors import DomainError, Invalid
from qiaomost.common.problems import problem
from qiaomost.discovery import selectors
from qiaomost.discovery.serialising import match_values, search_values
from qiaomost.network.selectors import standing_of
from qiaosearch.matching import COUNTERPARTS

DESCRIPTION = """Search and match of the catalogue, as a visitor of the site sees them.

Errors are problem+json (RFC 9457): 404 no such record or none that you may see, 422 a parameter is wrong (`errors`
names it), 503 the index has to be rebuilt. A query has at most 4,000 characters, a search 50 pages of 20 records."""


class _Renderer(JSONRenderer):
    """Writes Chinese and Russian as they are, not as escapes six times as long."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="Qiaomost",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    urls_namespace="api-1",
    renderer=_Renderer(),
)


@api.get(
    "/search",
    summary="Search records",
    response={200: schemas.SearchAnswer, 422: schemas.Problem, 503: schemas.Problem},
)
def search(request: HttpRequest, parameters: Query[schemas.SearchParameters]) -> dict[str, Any]:
    asked = selectors.SearchRequest(
        query=parameters.q,
        kinds=parameters.kind,
        countries=parameters.country,
        subjects=parameters.subject,
        languages=parameters.language,
        readiness_min=parameters.readiness_min,
        readiness_max=parameters.readiness_max,
        page=parameters.page,
    )
    found = selectors.search(standing=standing_of(request.user), request=asked, reader=parameters.reader)
    return search_values(found, parameters.reader)


@api.get(
    "/records/{uuid:record_id}",
    summary="Read a record",
    response={200: schemas.Record, 404: schemas.Problem, 422: schemas.Problem},
)
def record(
    request: HttpRequest, record_id: UUID, parameters: Query[schemas.RecordParameters]
) -> dict[str, Any]:
    standing = standing_of(request.user)
    return record_values(record_for(standing, record_id), standing, parameters.reader)


@api.get(
    "/records/{uuid:record_id}/matches",
    summary="Match a record with its counterparts",
    response={200: schemas.MatchAnswer, 404: schemas.Problem, 422: schemas.Problem, 503: schemas.Problem},
)
def matches(
    request: HttpRequest, record_id: UUID, parameters: Query[schemas.MatchParameters]
) -> dict[str, Any]:
    standing = standing_of(request.user)
    shown = record_for(standing, record_id)
    found = selectors.matches_of(
        standing=standing,
        record=shown,
        kind=parameters.kind or COUNTERPARTS[shown.kind][0],
        reader=parameters.reader,
        now=timezone.now(),
        limit=parameters.limit,
    )
    return {"record": str(shown.pk), "matches": [match_values(match, parameters.reader) for match in found]}


@api.exception_handler(DomainError)
def on_domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    del request
    return problem(error)


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name each wrong parameter once; where it is a list, the first wrong value speaks for it."""
    del request
    fields: dict[str, str] = {}
    for item in error.errors:
        place = [
            part for part in item["loc"] if isinstance(part, str) and part not in ("query", "parameters")
        ]
        fields.setdefault(place[0] if place else "request", str(item["msg"]))
    return problem(Invalid(fields=fields))

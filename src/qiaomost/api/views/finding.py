"""Search, and matches with their reasons."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from qiaomost.api import schemas
from qiaomost.api.paging import neighbours
from qiaomost.catalogue.selectors import record_for
from qiaomost.common.http import reader_of
from qiaomost.discovery import selectors
from qiaomost.discovery.serialising import match_values, search_values
from qiaomost.network.selectors import standing_of
from qiaosearch.matching import COUNTERPARTS

router = Router(tags=["finding"])


@router.get("/search", summary=_("Search records"), response=schemas.SearchAnswer)
def search(
    request: HttpRequest, response: HttpResponse, parameters: Query[schemas.SearchParameters]
) -> dict[str, Any]:
    asked = selectors.SearchRequest(
        query=parameters.q,
        kinds=parameters.kind,
        countries=parameters.country,
        subjects=parameters.subject,
        languages=parameters.language,
        readiness_min=parameters.readiness_min,
        readiness_max=parameters.readiness_max,
        sort=parameters.sort,
        today=timezone.localdate(),
        page=parameters.page,
    )
    found = selectors.search(standing=standing_of(request.user), request=asked, reader=reader_of(request))
    paging = {"page": asked.page, "size": asked.page_size, "total": found.total, "most": selectors.MAX_PAGE}
    return {**search_values(found, reader_of(request)), **neighbours(request, response, **paging)}


@router.get(
    "/records/{uuid:record_id}/matches",
    summary=_("Match a record with its counterparts"),
    response=schemas.MatchAnswer,
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
        reader=reader_of(request),
        now=timezone.now(),
        limit=parameters.limit,
    )
    return {"record": str(shown.pk), "matches": [match_values(match, reader_of(request)) for match in found]}

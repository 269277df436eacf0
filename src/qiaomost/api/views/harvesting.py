"""Keeping a copy: what has changed, and everything at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from qiaomost.api import schemas, values
from qiaomost.api.paging import address_of
from qiaomost.catalogue.selectors import published_records_for
from qiaomost.catalogue.selectors.harvesting import changes_for
from qiaomost.common.http import reader_of
from qiaomost.network.permissions import Standing
from qiaomost.network.selectors import standing_of

router = Router(tags=["harvesting"])

BATCH = 100
OVERLAP = timedelta(minutes=1)
"""How long a change may take from its time to its commit, after which every reader sees it."""


@router.get(
    "/changes", summary=_("What has changed since, withdrawn records among it"), response=schemas.ChangeList
)
def changes(
    request: HttpRequest, response: HttpResponse, parameters: Query[schemas.ChangeParameters]
) -> dict[str, Any]:
    standing, reader, now = standing_of(request.user), reader_of(request), timezone.now()
    found, has_more = changes_for(
        standing, since=parameters.since, after=parameters.after, limit=parameters.size
    )
    following = None
    if has_more:
        last = found[-1]
        following = address_of(request, since=values.instant(last.changed_at), after=str(last.record_id))
        response.headers["Link"] = f'<{following}>; rel="next"'
    later = None if has_more else address_of(request, since=_since(now), after=None)
    evidence = values.evidence_seen([change.record for change in found if change.record], standing)
    shown = [values.change_values(change, standing, reader, evidence) for change in found]
    return {"changes": shown, "next": following, "later": later}


@router.get("/records.jsonl", summary=_("Download all records, one in a line"), response=None)
def everything(request: HttpRequest, parameters: Query[schemas.RecordParameters]) -> StreamingHttpResponse:
    del parameters
    now = timezone.now()
    lines = _lines(standing_of(request.user), reader_of(request))
    response = StreamingHttpResponse(lines, content_type="application/jsonl")
    response.headers["Content-Disposition"] = f'attachment; filename="records-{now:%Y-%m-%d}.jsonl"'
    place = settings.QIAOMOST.site_url + reverse("api-1:changes")
    response.headers["Link"] = f'<{place}?since={_since(now)}>; rel="next"'
    return response


def _lines(standing: Standing, reader: str) -> Iterator[str]:
    """The lines, some at once, which compress better; visible is what is visible when its turn comes."""
    rows = published_records_for(standing).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        batch = list(rows.filter(pk__in=ids[start : start + BATCH]))
        evidence = values.evidence_seen(batch, standing)
        shown = [values.record_values(record, standing, reader, evidence) for record in batch]
        yield "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in shown)


def _since(now: datetime) -> str:
    """From when on to ask later, if everything up to ``now`` was given."""
    return values.instant(now - OVERLAP)

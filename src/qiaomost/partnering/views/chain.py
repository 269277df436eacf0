"""The chain of a case on one page, and its export as JSON, CSV and PDF."""

from __future__ import annotations

import csv
import io
import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import signed_in
from qiaomost.common.errors import NotFound
from qiaomost.common.http import reader_of
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.documents.chain import chain_pdf
from qiaomost.partnering.presenting.pages import frame_of
from qiaomost.partnering.presenting.story import Story, exported, station_values, story_of
from qiaomost.partnering.selectors.cases import case_for

TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}


@signed_in()
@require_safe
def chain(request: HttpRequest, case_id: UUID) -> HttpResponse:
    standing, reader, now = standing_of(request.user), reader_of(request), timezone.now()
    case = case_for(standing, case_id)
    context = {
        "page": frame_of(case, standing, reader),
        "case": case,
        "tab": "chain",
        "story": story_of(case, standing, reader, now),
        "formats": list(TYPES),
    }
    return render(request, "partnering/outcome/chain.html", context)


@signed_in()
@require_safe
def chain_export(request: HttpRequest, case_id: UUID, form: str) -> HttpResponse:
    if form not in TYPES:
        raise NotFound
    standing, reader = standing_of(request.user), reader_of(request)
    story = story_of(case_for(standing, case_id), standing, reader, timezone.now())
    answer = HttpResponse(_printed(story, reader, form), content_type=TYPES[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{story.case.reference}.{form}"'
    return answer


def _printed(story: Story, reader: str, form: str) -> bytes:
    data = exported(story, reader)
    if form == "pdf":
        return chain_pdf({**data, "heads": [_("Date"), _("Days"), _("Station")]})
    if form == "json":
        return json.dumps(data, ensure_ascii=False, indent=2).encode()
    return table([station_values(one) for one in story.stations])


def table(rows: list[dict[str, object]]) -> bytes:
    """Return rows as CSV that office programs open as it is: a byte-order mark, and no cell that they calculate."""
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, fieldnames=list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return sheet.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t"} else value

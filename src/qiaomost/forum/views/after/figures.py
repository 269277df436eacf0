"""The figures of an edition and its closing report: whole for its organisers, reduced for all once it is closed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiaomost.common.errors import NotFound
from qiaomost.common.http import reader_of
from qiaomost.forum.models import Edition
from qiaomost.forum.permissions import can_organise
from qiaomost.forum.permissions.after import can_read_figures
from qiaomost.forum.presenting.figures import FiguresPage, figures_page
from qiaomost.forum.presenting.reporting import closing_report
from qiaomost.forum.presenting.stage import stage_part
from qiaomost.forum.selectors.editions import edition_for
from qiaomost.forum.selectors.figures import edition_figures
from qiaomost.network.selectors import standing_of


@require_safe
def figures(request: HttpRequest, code: str) -> HttpResponse:
    edition, page, organises = _page(request, code)
    return render(
        request, "forum/after/figures.html", {"edition": edition, "page": page, "organises": organises}
    )


@require_safe
def report(request: HttpRequest, code: str) -> HttpResponse:
    edition, page, _ = _page(request, code)
    reader = reader_of(request)
    pdf = closing_report(edition, page, stage_part(edition, reader), reader)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{code}-report-{reader}.pdf"'
    return answer


def _page(request: HttpRequest, code: str) -> tuple[Edition, FiguresPage, bool]:
    standing = standing_of(request.user)
    edition = edition_for(standing, code)
    if not can_read_figures(standing, edition):
        raise NotFound
    found = edition_figures(edition, timezone.now())
    organises = can_organise(standing, edition)
    return edition, figures_page(edition, found, reader_of(request), is_reduced=not organises), organises

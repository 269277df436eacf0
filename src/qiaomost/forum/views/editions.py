"""Editions of the forum, and the page of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiaomost.common.http import reader_of
from qiaomost.forum.permissions import may_begin_edition
from qiaomost.forum.presenting.editions import page_of, rows_of
from qiaomost.forum.selectors.delegations import has_delegation
from qiaomost.forum.selectors.editions import edition_for, editions_for
from qiaomost.network.selectors import standing_of


@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request.user)
    rows = rows_of(editions_for(standing), reader_of(request))
    context = {"rows": rows, "may_begin": may_begin_edition(standing)}
    return render(request, "forum/editions.html", context)


@require_safe
def edition(request: HttpRequest, code: str) -> HttpResponse:
    standing = standing_of(request.user)
    page = page_of(edition_for(standing, code), standing, reader_of(request), timezone.now())
    in_delegation = request.user.is_authenticated and has_delegation(request.user, page.edition)
    context = {"page": page, "edition": page.edition, "in_delegation": in_delegation}
    return render(request, "forum/edition.html", context)

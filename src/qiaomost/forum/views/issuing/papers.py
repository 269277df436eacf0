"""A letter or certificate as PDF, and the public page where it is checked."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.http import reader_of
from qiaomost.forum.forms.issuing import CheckForm
from qiaomost.forum.presenting.issued import checked, document_pdf
from qiaomost.forum.selectors.editions import edition_for
from qiaomost.forum.selectors.issued import checked_document, document_for
from qiaomost.network.selectors import standing_of


@signed_in()
@require_safe
@never_cache
def document(request: HttpRequest, code: str, document_id: UUID) -> HttpResponse:
    edition = edition_for(standing_of(request.user), code)
    found = document_for(actor_of(request), edition, document_id)
    answer = HttpResponse(document_pdf(found), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    return answer


@require_safe
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Anybody with number and code learns whether the paper in hand is genuine and in force."""
    form = CheckForm(request.GET if request.GET else None)
    found = None
    if form.is_valid():
        found = checked_document(form.cleaned_data["number"], form.cleaned_data["code"])
    context = {
        "form": form,
        "found": checked(found, reader_of(request)) if found else None,
        "is_asked": form.is_bound and form.is_valid(),
    }
    answer = render(request, "forum/issued/check.html", context)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer

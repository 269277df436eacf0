"""How the network works, for those who use it: pages of words alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

PAGES = ("start", "roles", "cases", "visibility")
"""Each has a template of its name; the first is at ``/help/`` itself."""


@require_safe
def page(request: HttpRequest, name: str = PAGES[0]) -> HttpResponse:
    return render(request, f"web/help/{name}.html")

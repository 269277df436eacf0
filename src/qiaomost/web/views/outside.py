"""What browsers and search engines fetch: where they may go, what there is, how to search here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.common.linked_data import LANGUAGE_TAGS
from qiaomost.web.presenting.sitemaps import sitemap_part, sitemap_parts
from qiaomost.web.views import reader_of

XML = "application/xml; charset=utf-8"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "web/outside/robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    return render(request, "web/outside/sitemap.xml", {"parts": sitemap_parts()}, content_type=XML)


@require_safe
def sitemap_of_part(request: HttpRequest, number: int) -> HttpResponse:
    entries = sitemap_part(number)
    return render(request, "web/outside/sitemap_part.xml", {"entries": entries}, content_type=XML)


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    context = {"reader": reader_of(request), "tag": LANGUAGE_TAGS[reader_of(request)]}
    context["words"] = _("Challenges, achievements and experts of China and Russia")
    kind = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "web/outside/opensearch.xml", context, content_type=kind)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    icons = [{"src": static("web/icon.svg"), "type": "image/svg+xml", "sizes": "any"}]
    icons += [{"src": static("web/icon.png"), "type": "image/png", "sizes": "512x512"}]
    values = {
        "name": _("Qiaomost: scientific and technological cooperation between China and Russia"),
        "short_name": "Qiaomost",
        "lang": LANGUAGE_TAGS[reader_of(request)],
        "start_url": reverse("home"),
        "display": "browser",
        "icons": icons,
    }
    return JsonResponse(values, content_type="application/manifest+json")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    del request
    return redirect(static("web/icon.png"))

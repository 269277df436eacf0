"""The page that explains the API to people."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qiaomost.api.callers import COSTS
from qiaomost.api.presenting import examples, operations
from qiaomost.api.refusals import REFUSALS
from qiaomost.api.urls import api


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    node = settings.QIAOMOST
    context = {
        "site": node.site_url,
        "limit_key": node.api_limit_key,
        "limit_visitor": node.api_limit_visitor,
        "download": COSTS["/api/v1/records.jsonl"],
        "refusals": REFUSALS,
        "operations": operations(api.get_openapi_schema()),
        "examples": examples(),
    }
    return render(request, "api/reference.html", context)

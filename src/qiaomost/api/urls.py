"""The JSON API, version 1: what a reader of the site may read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer

from qiaomost.api.description import TEXT, DescribedAPI
from qiaomost.api.views import finding, harvesting, reading
from qiaomost.common.errors import DomainError, Invalid
from qiaomost.common.problems import problem


class _Renderer(JSONRenderer):
    """Writes Chinese and Russian as they are, not as escapes six times as long."""

    json_dumps_params = {"ensure_ascii": False}


api = DescribedAPI(
    title="Qiaomost",
    version="1",
    description=TEXT,
    docs_url=None,
    urls_namespace="api-1",
    renderer=_Renderer(),
)
api.add_router("", finding.router)
api.add_router("", reading.router)
api.add_router("", harvesting.router)


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

"""What the description in OpenAPI 3.1 says beyond parameters and shapes: keys, refusals, headers, examples."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.urls import reverse
from ninja import NinjaAPI

from qiaomost.api.refusals import REFUSALS, Refusal
from qiaomost.api.schemas import Problem
from qiaomost.common.problems import type_of

PROBLEM = "application/problem+json"

TEXT = """Search and match of the catalogue, records, organisations, experts and subjects, as the site shows them.

Without a key you see what a visitor sees. With a key (`Authorization: Bearer qm_…`, made on the site in your account)
you see what its owner sees there. The API reads; it writes nothing.

Every refusal is problem+json (RFC 9457) with a stable `code`. Lists come in pages; `next` and `previous` in the body
and the header `Link` lead on. An answer has an `ETag`: send it back as `If-None-Match`, and 304 says that nothing has
changed. `RateLimit` says how many calls are left in this minute. `HEAD` is answered wherever `GET` is."""

_SEARCHING = ("/search", "/matches")
_ID = "6f1c2a0e-3f6b-4a51-9a57-0c1d2e3f4a5b"

_EXAMPLES: Mapping[str, Any] = {
    "q": "морозостойкий бетон",
    "kind": ["challenge"],
    "country": ["RU"],
    "subject": ["2.5"],
    "record_id": _ID,
    "organisation_id": _ID,
}

_TOLD: Mapping[HTTPStatus, Mapping[str, str]] = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "`Bearer`"},
    HTTPStatus.TOO_MANY_REQUESTS: {"Retry-After": "Seconds to wait."},
}
_LINES = {"application/jsonl": {"schema": {"type": "string", "description": "A line is a `Record`."}}}
_LINK = "Where to ask for what changes from now on, as `next`."
_HEADERS: Mapping[str, str] = {
    "RateLimit": "Calls left (`r`) and seconds to the end of the span (`t`).",
    "RateLimit-Policy": "Calls (`q`) in a span of `w` seconds.",
}


class DescribedAPI(NinjaAPI):
    """Completes what django-ninja derives from the code."""

    def get_openapi_schema(self, **arguments: Any) -> Any:
        schema = super().get_openapi_schema(**arguments)
        for path, methods in schema["paths"].items():
            for operation in methods.values():
                _complete(path, operation)
        components = schema["components"]
        shapes = {name: shape for name, shape in components["schemas"].items() if "Parameters" not in name}
        components["schemas"] = shapes | {"Problem": Problem.model_json_schema()}
        components["securitySchemes"] = {
            "key": {"type": "http", "scheme": "bearer", "description": "A key from the site: `qm_…`."},
            "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": "sessionid",
                "description": "Signed in on the site.",
            },
        }
        components["headers"] = {
            name: {"description": text, "required": True, "schema": {"type": "string"}}
            for name, text in _HEADERS.items()
        }
        site = settings.QIAOMOST.site_url
        schema["servers"] = [{"url": site}]
        schema["externalDocs"] = {"description": "The same for people.", "url": site + reverse("api")}
        schema["security"] = [{}, {"key": []}, {"session": []}]
        return schema


def _complete(path: str, operation: dict[str, Any]) -> None:
    operation["parameters"] = [_as_sent(parameter) for parameter in operation["parameters"]]
    answered = operation["responses"].pop(200)
    if path.endswith(".jsonl"):
        responses: dict[str, Any] = {"200": _with_headers({**answered, "content": _LINES}, Link=_LINK)}
    else:
        responses = {"200": _with_headers(answered, ETag="Send it back as `If-None-Match`.")}
        responses["304"] = _with_headers(
            {"description": "You have this answer: `If-None-Match` names its `ETag`."}
        )
    for refusal in REFUSALS:
        if refusal.is_described and _may_refuse(refusal.status, path):
            responses[str(int(refusal.status))] = _refusal(refusal)
    operation["responses"] = responses


def _may_refuse(status: HTTPStatus, path: str) -> bool:
    if status == HTTPStatus.NOT_FOUND:
        return "{" in path
    return status != HTTPStatus.SERVICE_UNAVAILABLE or path.endswith(_SEARCHING)


def _as_sent(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter that may be left out can't be sent as null; an example goes with those that need one."""
    shape = dict(parameter["schema"])
    shape |= next((one for one in shape.pop("anyOf", ()) if one["type"] != "null"), {})
    told = {**parameter, "schema": shape}
    example = _EXAMPLES.get(parameter["name"])
    if example is not None and "maxLength" not in shape:
        told["example"] = example if isinstance(example, str) or shape["type"] == "array" else example[0]
    return told


def _refusal(refusal: Refusal) -> dict[str, Any]:
    example: dict[str, Any] = {
        "type": type_of(refusal.code),
        "title": refusal.status.phrase,
        "status": int(refusal.status),
        "code": refusal.code,
        "detail": refusal.text,
    }
    if refusal.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        example["errors"] = {"page": "…"}
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}}
    told = _TOLD.get(refusal.status, {})
    return _with_headers({"description": refusal.text, "content": content}, **told)


def _with_headers(response: dict[str, Any], **more: str) -> dict[str, Any]:
    shared = {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS}
    own = {
        name: {"description": text, "required": True, "schema": {"type": "string"}}
        for name, text in more.items()
    }
    return {**response, "headers": {**shared, **own}}

"""A station: its page, which works without JavaScript, and what its script asks for. The link's secret opens it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qiaomost.common.errors import DomainError, Invalid
from qiaomost.common.http import reader_of
from qiaomost.forum.forms.checkins import ScanForm, UndoForm
from qiaomost.forum.models import Scan, Station
from qiaomost.forum.presenting.checkins.stations import Verdict, hit_of, offline_list, page_data, verdict_of
from qiaomost.forum.rules.pictures import codes_in
from qiaomost.forum.selectors.checkins import people_called, scans_of, station_with
from qiaomost.forum.services.checking import receive_scan, undo_scan

MOST_SCANS = 50
"""So many scans come in one request; each is kept on its own, so that a bad one holds up none."""


@require_http_methods(["GET", "HEAD", "POST"])
def station(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    opened, reader = station_with(code, secret), reader_of(request)
    words = request.GET.get("words", "").strip()[:100]
    context: dict[str, Any] = {
        "station": opened,
        "edition": opened.edition,
        "checks": opened.checks.all(),
        "words": words,
        "hits": [hit_of(one, reader) for one in people_called(opened.edition, words)],
        "chosen": request.POST.get("check") or request.GET.get("check", ""),
        "data": page_data(opened, secret, reader),
        "scan_id": uuid4(),
        "here": request.path,
    }
    if request.method == "POST":
        context |= _typed(request, opened, reader)
    return _private(render(request, "forum/checkin/station.html", context))


@require_POST
def scans(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """Scans in the order of the device's queue; each is received by itself, all were sent at the same moment."""
    opened, reader, sent_at = station_with(code, secret), reader_of(request), timezone.now()
    answers = [_taken(opened, one, reader, sent_at) for one in _sent(request)]
    return _private(JsonResponse({"scans": answers}))


@require_POST
def picture(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """Codes in a grey picture of the camera, for browsers that read none themselves; nothing is kept."""
    station_with(code, secret)
    size = [
        int(text) if (text := request.GET.get(name, "")).isdecimal() else 0 for name in ("width", "height")
    ]
    return _private(JsonResponse({"codes": codes_in(request.body, *size)}))


@require_safe
def people(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    opened, reader = station_with(code, secret), reader_of(request)
    found = people_called(opened.edition, request.GET.get("words", "").strip()[:100])
    return _private(JsonResponse({"people": [asdict(hit_of(one, reader)) for one in found]}))


@require_safe
def offline(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    return _private(JsonResponse(offline_list(station_with(code, secret))))


@require_safe
def worker(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """The script that keeps the page of this one station on its device."""
    opened = station_with(code, secret)
    answer = render(request, "forum/checkin/worker.js", {"station": opened})
    answer.headers["Content-Type"] = "text/javascript; charset=utf-8"
    return _private(answer)


def _typed(request: HttpRequest, opened: Station, reader: str) -> dict[str, Any]:
    """What the form of the page sends where there is no JavaScript."""
    try:
        scan = _take(opened, request.POST.dict(), timezone.now())
    except DomainError as error:
        return {"problem": error}
    return {"verdict": _verdict(scan, reader)}


def _taken(opened: Station, given: Any, reader: str, sent_at: datetime) -> dict[str, Any]:
    """The answer to one scan or undoing; a refusal of the domain is an answer too, and says whether to try again."""
    name = str(given.get("undo") or given.get("id") or "") if isinstance(given, dict) else ""
    try:
        if not isinstance(given, dict):
            raise Invalid
        return asdict(_verdict(_take(opened, given, sent_at), reader))
    except DomainError as error:
        return {"id": name, "problem": str(error.message), "code": error.code}


def _take(opened: Station, given: dict[str, Any], sent_at: datetime) -> Scan:
    now = timezone.now()
    if given.get("undo"):
        undo = UndoForm(given)
        if not undo.is_valid():
            raise Invalid
        return undo_scan(station=opened, scan_id=undo.cleaned_data["undo"], now=now)
    form = ScanForm(given)
    if not form.is_valid():
        raise Invalid(" ".join(str(words) for words in form.errors.get("__all__", [])) or None)
    return receive_scan(station=opened, draft=form.draft(sent_at), now=now)


def _verdict(scan: Scan, reader: str) -> Verdict:
    return verdict_of(scans_of(scan.station.edition).get(pk=scan.pk), reader)


def _sent(request: HttpRequest) -> list[Any]:
    try:
        sent = json.loads(request.body)["scans"]
    except (ValueError, KeyError, TypeError):
        raise Invalid from None
    if not isinstance(sent, list) or len(sent) > MOST_SCANS:
        raise Invalid
    return sent


def _private(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "private, no-store"
    return answer

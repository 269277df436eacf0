"""Where other systems harvest."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from qiaomost.api.callers import admit, visitor
from qiaomost.exchange.oai.answering import answer, refused
from qiaomost.exchange.oai.asking import Refused, arguments_of
from qiaomost.network.selectors import standing_of

XML = "text/xml; charset=utf-8"


@csrf_exempt  # harvesters may ask by POST; nothing is written, and no session is looked at
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """Answer a harvester as a visitor, whoever asks; one that asks too often is told when to come again."""
    now = timezone.now()
    allowance = admit(visitor(request), request.path, now=now)
    if allowance.left < 0:
        answered = HttpResponse(
            status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": str(allowance.seconds)}
        )
    else:
        answered = HttpResponse(_document(request, now), content_type=XML)
    allowance.tell(answered)
    return answered


def _document(request: HttpRequest, now: datetime) -> bytes:
    try:
        arguments = arguments_of(request.POST if request.method == "POST" else request.GET)
    except Refused as refusal:
        return refused(refusal, {}, now=now)
    return answer(arguments, standing_of(AnonymousUser()), now=now)

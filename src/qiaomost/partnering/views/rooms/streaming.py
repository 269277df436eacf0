"""News of a conversation, sent by the server: that something happened, never what."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import signed_in
from qiaomost.partnering.selectors.rooms import thread_version
from qiaomost.partnering.services.rooms_messages import thread_of
from qiaomost.partnering.views.rooms.pages import guest_of

STREAMS = threading.BoundedSemaphore(4)
"""So many streams one process keeps open: each holds a thread, of which gunicorn has eight by default."""

LASTS_S = 25.0
PAUSE_S = 1.0


@signed_in()
@require_safe
def stream(request: HttpRequest, case_id: UUID, thread_id: int) -> HttpResponseBase:
    """Wait for the next thing in a conversation. When all streams are taken, 204: the browser asks by itself then."""
    thread = thread_of(guest_of(request, case_id), thread_id)
    seen = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    if not STREAMS.acquire(blocking=False):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    known = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else thread.version
    news = StreamingHttpResponse(News(case_id, thread_id, known), content_type="text/event-stream")
    news.headers["Cache-Control"] = "no-store"
    news.headers["X-Accel-Buffering"] = "no"
    return news


class News:
    """The lines of one stream. It ends with the first news or after ``LASTS_S``; the browser then comes again."""

    def __init__(self, case_id: UUID, thread_id: int, known: int) -> None:
        self._case_id, self._thread_id, self._known = case_id, thread_id, known
        self._is_open = True

    def __iter__(self) -> Iterator[bytes]:
        yield b"retry: 1000\n\n"
        ends = time.monotonic() + LASTS_S
        while time.monotonic() < ends:
            version = thread_version(self._case_id, self._thread_id)
            if version > self._known:
                yield f"id: {version}\nevent: news\ndata: {version}\n\n".encode()
                return
            yield b": waiting\n\n"
            time.sleep(PAUSE_S)

    def close(self) -> None:
        """Called by the server however the stream ends, even before it began."""
        if self._is_open:
            self._is_open = False
            STREAMS.release()

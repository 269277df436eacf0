"""How a web process takes requests: only as many as it can compute.

All web processes take connections from one queue. gunicorn's threads take all that come, so that one process may hold
six readers while another holds two, and six threads of Python slow each other down. Here a process that computes
``COMPUTING`` answers leaves the next one in the queue, for whichever process is free first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial
from selectors import EVENT_READ
from socket import socket
from typing import Any

from gunicorn.workers.gthread import DEFAULT_WORKER_DATA_TIMEOUT, TConn, ThreadWorker

COMPUTING = 2
"""Answers that one process computes before it leaves connections to the others: while one waits for the database,
Python computes the other."""

WAITS_AFTER_S = 0.5
"""An answer that takes longer waits for something (a slow upload, a lock) and keeps no other from being taken."""


def _nothing() -> None:
    """Deferred to the loop, it wakes it: the loop looks whether it may take another connection."""


class WebWorker(ThreadWorker):
    """gunicorn's threaded worker, which takes no connection while it computes ``COMPUTING`` answers.

    A request counts from its first byte until its response begins to be sent, so that open streams and connections
    over which nothing was asked hold up nobody. Requests over a connection that is kept alive are always taken.
    """

    wsgi: Callable[..., Iterable[bytes]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._since: dict[socket, float] = {}

    def load_wsgi(self) -> None:
        super().load_wsgi()
        answer = self.wsgi

        def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            try:
                return answer(environ, start_response)
            finally:
                self._since.pop(environ["gunicorn.socket"], None)
                self.method_queue.defer(_nothing)

        self.wsgi = wsgi

    def enqueue_req(self, conn: TConn) -> None:
        """Have a request answered; a new connection over which nothing was asked yet waits outside of the threads."""
        if not conn.initialized and not conn.wait_for_data(0):
            conn.timeout = time.monotonic() + DEFAULT_WORKER_DATA_TIMEOUT
            self.pending_conns.append(conn)
            self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))
            return
        self._since[conn.sock] = time.monotonic()
        super().enqueue_req(conn)
        self.set_accept_enabled(True)

    def finish_request(self, conn: TConn, done: Any) -> None:
        self._since.pop(conn.sock, None)
        super().finish_request(conn, done)

    def set_accept_enabled(self, enabled: bool) -> None:
        """Called by the loop after each event."""
        latest = time.monotonic() - WAITS_AFTER_S
        computing = sum(since > latest for since in tuple(self._since.values()))
        super().set_accept_enabled(enabled and self.alive and computing < COMPUTING)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        super().wait_for_and_dispatch_events(min(timeout, WAITS_AFTER_S) if self._since else timeout)

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Answer = Callable[[dict[str, Any]], tuple[int, Any]]


class Server:
    """A real server on this machine that remembers what it was sent; ``answer`` is what it says."""

    def __init__(self) -> None:
        self.url = ""
        self.requests: list[tuple[str, dict[str, Any], dict[str, str]]] = []
        self.answer: Answer = lambda body: (200, {"translatedText": [f"<{text}>" for text in body["q"]]})

    @property
    def texts(self) -> list[str]:
        """All texts that it got by the LibreTranslate API."""
        return [text for _path, body, _headers in self.requests for text in body["q"]]


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.requests.append((self.path, body, dict(self.headers)))
            status, answer = state.answer(body)
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            with suppress(ConnectionError):  # who asked may have gone
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                if status in {301, 307}:
                    self.send_header("Location", f"{state.url}/elsewhere")
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        state.url = f"http://127.0.0.1:{http.server_port}"
        yield state
        http.shutdown()
        thread.join()


@pytest.fixture
def use(settings: Any) -> Callable[..., None]:
    """Give the node a provider, a key, levels."""

    def change(**values: Any) -> None:
        settings.QIAOMOST = settings.QIAOMOST.model_copy(update=values)

    return change


@pytest.fixture
def libre(server: Server, use: Callable[..., None]) -> Server:
    """The server as the node's provider, by the LibreTranslate API."""
    use(translator=f"libretranslate:{server.url}", translation_levels=["public"])
    return server

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from qiaosearch.encoders import load_encoder
from qiaosearch.encoders.endpoint import Endpoint, OpenAIEncoder, parse_endpoint
from qiaosearch.encoders.windows import unit
from qiaosearch.errors import EncoderUnavailable, EndpointFailed, InvalidDocument

Answer = tuple[int, Any, dict[str, str]]


def embeddings(texts: list[str]) -> list[dict[str, Any]]:
    return [{"index": number, "embedding": [3.0, float(len(text))]} for number, text in enumerate(texts)]


class Server:
    """Answers from a queue, then with ``embeddings``; remembers what it was asked."""

    def __init__(self) -> None:
        self.queue: list[Callable[[list[str]], Answer]] = []
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []

    def answer(self, body: dict[str, Any], headers: dict[str, str]) -> Answer:
        self.requests.append(body)
        self.headers.append(headers)
        texts = body["input"]
        return self.queue.pop(0)(texts) if self.queue else (200, {"data": embeddings(texts)}, {})


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            state.path = self.path
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer, headers = state.answer(body, dict(self.headers))
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        state.url = f"http://127.0.0.1:{http.server_port}/v1"
        yield state
        http.shutdown()
        thread.join()


def encoder(server: Server, **changes: Any) -> OpenAIEncoder:
    return OpenAIEncoder(replace(Endpoint(server.url, "labse", pause_s=0.001), **changes))


def failing(status: int, headers: dict[str, str] | None = None) -> Callable[[list[str]], Answer]:
    return lambda texts: (status, {"error": "busy"}, headers or {})


def sending(change: Callable[[list[dict[str, Any]]], Any]) -> Callable[[list[str]], Answer]:
    return lambda texts: (200, {"data": change(embeddings(texts))}, {})


def test_endpoint_gives_unit_vectors_in_the_order_of_the_texts(server: Server) -> None:
    server.queue = [sending(lambda rows: rows[::-1])]
    vectors = encoder(server).encode_documents(["abcd", "abcd" * 4])
    np.testing.assert_allclose(vectors, unit([[3, 4], [3, 16]]), atol=1e-6)
    assert (vectors.dtype, server.path) == (np.dtype(np.float32), "/v1/embeddings")


def test_endpoint_sends_model_key_prefixes_and_batches(server: Server) -> None:
    chosen = encoder(server, key="secret", batch=2, query_prefix="q: ", document_prefix="d: ")
    chosen.encode_queries(["a", "b", "c"])
    chosen.encode_documents(["a"])
    assert [request["input"] for request in server.requests] == [["q: a", "q: b"], ["q: c"], ["d: a"]]
    assert {request["model"] for request in server.requests} == {"labse"}
    assert {headers["Authorization"] for headers in server.headers} == {"Bearer secret"}


def test_endpoint_sends_a_space_for_an_empty_text(server: Server) -> None:
    encoder(server).encode_documents(["", "a"])
    assert server.requests[0]["input"] == [" ", "a"]


def test_endpoint_asks_once_for_its_dimension(server: Server) -> None:
    chosen = encoder(server)
    assert (chosen.dim, chosen.dim, len(server.requests)) == (2, 2, 1)
    assert chosen.encode_queries([]).shape == (0, 2)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_endpoint_repeats_what_may_pass(server: Server, status: int) -> None:
    server.queue = [failing(status), failing(status, {"Retry-After": "0"})]
    assert encoder(server).encode_queries(["a"]).shape == (1, 2)
    assert len(server.requests) == 3


def test_endpoint_waits_as_long_as_the_server_asks(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)
    server.queue = [failing(429, {"Retry-After": "7"}), failing(503), failing(429, {"Retry-After": "9999"})]
    encoder(server, pause_s=0.5).encode_queries(["a"])
    assert pauses == [7.0, 1.0, 30.0]


def test_endpoint_gives_up_after_its_attempts(server: Server) -> None:
    server.queue = [failing(503)] * 4
    with pytest.raises(EndpointFailed, match=r"HTTP 503 .*busy.*\(4 attempts\)"):
        encoder(server).encode_queries(["a"])
    assert len(server.requests) == 4


@pytest.mark.parametrize("status", [400, 401, 404, 307])
def test_endpoint_does_not_repeat_a_refusal(server: Server, status: int) -> None:
    server.queue = [failing(status, {"Location": server.url})]
    with pytest.raises(EndpointFailed, match=f"HTTP {status}"):
        encoder(server).encode_queries(["a"])
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: rows[:1], "for 2 texts"),
        (lambda rows: [rows[0], rows[0]], "for 2 texts"),
        (lambda rows: [*rows, rows[0]], "for 2 texts"),
        (lambda rows: [rows[0], rows[1] | {"embedding": [1.0]}], "dimension other than 2"),
        (lambda rows: [rows[0], rows[1] | {"embedding": [1.0, float("nan")]}], "NaN"),
        (lambda rows: [{"index": 0}, rows[1]], "no list of embeddings"),
        (lambda rows: None, "no list of embeddings"),
    ],
)
def test_endpoint_refuses_a_wrong_answer(server: Server, change: Callable[[Any], Any], message: str) -> None:
    server.queue = [sending(change)]
    with pytest.raises(EndpointFailed, match=message):
        encoder(server).encode_queries(["a", "b"])


def test_endpoint_refuses_another_dimension_later(server: Server) -> None:
    chosen = encoder(server)
    chosen.encode_queries(["a"])
    server.queue = [sending(lambda rows: [rows[0] | {"embedding": [1.0, 2.0, 3.0]}])]
    with pytest.raises(EndpointFailed, match="dimension other than 2"):
        chosen.encode_queries(["a"])


def test_endpoint_refuses_an_answer_that_is_not_json(server: Server) -> None:
    server.queue = [lambda texts: (200, b"<html>", {})]
    with pytest.raises(EndpointFailed, match="JSON"):
        encoder(server).encode_queries(["a"])


def test_endpoint_that_nobody_serves_fails_with_the_reason() -> None:
    nobody = OpenAIEncoder(Endpoint("http://127.0.0.1:1/v1", "labse", attempts=2, pause_s=0.001))
    with pytest.raises(EndpointFailed, match="refused"):
        nobody.encode_queries(["a"])


def test_endpoint_estimates_tokens_and_refuses_longer_documents(server: Server) -> None:
    chosen = encoder(server, window=4)
    assert chosen.count_tokens(["", "抗冻混凝", "abcde"]) == [0, 4, 2]
    with pytest.raises(InvalidDocument, match="Text 0 has 5 tokens"):
        chosen.encode_documents(["抗冻混凝土"])
    assert server.requests == []


def test_endpoint_spec_is_read_with_its_options(monkeypatch: pytest.MonkeyPatch) -> None:
    place = "https://host/v1/?window=8192&batch=8&timeout=5&query_prefix=query:%20#BAAI/bge-m3"
    assert parse_endpoint(place, "secret") == Endpoint(
        "https://host/v1",
        "BAAI/bge-m3",
        "secret",
        8192,
        batch=8,
        timeout_s=5.0,
        query_prefix="query: ",
    )
    monkeypatch.setenv("QIAOSEARCH_OPENAI_KEY", "secret")
    loaded = load_encoder(f"openai:{place}")
    assert loaded.fingerprint == "openai:https://host/v1#BAAI/bge-m3:'query: ':''"


@pytest.mark.parametrize(
    "place",
    [
        "",
        "host/v1#m",
        "file:///etc#m",
        "https://host/v1",
        "https://user:secret@host/v1#m",
        "https://h?w=1#m",
        "https://h?window=x#m",
    ],
)
def test_endpoint_spec_that_is_wrong_is_refused(place: str) -> None:
    with pytest.raises(EncoderUnavailable, match=r"openai:https|Wrong option"):
        parse_endpoint(place)

"""Web processes share readers among them, and what only waits keeps nobody out."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection, socket
from urllib.request import urlopen

from qiaomost.conf.web_worker import COMPUTING
from tests.qiaomost.running import PATIENCE_S

APPLICATION = """
import os, time
from pathlib import Path
from qiaomost.conf import web_worker

web_worker.WAITS_AFTER_S = float(os.environ["WAITS_AFTER_S"])
Worker = web_worker.WebWorker

def application(environ, start_response):
    _, kind, name = environ["PATH_INFO"].split("/")
    start_response("200 OK", [("Content-Type", "text/plain")])
    if kind == "stream":
        return stream(name)
    if kind == "held":
        hold(name)
    return [str(os.getpid()).encode()]

def stream(name):
    yield b"first "
    hold(name)

def hold(name):
    Path(name).touch()
    while not Path("go").exists():
        time.sleep(0.01)
"""


@dataclass
class Site:
    """A server whose answers to ``/held/NAME`` and ``/stream/NAME`` last until they are let go."""

    folder: Path
    port: int
    readers: ThreadPoolExecutor

    def ask(self, path: str) -> Future[bytes]:
        return self.readers.submit(lambda: urlopen(f"http://127.0.0.1:{self.port}{path}").read())

    def hold(self, path: str) -> Future[bytes]:
        """Ask, and wait until the answer is being computed or sent."""
        asked = self.ask(path)
        begun = self.folder / path.rsplit("/", 1)[1]
        until(begun.exists)
        return asked

    def let_go(self) -> None:
        (self.folder / "go").touch()


@contextmanager
def served(folder: Path, *, processes: int, waits_after_s: float) -> Iterator[Site]:
    (folder / "held_answers.py").write_text(APPLICATION)
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "held_answers", "--worker-class", "held_answers.Worker"]
    command += [
        "--workers",
        str(processes),
        "--threads",
        "8",
        "--bind",
        f"127.0.0.1:{port}",
        "--no-control-socket",
    ]
    paths = os.pathsep.join([str(folder), *sys.path])
    environment = os.environ | {"WAITS_AFTER_S": str(waits_after_s), "PYTHONPATH": paths}
    server = subprocess.Popen([*command, "--log-level", "warning"], cwd=folder, env=environment)
    with ThreadPoolExecutor(12) as readers:
        site = Site(folder, port, readers)
        try:
            until(lambda: listens(port))
            yield site
        finally:
            site.let_go()
            server.terminate()
            server.wait(PATIENCE_S)


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def listens(port: int) -> bool:
    try:
        create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def test_each_process_computes_its_share_and_leaves_the_rest_in_the_queue(tmp_path: Path) -> None:
    with served(tmp_path, processes=2, waits_after_s=PATIENCE_S) as site:
        held = [site.hold(f"/held/{number}") for number in range(2 * COMPUTING)]
        waiting = site.ask("/held/one-too-many")
        time.sleep(1)
        assert not (tmp_path / "one-too-many").exists()
        site.let_go()
        counted = Counter(one.result(PATIENCE_S) for one in held)
        assert list(counted.values()) == [COMPUTING, COMPUTING]
        assert waiting.result(PATIENCE_S) in counted


def test_answers_that_wait_for_something_keep_nobody_out(tmp_path: Path) -> None:
    with served(tmp_path, processes=1, waits_after_s=0.3) as site:
        held = [site.hold(f"/held/{number}") for number in range(2 * COMPUTING)]
        assert site.ask("/at/once").result(PATIENCE_S)
        assert not any(one.done() for one in held)


def test_streams_and_silent_connections_keep_nobody_out(tmp_path: Path) -> None:
    with served(tmp_path, processes=1, waits_after_s=PATIENCE_S) as site, ExitStack() as silent:
        for _ in range(20):
            silent.enter_context(create_connection(("127.0.0.1", site.port)))
        streams = [site.hold(f"/stream/{number}") for number in range(2 * COMPUTING)]
        assert site.ask("/at/once").result(PATIENCE_S)
        assert not any(one.done() for one in streams)
        site.let_go()
        assert {one.result(PATIENCE_S).split()[0] for one in streams} == {b"first"}

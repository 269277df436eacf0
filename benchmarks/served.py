"""A site that is served as its users meet it, and how fast it answers several of them at once."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any

WARMING = 32
"""Requests of each page before those that count: so that each process has met the page."""


@dataclass(frozen=True)
class Server:
    """A site that is being served."""

    address: str
    pid: int

    def cpu_s(self) -> float:
        """Seconds of processor that it and its child processes have taken so far (of Linux)."""
        total, ticks = 0.0, os.sysconf("SC_CLK_TCK")
        for place in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                values = place.read_text().rpartition(") ")[2].split()
                if str(self.pid) in (place.parent.name, values[1]):
                    total += (int(values[11]) + int(values[12])) / ticks
        return total


@contextmanager
def serving(command: list[str], variables: dict[str, str], path: str, bind: str = "{}") -> Iterator[Server]:
    """Serve on a free port, asked once."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([*command, bind.format(port)], env={**variables, "PRETALX_SITE_URL": address})
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(address + path, timeout=30).close()
                break
            except OSError:
                time.sleep(0.2)
        yield Server(address, process.pid)
    finally:
        process.terminate()
        process.wait()


def timed(
    name: str, server: Server, paths: Sequence[str], readers: int, *, sessions: Sequence[str] = ()
) -> dict[str, Any]:
    """Ask for all paths, ``readers`` at once, each in the session in its place; all but the first ``WARMING`` count."""
    import numpy as np

    def ask(path: str, session: str) -> tuple[float, int]:
        headers = {"Accept-Language": "ru", **({"Cookie": f"sessionid={session}"} if session else {})}
        request = urllib.request.Request(server.address + path, headers=headers)
        start = time.perf_counter()
        with urllib.request.urlopen(request, timeout=120) as response:
            size = len(response.read())
        return time.perf_counter() - start, size

    keys = sessions or [""] * len(paths)
    load = os.getloadavg()[0]
    with ThreadPoolExecutor(readers) as pool:
        list(pool.map(ask, paths[:WARMING], keys[:WARMING]))
        spent = -server.cpu_s()
        times, sizes = zip(*pool.map(ask, paths[WARMING:], keys[WARMING:]), strict=True)
        spent += server.cpu_s()
    shown = {f"{name}, p{q} ms": round(1000 * float(np.percentile(times, q))) for q in (50, 95)}
    shown |= {f"{name}, processor ms": round(1000 * spent / len(times), 1)}
    return {**shown, f"{name}, most kB": round(max(sizes) / 1000), f"{name}, load before": round(load, 1)}

"""Check-ins from several stations at once, the server killed in the middle: none lost, none doubled.

    python benchmarks/checkin.py --scans 5000 --stations 8
    python benchmarks/checkin.py --database postgresql://postgres@127.0.0.1/checkin

A fresh node gets an edition with as many participants as there are scans. The site is served as the README serves it
(two web processes of eight threads). Each station has a queue like the one on its device: it sends the scan at its
head with the id that it gave it, takes it off the queue once the server has answered, and otherwise sends it again.
Half of the way the server and its processes are killed with SIGKILL and started anew. What is in the database is then
held against the queues.

What a check-in may cost is measured in the same run, on the same database: as many rows of one table, each inserted
and committed by itself, by as many writers at once.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from collections import Counter, deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from node import command_line, fresh_node, show

CODE = "harbin"


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--scans", type=int, default=5000)
    parser.add_argument("--stations", type=int, default=8)
    parser.add_argument(
        "--database", default="", help="postgresql://…; SQLite in a temporary folder if absent"
    )
    options = parser.parse_args()
    with fresh_node(encoder="hashing", database=options.database):
        figures = measure(options.scans, options.stations)
    show(figures, as_json=options.json)
    if figures["lost"] or figures["doubled"] or figures["of another person, check or station"]:
        raise SystemExit("Scans were lost, doubled or changed.")


def measure(scans: int, stations: int) -> dict[str, Any]:
    """Times in milliseconds; of a check-in, from the first sending to the answer of one that was not interrupted."""
    devices = fill(scans, stations)
    made = {scan["id"]: (scan["code"], device.name) for device in devices for scan in device.queue}
    limit, limit_s = bare_inserts(scans, stations)
    server = Server()
    server.start()
    started = time.perf_counter()
    threads = [threading.Thread(target=device.work, args=(server.port,)) for device in devices]
    for thread in threads:
        thread.start()
    while sum(len(device.queue) for device in devices) > scans / 2:
        time.sleep(0.01)
    killed = server.kill()
    server.start()
    for thread in threads:
        thread.join()
    took_s = time.perf_counter() - started
    server.stop()
    times = [one for device in devices for one in device.times]
    return {
        "scans": scans,
        "stations at once": stations,
        **held_against(made),
        "processes killed": killed,
        "sendings without an answer": sum(device.failures for device in devices),
        "scans sent again": sum(device.repeats for device in devices),
        "check-ins a second, the restart included": round(scans / took_s, 1),
        **percentiles("check-in", times),
        **percentiles("bare insert", limit),
        "bare inserts a second": round(scans / limit_s, 1),
        "load of the machine, one minute": round(os.getloadavg()[0], 1),
    }


@dataclass
class Device:
    """A station with its queue."""

    name: str
    secret: str
    queue: deque[dict[str, Any]]
    times: list[float] = field(default_factory=list)
    failures: int = 0
    repeats: int = 0

    def work(self, port: int) -> None:
        """Send until nothing waits. A scan leaves the queue once it is answered, never before."""
        connection: http.client.HTTPConnection | None = None
        cookie, was_sent = "", False
        while self.queue:
            began = time.perf_counter()
            try:
                if connection is None:
                    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                    cookie = self.opened(connection)
                self.send(connection, cookie, self.queue[0])
            except (OSError, http.client.HTTPException):
                self.failures += 1
                connection, was_sent = None, True
                time.sleep(0.2)
                continue
            if was_sent:
                self.repeats += 1
            else:
                self.times.append(1000 * (time.perf_counter() - began))
            was_sent = False
            self.queue.popleft()

    @property
    def page(self) -> str:
        return f"/forum/{CODE}/stations/{self.secret}/"

    def opened(self, connection: http.client.HTTPConnection) -> str:
        """Open the page, as the device does; returns the cookie of its form."""
        connection.request("GET", self.page)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise http.client.HTTPException(answer.status)
        return (answer.getheader("Set-Cookie") or "").partition(";")[0]

    def send(self, connection: http.client.HTTPConnection, cookie: str, scan: dict[str, Any]) -> None:
        headers = {
            "Content-Type": "application/json",
            "Cookie": cookie,
            "X-CSRFToken": cookie.partition("=")[2],
        }
        connection.request("POST", f"{self.page}scans/", json.dumps({"scans": [scan]}), headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise http.client.HTTPException(answer.status)
        result = json.loads(content)["scans"][0].get("result")
        if result != "done":
            raise SystemExit(f"A first scan was answered by {content.decode()}")


def fill(scans: int, stations: int) -> list[Device]:
    """Write an edition whose participants each have a badge, its check and its stations; returns them with queues."""
    from datetime import date

    from django.utils import timezone

    from qiaomost.forum.drafts.checkins import CheckDraft
    from qiaomost.forum.models import Category, Edition, Registration, Site
    from qiaomost.forum.services.checks import save_check, save_station
    from qiaomost.network.models import Organisation, OrganisationName, Person, PersonName

    now, names = timezone.now(), {"zh": "论坛", "ru": "Форум", "en": "Forum"}
    host = Organisation.objects.create(country="CN", kind="association", is_member=True)
    OrganisationName.objects.create(organisation=host, language="zh", name="松北寒区工程研究院")
    days = {"first_day": date(2026, 10, 20), "last_day": date(2026, 10, 22), "state": "announced"}
    edition = Edition.objects.create(code=CODE, organiser=host, names=names, **days)
    site = Site.objects.create(edition=edition, code="harbin", time_zone="Asia/Shanghai", names=names)
    category = Category.objects.create(edition=edition, code="delegate", names=names)
    people = Person.objects.bulk_create(Person(language="zh", organisation=host) for _ in range(scans))
    PersonName.objects.bulk_create(
        PersonName(person=one, language="zh", family="张", given=f"伟{n}") for n, one in enumerate(people)
    )
    common = {"edition": edition, "category": category, "organisation": host, "state": "accepted"}
    badges = Registration.objects.bulk_create(
        Registration(person=one, language="zh", speaks=["zh"], made_at=now, **common) for one in people
    )
    who = {"actor": None, "edition_id": edition.pk, "now": now}
    check = save_check(draft=CheckDraft(names, "site", "once", site.pk), **who)
    devices = []
    for number in range(stations):
        name = f"Station {number + 1}"
        _, secret = save_station(name=name, checks=[check.pk], **who)
        queue = deque(
            {"id": str(uuid4()), "check": check.pk, "direction": "in", "way": "camera", "code": one.token}
            for one in badges[number::stations]
        )
        random.Random(number).shuffle(queue)
        devices.append(Device(name, secret, queue))
    return devices


def held_against(made: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """Compare what is stored with what the stations scanned."""
    from qiaomost.forum.models import Scan

    rows = Scan.objects.values_list("id", "registration__token", "station__name", "result")
    stored = {str(pk): (token, name) for pk, token, name, _result in rows}
    counted = Counter(token for _pk, token, _name, result in rows if result == "done")
    return {
        "stored": len(stored),
        "lost": len(made.keys() - stored.keys()),
        "doubled": len(stored.keys() - made.keys()) + sum(number - 1 for number in counted.values()),
        "of another person, check or station": sum(
            stored[pk] != made[pk] for pk in stored.keys() & made.keys()
        ),
    }


def bare_inserts(rows: int, writers: int) -> tuple[list[float], float]:
    """Insert rows into a table of two columns, each in a transaction; returns milliseconds, and seconds for all."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (id varchar(36) PRIMARY KEY, words varchar(200) NOT NULL)")

    def insert(count: int) -> list[float]:
        times = []
        for _ in range(count):
            began = time.perf_counter()
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("INSERT INTO bare VALUES (%s, %s)", [str(uuid4()), "x" * 150])
            times.append(1000 * (time.perf_counter() - began))
        connection.close()
        return times

    began = time.perf_counter()
    with ThreadPoolExecutor(writers) as pool:
        found = list(pool.map(insert, [rows // writers] * writers))
    took_s = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bare")
    connection.close()
    return [one for times in found for one in times], took_s


class Server:
    """The product's own server, in a process group of its own, so that a kill reaches all of it."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def start(self) -> None:
        command = [sys.executable, "-m", "qiaomost", "serve", "--port", str(self.port), "--no-worker"]
        self.process = subprocess.Popen(command, start_new_session=True)
        for _ in range(600):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                connection.request("GET", f"/forum/{urllib.parse.quote(CODE)}/")
                connection.getresponse().read()
                return
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
        raise SystemExit("The site did not answer.")

    def kill(self) -> int:
        """SIGKILL for the server and every process of it at once; returns how many there were."""
        listed = subprocess.run(
            ["ps", "-o", "pid=", "-g", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        return len(listed.stdout.split())

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()


def percentiles(name: str, times: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=20)
    return {f"{name}, p50 ms": round(cuts[9], 2), f"{name}, p95 ms": round(cuts[18], 2)}


if __name__ == "__main__":
    main()

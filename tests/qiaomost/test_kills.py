"""Kill -9 of importers, workers, writers, servers and the demonstration: nothing acknowledged is lost."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.client import HTTPException
from http.cookiejar import CookieJar
from itertools import count
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from qiaomost.catalogue.demo.loading import demonstration_size
from tests.qiaomost.running import (
    RunningNode,
    are_gone,
    children,
    free_port,
    kill,
    running_node,
    wait_until,
)

pytestmark = pytest.mark.slow

ROWS = 300
STORMS = 8
SERVERS = 5
PASSWORD = "寒区混凝土-frost-7"

SECRET = "JBSWY3DPEHPK3PXP"

SECOND_FACTOR = f"""
from allauth.mfa.totp.internal.auth import TOTP
from qiaomost.accounts.models import User
TOTP.activate(User.objects.get(), "{SECRET}")
"""

WRITER = """
import time
from itertools import cycle
from django.utils import timezone
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.services import hold_record, resume_record
for record in cycle(list(Record.objects.filter(source="writer").order_by("source_id"))):
    record.refresh_from_db()
    verb = hold_record if record.state == "published" else resume_record
    done = verb(actor=None, record_id=record.pk, now=timezone.now())
    print(done.source_id, done.version, done.state, flush=True)
    time.sleep(0.01)
"""
"""Holds and resumes records in turn, and prints each write once it is committed."""

DYING = """
import os, signal
from django.utils import timezone
from qiaomost.common import outbox
def die(_payload):
    os.kill(os.getpid(), signal.SIGKILL)
outbox.work({"catalogue.record_published": (die,)}, clock=timezone.now)
"""

AFTER_THE_LEASES = """
from django.utils import timezone
from qiaomost.common import outbox
from qiaomost.wiring import HANDLERS
while outbox.work(HANDLERS, clock=lambda: timezone.now() + outbox.LEASE):
    pass
print(json.dumps([outbox.waiting(), outbox.failed()]))
"""

DIFFERENCES = """
from qiaomost.catalogue.selectors import records_to_index
from qiaomost.discovery import engine
from qiaomost.discovery.documents import document_of
wanted = {str(record.pk): document_of(record) for record in records_to_index().filter(state="published")}
index = engine.collection().index
found = index.documents(list(index.inventory()), frozenset({"public"}))
print(json.dumps(sorted(pk for pk in wanted.keys() | found.keys() if wanted.get(pk) != found.get(pk))))
"""

WHOLE = """
SELECT r.source_id, r.version, texts.n, texts.editions, texts.edition, audits.n, jobs.n
FROM catalogue_record r
JOIN catalogue_achievement a ON a.record_id = r.id
JOIN catalogue_record_subjects s ON s.record_id = r.id
LEFT JOIN (SELECT record_id, count(*) AS n, count(DISTINCT summary) AS editions, max(summary) AS edition
    FROM catalogue_recordtext WHERE state = 'approved' GROUP BY record_id) texts ON texts.record_id = r.id
LEFT JOIN (SELECT replace(object_id, '-', '') AS id, count(*) AS n
    FROM common_auditentry WHERE verb = 'import' GROUP BY 1) audits
    ON audits.id = replace(CAST(r.id AS text), '-', '')
LEFT JOIN (SELECT replace(payload ->> 'record_id', '-', '') AS id, count(*) AS n
    FROM common_outboxentry GROUP BY 1) jobs
    ON jobs.id = replace(CAST(r.id AS text), '-', '')
WHERE r.source = 'storm'
"""
"""Record → version, number of texts, their editions, audit rows and outbox rows."""


@pytest.fixture
def node(tmp_path: Path) -> Iterator[RunningNode]:
    with running_node(tmp_path) as running:
        yield running


def write_rows(path: Path, *, rows: int, edition: int) -> str:
    """A file of records with two texts each; ``edition`` stands in both."""
    organisation = {"id": "org", "country": "CN", "kind": "institute", "names": {"zh": "松北研究院"}}
    lines = [
        {
            "id": f"row-{number:03}",
            "kind": "achievement",
            "source_language": "zh",
            "organisation": organisation,
            "subjects": ["2.1"],
            "texts": {
                "zh": {
                    "title": f"寒区混凝土 {number}",
                    "summary": f"{edition:02}",
                    "description": "抗冻融。",
                },
                "ru": {"title": f"Морозостойкий бетон {number}", "summary": f"{edition:02}"},
            },
            "facts": {"trl": edition % 9 + 1},
        }
        for number in range(rows)
    ]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return str(path)


def committed(node: RunningNode) -> dict[str, int]:
    """Version of each imported record that another connection sees: it must never be lost again."""
    return dict(node.rows("SELECT source_id, version FROM catalogue_record WHERE source = 'storm'"))


def check_rows_are_whole(node: RunningNode) -> dict[str, str]:
    """No record is without a part of its import; returns record → edition."""
    rows = node.rows(WHOLE)
    assert [row for row in rows if (row[2], row[3], row[5], row[6]) != (2, 1, row[1], row[1])] == []
    assert len(rows) == len(committed(node))
    return {source_id: edition for source_id, _, _, _, edition, _, _ in rows}


def check_sound(node: RunningNode) -> None:
    """After a worker has run, and the leases of the dead are over: no job is left, index and catalogue agree."""
    node.run("worker", "--once")
    assert node.ask(AFTER_THE_LEASES) == [0, 0]
    assert node.ask(DIFFERENCES) == []
    node.run("check")


def test_killed_importers_workers_and_writers_lose_nothing(node: RunningNode, tmp_path: Path) -> None:
    chance = random.Random(20)
    node.run("import", write_rows(tmp_path / "few.jsonl", rows=5, edition=0), "--source", "writer")
    written = {f"row-{number:03}": (1, "published") for number in range(5)}
    for storm in range(STORMS):
        file = write_rows(tmp_path / "rows.jsonl", rows=ROWS, edition=storm)
        importer, writer = node.start("import", file, "--source", "storm"), node.start_script(WRITER)
        victims = [importer, writer, node.start("worker"), node.start("worker")]
        chance.shuffle(victims)
        first = writer.stdout.readline()  # so that a slow machine has them at work too
        time.sleep(chance.uniform(0, 1.2))
        for victim in victims:
            time.sleep(chance.uniform(0, 0.2))
            seen = committed(node)
            assert victim.poll() is None or (victim is importer and victim.returncode == 0), node.errors()
            lines = kill(victim)
            now = committed(node)
            assert {name: now[name] for name in seen if now[name] < seen[name]} == {}
            if victim is writer:
                check_acknowledged(node, written, [first, *lines])
        check_rows_are_whole(node)
    counts = json.loads(node.run("import", file, "--source", "storm", "--json"))
    assert (sum(counts.values()), counts["bad"]) == (ROWS, 0)
    assert set(check_rows_are_whole(node).values()) == {f"{STORMS - 1:02}"}
    assert min(version for version, _ in written.values()) > 1
    check_sound(node)


def check_acknowledged(node: RunningNode, written: dict[str, tuple[int, str]], lines: list[str]) -> None:
    """What the writer printed is there; at most one write more was committed and not yet printed."""
    for name, version, state in (line.split() for line in lines):
        written[name] = (int(version), state)
    stored = {
        name: (version, state)
        for name, version, state in node.rows(
            "SELECT source_id, version, state FROM catalogue_record WHERE source = 'writer'"
        )
    }
    more = {name for name in written if stored[name] != written[name]}
    assert len(more) <= 1
    for name in more:
        assert stored[name][0] == written[name][0] + 1
    written |= stored


def test_jobs_of_killed_workers_are_taken_over_when_their_lease_ends(
    node: RunningNode, tmp_path: Path
) -> None:
    node.run("import", write_rows(tmp_path / "rows.jsonl", rows=4, edition=0), "--source", "storm")
    for _ in range(3):
        assert node.start_script(DYING).wait() == -signal.SIGKILL
    node.run("worker", "--once")  # does the fourth job; the leases of the others hold
    jobs = "SELECT attempts, done_at IS NULL, leased_until IS NULL FROM common_outboxentry ORDER BY id"
    assert [tuple(map(int, row)) for row in node.rows(jobs)] == [(1, 1, 0)] * 3 + [(1, 0, 1)]
    check_sound(node)
    assert [tuple(map(int, row)) for row in node.rows(jobs)] == [(2, 0, 1)] * 3 + [(1, 0, 1)]


class Administrator:
    """Somebody at a browser who adds nodes, one after the other, and knows which were acknowledged."""

    def __init__(self) -> None:
        self._site = ""
        self._cookies = CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies)).open
        self.acknowledged: list[str] = []

    def turn_to(self, port: int) -> None:
        """The next server is another port, and the same session: cookies know no ports."""
        self._site = f"http://127.0.0.1:{port}"
        self.acknowledged.clear()
        wait_until(self.sees_the_site)

    def sign_in(self) -> None:
        code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
        sign_in = "/account/login/?next=/admin/"
        assert (
            self.post(sign_in, login="admin@example.org", password=PASSWORD) == "/account/2fa/authenticate/"
        )
        assert self.post("/account/2fa/authenticate/", code=code) == "/admin/"

    def sees_the_site(self) -> bool:
        try:
            with self._open(self._site, timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def post(self, path: str, **values: str) -> str:
        """Post a form of the administration; returns where it led."""
        with self._open(self._site + path, timeout=10) as page:
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
        assert token
        data = urllib.parse.urlencode({**values, "csrfmiddlewaretoken": token[1]}).encode()
        with self._open(self._site + path, data, timeout=10) as answer:
            return urllib.parse.urlsplit(answer.url).path

    def add_nodes(self, prefix: str, stopped: threading.Event) -> None:
        for number in count():
            code = f"{prefix}-{number}"
            try:
                if self.post("/admin/network/node/add/", code=code, country="CN") == "/admin/network/node/":
                    self.acknowledged.append(code)
            except (OSError, HTTPException):
                time.sleep(0.02)  # killed under the request
            if stopped.is_set():
                return


def test_killed_servers_lose_no_acknowledged_write_and_leave_no_process(node: RunningNode) -> None:
    chance = random.Random(21)
    node.run("createadmin", "admin@example.org", "--password", PASSWORD)
    node.run("django", "shell", "-c", SECOND_FACTOR)
    administrator = Administrator()
    for number in range(SERVERS):
        port, stopped = free_port(), threading.Event()
        server = node.start("serve", "--port", str(port))
        administrator.turn_to(port)
        if number == 0:
            administrator.sign_in()
        writing = threading.Thread(target=administrator.add_nodes, args=(f"s{number}", stopped))
        writing.start()
        wait_until(lambda: bool(administrator.acknowledged))  # the first request of a process is slow
        started = children(server.pid)
        time.sleep(chance.uniform(0.1, 0.6))
        os.kill(chance.choice(started), signal.SIGKILL)  # the web process or the worker
        time.sleep(chance.uniform(0.1, 0.6))
        started += children(server.pid)
        kill(server)
        stopped.set()
        writing.join()
        wait_until(partial(are_gone, started))
        stored = {
            code for (code,) in node.rows(f"SELECT code FROM network_node WHERE code LIKE 's{number}-%'")
        }
        assert set(administrator.acknowledged) - stored == set()
        assert len(stored) - len(administrator.acknowledged) <= 2  # one request under each kill
        assert administrator.acknowledged
    check_sound(node)


def test_interrupted_demonstration_goes_on_at_the_next_run(node: RunningNode) -> None:
    chance = random.Random(22)
    for how in (signal.SIGKILL, signal.SIGINT, signal.SIGKILL) * 3:
        demo = node.start("demo", "--no-serve")
        time.sleep(chance.uniform(0.4, 2.5))
        demo.send_signal(how)
        demo.communicate()
    assert node.run("demo", "--no-serve").count("\n 1. ") == 2  # the best achievement and the best expert
    assert node.rows("SELECT count(*) FROM catalogue_record") == [(demonstration_size(),)]
    check_sound(node)

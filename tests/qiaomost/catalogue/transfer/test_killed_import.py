"""An import that is killed leaves whole rows only, and the next one goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.qiaomost.catalogue.transfer.rows import achievement_row
from tests.qiaomost.running import copy_migrated

KILLS = 20
ROWS = 500

DRIVER = """
import json, os, random, signal, sys, time
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.utils import timezone
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.transfer.readers import read_rows
from qiaomost.catalogue.transfer.running import Plan, import_rows
from qiaomost.common.models import AuditEntry, OutboxEntry
from pathlib import Path

path, kills = Path(sys.argv[1]), int(sys.argv[2])

def run(progress=lambda lines: None):
    return import_rows(read_rows(path), Plan("s"), now=timezone.now(), on_bad=print, progress=progress).as_dict()

def broken():
    whole = Record.objects.annotate(t=Count("texts", distinct=True), e=Count("evidence", distinct=True))
    whole = whole.filter(t=2, e=1, achievement__ip_rights__status="granted", subjects="2.1").count()
    total = Record.objects.count()
    audited = AuditEntry.objects.filter(verb="import").count()
    return total, [total - whole, total - audited, total - OutboxEntry.objects.count()]

call_command("migrate", verbosity=0)
chance, counts, faults = random.Random(7), [], []
while len(counts) < kills:
    connection.close()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        run(lambda lines: os.write(writing, b"x" * lines))
        os._exit(0)
    os.close(writing)
    further = (counts[-1] if counts else 0) + chance.randint(1, 20)  # rows of this run, the known ones first
    while further > 0:
        further -= len(os.read(reading, further)) or further
    time.sleep(chance.uniform(0.0, 0.005))
    os.kill(child, signal.SIGKILL)
    os.close(reading)
    if os.WIFSIGNALED(os.waitpid(child, 0)[1]):
        total, wrong = broken()
        counts.append(total)
        faults.append(wrong)
print(json.dumps({"counts": counts, "faults": faults, "last": run(), "again": run(), "total": broken()}))
"""


def test_killed_import_leaves_no_half_row_and_is_completed_by_the_next(tmp_path: Path):
    copy_migrated(tmp_path)
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(f"{json.dumps(achievement_row(f'a{n}'))}\n" for n in range(ROWS)))
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("QIAOMOST_")},
        "QIAOMOST_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "qiaomost.conf.django",
    }
    command = [sys.executable, "-c", DRIVER, str(file), str(KILLS)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["faults"] == [[0, 0, 0]] * KILLS
    assert 0 < told["counts"][-1] < ROWS
    assert told["last"] == {
        "created": ROWS - told["counts"][-1],
        "updated": 0,
        "unchanged": told["counts"][-1],
        "bad": 0,
    }
    assert told["again"] == {"created": 0, "updated": 0, "unchanged": ROWS, "bad": 0}
    assert told["total"] == [ROWS, [0, 0, 0]]

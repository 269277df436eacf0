"""How long the stand-alone verifier takes for a ledger, beside plain hashing of the same bytes.

    python benchmarks/ledger.py --rows 1000000

A ledger is made of rows of the product's own model, chained and exported as it exports them, into a temporary folder.
The limit is what nobody can avoid: SHA-256 of each row, once, one row after the other, in the same run; it is measured
before the verifier and after it. The verifier is run as a party runs it, by a Python that loads nothing else.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

START = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "qiaomost.conf.django", "QIAOMOST_DATA_DIR": folder}
        figures = measure(Path(folder), options.rows)
    lines = (f"{name:36} {value}" for name, value in figures.items())
    print(json.dumps(figures, indent=2) if options.json else "\n".join(lines))


def measure(folder: Path, count: int) -> dict[str, Any]:
    import django

    django.setup()
    from qiaomost.compliance.services import verify_ledger

    path, head = folder / "ledger.jsonl", ""
    with path.open("wb") as file:
        for row in made_rows(count):
            file.write(row.line() + b"\n")
            head = f"{row.sequence}:{row.hash}"
    before = hashing_alone(path)
    command = [sys.executable, "-I", verify_ledger.__file__, str(path), "--expect-head", head]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"The ledger is not sound: the verifier ended with {process.returncode}.")
    limit, limit_cpu = map(min, before, hashing_alone(path))
    return {
        "rows": count,
        "file MB": round(path.stat().st_size / 1e6, 1),
        "hashing alone s": round(limit, 2),
        "hashing alone, processor s": round(limit_cpu, 2),
        "verifier s": round(seconds, 2),
        "verifier, processor s": round(usage.ru_utime + usage.ru_stime, 2),
        "verifier, rows/s": round(count / seconds),
        "verifier / hashing, by the processor": round((usage.ru_utime + usage.ru_stime) / limit_cpu, 1),
        "verifier, peak memory MB": usage.ru_maxrss // 1024,
    }


def made_rows(count: int) -> Iterator[Any]:
    """A chain as a lively case would have it: two sides, forty readers, messages, fields and files."""
    from qiaomost.compliance.models import DisclosureRow
    from qiaomost.compliance.models.chains import GENESIS

    names = ("松北寒区工程研究院", "Институт криогенной техники")
    actions = ("read_message", "read_message", "read_field", "download_file")
    previous = GENESIS
    for number in range(1, count + 1):
        side, reader = number % 2, number % 40
        row = DisclosureRow(
            case_id=UUID(int=1),
            sequence=number,
            at=START + timedelta(seconds=number),
            account_id=UUID(int=100 + reader),
            reader_id=hashlib.sha256(bytes([reader])).hexdigest(),
            organisation_id=UUID(int=10 + side),
            organisation_name=names[side],
            country=("CN", "RU")[side],
            action=actions[number % 4],
            object_type="partnering.Message",
            object_id=str(UUID(int=number)),
            object_version="1",
            label="寒区混凝土试验数据，第三批",
            terms="NDA 3, version 2",
            terms_sha256="ab" * 32,
            previous=previous,
        )
        row.seal()
        previous = row.hash
        yield row


def hashing_alone(path: Path) -> tuple[float, float]:
    """Seconds, by the clock and of the processor, that it takes to read the file and hash each line once."""
    started, processor = time.perf_counter(), time.process_time()
    with path.open("rb") as file:
        for line in file:
            hashlib.sha256(line).hexdigest()
    return time.perf_counter() - started, time.process_time() - processor


if __name__ == "__main__":
    main()

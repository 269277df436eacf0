"""How long after its publication a record is found: through the whole stack, the worker being a process of its own.

    python benchmarks/findable.py --records 60 --threads 2

Records of the demonstration catalogue come into a fresh node one by one at random intervals, each by the
service that an import calls: one transaction, in which the outbox row is written. The worker takes the row, encodes
the texts and indexes them. The clock runs from before the service's call until a search for the title, asked again
every 20 ms in another process than the worker's, has the record. What it is measured against is the time that
encoding takes alone, for the same records in the same run, before the worker is started.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

from node import command_line, fresh_node, show

POLL_S = 0.02
PATIENCE_S = 60.0


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--records", type=int, default=60)
    parser.add_argument("--interval", type=float, default=2.0, help="longest pause between two, in seconds")
    parser.add_argument("--threads", type=int, default=2, help="threads that encode in the worker")
    parser.add_argument("--encoder", default="default")
    options = parser.parse_args()
    with fresh_node(encoder=options.encoder, QIAOMOST_ENCODER_THREADS=str(options.threads)):
        figures = measure(options.records, options.interval)
    show(figures, as_json=options.json)


def measure(records: int, interval: float) -> dict[str, Any]:
    """Times in milliseconds."""
    rows = chosen_rows(records + 1)
    encoding, processor = zip(*map(encoding_time, rows[1:]), strict=True)
    worker = subprocess.Popen([sys.executable, "-m", "qiaomost", "worker", "--parent", str(os.getpid())])
    try:
        latency(rows[0])  # the first waits for the worker's start
        waits = random.Random(3)
        found = []
        for row in rows[1:]:
            time.sleep(waits.uniform(0, interval))
            found.append(latency(row))
    finally:
        worker.terminate()
        worker.wait()
    return {
        "records": len(found),
        **percentiles("published to findable", found),
        **percentiles("encoding alone", encoding),
        **percentiles("encoding alone, of the processor", processor),
    }


def chosen_rows(n: int) -> list[Any]:
    """Achievements and challenges that name no other record, in an order that is the same every time."""
    from qiaomost.catalogue.demo.content import read_groups

    rows = [
        row
        for group in read_groups()
        for row in group.records
        if row.kind != "expert" and not any(item.record for item in row.facts.evidence)
    ]
    return random.Random(2).sample(rows, n)


def encoding_time(row: Any) -> tuple[float, float]:
    """Seconds, by the clock and of the processor, that all passages of a row's record take; it is not kept."""
    from django.db import transaction

    from qiaomost.catalogue.models import Record
    from qiaomost.catalogue.selectors import records_to_index
    from qiaomost.discovery import engine
    from qiaomost.discovery.documents import document_of

    with transaction.atomic():
        publish(row)
        record = records_to_index().get(pk=Record.objects.get(source_id=row.id).pk)
        document = document_of(record)
        transaction.set_rollback(True)
    collection = engine.collection()
    collection.encoder.encode_queries([row.id])
    clock, processor = time.perf_counter(), time.process_time()
    collection.prepare([document])
    return time.perf_counter() - clock, time.process_time() - processor


def latency(row: Any) -> float:
    """Publish a row and search for its title until it is found; returns the seconds."""
    from qiaomost.catalogue.models import Record

    start = time.perf_counter()
    publish(row)
    record_id = str(Record.objects.only("pk").get(source_id=row.id).pk)
    title = row.texts[row.source_language].title
    while not is_found(record_id, title):
        if time.perf_counter() - start > PATIENCE_S:
            raise SystemExit(f"{row.id} was not found within {PATIENCE_S:.0f} s.")
        time.sleep(POLL_S)
    return time.perf_counter() - start


def publish(row: Any) -> None:
    from django.utils import timezone

    from qiaomost.catalogue.demo.content import SOURCE, read_groups
    from qiaomost.catalogue.transfer.references import References
    from qiaomost.catalogue.transfer.running import import_row

    now = timezone.now()
    references = References(source=SOURCE, now=now, are_demonstration=True)
    for group in read_groups():
        for organisation in group.organisations:
            if organisation.id == row.organisation:
                references.organisation(organisation)
        for person in group.persons:
            if person.id == row.contact:
                references.person(person)
    import_row(row, SOURCE, references, now=now)


def is_found(record_id: str, title: str) -> bool:
    """Whether a search by words has it; this process encodes nothing meanwhile, which would slow the worker."""
    from qiaomost.discovery import selectors
    from qiaomost.network.permissions import NOBODY
    from qiaosearch.types import Mode

    request = selectors.SearchRequest(query=title, mode=Mode.LEXICAL, page_size=50)
    result = selectors.search(standing=NOBODY, request=request, reader="zh")
    return record_id in [hit.document.id for hit in result.hits]


def percentiles(name: str, seconds: Sequence[float]) -> dict[str, float]:
    import numpy as np

    return {f"{name}, p{q} ms": round(1000 * float(np.percentile(seconds, q))) for q in (50, 95)}


if __name__ == "__main__":
    main()

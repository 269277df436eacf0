"""Loading the demonstration catalogue. It can be stopped at any moment: the next run goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from qiaomost.catalogue.demo.content import FOLDER, RECORDS, SOURCE, digest, read_groups
from qiaomost.catalogue.transfer.native import RecordRow
from qiaomost.catalogue.transfer.references import References
from qiaomost.catalogue.transfer.running import import_row
from qiaomost.common import audit
from qiaomost.common.models import AuditEntry
from qiaomost.network.models import Organisation

_LOADED = "load_demonstration"


def demonstration_size() -> int:
    """Return how many records there are to load."""
    return sum(path.read_bytes().count(b"\n") for path in FOLDER.glob(f"*/{RECORDS}"))


def load_demonstration(*, now: datetime, progress: Callable[[int], None] = lambda _records: None) -> None:
    """Bring the demonstration's organisations, persons and records into the catalogue, published.

    Each record is in as a whole or not at all. Once everything is in, the files' digest is kept in the audit trail,
    and nothing is done again until they change.

    Args:
        now: the time of loading; records keep the dates on which they were written.
        progress: takes how many records have been loaded since it was last called.

    Raises:
        Invalid: a file breaks a rule.
    """
    whole = digest()
    if _is_loaded(whole):
        progress(demonstration_size())
        return
    groups = read_groups()
    references = References(source=SOURCE, now=now, are_demonstration=True)
    for group in groups:
        for organisation in group.organisations:
            references.organisation(organisation)
        for person in group.persons:
            references.person(person)
    records = [record for group in groups for record in group.records]
    for record in sorted(records, key=_names_others):
        import_row(record, SOURCE, references, now=now)
        progress(1)
    first = Organisation.objects.get(source=SOURCE, source_id=groups[0].organisations[0].id)
    audit.record(None, _LOADED, first, now=now, digest=whole)


def _names_others(record: RecordRow) -> bool:
    """Whether it has other records as evidence: it is loaded after them."""
    return any(item.record for item in record.facts.evidence)


def _is_loaded(whole: str) -> bool:
    latest = AuditEntry.objects.filter(verb=_LOADED).order_by("-at", "-pk").first()
    return latest is not None and latest.detail.get("digest") == whole

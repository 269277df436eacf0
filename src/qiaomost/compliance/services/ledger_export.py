"""A case's ledger as a party takes it along: rows, names, heads, and the verifier."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override

from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.compliance.models import HeadReceipt, ReaderName
from qiaomost.compliance.models.chains import canonical
from qiaomost.compliance.services import verify_ledger
from qiaomost.compliance.services.disclosure import chain_of, give_receipt

VERIFIER = Path(verify_ledger.__file__)


@transaction.atomic
def export_ledger(*, case_id: UUID, organisation_id: UUID, stream: BinaryIO, now: datetime) -> HeadReceipt:
    """Write the ledger of a case into a ZIP file, and return the head that the party holds from now on.

    Whether the organisation is a party is the caller's to decide. Rows that come while it is written are left out.
    """
    receipt = give_receipt(case_id=case_id, organisation_id=organisation_id, now=now)
    rows = chain_of(case_id).filter(sequence__lte=receipt.length)
    names = ReaderName.objects.filter(seal__in=rows.values("reader")).exclude(name="").order_by("seal")
    earlier = HeadReceipt.objects.filter(case_id=case_id, organisation_id=organisation_id).order_by("length")
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        _write(archive, "ledger.jsonl", (row.line() for row in rows.iterator(chunk_size=2000)), now)
        sealed = ({"seal": name.seal, **name.content()} for name in names.iterator(chunk_size=2000))
        _write(archive, "names.jsonl", map(canonical, sealed), now)
        heads = (f"{one} {one.given_at:%Y-%m-%dT%H:%M:%SZ}".encode() for one in earlier)
        _write(archive, "heads.txt", heads, now)
        _write(archive, VERIFIER.name, VERIFIER.read_bytes().splitlines(), now)
        _write(archive, "README.txt", _guide(str(receipt)), now)
    return receipt


def _write(archive: ZipFile, name: str, lines: Iterable[bytes], now: datetime) -> None:
    entry = ZipInfo(name, now.timetuple()[:6])
    entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
    with archive.open(entry, "w", force_zip64=True) as file:
        for line in lines:
            file.write(line + b"\n")


def _guide(head: str) -> list[bytes]:
    parts = []
    for code in INTERFACE_CODES.values():
        with override(code):
            parts.append(render_to_string("compliance/ledger/readme.txt", {"head": head}).strip())
    return "\n\n".join(parts).encode("utf-8").splitlines()

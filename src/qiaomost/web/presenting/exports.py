"""A found list as a file, with what its reader may see of it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from django.conf import settings

from qiaomost.catalogue.models import RecordKind
from qiaomost.catalogue.selectors import text_for
from qiaomost.catalogue.transfer.exporting import found_rows
from qiaomost.catalogue.transfer.writing import write_csv, write_json, write_xlsx
from qiaomost.common.errors import NotFound
from qiaomost.discovery.selectors import MAX_PAGE, PAGE_SIZE, SearchRequest, published_records, search
from qiaomost.discovery.serialising import address_of
from qiaomost.network.permissions import Standing
from qiaomost.web.presenting.cards import organisation_of
from qiaomost.web.presenting.citations import Source, bibtex

MOST = MAX_PAGE * PAGE_SIZE
"""As many records as can be paged through."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its media type, and how records are written into it."""

    label: str
    media_type: str
    write: Callable[[Sequence[str], Standing, str, date], bytes]


def found_file(
    extension: str, *, asked: SearchRequest, standing: Standing, reader: str
) -> tuple[Kind, bytes]:
    """Return the kind and the content of a file with the found list, in its order, at most ``MOST`` records.

    Raises:
        NotFound: there is no such kind of file.
        Invalid, SearchUnavailable: as ``discovery.selectors.search``.
    """
    if extension not in KINDS:
        raise NotFound
    whole = replace(asked, page=1, page_size=MOST)
    found = search(standing=standing, request=whole, reader=reader)
    kind = KINDS[extension]
    return kind, kind.write([hit.document.id for hit in found.hits], standing, reader, asked.today)


def _table(
    write: Callable[[Iterable[Mapping[str, object]], io.BytesIO], int],
    ids: Sequence[str],
    standing: Standing,
    reader: str,
    today: date,
) -> bytes:
    del reader, today
    stream = io.BytesIO()
    write(found_rows(standing, ids=ids, node=settings.QIAOMOST.node_code), stream)
    return stream.getvalue()


def _references(ids: Sequence[str], standing: Standing, reader: str, today: date) -> bytes:
    """Works and challenges; a person is not cited."""
    records = published_records(ids)
    entries = []
    for record in (records[id_] for id_ in ids if id_ in records):
        if record.kind != RecordKind.EXPERT:
            text = text_for(record, reader)
            author = organisation_of(record, standing, text.language)
            source = Source(record, text.title, text.language, author, address_of(str(record.pk)))
            entries.append(bibtex(source, today))
    return "\n\n".join([*entries, ""]).encode()


KINDS: Mapping[str, Kind] = {
    "csv": Kind("CSV", "text/csv; charset=utf-8", partial(_table, write_csv)),
    "xlsx": Kind(
        "XLSX",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        partial(_table, write_xlsx),
    ),
    "json": Kind("JSON", "application/json", partial(_table, write_json)),
    "bib": Kind("BibTeX", "application/x-bibtex; charset=utf-8", _references),
}

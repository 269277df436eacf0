"""The released programme on paper."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qiaomost.forum.documents.programme import programme_pdf as typeset
from qiaomost.forum.models import ProgrammeVersion
from qiaomost.forum.presenting.programme_days import days_of
from qiaomost.forum.presenting.programme_rows import ProgrammeRow, rows_of
from qiaomost.forum.presenting.sessions import people_of

KEPT = 6
"""So many printed programmes a process keeps: two versions in three languages."""


def programme_pdf(version: ProgrammeVersion, reader: str) -> bytes:
    """Return the programme as PDF in the active language; set once for each version and language."""
    return _pdf(version.pk, version.revision, reader)


@lru_cache(maxsize=KEPT)
def _pdf(pk: UUID, _revision: int, reader: str) -> bytes:
    version = ProgrammeVersion.objects.select_related("edition").get(pk=pk)
    edition, day = version.edition, pgettext("format of a date", "j F Y")
    rows = [row for row in rows_of(version, reader, "") if not row.is_cancelled]
    return typeset(
        {
            "language": reader,
            "title": edition.name_in(reader),
            "theme": edition.theme_in(reader),
            "version": _("Version %(number)s of %(day)s")
            % {"number": version.number, "day": formatted(version.released_at, day)},
            "days": [
                {"day": formatted(one.day, day), "rows": [_row(row, reader) for row in one.rows]}
                for one in days_of(rows)
            ],
        }
    )


def _row(row: ProgrammeRow, reader: str) -> dict[str, object]:
    people = [
        f"{one.name} ({one.organisation})" if one.organisation else one.name
        for one in people_of(row.item, reader)
    ]
    interpreted = _("interpreted into: %(languages)s") % {"languages": ", ".join(row.interpreted)}
    return {
        "time": f"{row.place_time.starts}–{row.place_time.ends}",
        "zone": row.place_time.zone,
        "title": row.title,
        "language": row.title_language,
        "place": f"{row.site}, {row.room}",
        "about": " · ".join(filter(None, (row.kind, row.track))),
        "people": "; ".join(people),
        "languages": "; ".join(filter(None, (", ".join(row.spoken), interpreted if row.interpreted else ""))),
    }

"""The released programme as calendars read it (RFC 5545): an edition, a track, a session, somebody's schedule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from qiaomost.forum.models import ProgrammeVersion
from qiaomost.forum.presenting.programme_rows import ProgrammeRow, rows_of


def programme_calendar(
    version: ProgrammeVersion | None, *, name: str, reader: str, only: Iterable[str] | None = None
) -> bytes:
    """Return the sessions with the ids ``only``, or all, as a calendar in the language of ``reader``.

    An event keeps its id for ever; its sequence is the version in which it changed last; one that is off says so.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Qiaomost//forum//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    wanted = None if only is None else frozenset(only)
    rows = rows_of(version, reader, "") if version else ()
    for row in rows:
        if version and (wanted is None or row.id in wanted):
            calendar.add_component(_event(version, row))
    return bytes(calendar.to_ical())


def _event(version: ProgrammeVersion, row: ProgrammeRow) -> Event:
    event = Event()
    starts = row.starts_at.astimezone(UTC)
    event.add("uid", f"session-{row.id}@qiaomost")
    event.add("dtstamp", version.released_at)
    event.add("last-modified", version.released_at)
    event.add("sequence", row.item["sequence"])
    event.add("status", "CANCELLED" if row.is_cancelled else "CONFIRMED")
    event.add("summary", row.title)
    event.add("dtstart", starts)
    event.add("duration", row.duration)
    event.add("location", f"{row.room}, {row.site}")
    event.add("categories", [row.track])
    event.add("description", "\n\n".join(filter(None, (", ".join(row.people), row.abstract))))
    page = reverse("forum-session", args=[version.edition.code, row.id])
    event.add("url", settings.QIAOMOST.site_url + page)
    return event

"""Meetings on paper and in tables: one's own plan, a sheet for each table, a sheet for each interpreter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qiaomost.common.errors import NotFound
from qiaomost.forum.documents.meetings import meetings_pdf
from qiaomost.forum.models import Edition, MeetingProfile, PlannedMeeting
from qiaomost.forum.presenting.meetings.plans import PlaceRow, places_of
from qiaomost.forum.presenting.registration_tables import as_xlsx
from qiaomost.forum.selectors.results import scheduled_meetings, with_sides
from qiaomost.forum.selectors.telling import table_in_words
from qiaomost.forum.states.results import ResultState
from qiaomost.network.models import Person

KINDS = ("tables", "interpreters")
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Line:
    """A meeting in a list: whose sheet it is on, when, where, who."""

    place: PlannedMeeting
    sheet: str
    day: date
    time: str
    where: str
    one: str
    other: str
    interpreter: str


def own_plan_pdf(mine: MeetingProfile, reader: str) -> bytes:
    """One's own meetings by day, in the active language; those that were cancelled are not on it."""
    places = [one for one in places_of(mine, reader) if not one.is_cancelled]
    edition, name = mine.registration.edition, mine.registration.person.name_in(reader)
    heads = [pgettext("a meeting", "When"), pgettext("a meeting", "Where"), _("With whom"), _("Interpreter")]
    sheets = [
        _sheet(_day(day), heads, [_own(one, reader) for one in rows], (3, 5, 7, 4))
        for day, rows in groupby(places, key=lambda one: one.starts.date())
    ]
    heading = _("Meetings of %(person)s") % {"person": name}
    return meetings_pdf(_document(edition, heading, sheets, reader, paged=False))


def list_pdf(edition: Edition, kind: str, reader: str) -> bytes:
    """The published meetings, a page for each table or interpreter.

    Raises:
        NotFound: there is no such list.
    """
    lines = _lines(edition, kind, reader)
    heads, widths = _heads(kind), (4, 4, 6, 6, 4)
    sheets = [
        _sheet(sheet, heads, [_cells(one, kind) for one in rows], widths)
        for sheet, rows in groupby(lines, key=lambda one: one.sheet)
    ]
    heading = _("Meetings by table") if kind == "tables" else _("Meetings by interpreter")
    return meetings_pdf(_document(edition, heading, sheets, reader, paged=True))


def list_xlsx(edition: Edition, kind: str, reader: str) -> bytes:
    """The same as one table, in which every cell is a string.

    Raises:
        NotFound: there is no such list.
    """
    lines = _lines(edition, kind, reader)
    first = pgettext("1:1 meeting", "Table") if kind == "tables" else _("Interpreter")
    return as_xlsx([[first, *_heads(kind)], *([one.sheet, *_cells(one, kind)] for one in lines)])


def _lines(edition: Edition, kind: str, reader: str) -> list[Line]:
    if kind not in KINDS:
        raise NotFound
    places = with_sides(scheduled_meetings(edition)).exclude(request__result__state=ResultState.CANCELLED)
    order: tuple[str, ...]
    if kind == "tables":
        order = ("slot__site__position", "table__room__position", "table__number")
    else:
        order = ("interpreter",)
        places = places.filter(interpreter__isnull=False)
    rows = places.order_by(*order, "slot__starts_at", "pk")
    return [_line(one, kind, reader) for one in rows]


def _line(one: PlannedMeeting, kind: str, reader: str) -> Line:
    zone = one.slot.site.zone
    starts, ends = (moment.astimezone(zone) for moment in (one.slot.starts_at, one.slot.ends_at))
    where = table_in_words(one.table, reader)
    interpreter = _names(one.interpreter.person, reader) if one.interpreter else ""
    return Line(
        place=one,
        sheet=where if kind == "tables" else interpreter,
        day=starts.date(),
        time=f"{starts:%H:%M}–{ends:%H:%M}",
        where=where,
        one=_side(one.request.asker, reader),
        other=_side(one.request.asked, reader),
        interpreter=interpreter,
    )


def _cells(line: Line, kind: str) -> list[str]:
    last = line.interpreter or "—" if kind == "tables" else line.where
    return [_day(line.day), line.time, line.one, line.other, last]


def _heads(kind: str) -> list[str]:
    sides = [pgettext("1:1 meeting", "One side"), pgettext("1:1 meeting", "The other side")]
    last = _("Interpreter") if kind == "tables" else pgettext("a meeting", "Where")
    return [_("Day"), pgettext("1:1 meeting", "Time"), *sides, last]


def _own(one: PlaceRow, reader: str) -> list[str]:
    other = " · ".join(filter(None, (one.other.name, one.other.position, one.other.organisation)))
    where = table_in_words(one.meeting.table, reader)
    return [f"{one.starts:%H:%M}–{one.ends:%H:%M}", where, other, one.interpreter or "—"]


def _side(profile: MeetingProfile, reader: str) -> str:
    organisation = profile.registration.organisation
    name = _names(profile.registration.person, reader)
    return f"{name}, {organisation.name_in(reader)}" if organisation else name


def _names(person: Person, reader: str) -> str:
    """The name in its own script, and the reader's form of it where that differs."""
    own, other = person.name_in(person.language), person.name_in(reader)
    return own if own == other else f"{own} ({other})"


def _day(day: date) -> str:
    return formatted(day, pgettext("format of a date", "j F Y"))


def _sheet(title: str, heads: Sequence[str], rows: Rows, widths: Sequence[int]) -> Mapping[str, object]:
    return {"title": title, "heads": list(heads), "rows": [list(row) for row in rows], "widths": list(widths)}


def _document(
    edition: Edition, heading: str, sheets: Iterable[Mapping[str, object]], reader: str, *, paged: bool
) -> Mapping[str, object]:
    return {
        "language": reader,
        "title": edition.name_in(reader),
        "heading": heading,
        "note": _("All times are those of the site at which the meeting is held."),
        "paged": paged,
        "sheets": list(sheets) or [_sheet(_("No meeting is planned."), [], [], [1])],
    }

"""A list of cases as a table for office programs: what the list shows, and the day of each station."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from qiaomost.catalogue.transfer.tables import Cell, Table
from qiaomost.network.permissions import Standing
from qiaomost.partnering.models import Agreement, Case
from qiaomost.partnering.permissions import can_enter_room, roles_in
from qiaomost.partnering.presenting.results import NAMES
from qiaomost.partnering.presenting.rows import Row, rows_of
from qiaomost.partnering.selectors.results import STATIONS, stations_of
from qiaomost.partnering.states.agreements import BEFORE_SIGNATURE


def case_table(cases: QuerySet[Case], standing: Standing, reader: str, day: date) -> Table:
    """Return the table of cases, in their order, with what ``standing`` may know of each."""
    rows = rows_of(cases, standing, reader, day)
    passed = stations_of(Case.objects.filter(pk__in=[row.case.pk for row in rows]))
    signed = _signed(row.case.pk for row in rows)
    columns = [
        _("Number"),
        _("Record"),
        _("Kind"),
        _("Interested side"),
        _("Country of the interested side"),
        _("Owner’s side"),
        _("Country of the owner’s side"),
        _("Stage"),
        _("State"),
        _("Whose turn"),
        _("Next step"),
        _("Due on"),
        _("Signed agreements"),
        *(str(NAMES[topic]) for topic in STATIONS),
    ]
    return Table(columns, [_cells(row, standing, passed.get(row.case.pk, {}), signed) for row in rows])


def _cells(
    row: Row, standing: Standing, days: Mapping[str, date], signed: Mapping[UUID, list[str]]
) -> list[Cell]:
    case, sides = row.case, row.sides
    knows = can_enter_room(roles_in(standing, case))
    return [
        case.reference,
        row.title.text,
        str(case.record.get_kind_display()),
        *(cell for side in sides for cell in (side.organisation, side.country)),
        str(case.get_stage_display()),
        row.state,
        row.turn if case.closed_at is None else "",
        row.next_step if case.closed_at is None else "",
        case.due_on.isoformat() if case.due_on else "",
        "; ".join(signed.get(case.pk, ())) if knows else "",
        *(days[topic].isoformat() if topic in days else "" for topic in STATIONS),
    ]


def _signed(cases: Iterable[UUID]) -> Mapping[UUID, list[str]]:
    """Case → kind and number of its agreements that both sides signed."""
    found: dict[UUID, list[str]] = {}
    rows = Agreement.objects.filter(case__in=list(cases)).exclude(state__in=BEFORE_SIGNATURE)
    for row in rows.select_related("case").order_by("ordinal"):
        found.setdefault(row.case_id, []).append(f"{row.get_kind_display()} {row.number}")
    return found

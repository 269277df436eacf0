"""The organisers' live figures, their list of scans, and both as tables for export."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qiaomost.forum.models import CheckType, Edition, Scan
from qiaomost.forum.presenting.checkins.stations import detail_of, title_of
from qiaomost.forum.presenting.registrations import row_of
from qiaomost.forum.selectors.checkins import checks_of, counts_of, zone_of_check
from qiaomost.forum.selectors.registrations import categories_of, zone_of
from qiaomost.forum.states.checkins import CheckRule, Direction
from qiaomost.partnering.states.rooms import zone_name


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure beside the largest, or beside what is expected."""

    label: str
    number: int
    most: int


@dataclass(frozen=True, slots=True)
class CheckCount:
    """A check with how many people passed it; ``inside`` is ``None`` where nobody checks out."""

    check: CheckType
    name: str
    site: str
    people: int
    expected: int
    entries: int
    inside: int | None


@dataclass(frozen=True, slots=True)
class LiveCounts:
    """What the page of the counts shows; ``chosen`` is the check that categories and hours are counted at."""

    checks: list[CheckCount]
    sites: list[Bar]
    categories: list[Bar]
    hours: list[Bar]
    zone: str
    disputed: int
    chosen: CheckType | None


def live_counts(edition: Edition, reader: str, check: str = "") -> LiveCounts:
    """Gather the figures; constant queries."""
    checks = list(checks_of(edition))
    chosen = next((one for one in checks if str(one.pk) == check), None)
    zone = zone_of_check(chosen) if chosen else zone_of(edition)
    found = counts_of(edition, zone, chosen.pk if chosen else None)
    categories = {one.code: one.name_in(reader) for one in categories_of(edition)}
    expected = sum(found.expected.values())
    places: dict[int | None, str] = {one.pk: one.name_in(reader) for one in edition.sites.all()}
    places[None] = _("All sites")
    most = max((number for _hour, number in found.by_hour), default=0)
    return LiveCounts(
        checks=[_count(one, found.by_check.get(one.pk, (0, 0, 0)), found.expected, reader) for one in checks],
        sites=[Bar(name, found.by_site[pk], expected) for pk, name in places.items() if pk in found.by_site],
        categories=[
            Bar(name, found.by_category.get(code, 0), found.expected.get(code, 0))
            for code, name in categories.items()
        ],
        hours=[Bar(hour.astimezone(zone).strftime("%Y-%m-%d %H:00"), n, most) for hour, n in found.by_hour],
        zone=zone_name(zone.key),
        disputed=found.disputed,
        chosen=chosen,
    )


def _count(
    check: CheckType, numbers: tuple[int, int, int], expected: Mapping[str, int], reader: str
) -> CheckCount:
    people, entries, exits = numbers
    admitted = [one.code for one in check.categories.all()] or list(expected)
    return CheckCount(
        check=check,
        name=check.name_in(reader),
        site=check.site.name_in(reader) if check.site else _("All sites"),
        people=people,
        expected=sum(expected.get(code, 0) for code in admitted),
        entries=entries,
        inside=entries - exits if check.rule == CheckRule.IN_OUT else None,
    )


@dataclass(frozen=True, slots=True)
class ScanRow:
    """One scan in a list, with times by the clock of its check."""

    scan: Scan
    name: str
    second_name: str
    organisation: str
    category: str
    check: str
    title: str
    tone: str
    detail: str
    scanned_at: str
    received_at: str
    is_disputed: bool


def scan_row(scan: Scan, reader: str) -> ScanRow:
    """A scan as organisers read it."""
    row = row_of(scan.registration, reader) if scan.registration else None
    title, tone = title_of(scan)
    zone = zone_of_check(scan.check_type)
    return ScanRow(
        scan=scan,
        name=row.name if row else scan.code,
        second_name=row.second_name if row else "",
        organisation=row.organisation if row else "",
        category=row.category if row else "",
        check=scan.check_type.name_in(reader),
        title=title,
        tone=tone,
        detail=detail_of(scan),
        scanned_at=scan.scanned_at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"),
        received_at=scan.received_at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"),
        is_disputed=scan.was_let_in and tone != "good" and not scan.undone_at,
    )


def scan_table(scans: Iterable[Scan], reader: str) -> list[list[str]]:
    """Heads and rows for export; no code of a badge that is in use."""
    heads = [
        *(_("Check"), _("Name"), _("Name in your language"), _("Organisation"), _("Category")),
        *(_("Direction"), _("Result"), _("Remark"), _("Recognised"), _("Station")),
        *(_("Scanned at"), _("Received at"), _("Time zone")),
    ]
    rows = []
    for scan in scans:
        row = scan_row(scan, reader)
        rows.append(
            [
                *(row.check, row.name, row.second_name, row.organisation, row.category),
                *(str(Direction(scan.direction).label), row.title, row.detail, scan.get_way_display()),
                *(scan.station.name, row.scanned_at, row.received_at, zone_of_check(scan.check_type).key),
            ]
        )
    return [heads, *rows]

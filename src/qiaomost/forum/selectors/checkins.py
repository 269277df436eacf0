"""Checks, stations and scans, as a station or the organisers may see them."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncHour
from django.utils.translation import gettext_lazy as _

from qiaomost.accounts.secrets import digest_of
from qiaomost.common.errors import NotFound
from qiaomost.forum.models import CheckType, Edition, Registration, Scan, Station
from qiaomost.forum.selectors.registrations import called, registrations_of, zone_of
from qiaomost.forum.states import EditionState, RegistrationState
from qiaomost.forum.states.checkins import Direction, ScanResult
from qiaosearch.text.normalise import clean

MOST_HITS = 20
"""So many people a search at a station shows; whoever is not among them needs a longer name."""

DISPUTED = Q(was_let_in=True, result__in=(ScanResult.ALREADY, ScanResult.NOT_IN, ScanResult.REFUSED))
"""Somebody was let in, and it turned out that the scan does not count."""


class StationClosed(NotFound):
    """The organisers have closed this station; 410, so that its device can tell this from a wrong form."""

    status = HTTPStatus.GONE
    code = "station_closed"
    default_message = _("The organisers have closed this station.")


@dataclass(frozen=True, slots=True)
class ScanFilters:
    """What an organiser looks for; empty means any."""

    check: str = ""
    result: str = ""
    words: str = ""


def station_with(edition_code: str, secret: str) -> Station:
    """The station whose link has this secret.

    Raises:
        NotFound: no station of this edition has it.
        StationClosed: it was revoked, or the edition is over.
    """
    rows = Station.objects.select_related("edition").prefetch_related("checks__site", "checks__categories")
    station = rows.filter(digest=digest_of(secret), edition__code=edition_code).first()
    if station is None:
        raise NotFound
    if station.revoked_at is not None or station.edition.state == EditionState.ARCHIVED:
        raise StationClosed
    return station


def people_called(edition: Edition, words: str) -> list[Registration]:
    """Whom a helper may mean: by name in any script, organisation or code, never by address; four queries."""
    wanted = clean(words).strip()
    if not wanted:
        return []
    rows = registrations_of(edition).exclude(state=RegistrationState.REJECTED)
    return list(rows.filter(called(wanted, with_address=False))[:MOST_HITS])


def admitted(edition: Edition) -> QuerySet[Registration]:
    """Everybody who takes part, for the list that a station keeps for when there is no network; four queries."""
    return registrations_of(edition).filter(state=RegistrationState.ACCEPTED)


def last_counted(station: Station) -> QuerySet[Scan, tuple[Any, ...]]:
    """(check, registration, direction, time, station's name) of the counted scans at a station's checks, in order."""
    rows = Scan.objects.filter(check_type__in=station.checks.all(), result=ScanResult.DONE)
    columns = ("check_type_id", "registration_id", "direction", "scanned_at", "station__name")
    return rows.order_by("scanned_at", "pk").values_list(*columns)


def zone_of_check(check: CheckType) -> ZoneInfo:
    """The clock of a check: that of its site, else of the edition's first."""
    return check.site.zone if check.site else zone_of(check.edition)


def checks_of(edition: Edition) -> QuerySet[CheckType]:
    """The checks of an edition, with what their rows show; two queries."""
    return edition.checks.select_related("site").prefetch_related("categories")


def check_in(edition: Edition, check_id: int) -> CheckType:
    """One check.

    Raises:
        NotFound: the edition has no such check.
    """
    check = checks_of(edition).filter(pk=check_id).first()
    if check is None:
        raise NotFound
    return check


def stations_of(edition: Edition) -> QuerySet[Station]:
    """The stations of an edition, when each last reported and how much; two queries."""
    counted = edition.stations.annotate(
        last_scan_at=Max("scans__received_at"), scan_count=Count("scans", distinct=True)
    )
    return counted.prefetch_related("checks")


def station_in(edition: Edition, station_id: UUID) -> Station:
    """One station.

    Raises:
        NotFound: the edition has no such station.
    """
    station = edition.stations.prefetch_related("checks").filter(pk=station_id).first()
    if station is None:
        raise NotFound
    return station


def scans_of(edition: Edition, filters: ScanFilters = ScanFilters()) -> QuerySet[Scan]:
    """Scans of an edition, newest first, with what their rows show; three queries."""
    rows = Scan.objects.filter(check_type__edition=edition)
    if filters.check.isdecimal():
        rows = rows.filter(check_type_id=int(filters.check))
    if filters.result == "disputed":
        rows = rows.filter(DISPUTED)
    elif filters.result:
        rows = rows.filter(result=filters.result)
    if filters.words:
        people = Registration.objects.filter(
            called(clean(filters.words), with_address=False), edition=edition
        )
        rows = rows.filter(registration__in=people)
    rows = rows.select_related(
        "check_type__site",
        "check_type__edition",
        "station",
        "repeat_of__station",
        "registration__person",
        "registration__category",
        "registration__organisation",
    )
    return rows.prefetch_related("registration__person__names", "registration__organisation__names")


@dataclass(frozen=True, slots=True)
class Counts:
    """Live figures: for each check (people in, entries, exits), and people by category, site and hour."""

    by_check: dict[int, tuple[int, int, int]]
    by_category: dict[str, int]
    by_site: dict[int | None, int]
    by_hour: list[tuple[Any, int]]
    expected: dict[str, int]
    disputed: int


def counts_of(edition: Edition, zone: ZoneInfo, check_id: int | None = None) -> Counts:
    """Count what stands; categories and hours at one check alone where it is given. Six queries."""
    done = Scan.objects.filter(check_type__edition=edition, result=ScanResult.DONE)
    entries = done.filter(direction=Direction.IN)
    people = Count("registration", distinct=True)
    at_check = entries.filter(check_type_id=check_id) if check_id else entries
    counted = done.values_list("check_type_id").annotate(
        people=Count("registration", filter=Q(direction=Direction.IN), distinct=True),
        ins=Count("pk", filter=Q(direction=Direction.IN)),
        outs=Count("pk", filter=Q(direction=Direction.OUT)),
    )
    hours = at_check.annotate(hour=TruncHour("scanned_at", tzinfo=zone)).values_list("hour")
    expected = Registration.objects.filter(edition=edition, state=RegistrationState.ACCEPTED)
    return Counts(
        by_check={pk: (persons, ins, outs) for pk, persons, ins, outs in counted.order_by("check_type_id")},
        by_category=dict(_grouped(at_check, "registration__category__code", people)),
        by_site=dict(_grouped(entries, "check_type__site_id", people)),
        by_hour=list(hours.annotate(number=Count("pk")).order_by("hour")),
        expected=dict(_grouped(expected, "category__code", Count("pk"))),
        disputed=Scan.objects.filter(DISPUTED, check_type__edition=edition).count(),
    )


def _grouped(rows: QuerySet[Any], column: str, number: Count) -> Any:
    return rows.order_by(column).values_list(column).annotate(number)

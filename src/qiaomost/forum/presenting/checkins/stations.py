"""What a station shows: its page, its answers, and the list that it keeps for when there is no network.

A helper sees name, organisation, category and whether somebody may pass; no address, no answers, no journey.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qiaomost.forum.models import CheckType, Registration, Scan, Station
from qiaomost.forum.presenting.registrations import organisation_of, row_of
from qiaomost.forum.rules.badges import names_of
from qiaomost.forum.selectors.checkins import admitted, last_counted, zone_of_check
from qiaomost.forum.selectors.registrations import categories_of
from qiaomost.forum.states import RegistrationState
from qiaomost.forum.states.checkins import CheckRule, Direction, Refusal, ScanResult

MOMENT = "%Y-%m-%d %H:%M"
GOOD, AGAIN, BAD = "good", "again", "bad"


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody whom a helper may mean."""

    id: str
    name: str
    second_name: str
    organisation: str
    category: str
    state: str
    is_accepted: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a scan, as a helper reads it at a glance. ``tone``: good, again or bad."""

    id: str
    person: str
    result: str
    tone: str
    title: str
    detail: str
    name: str
    second_name: str
    organisation: str
    category: str
    colour: str


def hit_of(registration: Registration, reader: str) -> Hit:
    """A person in the list that a search gives."""
    row = row_of(registration, reader)
    is_accepted = registration.state == RegistrationState.ACCEPTED
    return Hit(
        str(registration.pk),
        row.name,
        row.second_name,
        row.organisation,
        row.category,
        row.state,
        is_accepted,
    )


def verdict_of(scan: Scan, reader: str) -> Verdict:
    """What to tell the helper; reads the related rows that ``scans_of`` brings."""
    row = row_of(scan.registration, reader) if scan.registration else None
    title, tone = title_of(scan)
    return Verdict(
        id=str(scan.pk),
        person=str(scan.registration_id or ""),
        result=scan.result,
        tone=tone,
        title=title,
        detail=detail_of(scan),
        name=row.name if row else scan.code,
        second_name=row.second_name if row else "",
        organisation=row.organisation if row else "",
        category=row.category if row else "",
        colour=scan.registration.category.colour if scan.registration else "",
    )


def title_of(scan: Scan) -> tuple[str, str]:
    """(words, tone) for a result."""
    match scan.result:
        case ScanResult.DONE if scan.direction == Direction.OUT:
            return pgettext("at a station", "Checked out"), GOOD
        case ScanResult.DONE:
            return pgettext("at a station", "Checked in"), GOOD
        case ScanResult.ALREADY:
            return _("Already checked in"), AGAIN
        case ScanResult.NOT_IN:
            return _("Was not checked in"), AGAIN
        case ScanResult.UNDONE:
            return _("Undone"), AGAIN
    return _("Not admitted"), BAD


def detail_of(scan: Scan) -> str:
    """Why, or since when and where."""
    if scan.refusal == Refusal.STATE and scan.registration:
        state = RegistrationState(scan.registration.state).label
        return _("The registration is not accepted: %(state)s.") % {"state": state}
    if scan.refusal:
        return str(Refusal(scan.refusal).label)
    before = scan.repeat_of
    if before is None:
        return ""
    where = {"time": moment(before.scanned_at, scan.check_type), "station": before.station.name}
    if before.direction == Direction.OUT:
        return _("Checked out at %(time)s, %(station)s") % where
    return _("Checked in at %(time)s, %(station)s") % where


def moment(at: datetime, check: CheckType) -> str:
    """A time by the clock of the check's site."""
    return at.astimezone(zone_of_check(check)).strftime(MOMENT)


def page_data(station: Station, secret: str, reader: str) -> dict[str, Any]:
    """What the script of a station's page reads: checks, categories, addresses and all words that it says."""
    at = [station.edition.code, secret]
    categories = categories_of(station.edition)
    codes = {one.pk: one.code for one in categories}
    return {
        "station": str(station.pk),
        "name": station.name,
        "language": reader,
        "checks": [_check(one, codes, reader) for one in station.checks.all()],
        "categories": {one.code: {"name": one.name_in(reader), "colour": one.colour} for one in categories},
        "addresses": {
            "page": reverse("station", args=at),
            "scans": reverse("station-scans", args=at),
            "people": reverse("station-people", args=at),
            "picture": reverse("station-picture", args=at),
            "list": reverse("station-list", args=at),
            "worker": reverse("station-worker", args=at),
        },
        "words": _words(),
    }


def offline_list(station: Station) -> dict[str, Any]:
    """Everybody who takes part, known by the SHA-256 of their code, and where each was counted last."""
    held: dict[int, dict[str, tuple[str, str, str]]] = {one.pk: {} for one in station.checks.all()}
    for check, registration, direction, at, name in last_counted(station):
        held[check][str(registration)] = (direction, at.isoformat(), name)
    people = []
    for one in admitted(station.edition):
        own, names = one.person.language, names_of(one.person)
        first = names.get(own, "")
        people.append(
            {
                "id": str(one.pk),
                "code": hashlib.sha256(one.token.encode()).hexdigest(),
                "names": [first, *(name for name in names.values() if name != first)],
                "organisation": organisation_of(one, own),
                "category": one.category.code,
            }
        )
    return {"people": people, "held": held}


def _check(check: CheckType, codes: dict[int, str], reader: str) -> dict[str, Any]:
    return {
        "id": check.pk,
        "name": check.name_in(reader),
        "goes_out": check.rule == CheckRule.IN_OUT,
        "is_daily": check.rule == CheckRule.DAILY,
        "is_open": check.is_open,
        "zone": zone_of_check(check).key,
        "categories": [codes[one.pk] for one in check.categories.all()],
    }


def _words() -> dict[str, str]:
    return {
        "in": pgettext("at a station", "Checked in"),
        "out": pgettext("at a station", "Checked out"),
        "already": _("Already checked in"),
        "not_in": _("Was not checked in"),
        "refused": _("Not admitted"),
        "unknown": _("Not on the list of this device. It is asked when the network is back."),
        "category": str(Refusal.CATEGORY.label),
        "closed": str(Refusal.CLOSED.label),
        "in_at": _("Checked in at {time}, {station}"),
        "out_at": _("Checked out at {time}, {station}"),
        "kept": _("Kept on this device until the network is back."),
        "waiting": _("Waiting to be sent: {count}"),
        "online": _("Connected"),
        "offline": _("No network. Go on: nothing is lost."),
        "changed": _("The server answered otherwise: {title}"),
        "undo": pgettext("a scan", "Undo"),
        "undone": _("Undone"),
        "nobody": _("Nobody is called so."),
        "no_camera": _(
            "This device gives no camera to the page. Type the code, use a scanner, or look for the name."
        ),
        "blind": _(
            "This browser reads badges only while there is a network. Type the code, use a scanner, or look for the "
            "name."
        ),
        "closed_station": _(
            "The organisers have closed this station. What was not sent stays on this device."
        ),
        "check_in": pgettext("verb", "Check in"),
        "check_out": pgettext("verb", "Check out"),
    }

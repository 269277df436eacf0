"""What meetings need: tables, slots cut out of the time bands, interpreters with their hours, ways between sites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, NotFound, TransitionRefused
from qiaomost.forum.models import (
    Edition,
    InterpreterHours,
    MeetingInterpreter,
    MeetingRules,
    MeetingSlot,
    MeetingTable,
    PlannedMeeting,
    Room,
    Site,
    TimeBand,
    Way,
)
from qiaomost.forum.selectors.meetings import rules_of
from qiaomost.forum.services.editions import lock_edition
from qiaomost.network.models import Person

MOST_TABLES = 200
PAIRS = (("zh", "ru"), ("zh", "en"), ("ru", "en"))


@dataclass(frozen=True, slots=True)
class InterpreterDraft:
    """Somebody who interprets between ``pairs`` of languages at a site in ``hours``."""

    person_id: UUID
    pairs: Sequence[Sequence[str]]
    site_id: int
    hours: Sequence[tuple[datetime, datetime]]


@transaction.atomic
def set_tables(*, actor: User | None, edition_id: UUID, counts: Mapping[int, int], now: datetime) -> int:
    """Put up so many tables in each room (by id), and cut the time bands for meetings into slots; returns how many.

    Tables and slots that a plan uses stay.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or a room is not its own.
        TransitionRefused: the meetings have no rules yet, which say how long one lasts.
        Invalid: a number is out of range.
    """
    edition = lock_edition(actor, edition_id)
    rules = rules_of(edition)
    if rules is None:
        raise TransitionRefused(_("First write the rules of the meetings."))
    rooms = {room.pk: room for room in Room.objects.filter(site__edition=edition)}
    if not set(counts) <= set(rooms):
        raise NotFound
    if any(not 0 <= count <= MOST_TABLES for count in counts.values()):
        raise Invalid(fields={"tables": _("Between 0 and 200 tables.")})
    for room_id, count in counts.items():
        _put_up(rooms[room_id], count)
    slots = _cut(edition, rules)
    audit.record(actor, "set_meeting_tables", edition, now=now, slots=slots)
    return slots


@transaction.atomic
def set_interpreter(
    *, actor: User | None, edition_id: UUID, draft: InterpreterDraft, now: datetime
) -> MeetingInterpreter:
    """Write an interpreter's languages, and their hours at one site; no hours take them off it.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or the site is not its own.
        Invalid: the person or the languages are not known, or a time ends before it begins.
    """
    edition = lock_edition(actor, edition_id)
    site = Site.objects.filter(edition=edition, pk=draft.site_id).first()
    if site is None:
        raise NotFound
    person = Person.objects.filter(pk=draft.person_id, registrations__edition=edition).first()
    if person is None:
        raise Invalid(fields={"person": _("Choose somebody who is registered.")})
    pairs = [pair for pair in PAIRS if any(set(pair) == set(given) for given in draft.pairs)]
    if not pairs or any(end <= start for start, end in draft.hours):
        raise Invalid(fields={"hours": _("Name languages, and times that end after they begin.")})
    row, _made = MeetingInterpreter.objects.update_or_create(
        edition=edition, person=person, defaults={"pairs": [list(pair) for pair in pairs]}
    )
    row.hours.filter(site=site).delete()
    InterpreterHours.objects.bulk_create(
        [
            InterpreterHours(interpreter=row, site=site, starts_at=start, ends_at=end)
            for start, end in draft.hours
        ]
    )
    audit.record(actor, "set_meeting_interpreter", row, now=now)
    return row


@transaction.atomic
def set_way(
    *, actor: User | None, edition_id: UUID, one_id: int, other_id: int, minutes: int, now: datetime
) -> Way:
    """Write how long it takes from one site of an edition to another.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or a site is not its own.
    """
    edition = lock_edition(actor, edition_id)
    ends = sorted({one_id, other_id})
    if len(ends) != 2 or Site.objects.filter(edition=edition, pk__in=ends).count() != 2:
        raise NotFound
    way, _made = Way.objects.update_or_create(one_id=ends[0], other_id=ends[1], defaults={"minutes": minutes})
    audit.record(actor, "set_way", way, now=now)
    return way


def _put_up(room: Room, count: int) -> None:
    used = set(PlannedMeeting.objects.filter(table__room=room).values_list("table_id", flat=True))
    room.meeting_tables.filter(number__gt=count).exclude(pk__in=used).delete()
    present = set(room.meeting_tables.values_list("number", flat=True))
    MeetingTable.objects.bulk_create(
        [MeetingTable(room=room, number=number) for number in range(1, count + 1) if number not in present]
    )


def _cut(edition: Edition, rules: MeetingRules) -> int:
    bands = TimeBand.objects.filter(site__edition=edition, is_for_meetings=True)
    wanted = {(band.site_id, start, end) for band in bands for start, end in _slots(band, rules)}
    present = {
        (one.site_id, one.starts_at, one.ends_at): one
        for one in MeetingSlot.objects.filter(site__edition=edition)
    }
    used = set(PlannedMeeting.objects.filter(slot__site__edition=edition).values_list("slot_id", flat=True))
    gone = [one.pk for key, one in present.items() if key not in wanted and one.pk not in used]
    MeetingSlot.objects.filter(pk__in=gone).delete()
    kept = [(key[0], one.starts_at, one.ends_at) for key, one in present.items() if one.pk not in gone]
    new = [
        MeetingSlot(site_id=site, starts_at=start, ends_at=end)
        for site, start, end in sorted(wanted - set(present))
        if not any(there == site and start < late and early < end for there, early, late in kept)
    ]
    MeetingSlot.objects.bulk_create(new)
    return len(kept) + len(new)


def _slots(band: TimeBand, rules: MeetingRules) -> Iterator[tuple[datetime, datetime]]:
    start, length = band.starts_at, timedelta(minutes=rules.minutes)
    while start + length <= band.ends_at:
        yield start, start + length
        start += length + timedelta(minutes=rules.pause)

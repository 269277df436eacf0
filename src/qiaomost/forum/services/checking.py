"""Scans come in from stations, as they happen or long after; each is kept once, whatever it is worth.

The rows are the trail themselves: they say who was let in where, when, by which station, and are never deleted. So
they have no second row in the audit trail; what organisers undo has one.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.forum.drafts.checkins import ScanDraft
from qiaomost.forum.models import CheckType, Registration, ReplacedBadge, Scan, Station
from qiaomost.forum.models.checkins import CODE_LIMIT
from qiaomost.forum.permissions import can_organise
from qiaomost.forum.rules.checkins import Judgement, Mark, judged
from qiaomost.forum.selectors.checkins import zone_of_check
from qiaomost.forum.selectors.registrations import bare
from qiaomost.forum.states import RegistrationState
from qiaomost.forum.states.checkins import CheckRule, Direction, Refusal, ScanResult, Way
from qiaomost.network.selectors import standing_of
from qiaosearch.text.normalise import clean


@transaction.atomic
def receive_scan(*, station: Station, draft: ScanDraft, now: datetime) -> Scan:
    """Keep a scan under the id that the device gave it, and judge all scans of this person at this check anew.

    The same id again makes no second scan and returns what is stored. Whether the person may pass is decided now;
    whether they have passed before, by the order in which the scans were made.

    Raises:
        NotFound: the edition of ``station`` has no such check, or no such registration.
        Conflict: another station has sent this id.
        Invalid: nobody is named, or somebody goes out where one only comes in.
    """
    check = _check(station, draft)
    registration, refusal = _recognised(
        station, draft
    )  # locks the person: scans of one are judged one after another
    known = Scan.objects.filter(pk=draft.id).first()
    if known is not None:
        return _same(known, station, draft)
    if registration is not None and not refusal:
        refusal = _refusal(station, check, registration)
    scan = Scan(
        id=draft.id,
        check_type=check,
        station=station,
        registration=registration,
        code="" if registration else clean(draft.code)[:CODE_LIMIT],
        direction=Direction(draft.direction),
        way=Way(draft.way),
        scanned_at=min(draft.scanned_at, now),
        received_at=now,
        was_let_in=draft.was_let_in,
        refusal=refusal,
        result=ScanResult.REFUSED,
    )
    others = [] if refusal else _standing(check, registration)
    judgements = {} if refusal else _judge(check, [*others, scan])
    if not refusal:
        scan.result, scan.repeat_of_id = judgements[scan.pk]
        scan.was_let_in = draft.was_let_in or scan.result == ScanResult.DONE
    try:
        with transaction.atomic():
            scan.save(force_insert=True)
    except IntegrityError:  # an unknown code, sent twice at once: there was nobody to lock
        return _same(Scan.objects.get(pk=draft.id), station, draft)
    _write(others, judgements)
    return scan


@transaction.atomic
def undo_scan(*, station: Station, scan_id: UUID, now: datetime) -> Scan:
    """Take back a scan of this station, as if it had not been made; twice is once.

    Raises:
        NotFound: this station has sent no such scan.
        TransitionRefused: it was refused, so there is nothing to undo.
    """
    scan = Scan.objects.filter(pk=scan_id, station=station).first()
    if scan is None:
        raise NotFound
    return _undo(scan, now)


@transaction.atomic
def undo_any_scan(*, actor: User, scan_id: UUID, now: datetime) -> Scan:
    """Take back a scan of any station, as an organiser.

    Raises:
        NotFound: there is no such scan.
        NotAllowed: ``actor`` does not organise the edition.
        TransitionRefused: it was refused, so there is nothing to undo.
    """
    scan = Scan.objects.select_related("check_type__edition").filter(pk=scan_id).first()
    if scan is None:
        raise NotFound
    if not can_organise(standing_of(actor), scan.check_type.edition):
        raise NotAllowed
    undone = _undo(scan, now)
    audit.record(actor, "undo_scan", undone, now=now)
    return undone


def _undo(scan: Scan, now: datetime) -> Scan:
    if scan.registration_id is None or scan.result == ScanResult.REFUSED:
        raise TransitionRefused
    Registration.objects.select_for_update().get(pk=scan.registration_id)
    rows = _standing(scan.check_type, scan.registration)
    own = next(one for one in rows if one.pk == scan.pk)
    if own.undone_at is None:
        own.undone_at = now
        _write(rows, _judge(scan.check_type, rows))
    return own


def _check(station: Station, draft: ScanDraft) -> CheckType:
    """The check that the device names; it may have been taken from this station since the device read its list."""
    check = next((one for one in station.checks.all() if one.pk == draft.check_id), None)
    if check is None:
        rows = CheckType.objects.select_related("site").filter(edition_id=station.edition_id)
        check = rows.filter(pk=draft.check_id).first()
    if check is None:
        raise NotFound
    if draft.direction == Direction.OUT and check.rule != CheckRule.IN_OUT:
        raise Invalid(_("Nobody is checked out here."))
    return check


def _recognised(station: Station, draft: ScanDraft) -> tuple[Registration | None, str]:
    """Whose scan it is, under lock, and why it is refused if already that is certain."""
    people = Registration.objects.select_for_update(of=("self",)).filter(edition_id=station.edition_id)
    people = people.select_related("person", "category", "organisation")
    if draft.registration_id is not None:
        chosen = people.filter(pk=draft.registration_id).first()
        if chosen is None:
            raise NotFound
        return chosen, ""
    token = bare(clean(draft.code))[:CODE_LIMIT]
    if not token:
        raise Invalid(_("No code was read."))
    if (found := people.filter(token=token).first()) is not None:
        return found, ""
    replaced = ReplacedBadge.objects.filter(token=token, registration__edition_id=station.edition_id).first()
    if replaced is not None:
        return people.get(pk=replaced.registration_id), Refusal.REPLACED
    return None, Refusal.UNKNOWN


def _refusal(station: Station, check: CheckType, registration: Registration) -> str:
    """Why somebody may not pass now; empty where they may."""
    if not check.is_open or check.pk not in {one.pk for one in station.checks.all()}:
        return Refusal.CLOSED
    if registration.state != RegistrationState.ACCEPTED:
        return Refusal.STATE
    admitted = {one.pk for one in check.categories.all()}
    return Refusal.CATEGORY if admitted and registration.category_id not in admitted else ""


def _standing(check: CheckType, registration: Registration | None) -> list[Scan]:
    rows = Scan.objects.filter(check_type=check, registration=registration)
    return list(rows.exclude(result=ScanResult.REFUSED))


def _judge(check: CheckType, scans: list[Scan]) -> dict[UUID, Judgement]:
    marks = [
        Mark(one.pk, one.scanned_at, one.received_at, one.direction, one.undone_at is not None)
        for one in scans
    ]
    return dict(judged(check.rule, zone_of_check(check), marks))


def _write(scans: list[Scan], judgements: dict[UUID, Judgement]) -> None:
    """Store those whose worth has changed."""
    for scan in scans:
        if (scan.result, scan.repeat_of_id) != judgements[scan.pk]:
            scan.result, scan.repeat_of_id = judgements[scan.pk]
            scan.save(update_fields=["result", "repeat_of", "undone_at"])


def _same(scan: Scan, station: Station, draft: ScanDraft) -> Scan:
    """What is stored under the id; a device whose first sending got no answer may have let somebody in meanwhile."""
    if scan.station_id != station.pk:
        raise Conflict
    if draft.was_let_in and not scan.was_let_in:
        scan.was_let_in = True
        scan.save(update_fields=["was_let_in"])
    return scan

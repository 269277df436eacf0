"""The steps that every verb of the catalogue takes: lock, permission, transition, audit, outbox."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.permissions import can_see, require
from qiaomost.catalogue.services.showing import note_showing
from qiaomost.catalogue.states import CLOSED, RECORD_TRANSITIONS, RecordState
from qiaomost.common import audit, outbox
from qiaomost.common.errors import NotFound, TransitionRefused
from qiaomost.common.transitions import next_state
from qiaomost.network.permissions import Standing
from qiaomost.network.selectors import standing_of


class Topic(enum.StrEnum):
    """What the catalogue tells others; payloads have ``record_id``, ``version``, and ``verb`` where one led there."""

    SUBMITTED = "catalogue.record_submitted"
    RETURNED = "catalogue.record_returned"
    ACCEPTED = "catalogue.record_accepted"
    BLOCKED = "catalogue.record_blocked"
    CLEARED = "catalogue.record_cleared"
    PUBLISHED = "catalogue.record_published"
    CHANGED = "catalogue.record_changed"
    WITHDRAWN = "catalogue.record_withdrawn"
    EXPIRING = "catalogue.record_expiring"
    EXPIRED = "catalogue.record_expired"


TOPICS: Mapping[str, Topic] = {
    "submit": Topic.SUBMITTED,
    "amend": Topic.SUBMITTED,
    "return": Topic.RETURNED,
    "accept": Topic.ACCEPTED,
    "block": Topic.BLOCKED,
    "clear": Topic.CLEARED,
    "publish": Topic.PUBLISHED,
    "resume": Topic.PUBLISHED,
    "expire": Topic.EXPIRED,
}
"""Verb → topic. Besides, ``WITHDRAWN`` follows when a record that the public knew stops being published."""

SEEN = frozenset({Topic.PUBLISHED, Topic.CHANGED, Topic.WITHDRAWN})
"""What changes for readers: the index follows these, and so do those who harvest."""

KNOWN_TO_PUBLIC = frozenset({RecordState.PUBLISHED, RecordState.ON_HOLD})


def lock_record(record_id: UUID) -> Record:
    """Read a record and keep others from writing it until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    record = Record.objects.select_for_update().filter(pk=record_id).first()
    if record is None:
        raise NotFound
    return record


def permit(actor: User | None, record: Record, rule: Callable[[Standing, Record], bool]) -> None:
    """Check that ``actor`` may; the system itself (``None``) always may.

    Raises:
        NotFound: the actor may not even know of the record.
        NotAllowed: the actor sees it, and may not do this.
    """
    if actor is None:
        return
    standing = standing_of(actor)
    if not can_see(standing, record) and not rule(standing, record):
        raise NotFound
    require(rule(standing, record))


def require_open(record: Record) -> None:
    """Raise ``TransitionRefused`` where the record has expired or is archived."""
    if record.state in CLOSED:
        raise TransitionRefused


def move(
    record: Record,
    verb: str,
    *,
    actor: User | None,
    now: datetime,
    fields: tuple[str, ...] = (),
    **detail: object,
) -> Record:
    """Take one transition: the new state with ``fields``, the audit row, the outbox rows.

    Raises:
        TransitionRefused: ``verb`` is not legal in the present state.
    """
    before = RecordState(record.state)
    record.state = next_state(RECORD_TRANSITIONS, before, verb)
    save(record, "state", *fields)
    audit.record(actor, verb, record, now=now, before=before, after=record.state, **detail)
    if before in KNOWN_TO_PUBLIC and record.state != RecordState.PUBLISHED:
        announce(Topic.WITHDRAWN, record, now=now, verb=verb)
    if verb in TOPICS:
        announce(TOPICS[verb], record, now=now, verb=verb)
    return record


def save(record: Record, *fields: str) -> None:
    """Write ``fields`` with the next version."""
    record.version += 1
    record.save(update_fields=["version", *fields])


def announce(topic: Topic, record: Record, *, now: datetime, **payload: object) -> None:
    """Write a row of the outbox about ``record``, and note what readers see of it from now on."""
    if topic in SEEN:
        note_showing(record)
    outbox.record(topic.value, now=now, record_id=str(record.pk), version=record.version, **payload)


def announce_change(record: Record, *, now: datetime) -> None:
    """Date and tell a change in what readers of a published record see; nothing for other states.

    Indexes compare themselves with the catalogue by ``updated_at``, so that every such change has to move it.
    """
    if record.state == RecordState.PUBLISHED:
        record.updated_at = now
        record.save(update_fields=["updated_at"])
        announce(Topic.CHANGED, record, now=now)

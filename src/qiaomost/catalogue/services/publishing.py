"""Verbs of a public life: publish, hold, renew, expire, archive."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.catalogue.models import Challenge, Record, RecordKind
from qiaomost.catalogue.permissions import can_edit
from qiaomost.catalogue.services.steps import Topic, announce, lock_record, move, permit, save
from qiaomost.catalogue.states import (
    EXPIRY_NOTICE,
    LIFETIME,
    MAX_RENEWALS,
    RENEWAL_OPENS,
    RecordState,
    TextOrigin,
    TextState,
)
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, TransitionRefused

REASON_LIMIT = 2000


@transaction.atomic
def publish_record(*, actor: User | None, record_id: UUID, now: datetime) -> Record:
    """Show a cleared record for ``LIFETIME``; languages that are not approved stay hidden.

    Raises:
        NotAllowed, NotFound: ``actor`` may not edit the record, or know of it.
        TransitionRefused: it is not cleared, its original is not approved, or export control keeps it back.
    """
    record = _permitted(actor, record_id)
    _require_not_barred(record)
    if record.state == RecordState.CLEARED and not _original_is_approved(record):
        raise TransitionRefused(
            _("The original text has to be approved first."), code="original_not_approved"
        )
    start_lifetime(record, now=now)
    fields = ("published_at", "expires_at", "expiry_noticed_at", "renewals")
    return move(record, "publish", actor=actor, now=now, fields=fields)


def start_lifetime(record: Record, *, now: datetime) -> None:
    """Set the dates of a publication; a challenge lives at least to its deadline. The caller saves them."""
    closes_at = _closes_at(record)
    record.published_at = now
    record.expires_at = max(now + LIFETIME, closes_at) if closes_at else now + LIFETIME
    record.expiry_noticed_at = None
    record.renewals = 0


@transaction.atomic
def hold_record(*, actor: User | None, record_id: UUID, now: datetime) -> Record:
    """Hide a published record for a while.

    Raises:
        NotAllowed, NotFound: ``actor`` may not edit the record, or know of it.
        TransitionRefused: it is not published, or it is a challenge before its deadline.
    """
    record = _permitted(actor, record_id)
    _require_deadline_passed(record, now)
    return move(record, "hold", actor=actor, now=now)


@transaction.atomic
def resume_record(*, actor: User | None, record_id: UUID, now: datetime) -> Record:
    """Show a held record again, for what is left of its lifetime.

    Raises:
        NotAllowed, NotFound: ``actor`` may not edit the record, or know of it.
        TransitionRefused: it is not on hold, its lifetime is over, or export control keeps it back.
    """
    record = _permitted(actor, record_id)
    _require_not_barred(record)
    if record.state == RecordState.ON_HOLD and record.expires_at is not None and record.expires_at <= now:
        raise TransitionRefused(_("The time of this record is over."), code="expired")
    return move(record, "resume", actor=actor, now=now)


@transaction.atomic
def bar_record(*, record_id: UUID, now: datetime) -> Record:
    """Keep a record back: a published one goes on hold at once, even a challenge with a deadline.

    So export control does, and so does a person who takes back the consent to be shown as an expert. Nobody publishes
    or resumes it until ``lift_bar``. A record that is kept back already stays as it is.
    """
    record = lock_record(record_id)
    if record.export_barred_at is None:
        record.export_barred_at = now
        if record.state == RecordState.PUBLISHED:
            return move(record, "hold", actor=None, now=now, fields=("export_barred_at",))
        save(record, "export_barred_at")
    return record


@transaction.atomic
def lift_bar(*, record_id: UUID, now: datetime) -> Record:
    """Let its owner show a record again that was kept back; it stays on hold until they do."""
    record = lock_record(record_id)
    if record.export_barred_at is not None:
        record.export_barred_at = None
        save(record, "export_barred_at")
        audit.record(None, "lift_bar", record, now=now)
    return record


def _require_not_barred(record: Record) -> None:
    if record.export_barred_at is None:
        return
    if record.kind == RecordKind.EXPERT:
        raise TransitionRefused(
            _("The person has withdrawn the consent to be shown; only they can give it again."),
            code="consent_withdrawn",
        )
    raise TransitionRefused(
        _("Export control keeps this record back: its officer has found an entry that is prohibited."),
        code="export_barred",
    )


@transaction.atomic
def renew_record(*, actor: User | None, record_id: UUID, now: datetime) -> Record:
    """Add one ``LIFETIME`` to a published record, from ``RENEWAL_OPENS`` before it expires.

    Raises:
        NotAllowed, NotFound: ``actor`` may not edit the record, or know of it.
        TransitionRefused: it is not published, it is too early or too late, or renewals are spent.
    """
    record = _permitted(actor, record_id)
    if record.state == RecordState.PUBLISHED and record.expires_at is not None:
        if not record.expires_at - RENEWAL_OPENS <= now < record.expires_at:
            raise TransitionRefused(_("A record is renewed in its last 30 days."), code="not_renewable_now")
        if record.renewals >= MAX_RENEWALS:
            raise TransitionRefused(_("This record can't be renewed again."), code="renewals_spent")
        record.expires_at += LIFETIME
        record.expiry_noticed_at = None
        record.renewals += 1
    fields = ("expires_at", "expiry_noticed_at", "renewals")
    return move(record, "renew", actor=actor, now=now, fields=fields)


@transaction.atomic
def archive_record(*, actor: User | None, record_id: UUID, now: datetime) -> Record:
    """Put a record away for good.

    Raises:
        NotAllowed, NotFound: ``actor`` may not edit the record, or know of it.
        TransitionRefused: the state does not allow it, or it is a published challenge before its deadline.
    """
    record = _permitted(actor, record_id)
    _require_deadline_passed(record, now)
    return move(record, "archive", actor=actor, now=now)


@transaction.atomic
def declare_moot(*, actor: User | None, record_id: UUID, reason: str, now: datetime) -> Record:
    """Withdraw a challenge that no longer needs an answer, even before its deadline; the reason is kept.

    Raises:
        NotAllowed, NotFound: ``actor`` may not edit the record, or know of it.
        TransitionRefused: it is not published or on hold, or no challenge.
        Invalid: there is no reason, or it is longer than 2,000 characters.
    """
    record = _permitted(actor, record_id)
    if record.kind != RecordKind.CHALLENGE:
        raise TransitionRefused(_("Only a challenge can become moot."), code="not_a_challenge")
    reason = cleaned_prose(reason)
    if not 0 < len(reason) <= REASON_LIMIT:
        raise Invalid(fields={"reason": _("Give a reason of at most 2,000 characters.")})
    record.moot_reason = reason
    return move(record, "declare_moot", actor=actor, now=now, fields=("moot_reason",), reason=reason)


def expire_due(*, now: datetime) -> int:
    """Expire every record whose time is over, each in a transaction of its own; returns how many."""
    due = Record.objects.filter(
        state__in=(RecordState.PUBLISHED, RecordState.ON_HOLD), expires_at__lte=now
    ).values_list("pk", flat=True)
    return sum(_expire(record_id, now) for record_id in list(due))


@transaction.atomic
def _expire(record_id: UUID, now: datetime) -> bool:
    record = lock_record(record_id)
    is_due = record.expires_at is not None and record.expires_at <= now
    if not is_due or record.state not in {RecordState.PUBLISHED, RecordState.ON_HOLD}:
        return False  # renewed or withdrawn since the list was read
    move(record, "expire", actor=None, now=now)
    return True


def expiry_notices_due(*, now: datetime) -> int:
    """Announce, once a term, each record that expires within ``EXPIRY_NOTICE``; returns how many."""
    due = Record.objects.filter(
        state=RecordState.PUBLISHED,
        expires_at__lte=now + EXPIRY_NOTICE,
        expires_at__gt=now,
        expiry_noticed_at__isnull=True,
    ).values_list("pk", flat=True)
    return sum(_notify_of_expiry(record_id, now) for record_id in list(due))


@transaction.atomic
def _notify_of_expiry(record_id: UUID, now: datetime) -> bool:
    record = lock_record(record_id)
    if record.expiry_noticed_at is not None or record.state != RecordState.PUBLISHED:
        return False  # another worker was first, or the record was withdrawn since the list was read
    record.expiry_noticed_at = now
    save(record, "expiry_noticed_at")
    audit.record(None, "notify_of_expiry", record, now=now)
    announce(Topic.EXPIRING, record, now=now)
    return True


def _permitted(actor: User | None, record_id: UUID) -> Record:
    record = lock_record(record_id)
    permit(actor, record, can_edit)
    return record


def _original_is_approved(record: Record) -> bool:
    return record.texts.filter(origin=TextOrigin.ORIGINAL, state=TextState.APPROVED).exists()


def _closes_at(record: Record) -> datetime | None:
    challenge = Challenge.objects.filter(record=record).first()
    return challenge.closes_at() if challenge else None


def _require_deadline_passed(record: Record, now: datetime) -> None:
    """A published challenge can't vanish before its deadline: others are working on their answers."""
    closes_at = _closes_at(record) if record.state == RecordState.PUBLISHED else None
    if closes_at is not None and now <= closes_at:
        raise TransitionRefused(
            _("A published challenge stays until its deadline, unless it is declared moot."),
            code="before_deadline",
        )

"""Agreeing to a purpose and taking it back: each is one act, and one as easy as the other."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record, RecordKind
from qiaomost.catalogue.services.publishing import bar_record, lift_bar
from qiaomost.common import audit, outbox
from qiaomost.common.errors import Conflict, TransitionRefused
from qiaomost.compliance.models import ConsentAct, ConsentRow, ConsentText, Purpose
from qiaomost.compliance.models.chains import GENESIS
from qiaomost.compliance.selectors.consent import has_withdrawn, wordings

SHOWN_BY = (Purpose.PUBLISH_PROFILE.value, Purpose.CROSS_BORDER_TRANSFER.value)
"""Purposes without which a profile is not shown."""


@transaction.atomic
def give_consent(*, actor: User, purpose: str, sha256: str, now: datetime) -> ConsentRow:
    """Agree to a purpose in the words with this hash; agreeing to the same version again changes nothing.

    Raises:
        Conflict: these are not the present words of the purpose: they have changed since they were shown.
    """
    _lock(actor)
    shown = wordings().get(sha256)
    if shown is None or shown.purpose != purpose:
        raise Conflict(_("The text has changed meanwhile. Read it again, then decide."))
    present = _last(actor, purpose)
    if present is not None and present.is_given and present.version == shown.version:
        return present
    text, _made = ConsentText.objects.get_or_create(
        sha256=sha256,
        defaults={
            "purpose": purpose,
            "version": shown.version,
            "language": shown.language,
            "text": shown.text,
        },
    )
    row = _append(actor, ConsentAct.GIVEN, text, now)
    _show_or_hide_profile(actor, now=now)
    audit.record(actor, "give_consent", row, now=now, purpose=purpose, version=shown.version)
    outbox.record("compliance.consent_given", now=now, account_id=str(actor.pk), purpose=purpose)
    return row


@transaction.atomic
def withdraw_consent(*, actor: User, purpose: str, now: datetime) -> ConsentRow:
    """Take back what was agreed; the row names the words that it is taken back from.

    What rests on it stops with this: a profile goes off all pages and searches in the same transaction; mails, rooms
    and readers across the border are asked for it each time; who reacts to the outbox ends registrations.

    Raises:
        TransitionRefused: ``actor`` has not agreed, or has taken it back already.
    """
    _lock(actor)
    present = _last(actor, purpose)
    if present is None or not present.is_given:
        raise TransitionRefused(_("You have not agreed to this, so that there is nothing to withdraw."))
    row = _append(actor, ConsentAct.WITHDRAWN, present.text, now)
    _show_or_hide_profile(actor, now=now)
    audit.record(actor, "withdraw_consent", row, now=now, purpose=purpose, version=present.version)
    outbox.record("compliance.consent_withdrawn", now=now, account_id=str(actor.pk), purpose=purpose)
    return row


def hide_unwanted_profile(*, record_id: UUID, now: datetime) -> bool:
    """Keep a published profile back whose person has withdrawn; returns whether it is."""
    record = Record.objects.select_related("expert__person").filter(pk=record_id).first()
    if record is None or record.kind != RecordKind.EXPERT or record.expert.person.user_id is None:
        return False
    if not has_withdrawn(record.expert.person.user_id, *SHOWN_BY):
        return False
    bar_record(record_id=record_id, now=now)
    return True


def _show_or_hide_profile(actor: User, *, now: datetime) -> None:
    """A profile is kept back while its person does not want it shown, or not in the other country.

    Pages of a profile are open to both countries, so that one that may not cross the border is shown nowhere.
    """
    profiles = Record.objects.filter(kind=RecordKind.EXPERT, expert__person__user=actor)
    is_hidden = has_withdrawn(actor.pk, *SHOWN_BY)
    for record_id in list(profiles.values_list("pk", flat=True)):
        if is_hidden:
            bar_record(record_id=record_id, now=now)
        else:
            lift_bar(record_id=record_id, now=now)


def _lock(actor: User) -> None:
    """Of two acts of one account at once, one waits for the other."""
    User.objects.select_for_update().get(pk=actor.pk)


def _last(actor: User, purpose: str) -> ConsentRow | None:
    rows = ConsentRow.objects.filter(account=actor, purpose=purpose).select_related("text")
    last: ConsentRow | None = rows.order_by("-sequence").first()
    return last


def _append(actor: User, act: ConsentAct, text: ConsentText, now: datetime) -> ConsentRow:
    before = ConsentRow.objects.filter(account=actor).order_by("-sequence").first()
    row = ConsentRow(
        account=actor,
        sequence=before.sequence + 1 if before else 1,
        previous=before.hash if before else GENESIS,
        at=now,
        purpose=text.purpose,
        act=act,
        text=text,
        version=text.version,
        language=text.language,
    )
    row.seal()
    row.save()
    return row

"""Self-classification: an officer of the owner says what a control list makes of a record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.services import bar_record, lift_bar
from qiaomost.catalogue.services.steps import lock_record, permit
from qiaomost.common import audit, outbox
from qiaomost.common.errors import Invalid, TransitionRefused
from qiaomost.compliance.models import Answer, Classification, Control, ControlEdition, ControlEntry
from qiaomost.compliance.models.classification import GROUNDS_LIMIT
from qiaomost.compliance.permissions.officers import can_decide
from qiaomost.compliance.selectors.classifying import CLASSIFIED_KINDS, answerable_editions, findings_for
from qiaosearch.text.normalise import clean


@transaction.atomic
def classify_record(
    *,
    actor: User,
    record_id: UUID,
    edition_id: int,
    answer: str,
    entry_id: int | None = None,
    grounds: str,
    now: datetime,
) -> Classification:
    """Add an officer's answer for one edition; earlier ones stay, and count no more for this edition.

    Args:
        actor: the officer, by whose name the answer stands.
        record_id: an achievement or a challenge of the officer's organisation.
        edition_id: an edition of the owner's country that is in force, or will be.
        answer: a value of ``Answer``.
        entry_id: the entry of that edition, if and only if the answer is ``listed``.
        grounds: why, in at most 2,000 characters.
        now: the time of the decision.

    Raises:
        NotAllowed, NotFound: ``actor`` is no compliance officer of the record's organisation, or may not know of it.
        TransitionRefused: the record is an expert's profile, or the edition is no longer in force.
        Invalid: the answer is not known, the entry is missing or not of this edition, or there are no grounds.
    """
    record = lock_record(record_id)
    permit(actor, record, can_decide)
    edition = _answerable(record, edition_id, now)
    entry = ControlEntry.objects.filter(pk=entry_id, edition=edition).first() if entry_id else None
    grounds = clean(grounds).strip()
    _refuse_wrong(answer, entry_id, entry, grounds)
    made = Classification.objects.create(
        record=record,
        edition=edition,
        answer=answer,
        entry=entry,
        grounds=grounds,
        officer=actor,
        decided_at=now,
    )
    detail = {"edition": str(edition), "answer": answer, "entry": entry.code if entry else ""}
    audit.record(actor, "classify", record, now=now, **detail)
    outbox.record("compliance.record_classified", now=now, record_id=str(record.pk))
    _bar_or_lift(record, now=now)
    return made


def _bar_or_lift(record: Record, *, now: datetime) -> None:
    """A record that is prohibited from export is on no page and in no search, until an officer answers otherwise.

    An answer for an edition that begins later counts at once: nothing may be seen on its first day.
    """
    day = localdate(now)
    findings = findings_for(record, on=day)
    later = [
        one.pk for one in answerable_editions(record.organisation.country, on=day) if one.valid_from > day
    ]
    answers = Classification.objects.filter(record=record, edition__in=later).select_related("entry")
    last = {one.edition_id: one.entry for one in answers.order_by("pk")}
    controls = {one.control for one in findings} | {entry.control for entry in last.values() if entry}
    if Control.PROHIBITED in controls:
        bar_record(record_id=record.pk, now=now)
    else:
        lift_bar(record_id=record.pk, now=now)


def _answerable(record: Record, edition_id: int, now: datetime) -> ControlEdition:
    if record.kind not in CLASSIFIED_KINDS:
        raise TransitionRefused(_("The profile of an expert needs no classification."), code="exempt")
    open_editions = answerable_editions(record.organisation.country, on=localdate(now))
    edition = next((one for one in open_editions if one.pk == edition_id), None)
    if edition is None:
        raise TransitionRefused(
            _("This edition is not in force for the record: load the page anew."), code="edition_not_in_force"
        )
    return edition


def _refuse_wrong(answer: str, entry_id: int | None, entry: ControlEntry | None, grounds: str) -> None:
    wrong: dict[str, str] = {}
    if answer not in Answer.values:
        wrong["answer"] = _("This value is not known.")
    elif answer == Answer.LISTED and entry is None:
        wrong["entry"] = _("Choose the entry of this edition that covers the record.")
    elif answer != Answer.LISTED and entry_id:
        wrong["entry"] = _("Only the answer “listed” has an entry.")
    if not 0 < len(grounds) <= GROUNDS_LIMIT:
        wrong["grounds"] = _("Say why, in at most %(limit)s characters.") % {"limit": GROUNDS_LIMIT}
    if wrong:
        raise Invalid(fields=wrong)

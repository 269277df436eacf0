"""Opening a challenge for answers, and changing the call while that is fair."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.catalogue.models import Record, RecordKind
from qiaomost.catalogue.permissions import can_edit, can_see
from qiaomost.catalogue.selectors import readable_texts
from qiaomost.catalogue.services.steps import lock_record
from qiaomost.catalogue.states import RecordState, TextOrigin
from qiaomost.common.errors import Conflict, Invalid, Message, NotAllowed, NotFound, TransitionRefused
from qiaomost.network.permissions import Standing
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.drafts.answers import CallDraft, CriterionDraft, call_problems
from qiaomost.partnering.events.calls import CallTopic
from qiaomost.partnering.models import Call, Criterion
from qiaomost.partnering.services.answers.steps import lock_call, require_open, save_call, tell_call
from qiaomost.partnering.services.steps import today

FIELDS = ("deadline", "eligibility", "countries", "kinds", "reviews_needed", "notice_days")


@transaction.atomic
def open_call(*, actor: User, record_id: UUID, draft: CallDraft, now: datetime) -> Call:
    """Open a published challenge for answers; its acceptance criteria become the questions.

    Raises:
        NotFound, NotAllowed: ``actor`` may not know of the challenge, or does not own it.
        TransitionRefused: it is not published, no challenge, or has no acceptance criteria.
        Conflict: it was opened already.
        Invalid: a value breaks a rule.
    """
    record = lock_record(record_id)
    _require_owner(standing_of(actor), record)
    if record.kind != RecordKind.CHALLENGE or record.state != RecordState.PUBLISHED:
        raise TransitionRefused(_("Only a published challenge is opened for answers."), code="not_published")
    if Call.objects.filter(record=record).exists():
        raise Conflict(_("This challenge has been opened for answers already."))
    criteria = criteria_of(record)
    if not criteria:
        raise TransitionRefused(
            _("Answers are judged by acceptance criteria; add some to the challenge first."),
            code="no_criteria",
        )
    call = Call(record=record, opened_by=actor, opened_at=now)
    _write(call, draft, criteria, now)
    call.save()
    _write_criteria(call, draft, criteria)
    tell_call(call, CallTopic.CALL_OPENED, actor=actor, now=now)
    return call


@transaction.atomic
def change_call(*, actor: User, call_id: UUID, draft: CallDraft, now: datetime) -> Call:
    """Change an open call. Once answers are begun, only a later deadline is taken; the rest stays as it was.

    Raises:
        NotFound, NotAllowed: ``actor`` may not know of the call, or does not own it.
        TransitionRefused: it is closed.
        Invalid: a value breaks a rule, or the deadline would be earlier than answerers were told.
    """
    call = lock_call(call_id)
    _require_owner(standing_of(actor), call.record)
    require_open(call, now)
    criteria = [one.words for one in call.criteria.all()]
    if call.answers.exists():
        if draft.deadline < call.deadline:
            raise Invalid(
                fields={"deadline": _("Answers are being written: the deadline can only be later.")}
            )
        draft = replace(_draft_of(call), deadline=draft.deadline)
        _write(call, draft, criteria, now)
    else:
        _write(call, draft, criteria, now)
        call.criteria.all().delete()
        _write_criteria(call, draft, criteria)
    save_call(call, *FIELDS)
    tell_call(call, CallTopic.CALL_CHANGED, actor=actor, now=now, deadline=call.deadline.isoformat())
    return call


def criteria_of(record: Record) -> list[dict[str, str]]:
    """The acceptance criteria of a challenge, each in the languages in which all of them are said."""
    texts = readable_texts(record)
    original = next((text for text in texts if text.origin == TextOrigin.ORIGINAL), None)
    count = len(original.acceptance_criteria) if original else 0
    whole = {
        text.language: text.acceptance_criteria for text in texts if len(text.acceptance_criteria) == count
    }
    return [{language: lines[number] for language, lines in whole.items()} for number in range(count)]


def _draft_of(call: Call) -> CallDraft:
    criteria = tuple(CriterionDraft(one.weight, one.maximum, one.limit) for one in call.criteria.all())
    values = {name: getattr(call, name) for name in FIELDS}
    return CallDraft(**values | {"criteria": criteria})


def _require_owner(standing: Standing, record: Record) -> None:
    if not can_see(standing, record):
        raise NotFound
    if not can_edit(standing, record) or not standing.belongs_to(record.organisation_id):
        raise NotAllowed


def _write(call: Call, draft: CallDraft, criteria: list[dict[str, str]], now: datetime) -> None:
    problems = call_problems(draft, criteria=len(criteria)) | _deadline_problem(call.record, draft, now)
    if problems:
        raise Invalid(fields=problems)
    texts = {language: cleaned_prose(words) for language, words in draft.eligibility.items()}
    call.deadline, call.reviews_needed, call.notice_days = (
        draft.deadline,
        draft.reviews_needed,
        draft.notice_days,
    )
    call.countries, call.kinds = sorted(set(draft.countries)), sorted(set(draft.kinds))
    call.eligibility = {language: words for language, words in texts.items() if words}


def _deadline_problem(record: Record, draft: CallDraft, now: datetime) -> dict[str, Message]:
    last = record.challenge.deadline
    if draft.deadline <= today(now):
        return {"deadline": _("Choose a day to come.")}
    if last is not None and draft.deadline > last:
        return {"deadline": _("Not after the challenge’s own deadline, %(day)s.") % {"day": last.isoformat()}}
    return {}


def _write_criteria(call: Call, draft: CallDraft, criteria: list[dict[str, str]]) -> None:
    Criterion.objects.bulk_create(
        Criterion(
            call=call, position=position, words=words, weight=one.weight, maximum=one.maximum, limit=one.limit
        )
        for position, (words, one) in enumerate(zip(criteria, draft.criteria, strict=True), start=1)
    )

"""Verbs of whoever expresses interest: begin, edit, submit, withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.permissions import can_see as can_see_record
from qiaomost.catalogue.permissions import can_write_for
from qiaomost.catalogue.states import RecordState
from qiaomost.common.errors import Conflict, Invalid, Message, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.languages import LanguageCode
from qiaomost.network.permissions import Standing
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Case, Interest, Participant
from qiaomost.partnering.models.cases import WORDS_LIMIT, Origin, ParticipantRole
from qiaomost.partnering.permissions import can_withdraw
from qiaomost.partnering.services.advising import seat_adviser
from qiaomost.partnering.services.crossing import require_consent_to_cross
from qiaomost.partnering.services.steps import lock_case, move_interest, permit, take, tell
from qiaomost.partnering.states import InterestState, Side, Stage, Turn


@dataclass(frozen=True, slots=True)
class InterestDraft:
    """What an expression of interest says; each text has at most ``WORDS_LIMIT`` characters."""

    language: str
    offer: str
    request: str
    experience: str = ""
    own_record_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Beginning:
    """What an interest began with: ``reference`` is the sign of another app's row, ``words`` say where, by language."""

    kind: str = Origin.RECORD
    reference: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    on: date | None = None


FROM_RECORD = Beginning()


@transaction.atomic
def start_interest(
    *,
    actor: User,
    record_id: UUID,
    organisation_id: UUID,
    draft: InterestDraft,
    now: datetime,
    beginning: Beginning = FROM_RECORD,
) -> Case:
    """Begin an expression of interest in a published record, for an organisation of ``actor``.

    Raises:
        NotFound: there is no such record, or ``actor`` may not know of it.
        NotAllowed: ``actor`` does not write for the organisation.
        TransitionRefused: the record is not published, or not open for interest.
        Conflict: the organisation has an open case about this record already.
        Invalid: a field breaks a rule, or the record is the organisation's own.
    """
    standing = standing_of(actor)
    record = _record_of_interest(standing, record_id)
    if not can_write_for(standing, organisation_id):
        raise NotAllowed
    if record.organisation_id == organisation_id:
        raise Invalid(fields={"organisation": _("The record is your own organisation’s.")})
    if Case.objects.filter(
        record=record, sender_organisation_id=organisation_id, closed_at__isnull=True
    ).exists():
        raise Conflict(_("Your organisation has an open case about this record already."))
    values = _checked(standing, draft, organisation_id)
    case = Case.objects.create(
        record=record,
        own_record_id=draft.own_record_id,
        origin=beginning.kind,
        origin_reference=beginning.reference,
        origin_words=dict(beginning.words),
        origin_on=beginning.on,
        sender_organisation_id=organisation_id,
        owner_organisation_id=record.organisation_id,
        stage=Stage.DRAFT,
        turn=Turn.SENDER,
        opened_at=now,
    )
    Interest.objects.create(case=case, **values)
    Participant.objects.create(case=case, user=actor, side=Side.SENDER, role=ParticipantRole.LEAD, since=now)
    tell(case, Topic.INTEREST_STARTED, actor=actor, now=now)
    return case


@transaction.atomic
def edit_interest(*, actor: User, case_id: UUID, draft: InterestDraft, now: datetime) -> Interest:
    """Change a draft.

    Raises:
        NotFound: ``actor`` has no part in the case.
        TransitionRefused: it is no longer a draft.
        Invalid: a field breaks a rule.
    """
    case = lock_case(case_id)
    permit(actor, case, can_withdraw)
    interest = case.interest
    if interest.state != InterestState.DRAFT:
        raise TransitionRefused
    for name, value in _checked(standing_of(actor), draft, case.sender_organisation_id).items():
        setattr(interest, name, value)
    interest.save(update_fields=["language", "offer", "experience", "request"])
    case.own_record_id = draft.own_record_id
    case.save(update_fields=["own_record"])
    return interest


@transaction.atomic
def submit_interest(*, actor: User, case_id: UUID, now: datetime) -> Interest:
    """Hand a draft to one's own adviser, who is chosen by organisation, subject and load.

    Raises:
        NotFound: ``actor`` has no part in the case.
        NotAllowed: ``actor`` has withdrawn the consent that what they write crosses the border.
        TransitionRefused: it is no draft, the record is not open for interest now, or nobody advises this side.
    """
    case = lock_case(case_id)
    take(case, "submit", actor=actor)
    require_consent_to_cross(actor, case)
    _require_open(case.record)
    seat_adviser(case, Side.SENDER, now=now)
    case.interest.submitted_at = now
    return move_interest(case, "submit", actor=actor, now=now, fields=("submitted_at",))


@transaction.atomic
def withdraw_interest(*, actor: User, case_id: UUID, now: datetime) -> Interest:
    """Take an expression of interest back before it is answered.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or is on the other side.
        TransitionRefused: it has been answered.
    """
    case = lock_case(case_id)
    permit(actor, case, can_withdraw)
    return move_interest(case, "withdraw", actor=actor, now=now)


def _record_of_interest(standing: Standing, record_id: UUID) -> Record:
    record = Record.objects.select_for_update().filter(pk=record_id).first()
    if record is None or not can_see_record(standing, record):
        raise NotFound
    _require_open(record)
    return record


def _require_open(record: Record) -> None:
    if record.state != RecordState.PUBLISHED or not record.open_for_interest:
        raise TransitionRefused(_("This record is not open for interest."), code="not_open_for_interest")


def _checked(standing: Standing, draft: InterestDraft, organisation_id: UUID) -> dict[str, str]:
    texts = {name: cleaned_prose(getattr(draft, name)) for name in ("offer", "experience", "request")}
    problems: dict[str, Message] = {
        name: _("At most %(most)d characters.") % {"most": WORDS_LIMIT}
        for name, text in texts.items()
        if len(text) > WORDS_LIMIT
    }
    problems |= {name: _("This has to be said.") for name in ("offer", "request") if not texts[name]}
    if draft.language not in LanguageCode.values:
        problems["language"] = _("The site speaks Chinese, Russian and English.")
    if draft.own_record_id and not _is_own(standing, draft.own_record_id, organisation_id):
        problems["own_record"] = _("Choose a published record of your organisation.")
    if problems:
        raise Invalid(fields=problems)
    return {"language": draft.language, **texts}


def _is_own(standing: Standing, record_id: UUID, organisation_id: UUID) -> bool:
    own = Record.objects.filter(
        pk=record_id, organisation_id=organisation_id, state=RecordState.PUBLISHED
    ).first()
    return own is not None and can_see_record(standing, own)

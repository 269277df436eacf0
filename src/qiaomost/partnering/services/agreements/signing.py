"""Signature: each side's signed copy, behind the screening of parties and the gate of export control."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.services import file_store
from qiaomost.catalogue.services.attachments import read_limited
from qiaomost.catalogue.services.file_types import file_name, media_type_of
from qiaomost.common.errors import Conflict, Invalid, Message, TransitionRefused
from qiaomost.compliance.gates import GateStage
from qiaomost.network.services.checks import line
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Agreement, AgreementSignature
from qiaomost.partnering.models.agreements import SIGNED_FOLDER, signed_path
from qiaomost.partnering.selectors.agreements import last_version
from qiaomost.partnering.services.agreements.steps import (
    lock_agreement,
    move,
    only_side,
    permit_verb,
    require_writing,
    tell_of,
)
from qiaomost.partnering.services.crossing import require_crossing, require_sides_clear, screen_sides
from qiaomost.partnering.services.steps import move_cooperation, tell
from qiaomost.partnering.states import COOPERATION_TRANSITIONS, Side
from qiaomost.partnering.states.agreements import AgreementState

LINE_LIMIT = 200
COPY_TYPES = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp"})


@dataclass(frozen=True, slots=True)
class SignatureDraft:
    """Who signed, when and where; ``sha256`` is that of the text which was signed."""

    sha256: str
    name: str
    position: str
    signed_on: date
    place: str
    at_forum: str = ""


def sign_agreement(
    *, actor: User, agreement_id: UUID, draft: SignatureDraft, name: str, content: BinaryIO, now: datetime
) -> AgreementSignature:
    """Record the signature of one's side with its signed copy; the second one makes the agreement signed.

    Both organisations are screened first, in a transaction of its own, so that hits stay if this is refused. The first
    signed agreement that is more than an MoU or an NDA makes the cooperation agreed.

    Args:
        actor: the side's signatory or lead.
        agreement_id: the agreement.
        draft: who signed which text, when and where.
        name: the name of the file.
        content: its bytes, a PDF or a picture.
        now: the time.

    Raises:
        NotFound, NotAllowed: ``actor`` may not see it, or does not sign for a side.
        TransitionRefused: it is not ready for signature, or the case has no open room.
        PartyNotCleared: a screening list stands against one of the organisations.
        GateClosed: export control wants a document first, or forbids it.
        Conflict: another text is to be signed, or the side has signed.
        Invalid: a value is missing or too long, the day is still to come, or the file is no PDF or picture.
        TooLarge: the file has more than ``attachment_limit_mb`` megabytes.
    """
    with transaction.atomic():
        agreement, _side = _to_sign(actor, agreement_id)
        screen_sides(agreement.case, now=now)
    return _sign(actor, agreement_id, draft, copy_of(name, content), now)


@dataclass(frozen=True, slots=True)
class Copy:
    """A signed copy, checked by its content."""

    name: str
    media_type: str
    data: bytes
    sha256: str


def _to_sign(actor: User, agreement_id: UUID) -> tuple[Agreement, Side]:
    agreement = lock_agreement(agreement_id)
    side = only_side(permit_verb(actor, agreement, "sign"))
    require_ready(agreement)
    return agreement, side


def require_ready(agreement: Agreement) -> None:
    """Check that signatures can be recorded.

    Raises:
        TransitionRefused: it is not ready for signature, or its text is written here and the room is not open.
    """
    require_writing(agreement)
    if agreement.state != AgreementState.APPROVED:
        raise TransitionRefused


@transaction.atomic
def _sign(
    actor: User, agreement_id: UUID, draft: SignatureDraft, copy: Copy, now: datetime
) -> AgreementSignature:
    agreement, side = _to_sign(actor, agreement_id)
    require_sides_clear(agreement.case, now=now)
    require_crossing(agreement.case, GateStage.SIGNATURE, now=now)
    if last_version(agreement).sha256 != draft.sha256:
        raise Conflict(_("Another text is to be signed now. Read it before you sign."))
    if signatures_of(agreement).filter(side=side).exists():
        raise Conflict(_("Your side has signed already."))
    signature = put_signature(agreement, side, draft, copy, actor=actor, now=now)
    conclude_if_signed(agreement, now=now)
    return signature


def signatures_of(agreement: Agreement) -> QuerySet[AgreementSignature]:
    """The signatures of the present round."""
    return agreement.agreementsignature_set.filter(round=agreement.round)


def put_signature(
    agreement: Agreement, side: Side, draft: SignatureDraft, copy: Copy, *, actor: User, now: datetime
) -> AgreementSignature:
    """Write a side's signature in the caller's transaction.

    Raises:
        Invalid: a value is missing or too long, or the day is still to come.
    """
    lines = _lines(draft, now)
    signature = AgreementSignature(
        agreement=agreement,
        version=last_version(agreement),
        round=agreement.round,
        side=side,
        user=actor,
        at=now,
        signed_on=draft.signed_on,
        file_name=copy.name,
        media_type=copy.media_type,
        size=len(copy.data),
        sha256=copy.sha256,
        **lines,
    )
    signature.file.name = signed_path(signature, copy.name)
    file_store.keep(signature.file.name, copy.data)
    signature.save()
    tell_of(agreement, Topic.AGREEMENT_SIGNED_BY_A_SIDE, actor=actor, now=now, sha256=copy.sha256)
    return signature


def conclude_if_signed(agreement: Agreement, *, now: datetime) -> None:
    """Once both sides have signed, the agreement is signed, and a cooperation that it begins is agreed."""
    if signatures_of(agreement).count() == len(Side):
        _conclude(agreement, now=now)


def sweep_signed_copies(*, now: datetime) -> int:
    """Delete bytes that no signature has named for a day; returns how many files."""
    used = set(AgreementSignature.objects.values_list("sha256", flat=True))
    return file_store.sweep_folder(SIGNED_FOLDER, used, now=now)


def _conclude(agreement: Agreement, *, now: datetime) -> None:
    agreement.signed_at = now
    move(agreement, "sign", fields=("signed_at",))
    case, cooperation = agreement.case, agreement.case.cooperation
    sources, _target = COOPERATION_TRANSITIONS["agree"]
    if agreement.begins_work and cooperation.state in sources:
        if (
            cooperation.room_opened_at is None
        ):  # on paper; the gate of a signature asks all that the room's asks
            cooperation.room_opened_at = now
            tell(case, Topic.ROOM_OPENED, actor=None, now=now)
        told = {"agreement": str(agreement.pk), "number": agreement.number}
        move_cooperation(case, "agree", actor=None, now=now, fields=("room_opened_at",), **told)
    else:
        tell_of(agreement, Topic.AGREEMENT_CONCLUDED, actor=None, now=now)


def _lines(draft: SignatureDraft, now: datetime) -> dict[str, str]:
    lines = {name: line(getattr(draft, name)) for name in ("name", "position", "place", "at_forum")}
    wrong: dict[str, Message] = {
        name: _("Between 1 and 200 characters.")
        for name, text in lines.items()
        if len(text) > LINE_LIMIT or (not text and name != "at_forum")
    }
    if draft.signed_on > localdate(now):
        wrong["signed_on"] = _("This day is still to come.")
    if wrong:
        raise Invalid(fields=wrong)
    return lines


def copy_of(name: str, content: BinaryIO) -> Copy:
    """Read a signed copy.

    Raises:
        Invalid: it is no PDF or picture.
        TooLarge: it has more than ``attachment_limit_mb`` megabytes.
    """
    data, name = read_limited(content), file_name(name)
    media_type = media_type_of(data, name)
    if media_type not in COPY_TYPES:
        raise Invalid(fields={"file": _("The signed copy is a PDF or a picture.")})
    return Copy(name, media_type, data, hashlib.sha256(data).hexdigest())

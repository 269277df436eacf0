"""The stage: agreements are offered by their people, planned into a ceremony, and shown as signed once they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Conflict, Invalid, Message, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.transitions import next_state
from qiaomost.compliance.gates import GateClosed, GateStage
from qiaomost.forum.models import Edition, Session, Signing
from qiaomost.forum.permissions import can_organise, can_see
from qiaomost.forum.permissions.after import can_offer
from qiaomost.forum.selectors.signings import ceremonies_of
from qiaomost.forum.services.editions import lock_edition
from qiaomost.forum.services.signing_mails import tell_planned
from qiaomost.forum.states import EditionState
from qiaomost.forum.states.after import SIGNING_TRANSITIONS, SigningState
from qiaomost.network.permissions import Standing
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.models import Agreement
from qiaomost.partnering.models.cases import Origin
from qiaomost.partnering.selectors.agreements import agreement_for
from qiaomost.partnering.selectors.progress import silent_sides, wanted_before_signature
from qiaomost.partnering.services.agreements import (
    PaperDraft,
    PaperSignatures,
    put_on_stage,
    record_paper,
    sign_paper,
)
from qiaomost.partnering.services.crossing import gates_of
from qiaomost.partnering.services.expressing import Beginning
from qiaomost.partnering.states.agreements import AgreementState


@dataclass(frozen=True, slots=True)
class StagePlace:
    """Where in the ceremonies of an edition an agreement is signed."""

    session_id: UUID
    position: int
    starts_at: datetime


@transaction.atomic
def offer_signing(*, actor: User, edition_id: UUID, agreement_id: UUID, now: datetime) -> Signing:
    """Offer one's agreement for the stage of an edition; its organisers then know what it is about, and whose.

    Raises:
        NotFound: there is no such edition or agreement for ``actor``.
        NotAllowed: they neither sign for a side of it nor advise one.
        TransitionRefused: the edition is closed, or the agreement was signed before it began.
        Conflict: it is on a stage already.
    """
    standing = standing_of(actor)
    edition = Edition.objects.select_for_update().filter(pk=edition_id).first()
    if edition is None or not can_see(standing, edition):
        raise NotFound
    agreement = agreement_for(standing, agreement_id)
    if not can_offer(standing, agreement):
        raise NotAllowed
    _require_open(edition)
    if agreement.signed_at and localdate(agreement.signed_at) < edition.first_day:
        raise TransitionRefused(_("It was signed before this edition began."), code="signed_before")
    if Signing.objects.filter(agreement=agreement).exists():
        raise Conflict(_("This agreement is on a stage already."))
    signing = Signing.objects.create(edition=edition, agreement=agreement, offered_by=actor, offered_at=now)
    audit.record(actor, "offer_signing", edition, now=now, agreement=agreement.number)
    return signing


@transaction.atomic
def plan_signing(*, actor: User, signing_id: UUID, place: StagePlace, now: datetime) -> Signing:
    """Give an agreement its ceremony, its place in the order and its time.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        TransitionRefused: it is signed on this stage already, or the edition is closed.
        Invalid: the session is no ceremony of the edition, or the time lies outside of it.
    """
    signing, edition = _locked(actor, signing_id)
    _require_open(edition)
    _put(signing, edition, place, now=now)
    audit.record(actor, "plan_signing", edition, now=now, agreement=signing.agreement.number)
    return signing


@transaction.atomic
def plan_paper(
    *, actor: User, edition_id: UUID, draft: PaperDraft, place: StagePlace, now: datetime
) -> Signing:
    """Put a paper agreement on record, with an owner on each side and a day by which they report, and plan it.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition; there is no such record or partner.
        Invalid, Conflict, TransitionRefused: as with ``record_paper`` and ``plan_signing``.
    """
    edition = lock_edition(actor, edition_id)
    _require_open(edition)
    agreement = record_paper(actor=actor, organiser_id=edition.organiser_id, draft=draft, now=now)
    signing = Signing(edition=edition, agreement=agreement, offered_by=actor, offered_at=now)
    _put(signing, edition, place, now=now)
    audit.record(actor, "plan_paper", edition, now=now, agreement=agreement.number)
    return signing


def sign_on_stage(
    *,
    actor: User,
    signing_id: UUID,
    paper: PaperSignatures | None = None,
    name: str = "",
    content: BinaryIO | None = None,
    now: datetime,
) -> Signing:
    """Show an agreement as signed on this stage: both sides have signed it, or ``paper`` says so with its copy.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        TransitionRefused: it is not planned; or it is not signed, with what is missing.
        PartyNotCleared, GateClosed, Invalid: as with ``sign_paper``.
    """
    with transaction.atomic():
        signing, _edition = _locked(actor, signing_id)
        next_state(SIGNING_TRANSITIONS, SigningState(signing.state), "sign")
        agreement_id = signing.agreement_id
    if paper is not None and content is not None:
        _sign_paper(actor, signing, paper, name, content, now)
    with transaction.atomic():
        signing, edition = _locked(actor, signing_id)
        if signing.agreement.signed_at is None:
            raise TransitionRefused(_said(signing.agreement, actor.language, now), code="not_signed")
        signing.state = next_state(SIGNING_TRANSITIONS, SigningState(signing.state), "sign")
        signing.signed_at = now
        signing.save(update_fields=["state", "signed_at"])
        audit.record(actor, "sign_on_stage", edition, now=now, agreement=str(agreement_id))
    return signing


@transaction.atomic
def take_off_stage(*, actor: User, signing_id: UUID, now: datetime) -> None:
    """Take an agreement that is not signed off the stage: its people and the organisers may; the agreement stays.

    Raises:
        NotFound: there is none for ``actor``.
        TransitionRefused: it is signed on this stage.
    """
    signing, edition, standing = _found(signing_id, actor)
    if not (can_organise(standing, edition) or can_offer(standing, signing.agreement)):
        raise NotFound
    if signing.state == SigningState.SIGNED:
        raise TransitionRefused
    put_on_stage(agreement_id=signing.agreement_id, stage={})
    signing.delete()
    audit.record(actor, "take_off_stage", edition, now=now, agreement=signing.agreement.number)


def missing(agreements: Iterable[Agreement], reader: str, *, now: datetime) -> dict[UUID, list[Message]]:
    """What keeps agreements from their signature, in the active language; nothing once one is signed.

    The documents that export control wants are named for papers alone, which the organisers sign for; two queries and
    some for each paper.
    """
    rows = [one for one in agreements if one.signed_at is None]
    silent = silent_sides(rows)
    return {
        one.pk: wanted_before_signature(one, silent[one.pk], _closed_gates(one, now), reader) for one in rows
    }


def _closed_gates(agreement: Agreement, now: datetime) -> list[GateClosed]:
    if agreement.paper_of_id is None:
        return []
    found = gates_of(agreement.case, GateStage.SIGNATURE, now=now)
    return [GateClosed(gate) for _record, gate in found if not gate.is_open]


def beginning_of(edition: Edition) -> Beginning:
    """What the case of a paper agreement says of where it began."""
    return Beginning(Origin.STAGE, f"stage/{edition.pk}", edition.names, edition.first_day)


def _sign_paper(
    actor: User, signing: Signing, paper: PaperSignatures, name: str, content: BinaryIO, now: datetime
) -> None:
    if signing.agreement.signed_at is None:
        if signing.agreement.state != AgreementState.APPROVED:
            raise TransitionRefused(_said(signing.agreement, actor.language, now), code="not_approved")
        sign_paper(
            actor=actor,
            agreement_id=signing.agreement_id,
            signatures=paper,
            name=name,
            content=content,
            now=now,
        )


def _said(agreement: Agreement, reader: str, now: datetime) -> str:
    return " ".join(map(str, missing([agreement], reader, now=now)[agreement.pk]))


def _put(signing: Signing, edition: Edition, place: StagePlace, *, now: datetime) -> None:
    session = ceremonies_of(edition).filter(pk=place.session_id).first()
    if session is None:
        raise Invalid(fields={"session": _("Choose a signing ceremony of the programme that has its time.")})
    if place.position < 1:
        raise Invalid(fields={"position": _("The order begins with 1.")})
    if not _is_within(session, place.starts_at):
        raise Invalid(fields={"starts_at": _("This time lies outside of the ceremony.")})
    signing.state = next_state(SIGNING_TRANSITIONS, SigningState(signing.state), "plan")
    signing.session, signing.position, signing.starts_at = session, place.position, place.starts_at
    signing.save()
    put_on_stage(agreement_id=signing.agreement_id, stage=edition.names)
    tell_planned(signing, now=now)


def _is_within(session: Session, moment: datetime) -> bool:
    starts, ends = session.starts_at, session.ends_at
    return starts is not None and ends is not None and starts <= moment < ends


def _require_open(edition: Edition) -> None:
    if edition.state == EditionState.ARCHIVED:
        raise TransitionRefused(_("This edition is closed."), code="edition_closed")


def _found(signing_id: UUID, actor: User) -> tuple[Signing, Edition, Standing]:
    rows = Signing.objects.select_for_update(of=("self",)).filter(pk=signing_id)
    signing = rows.select_related("edition", "agreement__case").first()
    if signing is None:
        raise NotFound
    return signing, signing.edition, standing_of(actor)


def _locked(actor: User, signing_id: UUID) -> tuple[Signing, Edition]:
    signing, edition, standing = _found(signing_id, actor)
    if not can_organise(standing, edition):
        raise NotAllowed if can_see(standing, edition) else NotFound
    return signing, edition

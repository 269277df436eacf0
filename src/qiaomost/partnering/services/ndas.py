"""The NDA gate: an adviser issues the text, each side's signatory signs exactly that text, then the room opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.common.errors import Conflict, DomainError, Invalid, NotAllowed, TransitionRefused
from qiaomost.compliance.gates import GateStage
from qiaomost.network.models import Organisation
from qiaomost.partnering.documents import (
    AgreementDocument,
    AgreementKind,
    Identifier,
    Languages,
    Party,
    Signatory,
    draft_agreement,
    text_sha256,
)
from qiaomost.partnering.documents.filling import Value
from qiaomost.partnering.documents.stored import to_json
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Case, Cooperation, Nda, NdaSignature, Participant
from qiaomost.partnering.models.cases import ParticipantRole
from qiaomost.partnering.permissions import can_carry, can_sign, sides_of
from qiaomost.partnering.selectors.cases import is_signed, last_nda
from qiaomost.partnering.services.crossing import require_crossing
from qiaomost.partnering.services.steps import lock_case, move_cooperation, permit, roles_of, tell
from qiaomost.partnering.states import ADVISERS, CooperationState, Side

LANGUAGES = Languages(shown=("zh", "ru"), authentic=("zh", "ru"))
NAME_LIMIT = 200


@dataclass(frozen=True, slots=True)
class NdaDraft:
    """What the advisers settle: where it is signed, by language, and the values of the template's parameters."""

    place: Mapping[str, str]
    values: Mapping[str, Value]


@transaction.atomic
def issue_nda(*, actor: User, case_id: UUID, draft: NdaDraft, now: datetime) -> Nda:
    """Put an NDA before both sides; a later one takes the place of what was issued before, signed or not.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or is none of its advisers.
        TransitionRefused: the parties are not introduced, or the room is open.
        Invalid: a value breaks a rule of the template, or a side's signatory has no name yet.
    """
    case = lock_case(case_id)
    permit(actor, case, lambda roles: can_carry(roles, "open_nda"))
    cooperation = _introduced(case)
    if cooperation.state not in {CooperationState.INTRODUCED, CooperationState.NDA}:
        raise TransitionRefused
    before = last_nda(case)
    version = before.version + 1 if before else 1
    document = _document(case, version, draft)
    nda = Nda.objects.create(
        case=case,
        version=version,
        document=to_json(document),
        sha256=text_sha256(document),
        issued_by=actor,
        issued_at=now,
    )
    if cooperation.state == CooperationState.INTRODUCED:
        move_cooperation(case, "open_nda", actor=actor, now=now, version=version)
    else:
        tell(case, Topic.NDA_OPENED, actor=actor, now=now, version=version)
    return nda


@transaction.atomic
def sign_nda(
    *, actor: User, case_id: UUID, sha256: str, name: str, position: str, now: datetime
) -> NdaSignature:
    """Sign for one's side the text whose hash one has read; the second signature opens the room, if its gates do.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or does not sign for a side.
        TransitionRefused: no NDA waits for signature.
        Conflict: another text has been issued meanwhile, or the side has signed.
        Invalid: name or position is missing or too long.
    """
    case = lock_case(case_id)
    side = _signing_side(actor, case)
    nda = last_nda(case)
    if nda is None or _introduced(case).state != CooperationState.NDA:
        raise TransitionRefused
    if nda.sha256 != sha256:
        raise Conflict(_("Another version of the NDA has been issued. Read it before you sign."))
    if nda.signatures.filter(side=side).exists():
        raise Conflict(_("Your side has signed already."))
    lines = {"name": _line(name), "position": _line(position)}
    wrong = {
        field: _("Between 1 and 200 characters.")
        for field, text in lines.items()
        if not 0 < len(text) <= NAME_LIMIT
    }
    if wrong:
        raise Invalid(fields=wrong)
    signature = NdaSignature.objects.create(nda=nda, side=side, user=actor, at=now, **lines)
    tell(case, Topic.NDA_SIGNED, actor=actor, now=now, version=nda.version, sha256=sha256)
    if is_signed(nda):
        _try_to_open(case, now)
    return signature


@transaction.atomic
def open_room(*, actor: User, case_id: UUID, now: datetime) -> Cooperation:
    """Open the room after both signatures, once what kept it closed is there.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or is none of its advisers.
        TransitionRefused: the NDA is not signed by both sides, or the room is open.
        GateClosed: export control wants a document first, or forbids it.
    """
    case = lock_case(case_id)
    permit(actor, case, lambda roles: can_carry(roles, "open_nda"))
    _introduced(case)
    return _open(case, actor=actor, now=now)


def _open(case: Case, *, actor: User | None, now: datetime) -> Cooperation:
    nda = last_nda(case)
    if nda is None or not is_signed(nda):
        raise TransitionRefused(_("The NDA is not signed by both sides."), code="nda_not_signed")
    require_crossing(case, GateStage.ROOM, now=now)
    case.cooperation.room_opened_at = now
    return move_cooperation(
        case, "open_room", actor=actor, now=now, fields=("room_opened_at",), nda=nda.terms
    )


def _try_to_open(case: Case, now: datetime) -> None:
    """Open the room, unless a gate keeps it closed: then the advisers see why, and open it later."""
    try:
        with transaction.atomic():
            _open(case, actor=None, now=now)
    except DomainError as refusal:
        case.cooperation.refresh_from_db()
        tell(case, Topic.ROOM_HELD_BACK, actor=None, now=now, code=refusal.code)


def _introduced(case: Case) -> Cooperation:
    if not hasattr(case, "cooperation"):
        raise TransitionRefused(_("The parties are not introduced yet."), code="not_introduced")
    return case.cooperation


def _signing_side(actor: User, case: Case) -> Side:
    """A side's lead or signatory; an adviser signs for nobody."""
    roles = roles_of(actor, case)
    seat = case.participants.filter(user=actor).first()
    if seat is None or not can_sign(seat) or len(sides_of(roles - ADVISERS)) != 1:
        raise NotAllowed(_("The signatory of your side signs, or its lead."))
    return Side(seat.side)


def _document(case: Case, version: int, draft: NdaDraft) -> AgreementDocument:
    return draft_agreement(
        kind=AgreementKind.NDA,
        languages=LANGUAGES,
        number=f"{case.reference}-NDA-{version}",
        place=draft.place,
        parties=[_party(case, side) for side in Side],
        values=draft.values,
    )


def _party(case: Case, side: Side) -> Party:
    organisation = case.organisation_of(side)
    return Party(
        name={language: organisation.name_in(language) for language in LANGUAGES.shown},
        address={code: organisation.address_in(code) or "—" for code in LANGUAGES.shown},
        signatory=_signatory(case, side),
        identifiers=_identifiers(organisation),
    )


def _signatory(case: Case, side: Side) -> Signatory:
    seats = {one.role: one for one in case.participants.filter(side=side).select_related("user__person")}
    seat: Participant | None = seats.get(ParticipantRole.SIGNATORY) or seats.get(ParticipantRole.LEAD)
    person = getattr(seat.user, "person", None) if seat else None
    if person is None:
        raise Invalid(fields={side.value: _("The signatory of this side has not given a name yet.")})
    blank = dict.fromkeys(LANGUAGES.shown, "")
    return Signatory(
        name={language: person.name_in(language) for language in LANGUAGES.shown},
        position=blank | {code: text for code, text in person.position.items() if code in blank},
        authority=blank,
    )


def _identifiers(organisation: Organisation) -> tuple[Identifier, ...]:
    numbers = {"uscc": organisation.uscc, "ogrn": organisation.ogrn}
    return tuple(Identifier(scheme, value) for scheme, value in numbers.items() if value)


def _line(text: str) -> str:
    return " ".join(cleaned_prose(text).split())

"""An agreement that exists on paper alone, put on record by the organisers of a forum: who, what, and the report due.

Its case begins where both sides know each other. Export control of both sides decides as about any other agreement:
until it has, the paper can't be shown as signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.states import RecordState
from qiaomost.common.errors import Conflict, Invalid, Message, NotAllowed, NotFound
from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.compliance.gates import GateStage
from qiaomost.network.models import Membership, Organisation
from qiaomost.network.selectors import standing_of
from qiaomost.network.services.checks import line
from qiaomost.partnering.documents import (
    AgreementDocument,
    AgreementKind,
    Languages,
    Milestone,
    Party,
    Signatory,
    templates,
)
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Agreement, Case, Cooperation, Interest, Participant
from qiaomost.partnering.models.agreements import Kind
from qiaomost.partnering.models.cases import ParticipantRole
from qiaomost.partnering.permissions.agreements import can_put_on_record
from qiaomost.partnering.services.advising import seat_adviser
from qiaomost.partnering.services.agreements.drafting import SUBJECT_LIMIT, add_version, identifiers_of
from qiaomost.partnering.services.agreements.signing import (
    SignatureDraft,
    conclude_if_signed,
    copy_of,
    put_signature,
    require_ready,
    signatures_of,
)
from qiaomost.partnering.services.agreements.steps import lock_agreement, tell_of
from qiaomost.partnering.services.crossing import require_crossing, require_sides_clear, screen_sides
from qiaomost.partnering.services.expressing import Beginning
from qiaomost.partnering.services.milestones import CLIENT_PARTY, with_the_difficulty
from qiaomost.partnering.services.steps import settle, tell
from qiaomost.partnering.states import CooperationState, InterestState, Side, Stage, Turn
from qiaomost.partnering.states.agreements import AgreementState

LANGUAGES = ("zh", "ru", "en")
PAPER_KINDS = tuple(kind for kind in Kind if kind != Kind.NDA)
REPORT = {
    "title": {"zh": "首次报告", "ru": "Первый отчёт", "en": "First report"},
    "deliverable": {
        "zh": "协议签署后完成的工作和下一步安排",
        "ru": "Что сделано после подписания и что предстоит",
        "en": "What has been done since the signature, and what comes next",
    },
}


SHEET = {
    "zh": "本页为纸质协议的登记页，协议正文以签署副本为准。",
    "ru": "Лист учёта соглашения, составленного на бумаге; его текст — в подписанном экземпляре.",
    "en": "This sheet records an agreement on paper; its text is in the signed copy.",
}


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """What a paper says: the record it is about, the other party, kind, title by language; ``owners``: who answers for
    each side; ``report_by``: when they first report."""

    record_id: UUID
    partner_id: UUID
    kind: str
    subject: Mapping[str, str]
    owners: Mapping[Side, UUID]
    report_by: date
    beginning: Beginning
    place: Mapping[str, str]


@transaction.atomic
def record_paper(*, actor: User, organiser_id: UUID, draft: PaperDraft, now: datetime) -> Agreement:
    """Put a paper agreement on record for ``organiser_id``, before the export control of both sides.

    Raises:
        NotAllowed: ``actor`` is no organiser there.
        NotFound: there is no such record or partner.
        Invalid: a value breaks a rule; by field.
        Conflict: the two have an open case about the record, in which the agreement belongs.
        TransitionRefused: nobody advises a side.
    """
    if not can_put_on_record(standing_of(actor), organiser_id):
        raise NotAllowed
    record, partner = _record(draft), _partner(draft)
    if problems := _problems(record, partner, draft, now):
        raise Invalid(fields=problems)
    open_ones = Case.objects.filter(record=record, sender_organisation=partner, closed_at__isnull=True)
    if open_ones.exists():
        raise Conflict(
            _("The two have an open case about this record; its people offer the agreement for the stage.")
        )
    case = _open_case(record, partner, draft, now=now)
    agreement = Agreement.objects.create(
        case=case,
        ordinal=1,
        kind=draft.kind,
        subject={code: line(draft.subject[code]) for code in LANGUAGES},
        state=AgreementState.APPROVALS_PENDING,
        round=1,
        created_by=actor,
        created_at=now,
        paper_of_id=organiser_id,
        report_by=draft.report_by,
    )
    add_version(agreement, _document(agreement, draft), actor=actor, now=now, number=1)
    tell_of(agreement, Topic.AGREEMENT_DRAFTED, actor=actor, now=now, kind=agreement.kind)
    tell_of(agreement, Topic.AGREEMENT_APPROVALS_REQUESTED, actor=actor, now=now)
    return agreement


@dataclass(frozen=True, slots=True)
class PaperSignatures:
    """Who signed the paper for each side, (name, position), when and where."""

    people: Mapping[Side, tuple[str, str]]
    signed_on: date
    place: str
    at_forum: str


def sign_paper(
    *,
    actor: User,
    agreement_id: UUID,
    signatures: PaperSignatures,
    name: str,
    content: BinaryIO,
    now: datetime,
) -> Agreement:
    """Record that both sides have signed a paper, with its signed copy; the case's work can then begin.

    Both organisations are screened first, in a transaction of its own, so that hits stay if this is refused.

    Raises:
        NotFound: there is no such paper.
        NotAllowed: ``actor`` is no organiser of those who put it on record.
        TransitionRefused: export control of a side has not approved it, or it is signed.
        PartyNotCleared, GateClosed: screening or export control stands against it.
        Invalid: a value is missing or too long, the day is still to come, or the file is no PDF or picture.
    """
    with transaction.atomic():
        screen_sides(_paper(actor, agreement_id).case, now=now)
    copy = copy_of(name, content)
    with transaction.atomic():
        agreement = _paper(actor, agreement_id)
        require_sides_clear(agreement.case, now=now)
        require_crossing(agreement.case, GateStage.SIGNATURE, now=now)
        sha256 = agreement.versions.latest("number").sha256
        signed = set(signatures_of(agreement).values_list("side", flat=True))
        for side in (one for one in Side if one.value not in signed):
            who, position = signatures.people[side]
            when = (signatures.signed_on, signatures.place, signatures.at_forum)
            draft = SignatureDraft(sha256, who, position, *when)
            put_signature(agreement, side, draft, copy, actor=actor, now=now)
        conclude_if_signed(agreement, now=now)
    return agreement


def put_on_stage(*, agreement_id: UUID, stage: Mapping[str, str]) -> Agreement:
    """Let an agreement say on which stage it is to be signed; empty takes that back. The caller has asked who may."""
    agreement = lock_agreement(agreement_id)
    agreement.stage = dict(stage)
    agreement.save(update_fields=["stage"])
    return agreement


def _paper(actor: User, agreement_id: UUID) -> Agreement:
    agreement = lock_agreement(agreement_id)
    if agreement.paper_of_id is None:
        raise NotFound
    if not can_put_on_record(standing_of(actor), agreement.paper_of_id):
        raise NotAllowed
    require_ready(agreement)
    return agreement


def _record(draft: PaperDraft) -> Record:
    rows = Record.objects.filter(pk=draft.record_id, state=RecordState.PUBLISHED)
    record = rows.exclude(challenge__is_anonymous=True).select_related("organisation").first()
    if record is None:
        raise NotFound
    return record


def _partner(draft: PaperDraft) -> Organisation:
    partner = Organisation.objects.filter(pk=draft.partner_id, is_member=True).first()
    if partner is None:
        raise NotFound
    return partner


def _problems(record: Record, partner: Organisation, draft: PaperDraft, now: datetime) -> dict[str, Message]:
    problems: dict[str, Message] = {}
    if partner.pk == record.organisation_id:
        problems["partner"] = _("An agreement has two sides.")
    if draft.kind not in PAPER_KINDS:
        problems["kind"] = _("Choose one of the list.")
    if not all(0 < len(line(draft.subject.get(code, ""))) <= SUBJECT_LIMIT for code in LANGUAGES):
        problems["subject"] = _("Say in each language what it is about, in at most 300 characters.")
    if draft.report_by <= localdate(now):
        problems["report_by"] = _("This day is past.")
    for side, organisation in ((Side.SENDER, partner), (Side.OWNER, record.organisation)):
        rows = Membership.objects.filter(organisation=organisation, is_active=True, user__is_active=True)
        if side not in draft.owners or not rows.filter(user_id=draft.owners[side]).exists():
            problems[f"{side.value}_owner"] = _("Choose somebody of this organisation.")
    return problems


def _open_case(record: Record, partner: Organisation, draft: PaperDraft, *, now: datetime) -> Case:
    case = Case.objects.create(
        record=record,
        origin=draft.beginning.kind,
        origin_reference=draft.beginning.reference,
        origin_words=dict(draft.beginning.words),
        origin_on=draft.beginning.on,
        sender_organisation=partner,
        owner_organisation_id=record.organisation_id,
        stage=Stage.DRAFT,
        turn=Turn.SENDER,
        opened_at=now,
    )
    language = "zh" if partner.country == "CN" else "ru"
    with override(INTERFACE_CODES[language]):
        request = _("As agreed on paper for signature on the stage of a forum.")
    Interest.objects.create(
        case=case,
        state=InterestState.ACCEPTED,
        language=language,
        offer=line(draft.subject[language]),
        request=request,
        submitted_at=now,
        delivered_at=now,
        answered_at=now,
    )
    for side in Side:
        seat = {"side": side, "role": ParticipantRole.LEAD, "since": now}
        Participant.objects.create(case=case, user_id=draft.owners[side], **seat)
        seat_adviser(case, side, now=now)
    Cooperation.objects.create(case=case, state=CooperationState.INTRODUCED, introduced_at=now)
    settle(case, now=now)
    for topic in (Topic.INTEREST_SUBMITTED, Topic.INTEREST_ACCEPTED, Topic.PARTIES_INTRODUCED):
        tell(case, topic, actor=None, now=now)
    return case


def _document(agreement: Agreement, draft: PaperDraft) -> AgreementDocument:
    """The sheet that stands for the paper: its parties, its title, and the report that it asks for."""
    template, case = templates()[AgreementKind(agreement.kind)], agreement.case
    nobody = dict.fromkeys(LANGUAGES, "")
    client = with_the_difficulty(case)
    first = client.other if CLIENT_PARTY.get(AgreementKind(agreement.kind)) else client
    parties = tuple(
        Party(
            name={code: organisation.name_in(code) for code in LANGUAGES},
            address={code: organisation.address_in(code) for code in LANGUAGES},
            signatory=Signatory(nobody, nobody, nobody),
            identifiers=identifiers_of(organisation),
        )
        for organisation in (case.organisation_of(side) for side in (first, first.other))
    )
    return AgreementDocument(
        kind=AgreementKind(agreement.kind),
        template=f"{agreement.kind}/{template.version}",
        languages=Languages(LANGUAGES, ("zh", "ru")),
        title={code: template.title[code] for code in LANGUAGES},
        number=agreement.number,
        place=draft.place,
        day=None,
        parties=parties,
        recitals={code: f"{agreement.subject[code]}\n\n{SHEET[code]}" for code in LANGUAGES},
        clauses=(),
        milestones=(Milestone(REPORT["title"], REPORT["deliverable"], draft.report_by),),
    )

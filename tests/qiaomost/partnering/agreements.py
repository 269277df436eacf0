"""Agreements for tests: drafts, people, and a road to every state."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from qiaomost.accounts.models import User
from qiaomost.compliance.models import DocumentKind
from qiaomost.network.models import Role
from qiaomost.partnering.documents import (
    AgreementKind,
    Languages,
    Milestone,
    Money,
    Party,
    Right,
    RightOrigin,
    Share,
    Signatory,
    defaults,
    parameters,
    templates,
)
from qiaomost.partnering.documents.stored import from_json
from qiaomost.partnering.models import Agreement, AgreementSignature, Case, Participant
from qiaomost.partnering.selectors.agreements import last_version
from qiaomost.partnering.services import agreements
from qiaomost.partnering.services.agreements import AgreementDraft, SignatureDraft, TermsPart
from qiaomost.partnering.services.agreements.revising import terms_of
from qiaomost.partnering.states import CooperationState, Side
from qiaomost.partnering.states.agreements import AgreementState
from tests.factories import NOW, MembershipFactory, PersonFactory
from tests.qiaomost.compliance.making import answered, made_edition, recorded
from tests.qiaomost.partnering.conftest import Parties

TODAY = date(2026, 9, 1)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
S = AgreementState


def party(zh: str, ru: str) -> Party:
    signatory = Signatory(
        name={"zh": "程立群", "ru": "Чэн Лицюнь"},
        position={"zh": "总工程师", "ru": "главный инженер"},
        authority={"zh": "章程", "ru": "устава"},
    )
    return Party({"zh": zh, "ru": ru}, {"zh": "哈尔滨", "ru": "Харбин"}, signatory)


def agreement_draft(kind: str = "cooperation", **changes: Any) -> AgreementDraft:
    template = templates()[AgreementKind(kind)]
    begins: dict[str, Any] = dict(defaults(template))
    for name in template.parameters():
        if parameters()[name].choices and name not in begins:
            begins[name] = next(iter(parameters()[name].choices))
        if parameters()[name].kind == "words":
            begins[name] = {"zh": "高寒地区路基冻胀治理", "ru": "защита земляного полотна от пучения"}
    is_priced = kind in {"development", "transfer", "licence", "consulting", "service"}
    given: dict[str, Any] = {
        "kind": AgreementKind(kind),
        "subject": {"zh": "路基冻胀治理技术", "ru": "Защита земляного полотна от морозного пучения"},
        "languages": Languages(("zh", "ru"), ("zh", "ru")),
        "place": {"zh": "哈尔滨", "ru": "Харбин"},
        "parties": {
            Side.SENDER: party("北疆路桥建设有限公司", "ООО «Бэйцзян Луцяо»"),
            Side.OWNER: party("西伯利亚冻土研究所", "Сибирский институт мерзлотоведения"),
        },
        "first": Side.SENDER,
        "values": begins,
        "value": Money(Decimal("1200000.50"), "CNY") if is_priced else None,
        "milestones": (
            Milestone(
                {"zh": "方案", "ru": "Проект"}, {"zh": "报告", "ru": "Отчёт"}, TODAY + timedelta(days=90)
            ),
        ),
        "rights": (
            Right(
                {"zh": "保温结构", "ru": "Теплоизоляция"},
                RightOrigin.FOREGROUND,
                (Share(0, Decimal(50)), Share(1, Decimal(50))),
                {"zh": "中国和俄罗斯", "ru": "Китай и Россия"},
            ),
        ),
    }
    return AgreementDraft(**(given | changes))


@dataclass
class Table:
    """The two sides at the table: those of ``Parties`` with a lawyer, a signatory and an officer on each side."""

    parties: Parties
    case: Case
    people: dict[str, User] = field(default_factory=dict)

    def start(self, kind: str = "cooperation", by: str = "engineer", **changes: Any) -> Agreement:
        return agreements.start_agreement(
            actor=self.people[by], case_id=self.case.pk, draft=agreement_draft(kind, **changes), now=NOW
        )

    def take(self, verb: str, agreement: Agreement, by: str, **more: Any) -> Any:
        service = getattr(agreements, verb)
        return service(actor=self.people[by], agreement_id=agreement.pk, now=NOW, **more)

    def sign(self, agreement: Agreement, by: str, **changes: Any) -> AgreementSignature:
        return self.take("sign_agreement", agreement, by, **signature_of(agreement, **changes))

    def in_state(self, state: str, kind: str = "cooperation") -> Agreement:
        agreement = self.start(kind)
        for step in ROADS[AgreementState(state)]:
            STEPS[step](self, agreement)
        return Agreement.objects.get(pk=agreement.pk)


def seated(parties: Parties, state: str = CooperationState.NEGOTIATING, *, is_cleared: bool = True) -> Table:
    """A case in its room, with everybody whom an agreement needs."""
    case = parties.case_in(state)
    people = {
        name: getattr(parties, name)
        for name in ("engineer", "researcher", "cn_adviser", "ru_adviser", "administrator", "outsider")
    }
    for country, side, organisation in (
        ("cn", Side.SENDER, parties.company),
        ("ru", Side.OWNER, parties.institute),
    ):
        for role in ("member", "lawyer", "signatory"):
            user = MembershipFactory(organisation=organisation).user
            PersonFactory(user=user, organisation=organisation)
            Participant.objects.create(case=case, user=user, side=side, role=role, since=NOW)
            people[f"{country}_{role}"] = user
        officer = MembershipFactory(organisation=organisation, role=Role.COMPLIANCE_OFFICER).user
        PersonFactory(user=officer, organisation=organisation)
        people[f"{country}_officer"] = officer
    if is_cleared:
        clear(parties)
    return Table(parties, Case.objects.get(pk=case.pk), people)


def clear(parties: Parties) -> None:
    """Put on record what export control asks of the institute's achievement before a signature."""
    answered(parties.record, made_edition("ru-dual-use"))
    kind = DocumentKind.RU_IDENTIFICATION_CONCLUSION
    recorded(parties.record, parties.company, kind, valid_until=None)


def signature_of(agreement: Agreement, **changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "sha256": last_version(agreement).sha256,
        "name": "程立群",
        "position": "总工程师",
        "signed_on": TODAY,
        "place": "哈尔滨",
    }
    copy = {"name": changes.pop("file", "signed.pdf"), "content": io.BytesIO(changes.pop("data", PDF))}
    return {"draft": SignatureDraft(**(given | changes)), **copy}


def revision_of(agreement: Agreement, part: str = "subject", **changes: Any) -> dict[str, Any]:
    """What ``revise_agreement`` asks for, to change these terms of the last version."""
    last = last_version(agreement)
    terms = terms_of(Agreement.objects.get(pk=agreement.pk), from_json(last.document))
    draft = replace(terms, **changes)
    return {"part": TermsPart(part), "draft": draft, "base": last.number, "what": "按双方商定修改"}


def _by(name: str, verb: str, **more: Any) -> Callable[[Table, Agreement], Any]:
    return lambda table, agreement: table.take(verb, agreement, name, **more)


def amend(table: Table, agreement: Agreement) -> Agreement:
    successor: Agreement = table.take("begin_amendment", agreement, "cn_adviser")
    for step in _RUNNING:
        STEPS[step](table, successor)
    return successor


STEPS: dict[str, Callable[[Table, Agreement], Any]] = {
    "submit": _by("engineer", "submit_for_review"),
    "review_cn": _by("cn_lawyer", "review_agreement", is_approved=True, comments=""),
    "review_ru": _by("ru_lawyer", "review_agreement", is_approved=True, comments=""),
    "translate": _by("cn_adviser", "approve_translation"),
    "request": _by("cn_adviser", "request_approvals"),
    "decide_cn": _by("cn_officer", "decide_approval", is_granted=True, reference="17", reason="不在清单内。"),
    "decide_ru": _by("ru_officer", "decide_approval", is_granted=True, reference="", reason="Не подпадает."),
    "refuse_ru": _by("ru_officer", "decide_approval", is_granted=False, reference="", reason="Подпадает."),
    "sign_cn": lambda table, agreement: table.sign(agreement, "cn_signatory"),
    "sign_ru": lambda table, agreement: table.sign(agreement, "ru_signatory"),
    "register": _by("cn_adviser", "register_agreement", cn_number="2026-23-0017", ru_number=""),
    "leave": _by("cn_adviser", "leave_unregistered", reason="双方均不申请税收优惠。"),
    "begin": _by("cn_adviser", "enter_into_force", begins_on=TODAY, ends_on=TODAY + timedelta(days=365)),
    "suspend": _by("ru_adviser", "suspend_agreement", reason="Нет доступа на участок."),
    "terminate": _by("ru_adviser", "terminate_agreement", reason="Финансирование прекращено."),
    "complete": _by("ru_adviser", "complete_agreement"),
    "expire": lambda table, agreement: agreements.remind_or_expire_agreements(now=NOW + timedelta(days=400)),
    "amend": amend,
}

_READY = ("submit", "review_cn", "review_ru", "translate", "request", "decide_cn", "decide_ru")
_SIGNED = (*_READY, "sign_cn", "sign_ru")
_RUNNING = (*_SIGNED, "register", "begin")
ROADS: dict[AgreementState, tuple[str, ...]] = {
    S.DRAFTING: (),
    S.LEGAL_REVIEW: _READY[:1],
    S.TRANSLATION_APPROVED: _READY[:4],
    S.APPROVALS_PENDING: _READY[:5],
    S.APPROVED: _READY,
    S.REFUSED: (*_READY[:6], "refuse_ru"),
    S.SIGNED: _SIGNED,
    S.REGISTERED: (*_SIGNED, "register"),
    S.NOT_REGISTERED: (*_SIGNED, "leave"),
    S.IN_FORCE: _RUNNING,
    S.AMENDED: (*_RUNNING, "amend"),
    S.SUSPENDED: (*_RUNNING, "suspend"),
    S.EXPIRED: (*_RUNNING, "expire"),
    S.TERMINATED: (*_RUNNING, "terminate"),
    S.COMPLETED: (*_RUNNING, "complete"),
}

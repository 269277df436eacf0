from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.network.models import Organisation, Role
from qiaomost.partnering import services
from qiaomost.partnering.documents import AgreementKind, parameters, templates
from qiaomost.partnering.models import Case, Nda
from qiaomost.partnering.services import InterestDraft, NdaDraft
from qiaomost.partnering.states import CooperationState, DeclineReason, InterestState
from tests.factories import NOW, MembershipFactory, OrganisationFactory, PersonFactory, RecordFactory


@dataclass(frozen=True)
class Parties:
    """A Chinese company that has a difficulty, a Russian institute with an achievement, and an adviser on each side."""

    company: Organisation
    institute: Organisation
    engineer: User
    colleague: User
    cn_adviser: User
    researcher: User
    ru_adviser: User
    administrator: User
    outsider: User
    record: Record

    def turned(self) -> Parties:
        """The same people, with a record of the Chinese company in which the Russian institute is interested."""
        record = RecordFactory(organisation=self.company, author=self.engineer, state="published")
        return replace(
            self,
            company=self.institute,
            institute=self.company,
            engineer=self.researcher,
            researcher=self.engineer,
            cn_adviser=self.ru_adviser,
            ru_adviser=self.cn_adviser,
            record=record,
        )

    def draft(self, **changes: Any) -> InterestDraft:
        values: dict[str, Any] = {
            "language": "zh",
            "offer": "我们在高寒地区修建客运专线，路基冻胀量超过限值。",
            "experience": "已在三个断面布设冻深与含水率监测。",
            "request": "希望了解贵所保温排水一体化结构的适用条件。",
        }
        return InterestDraft(**{**values, **changes})

    def start(self, **changes: Any) -> Case:
        return services.start_interest(
            actor=self.engineer,
            record_id=self.record.pk,
            organisation_id=self.company.pk,
            draft=self.draft(**changes),
            now=NOW,
        )

    def case_in(self, state: str) -> Case:
        """A case whose interest is in ``state``, or, where it is a cooperation's state, in that one."""
        case = self.start()
        for step in ROADS[state]:
            STEPS[step](self, case)
        return Case.objects.get(pk=case.pk)


def nda_draft(**values: str) -> NdaDraft:
    """An NDA with what parties usually begin with."""
    template = templates()[AgreementKind.NDA]
    chosen = {
        name: parameters()[name].default or next(iter(parameters()[name].choices), "")
        for name in template.parameters()
    }
    purpose = {"zh": "高寒地区路基冻胀治理", "ru": "предотвращение морозного пучения земляного полотна"}
    return NdaDraft({"zh": "哈尔滨", "ru": "Харбин"}, {**chosen, **values, "purpose": purpose})


def sign_both(parties: Parties, case: Case, nda: Nda) -> None:
    """Both sides sign: whoever expressed interest, then the owner."""
    for user, name in ((parties.engineer, "程立群"), (parties.researcher, "Готовцев С. П.")):
        services.sign_nda(
            actor=user, case_id=case.pk, sha256=nda.sha256, name=name, position="总工程师", now=NOW
        )


def sign_nda(parties: Parties, case: Case) -> None:
    nda = services.issue_nda(actor=parties.cn_adviser, case_id=case.pk, draft=nda_draft(), now=NOW)
    sign_both(parties, case, nda)


def _as(name: str, verb: str, **more: Any) -> Any:
    service = getattr(services, verb)
    return lambda parties, case: service(actor=getattr(parties, name), case_id=case.pk, now=NOW, **more)


STEPS: dict[str, Any] = {
    "submit": _as("engineer", "submit_interest"),
    "screen": _as("cn_adviser", "screen_interest"),
    "forward": _as("cn_adviser", "forward_interest"),
    "deliver": _as("ru_adviser", "deliver_interest"),
    "tentative": _as("researcher", "answer_interest_tentatively", answer="Нужны данные по грунтам."),
    "accept": _as("researcher", "accept_interest"),
    "decline": _as(
        "researcher", "decline_interest", reason=DeclineReason.NO_CAPACITY, answer="В этом году нет ресурсов."
    ),
    "withdraw": _as("engineer", "withdraw_interest"),
    "introduce_cn": _as("cn_adviser", "introduce"),
    "introduce_ru": _as("ru_adviser", "introduce"),
    "open": sign_nda,
    "lapse": lambda parties, case: _let_lapse(case),
    "close": _as("cn_adviser", "close_cooperation", reason="funding", text="资金未落实。"),
}

_DELIVERED = ("submit", "screen", "forward", "deliver")
_INTRODUCED = (*_DELIVERED, "accept", "introduce_cn", "introduce_ru")
ROADS: dict[str, tuple[str, ...]] = {
    InterestState.DRAFT: (),
    InterestState.SUBMITTED: ("submit",),
    InterestState.SCREENED: ("submit", "screen"),
    InterestState.FORWARDED: ("submit", "screen", "forward"),
    InterestState.DELIVERED: _DELIVERED,
    InterestState.TENTATIVE: (*_DELIVERED, "tentative"),
    InterestState.ACCEPTED: (*_DELIVERED, "accept"),
    InterestState.DECLINED: (*_DELIVERED, "decline"),
    InterestState.LAPSED: (*_DELIVERED, "lapse"),
    InterestState.WITHDRAWN: ("submit", "withdraw"),
    CooperationState.INTRODUCED: _INTRODUCED,
    CooperationState.NEGOTIATING: (*_INTRODUCED, "open"),
    CooperationState.CLOSED: (*_INTRODUCED, "close"),
}


def _let_lapse(case: Case) -> None:
    from datetime import timedelta

    services.remind_or_lapse_due(now=NOW + timedelta(days=40))
    services.remind_or_lapse_due(now=NOW + timedelta(days=80))


def made_parties() -> Parties:
    """Make the people and their record."""
    company = OrganisationFactory(name="北疆路桥建设有限公司", kind="enterprise")
    institute = OrganisationFactory(country="RU", cities={"ru": "Якутск"}, name="西伯利亚冻土研究所")

    def member(organisation: Organisation, role: Role = Role.MEMBER) -> User:
        user = MembershipFactory(organisation=organisation, role=role).user
        PersonFactory(user=user, organisation=organisation)
        return user

    researcher = member(institute)
    return Parties(
        company=company,
        institute=institute,
        engineer=member(company),
        colleague=member(company),
        cn_adviser=member(company, Role.ADVISER),
        researcher=researcher,
        ru_adviser=member(institute, Role.ADVISER),
        administrator=member(OrganisationFactory(), Role.ADMINISTRATOR),
        outsider=member(OrganisationFactory(country="RU")),
        record=RecordFactory(
            organisation=institute, author=researcher, state="published", source_language="ru"
        ),
    )


@pytest.fixture
def parties(db: None) -> Parties:
    return made_parties()

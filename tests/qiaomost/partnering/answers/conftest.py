from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.network.models import Organisation, Role
from qiaomost.partnering.drafts.answers import AnswerDraft, CallDraft, CriterionDraft
from qiaomost.partnering.models import Answer, Call
from qiaomost.partnering.services import answers as services
from qiaomost.partnering.services.answers import ScoreDraft
from qiaomost.partnering.states.answers import AnswerState, CallState
from tests.factories import (
    NOW,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    RecordFactory,
    RecordTextFactory,
)

DEADLINE = date(2026, 10, 1)
AFTER = NOW + timedelta(days=31)
"""A day after the deadline."""

NOTICE_OVER = AFTER + timedelta(days=30)
CRITERIA = {
    "zh": ["冻胀量不超过五毫米", "造价增幅不超过百分之十"],
    "ru": ["Пучение до 5 мм", "Удорожание до 10 %"],
}


@dataclass(frozen=True)
class Contest:
    """A challenge of a Chinese company with two criteria; institutes that answer, and reviewers of both countries."""

    company: Organisation
    institutes: tuple[Organisation, ...]
    owner: User
    solvers: tuple[User, ...]
    reviewers: tuple[User, User]
    cn_adviser: User
    ru_adviser: User
    administrator: User
    outsider: User
    record: Record
    calls: dict[str, Call] = field(default_factory=dict)

    def draft(self, **changes: Any) -> CallDraft:
        values: dict[str, Any] = {
            "deadline": DEADLINE,
            "criteria": (CriterionDraft(60, 10, 1000), CriterionDraft(40, 20, 500)),
            "eligibility": {"zh": "具备寒区工程经验。"},
        }
        return CallDraft(**{**values, **changes})

    def open(self, **changes: Any) -> Call:
        call = services.open_call(
            actor=self.owner, record_id=self.record.pk, draft=self.draft(**changes), now=NOW
        )
        self.calls["it"] = call
        for user in self.reviewers:
            services.seat_reviewer(actor=self.owner, call_id=call.pk, user_id=user.pk, now=NOW)
        return call

    def answer_draft(self, call: Call, **changes: Any) -> AnswerDraft:
        words = {one.pk: f"Решение по критерию {one.position}" for one in call.criteria.all()}
        return replace(AnswerDraft("ru", "Теплоизолирующий слой с дренажом", words), **changes)

    def start(self, call: Call, number: int = 0, **changes: Any) -> Answer:
        return services.start_answer(
            actor=self.solvers[number],
            call_id=call.pk,
            organisation_id=self.institutes[number].pk,
            draft=self.answer_draft(call, **changes),
            now=NOW,
        )

    def submit(self, call: Call, number: int = 0) -> Answer:
        answer = self.start(call, number)
        return services.submit_answer(actor=self.solvers[number], answer_id=answer.pk, now=NOW)

    def assess(self, answer: Answer, points: tuple[int, int] = (8, 10), now: datetime = AFTER) -> None:
        for user in self.reviewers:
            services.declare_interest(actor=user, answer_id=answer.pk, has_conflict=False, now=now)
            services.assess_answer(
                actor=user, answer_id=answer.pk, scores=sheet(answer.call, points), now=now
            )

    def answer_in(self, state: str) -> Answer:
        """The first institute's answer in ``state``; a second one is eligible or scored beside it."""
        call = self.open()
        answer = self.start(call)
        for step in ROADS[state]:
            STEPS[step](self, call, answer)
        return Answer.objects.get(pk=answer.pk)

    def call_in(self, state: str) -> Call:
        """The call in ``state``, with one answer that is as far as that."""
        if state == CallState.OPEN:
            return self.open()
        answer = self.answer_in(IN_PHASE[state])
        for step in THEN.get(state, ()):
            STEPS[step](self, answer.call, answer)
        return Call.objects.get(pk=answer.call_id)


def sheet(call: Call, points: tuple[int, ...]) -> dict[int, ScoreDraft]:
    criteria = call.criteria.order_by("position")
    return {one.pk: ScoreDraft(given, "论证充分。") for one, given in zip(criteria, points, strict=True)}


def _answer(name: str, verb: str, now: datetime, **more: Any) -> Any:
    service = getattr(services, verb)
    return lambda contest, _call, answer: service(
        actor=getattr(contest, name) if name != "solver" else contest.solvers[0],
        answer_id=answer.pk,
        now=now,
        **more,
    )


def _call(verb: str, now: datetime, **more: Any) -> Any:
    service = getattr(services, verb)
    return lambda contest, call, _answer: service(actor=contest.owner, call_id=call.pk, now=now, **more)


def _assess(contest: Contest, _call: Call, answer: Answer) -> None:
    contest.assess(answer)


STEPS: dict[str, Any] = {
    "submit": _answer("solver", "submit_answer", NOW),
    "withdraw": _answer("solver", "withdraw_answer", NOW),
    "close": _call("close_call", AFTER),
    "find_eligible": _answer("owner", "find_eligible", AFTER),
    "find_ineligible": _answer("owner", "find_ineligible", AFTER, reason="缺少寒区经验。"),
    "assess": _assess,
    "name": _call("show_names", AFTER),
    "shortlist": _answer("owner", "shortlist_answer", AFTER, reason="指标先进。"),
    "select": _answer("owner", "select_answer", AFTER, reason="综合最优。"),
    "reject": _answer("owner", "reject_answer", AFTER, reason="造价过高。"),
    "notice": _call("give_notice", AFTER),
    "award": _call("award_call", NOTICE_OVER, reasons={}),
    "end": _call("end_call", AFTER, reason="无合适方案。"),
    "moot": lambda contest, _call, _answer: services.cancel_call(record_id=contest.record.pk, now=AFTER),
}

_CLOSED = ("submit", "close")
_SCORED = (*_CLOSED, "find_eligible", "assess")
_NAMED = (*_SCORED, "name")
ROADS: dict[str, tuple[str, ...]] = {
    AnswerState.DRAFT: (),
    AnswerState.SUBMITTED: ("submit",),
    AnswerState.WITHDRAWN: ("submit", "withdraw"),
    AnswerState.ELIGIBLE: (*_CLOSED, "find_eligible"),
    AnswerState.INELIGIBLE: (*_CLOSED, "find_ineligible"),
    AnswerState.SCORED: _NAMED,
    AnswerState.SHORTLISTED: (*_NAMED, "shortlist"),
    AnswerState.SELECTED: (*_NAMED, "shortlist", "select"),
    AnswerState.PUBLIC_NOTICE: (*_NAMED, "shortlist", "select", "notice"),
    AnswerState.AWARDED: (*_NAMED, "shortlist", "select", "notice", "award"),
    AnswerState.REJECTED: (*_NAMED, "reject"),
}
IN_PHASE = {
    CallState.BLIND: AnswerState.ELIGIBLE,
    CallState.NAMED: AnswerState.SCORED,
    CallState.NOTICE: AnswerState.PUBLIC_NOTICE,
    CallState.AWARDED: AnswerState.AWARDED,
    CallState.ENDED: AnswerState.SCORED,
    CallState.MOOT: AnswerState.SUBMITTED,
}
THEN = {CallState.ENDED: ("end",), CallState.MOOT: ("moot",)}


def member(organisation: Organisation, role: Role = Role.MEMBER, language: str = "zh") -> User:
    user = MembershipFactory(organisation=organisation, role=role, user__language=language).user
    PersonFactory(user=user, organisation=organisation, language=language)
    return user


@pytest.fixture
def contest(db: None) -> Contest:
    company = OrganisationFactory(name="北疆路桥建设有限公司", kind="enterprise")
    institutes = tuple(
        OrganisationFactory(country="RU", cities={"ru": "Якутск"}, name=f"Институт мерзлоты № {number}")
        for number in (1, 2, 3)
    )
    owner = member(company)
    record = RecordFactory(
        kind="challenge",
        organisation=company,
        author=owner,
        state="published",
        content__deadline=date(2026, 10, 15),
    )
    record.texts.update(acceptance_criteria=CRITERIA["zh"])
    RecordTextFactory(
        record=record,
        language="ru",
        origin="human",
        state="approved",
        approved_at=NOW,
        title="Морозное пучение земляного полотна",
        acceptance_criteria=CRITERIA["ru"],
    )
    return Contest(
        company=company,
        institutes=institutes,
        owner=owner,
        solvers=tuple(member(one, language="ru") for one in institutes),
        reviewers=(
            member(OrganisationFactory(name="评审单位"), Role.REVIEWER),
            member(OrganisationFactory(country="RU", name="Рецензенты"), Role.REVIEWER, "ru"),
        ),
        cn_adviser=member(company, Role.ADVISER),
        ru_adviser=member(institutes[0], Role.ADVISER, "ru"),
        administrator=member(OrganisationFactory(name="节点"), Role.ADMINISTRATOR),
        outsider=member(OrganisationFactory(country="RU", name="Посторонние")),
        record=record,
    )

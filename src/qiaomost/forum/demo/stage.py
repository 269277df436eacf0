"""The stage of the edition that is over: an agreement of a demonstration case, and two that came on paper."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from qiaomost.catalogue.demo.content import SOURCE
from qiaomost.forum.demo.past import ORGANISER
from qiaomost.forum.models import Edition, Session, Signing
from qiaomost.forum.services.signings import (
    StagePlace,
    beginning_of,
    offer_signing,
    plan_paper,
    plan_signing,
    sign_on_stage,
)
from qiaomost.network.models import Organisation
from qiaomost.partnering import services
from qiaomost.partnering.demo.people import account_of
from qiaomost.partnering.demo.telling import Story, Telling, record_of
from qiaomost.partnering.documents import agreement_pdf
from qiaomost.partnering.documents.stored import from_json
from qiaomost.partnering.models import Agreement, Outcome
from qiaomost.partnering.selectors.agreements import last_version
from qiaomost.partnering.services import OutcomeDraft, agreements
from qiaomost.partnering.services.agreements import PaperDraft, PaperSignatures
from qiaomost.partnering.states import Side

Told = Mapping[str, Any]


@transaction.atomic
def load_stage(edition: Edition, content: Told, *, now: datetime) -> None:
    """Bring the agreements on stage, and carry on what came on paper; where something is there, nothing is done.

    The demonstration cases have to be there.
    """
    if Signing.objects.filter(edition=edition).exists():
        return
    session = edition.sessions.get(kind="signing")
    for number, told in enumerate(content["stage"], start=1):
        place = StagePlace(session.pk, number, _starts(session) + timedelta(minutes=10 * number))
        if "case" in told:
            _of_case(edition, told, place)
        else:
            _Paper(edition, told, place, now).tell()


def _starts(session: Session) -> datetime:
    if session.starts_at is None:
        raise ValueError("the ceremony has no time")
    return session.starts_at


def _of_case(edition: Edition, told: Told, place: StagePlace) -> None:
    """An agreement whose sides signed it that day; the owner's lead had offered it."""
    record = record_of(told["case"])
    agreement = Agreement.objects.select_related("case").get(case__record=record, signed_at__isnull=False)
    lead = agreement.case.participants.get(side=Side.OWNER, role="lead").user
    before, organiser = place.starts_at - timedelta(days=3), account_of(ORGANISER)
    signing = offer_signing(actor=lead, edition_id=edition.pk, agreement_id=agreement.pk, now=before)
    plan_signing(actor=organiser, signing_id=signing.pk, place=place, now=before)
    sign_on_stage(actor=organiser, signing_id=signing.pk, now=place.starts_at)


class _Paper:
    """Carries one paper: put on record, approved, signed on stage, and on as far as it came."""

    def __init__(self, edition: Edition, told: Told, place: StagePlace, now: datetime) -> None:
        self.edition, self.told, self.place, self.now = edition, told, place, now
        self.signed = place.starts_at + timedelta(minutes=9)
        self.organiser = account_of(ORGANISER)
        self.owners = {Side(side): account_of(code) for side, code in told["owners"].items()}

    def tell(self) -> None:
        self._classify()
        signing = self._plan()
        for code in self.told["officers"]:
            granted: dict[str, Any] = {"is_granted": True, "reference": "", "reason": _grounds(code)}
            agreements.decide_approval(
                actor=account_of(code), agreement_id=signing.agreement_id, now=self._before(3), **granted
            )
        self._sign(signing)
        for user in self.owners.values():
            agreements.show_in_register(
                actor=user, agreement_id=signing.agreement_id, is_shown=True, now=self._after(2)
            )
        if "report" in self.told:
            self._go_on(signing.agreement)

    def _before(self, days: int) -> datetime:
        return self.place.starts_at - timedelta(days=days)

    def _after(self, days: int) -> datetime:
        return self.signed + timedelta(days=days)

    def _classify(self) -> None:
        """The officers of the record's owner answer for each list."""
        record = self.told["record"]
        owner, sender = self.told["owners"]["owner"], self.told["owners"]["sender"]
        papers = {name: self.told.get(name, "") for name in ("letter", "conclusion")}
        story = Story(record, sender, owner, "working", 0, "zh", "", "", listed="no", **papers)
        telling = Telling(story, self.now)
        telling.clock = self._before(30)
        telling.classify()

    def _plan(self) -> Signing:
        partner = Organisation.objects.get(source=SOURCE, source_id=self.told["partner"])
        site = self.edition.sites.get(code="yekaterinburg")
        draft = PaperDraft(
            record_id=record_of(self.told["record"]).pk,
            partner_id=partner.pk,
            kind=self.told["kind"],
            subject=self.told["subject"],
            owners={side: user.pk for side, user in self.owners.items()},
            report_by=self._after(self.told["report_in"]).date(),
            beginning=beginning_of(self.edition),
            place=site.names,
        )
        return plan_paper(
            actor=self.organiser,
            edition_id=self.edition.pk,
            draft=draft,
            place=self.place,
            now=self._before(12),
        )

    def _sign(self, signing: Signing) -> None:
        people = {}
        for side, user in self.owners.items():
            person = user.person
            people[side] = (person.name_in(person.language), person.position[person.language])
        sheet = agreement_pdf(from_json(last_version(signing.agreement).document))
        place = self.edition.sites.get(code="yekaterinburg").name_in("ru")
        sign_on_stage(
            actor=self.organiser,
            signing_id=signing.pk,
            paper=PaperSignatures(people, self.signed.date(), place, self.edition.name_in("ru")),
            name=f"{signing.agreement.number}.pdf",
            content=io.BytesIO(sheet),
            now=self.signed,
        )

    def _go_on(self, agreement: Agreement) -> None:
        """Registered, in force, reported, completed; its outcome claimed and confirmed."""
        case = agreement.case
        adviser = case.sender_adviser
        if adviser is None:
            raise ValueError("nobody advises")
        by: dict[str, Any] = {"actor": adviser, "agreement_id": agreement.pk}
        agreements.register_agreement(
            **by, cn_number=self.told["registered"], ru_number="", now=self._after(9)
        )
        begins = self._after(14)
        agreements.enter_into_force(**by, begins_on=begins.date(), ends_on=None, now=begins)
        milestone = case.milestones.get()
        accepting, reporting = self.owners[Side(milestone.side)], self.owners[Side(milestone.side).other]
        services.report_milestone(
            actor=reporting, milestone_id=milestone.pk, now=self._after(116), **self.told["report"]
        )
        services.accept_milestone(actor=accepting, milestone_id=milestone.pk, now=self._after(121))
        services.complete_cooperation(actor=adviser, case_id=case.pk, now=self._after(125))
        draft = OutcomeDraft(**self.told["outcome"])
        services.claim_outcome(actor=reporting, case_id=case.pk, draft=draft, now=self._after(198))
        outcome = Outcome.objects.get(case=case)
        services.confirm_outcome(actor=accepting, outcome_id=outcome.pk, now=self._after(206))


def _grounds(officer: str) -> str:
    is_chinese = account_of(officer).language == "zh"
    return "示例：不在虚构目录之列。" if is_chinese else "Пример: под вымышленный перечень не подпадает."

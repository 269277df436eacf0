"""How a case of the demonstration is told: a clock in the past, people by their seat, what officers record."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qiaomost.accounts.models import User
from qiaomost.catalogue.demo.content import SOURCE
from qiaomost.catalogue.models import Record
from qiaomost.compliance.drafts.documents import DocumentDraft
from qiaomost.compliance.gates import declarations_of
from qiaomost.compliance.models import ControlEdition, DocumentKind
from qiaomost.compliance.models.classification import Answer
from qiaomost.compliance.services.classifying import classify_record
from qiaomost.compliance.services.declaring import DeclarationDraft, DeclaredDocument
from qiaomost.compliance.services.documents import record_document
from qiaomost.network.models import Country, Membership, Organisation, Role
from qiaomost.partnering.demo.people import account_of
from qiaomost.partnering.models import Case
from qiaomost.partnering.services.crossing import needs_declaration
from qiaomost.partnering.services.declaring import declare_files
from qiaomost.partnering.states import Side

GROUNDS = {
    Country.CN.value: "示例：依据虚构目录的控制要点判定。",
    Country.RU.value: "Пример: решено по вымышленному перечню.",
}


@dataclass(frozen=True, slots=True)
class Story:
    """One case of the file."""

    record: str
    sender: str
    recipient: str
    target: str
    began: int
    language: str
    offer: str
    request: str
    experience: str = ""
    own_record: str = ""
    answer: str = ""
    reason: str = ""
    listed: str = ""
    letter: str = ""
    conclusion: str = ""


class Telling:
    """Carries one case; whoever tells sets the clock on with each verb."""

    def __init__(self, story: Story, now: datetime) -> None:
        self.story, self.now = story, now
        self.clock = now - timedelta(days=story.began)
        self.record = record_of(story.record)
        self.own_record = record_of(story.own_record) if story.own_record else None
        self.sender, self.recipient = account_of(story.sender), account_of(story.recipient)
        self.organisation = organisation_of(self.sender)

    def case(self) -> Case:
        """The case as it is now."""
        return Case.objects.get(record=self.record, sender_organisation=self.organisation)

    def is_told(self) -> bool:
        """Whether it was told before."""
        return Case.objects.filter(record=self.record, sender_organisation=self.organisation).exists()

    def person(self, seat: str) -> User:
        """Who has a seat of the case, or the account of that code."""
        if seat in {"sender", "owner"}:
            return self.sender if seat == "sender" else self.recipient
        found = getattr(self.case(), seat) if seat.endswith("_adviser") else account_of(seat)
        if not isinstance(found, User):
            raise ValueError(f"nobody has the seat {seat}")
        return found

    def day(self, days: float) -> date:
        """The day that lies so many days after the loading."""
        return (self.now + timedelta(days=days)).date()

    def classify(self) -> None:
        """The officers of both owners answer for each list, and put on record what their side asks for."""
        for record, recipient in self._crossing():
            self._answer(record)
            for kind, number in self._papers(record):
                self._record(record, recipient, kind, number)

    def declare(self, giver: User) -> None:
        """The officer of a side without a record declares what it hands over, once."""
        case, organisation = self.case(), organisation_of(giver)
        side = next((one for one in Side if case.organisation_of(one) == organisation), None)
        if side is None or not needs_declaration(case, side) or declarations_of(case.pk, organisation.pk):
            return
        country = organisation.country
        documents = (
            [DeclaredDocument(DocumentKind.RU_IDENTIFICATION_CONCLUSION.value, "ИЗ-2026/0417")]
            if country == Country.RU
            else []
        )
        for edition in ControlEdition.objects.filter(control_list__startswith=f"{country.lower()}-"):
            draft = DeclarationDraft(
                edition.pk, Answer.NOT_LISTED.value, GROUNDS[country], documents=documents
            )
            declare_files(
                actor=officer_of(organisation), case_id=case.pk, side=side, draft=draft, now=self.clock
            )

    def _crossing(self) -> Iterator[tuple[Record, Organisation]]:
        yield self.record, self.organisation
        if self.own_record is not None:
            yield self.own_record, self.record.organisation

    def _papers(self, record: Record) -> Iterator[tuple[DocumentKind, str]]:
        if record.organisation.country == Country.RU and self.story.conclusion:
            yield DocumentKind.RU_IDENTIFICATION_CONCLUSION, self.story.conclusion
        if record.organisation.country == Country.CN and self.story.letter:
            yield DocumentKind.CN_LETTER_OF_INTENT, self.story.letter

    def _answer(self, record: Record) -> None:
        country = record.organisation.country
        for edition in ControlEdition.objects.filter(control_list__startswith=f"{country.lower()}-"):
            entry = edition.entries.filter(code=self.story.listed).first()
            classify_record(
                actor=officer_of(record.organisation),
                record_id=record.pk,
                edition_id=edition.pk,
                answer=Answer.LISTED if entry else Answer.NOT_LISTED,
                entry_id=entry.pk if entry else None,
                grounds=GROUNDS[country],
                now=self.clock,
            )

    def _record(self, record: Record, recipient: Organisation, kind: DocumentKind, number: str) -> None:
        words: Mapping[str, str] = {
            Country.CN.value: f"示例文件：{number}（虚构）\n",
            Country.RU.value: f"Документ для примера: {number} (вымышлен)\n",
        }
        record_document(
            actor=officer_of(record.organisation),
            record_id=record.pk,
            draft=DocumentDraft(kind, recipient.pk, number, self.clock.date()),
            name="document.txt",
            content=io.BytesIO(words[record.organisation.country].encode()),
            now=self.clock,
        )


def record_of(code: str) -> Record:
    """The record of the demonstration with this id."""
    return Record.objects.select_related("organisation").get(source=SOURCE, source_id=code)


def organisation_of(user: User) -> Organisation:
    """Whom an invented account belongs to: each has one organisation."""
    return Membership.objects.select_related("organisation").get(user=user).organisation


def officer_of(organisation: Organisation) -> User:
    """The compliance officer of an organisation of the demonstration."""
    seats = Membership.objects.filter(organisation=organisation, role=Role.COMPLIANCE_OFFICER)
    return seats.select_related("user").earliest("pk").user

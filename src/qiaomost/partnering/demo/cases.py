"""Invented cases in different states, each carried there by the same verbs that people take on its page."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from qiaomost.accounts.models import User
from qiaomost.catalogue.demo.content import SOURCE
from qiaomost.catalogue.models import Record
from qiaomost.compliance.drafts.documents import DocumentDraft
from qiaomost.compliance.models import ControlEdition, DocumentKind
from qiaomost.compliance.models.classification import Answer
from qiaomost.compliance.services.classifying import classify_record
from qiaomost.compliance.services.documents import record_document
from qiaomost.network.models import Membership
from qiaomost.partnering import services
from qiaomost.partnering.demo.people import account_of
from qiaomost.partnering.documents import AgreementKind, parameters, templates
from qiaomost.partnering.models import Case
from qiaomost.partnering.selectors.cases import last_nda
from qiaomost.partnering.services import InterestDraft, NdaDraft

FILE = Path(__file__).with_name("cases.toml")
OFFICER = "feng"
STEP = timedelta(days=2)

_DELIVERED = ("submit", "screen", "forward", "deliver")
_INTRODUCED = (*_DELIVERED, "accept", "introduce", "introduce_other")
_ROOM = (*_INTRODUCED, "issue_nda", "sign", "sign_other")
ROADS: Mapping[str, tuple[str, ...]] = {
    "draft": (),
    "submitted": ("submit",),
    "forwarded": ("submit", "screen", "forward"),
    "delivered": _DELIVERED,
    "tentative": (*_DELIVERED, "answer_tentatively"),
    "declined": (*_DELIVERED, "decline"),
    "accepted": (*_DELIVERED, "accept"),
    "held_back": _ROOM,
    "negotiating": _ROOM,
    "parked": (*_ROOM, "park"),
    "closed": (*_INTRODUCED, "close"),
}
"""How far a case went → the verbs that lead there."""


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
    answer: str = ""
    reason: str = ""
    listed: str = ""
    letter: str = ""


def stories() -> list[Story]:
    """The cases of the file."""
    return [Story(**row) for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]]


@transaction.atomic
def load_cases(*, now: datetime) -> None:
    """Bring the cases in, all or none; where there are any, nothing is done.

    People, records and the sample control lists have to be there.
    """
    if Case.objects.filter(participants__user=account_of("cheng")).exists():
        return
    for story in stories():
        _Telling(story, now).tell()


class _Telling:
    """Carries one case; the clock goes on by ``STEP`` with each verb."""

    def __init__(self, story: Story, now: datetime) -> None:
        self.story = story
        self.clock = now - timedelta(days=story.began)
        self.record = Record.objects.get(source=SOURCE, source_id=story.record)
        self.sender, self.recipient = account_of(story.sender), account_of(story.recipient)

    def tell(self) -> None:
        story = self.story
        membership = Membership.objects.get(user=self.sender)
        if story.listed:
            self._classify(membership)
        words = {name: getattr(story, name) for name in ("language", "offer", "request", "experience")}
        case = services.start_interest(
            actor=self.sender,
            record_id=self.record.pk,
            organisation_id=membership.organisation_id,
            draft=InterestDraft(**words),
            now=self.clock,
        )
        for verb in ROADS[story.target]:
            self.clock += STEP
            case.refresh_from_db()
            _VERBS[verb](self, Case.objects.get(pk=case.pk))

    def _classify(self, recipient: Membership) -> None:
        """The owner's officer answers for each list; of a restricted one the letter may be there."""
        officer = account_of(OFFICER)
        for edition in ControlEdition.objects.filter(control_list__startswith="cn-"):
            entry = edition.entries.filter(code=self.story.listed).first()
            classify_record(
                actor=officer,
                record_id=self.record.pk,
                edition_id=edition.pk,
                answer=Answer.LISTED if entry else Answer.NOT_LISTED,
                entry_id=entry.pk if entry else None,
                grounds="示例：依据虚构目录的控制要点判定。",
                now=self.clock,
            )
        if self.story.letter:
            draft = DocumentDraft(
                DocumentKind.CN_LETTER_OF_INTENT,
                recipient.organisation_id,
                self.story.letter,
                self.clock.date(),
            )
            text = f"示例文件：技术出口许可意向书 {self.story.letter}（虚构）\n"
            content = io.BytesIO(text.encode())
            record_document(
                actor=officer,
                record_id=self.record.pk,
                draft=draft,
                name="letter.txt",
                content=content,
                now=self.clock,
            )

    def sign(self, case: Case, user: User) -> None:
        nda = last_nda(case)
        person = user.person
        services.sign_nda(
            actor=user,
            case_id=case.pk,
            sha256=nda.sha256 if nda else "",
            name=person.name_in(person.language),
            position=person.position.get(person.language, ""),
            now=self.clock,
        )


def _nda_draft(record: Record) -> NdaDraft:
    template = templates()[AgreementKind.NDA]
    values: dict[str, Any] = {
        name: parameters()[name].default or next(iter(parameters()[name].choices), "")
        for name in template.parameters()
    }
    titles = {text.language: text.title for text in record.texts.all()}
    original = titles[record.source_language]
    values["purpose"] = {language: titles.get(language, original) for language in ("zh", "ru")}
    return NdaDraft({"zh": "哈尔滨", "ru": "Харбин"}, values)


def _seated(adviser: User | None) -> User:
    """The adviser of a seat that an earlier verb has filled."""
    if adviser is None:
        raise ValueError("nobody has this seat yet")
    return adviser


def _by(role: str, service: Callable[..., Any], *words: str) -> Callable[[_Telling, Case], Any]:
    """A verb that ``role`` of the case takes, with these words of the story."""

    def taken(telling: _Telling, case: Case) -> Any:
        people = {
            "sender": telling.sender,
            "owner": telling.recipient,
            "sender_adviser": case.sender_adviser,
            "owner_adviser": case.owner_adviser,
        }
        said = {word: getattr(telling.story, word) for word in words}
        return service(actor=people[role], case_id=case.pk, now=telling.clock, **said)

    return taken


_VERBS: Mapping[str, Callable[[_Telling, Case], Any]] = {
    "submit": _by("sender", services.submit_interest),
    "screen": _by("sender_adviser", services.screen_interest),
    "forward": _by("sender_adviser", services.forward_interest),
    "deliver": lambda telling, case: services.deliver_interest(
        actor=_seated(case.owner_adviser),
        case_id=case.pk,
        recipient_id=telling.recipient.pk,
        now=telling.clock,
    ),
    "answer_tentatively": _by("owner", services.answer_interest_tentatively, "answer"),
    "accept": _by("owner", services.accept_interest, "answer"),
    "decline": _by("owner", services.decline_interest, "answer", "reason"),
    "introduce": _by("sender_adviser", services.introduce),
    "introduce_other": _by("owner_adviser", services.introduce),
    "issue_nda": lambda telling, case: services.issue_nda(
        actor=_seated(case.sender_adviser), case_id=case.pk, draft=_nda_draft(case.record), now=telling.clock
    ),
    "sign": lambda telling, case: telling.sign(case, telling.sender),
    "sign_other": lambda telling, case: telling.sign(case, telling.recipient),
    "park": lambda telling, case: services.park_cooperation(
        actor=_seated(case.owner_adviser),
        case_id=case.pk,
        until=(telling.clock + timedelta(days=telling.story.began)).date(),
        now=telling.clock,
    ),
    "close": lambda telling, case: services.close_cooperation(
        actor=_seated(case.sender_adviser),
        case_id=case.pk,
        reason=telling.story.reason,
        text="资金未落实，待立项后重启。",
        now=telling.clock,
    ),
}

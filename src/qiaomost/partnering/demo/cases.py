"""Invented cases in different states, each carried there by the same verbs that people take on its page."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.partnering import services
from qiaomost.partnering.demo.telling import Story, Telling
from qiaomost.partnering.demo.work import STEPS, Step, now_of, steps_of_cases
from qiaomost.partnering.documents import AgreementKind, parameters, templates
from qiaomost.partnering.models import Case
from qiaomost.partnering.models.cases import Origin
from qiaomost.partnering.selectors.cases import last_nda
from qiaomost.partnering.services import InterestDraft, NdaDraft

FILE = Path(__file__).with_name("cases.toml")
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
    "working": _ROOM,
    "confirmed": _ROOM,
}
"""How far a case went → the verbs that lead there, or into the room, where ``work.toml`` goes on."""


def stories() -> list[Story]:
    """The cases of the file."""
    return [Story(**row) for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]]


def load_cases(*, now: datetime, progress: Callable[[int], None] = lambda _cases: None) -> None:
    """Bring the cases in, each as a whole or not at all; those that are there stay as they are.

    People, records and the sample control lists have to be there.
    """
    steps = steps_of_cases()
    for story in stories():
        _tell(Telling(story, now), steps.get(story.record, ()))
        progress(1)


@transaction.atomic
def _tell(telling: Telling, steps: Sequence[Step]) -> None:
    if telling.is_told():
        return
    story = telling.story
    if story.listed:
        telling.classify()
    words = {name: getattr(story, name) for name in ("language", "offer", "request", "experience")}
    own = telling.own_record.pk if telling.own_record else None
    services.start_interest(
        actor=telling.sender,
        record_id=telling.record.pk,
        organisation_id=telling.organisation.pk,
        draft=InterestDraft(**words, own_record_id=own),
        beginning=services.Beginning(Origin.MATCH if own else Origin.RECORD),
        now=telling.clock,
    )
    for verb in ROADS[story.target]:
        telling.clock += STEP
        _VERBS[verb](telling, telling.case())
    for step in steps:
        telling.clock = now_of(telling, step)
        STEPS[step["do"]](telling, step)


def _sign(telling: Telling, case: Case, user: User) -> None:
    nda, person = last_nda(case), user.person
    services.sign_nda(
        actor=user,
        case_id=case.pk,
        sha256=nda.sha256 if nda else "",
        name=person.name_in(person.language),
        position=person.position.get(person.language, ""),
        now=telling.clock,
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


def _by(role: str, service: Callable[..., Any], *words: str) -> Callable[[Telling, Case], Any]:
    """A verb that ``role`` of the case takes, with these words of the story."""

    def taken(telling: Telling, case: Case) -> Any:
        people = {
            "sender": telling.sender,
            "owner": telling.recipient,
            "sender_adviser": case.sender_adviser,
            "owner_adviser": case.owner_adviser,
        }
        said = {word: getattr(telling.story, word) for word in words}
        return service(actor=people[role], case_id=case.pk, now=telling.clock, **said)

    return taken


_VERBS: Mapping[str, Callable[[Telling, Case], Any]] = {
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
    "sign": lambda telling, case: _sign(telling, case, telling.sender),
    "sign_other": lambda telling, case: _sign(telling, case, telling.recipient),
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

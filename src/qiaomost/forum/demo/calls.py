"""Calls for contributions of the demonstration's edition, told by the verbs that people take."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.forum.drafts.contributions import (
    CallDraft,
    ContributionDraft,
    CriterionDraft,
    QuestionDraft,
)
from qiaomost.forum.models import (
    Contribution,
    ContributionCall,
    Edition,
    Registration,
    Session,
    Site,
    Track,
)
from qiaomost.forum.services import calling, contributing, deciding, reviewing
from qiaomost.forum.states import SessionKind
from qiaomost.network.models import Membership, Person, Role
from qiaomost.partnering.demo.people import DOMAIN, account_of
from qiaomost.partnering.demo.telling import record_of

FILE = Path(__file__).with_name("calls.toml")
ORGANISER = "bai"
Told = Mapping[str, Any]


@transaction.atomic
def load_contribution_calls(edition: Edition, *, now: datetime) -> None:
    """Bring all calls in; where there is one, nothing is done."""
    if ContributionCall.objects.filter(track__edition=edition).exists():
        return
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for told in content["call"]:
        _Telling(edition, content, told, now).tell()


class _Telling:
    """Carries one call; days count back from ``now``."""

    def __init__(self, edition: Edition, content: Told, told: Told, now: datetime) -> None:
        self.edition, self.content, self.told, self.now = edition, content, told, now
        self.organiser = account_of(ORGANISER)

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def tell(self) -> None:
        call = self._open()
        given = [(row, self._contribute(call, row, n)) for n, row in enumerate(self.told["contribution"])]
        if "reviewers" in self.told:
            self._review(call, given)
        if any("decision" in row for row, _one in given):
            self._decide(call, given)

    def _open(self) -> ContributionCall:
        told = self.told
        draft = CallDraft(
            site_id=Site.objects.get(edition=self.edition, code=told["site"]).pk,
            opens_at=self.ago(told["opened"]),
            closes_at=self.ago(told["closes"]),
            confirm_until=self.ago(told["confirm"]),
            kinds=(SessionKind.TALK.value,),
            lengths=tuple(told["lengths"]),
            criteria=tuple(CriterionDraft(one["words"], one["weight"]) for one in self.content["criterion"]),
            questions=tuple(QuestionDraft(one["words"], one["limit"]) for one in self.content["question"]),
            about=told["about"],
            is_anonymous=told.get("is_anonymous", True),
        )
        track = Track.objects.get(edition=self.edition, code=told["track"])
        at = self.ago(told["opened"] + 1)
        return calling.open_call(actor=self.organiser, track_id=track.pk, draft=draft, now=at)

    def _contribute(self, call: ContributionCall, row: Told, number: int) -> Contribution:
        record = record_of(row["record"])
        author = account_of(row["by"]) if "by" in row else _account_of_contact(record)
        at = self.ago(max(self.told["closes"], 0) + 14 - number)
        draft = _draft(record, call)
        one = contributing.start_contribution(actor=author, call_id=call.pk, draft=draft, now=at)
        if row.get("is_draft"):
            return one
        at += timedelta(hours=5)
        return contributing.submit_contribution(actor=author, contribution_id=one.pk, now=at)

    def _review(self, call: ContributionCall, given: Sequence[tuple[Told, Contribution]]) -> None:
        at = self.ago(self.told["closes"] - 1)
        calling.move_call(actor=self.organiser, call_id=call.pk, verb="review", now=at)
        reviewers = [account_of(code) for code in self.told["reviewers"]]
        for reviewer in reviewers:
            calling.seat_reviewer(actor=self.organiser, call_id=call.pk, user_id=reviewer.pk, now=at)
        criteria = list(call.criteria.all())
        for row, one in given:
            for number, points in enumerate(row.get("points", ())):
                said: dict[str, Any] = {
                    "actor": reviewers[number],
                    "contribution_id": one.pk,
                    "now": at + timedelta(days=2 + 2 * number),
                }
                reviewing.declare_interest(**said, has_conflict=False)
                scores = {criterion.pk: given for criterion, given in zip(criteria, points, strict=True)}
                comment = self._comment(reviewers[number], points, one)
                reviewing.score_contribution(**said, points=scores, comment=comment)
            if "conflict" in row:
                reviewing.declare_interest(
                    actor=reviewers[-1],
                    contribution_id=one.pk,
                    has_conflict=True,
                    text=row["conflict"],
                    now=at + timedelta(days=3),
                )

    def _comment(self, reviewer: User, points: Sequence[int], one: Contribution) -> str:
        average = sum(points) / len(points)
        level = "high" if average >= 8 else "middle" if average >= 6 else "low"
        comments: list[str] = self.content["comments"][reviewer.language][level]
        return comments[(one.number or 0) % len(comments)]

    def _decide(self, call: ContributionCall, given: Sequence[tuple[Told, Contribution]]) -> None:
        at = self.ago(self.told["closes"] - 10)
        calling.move_call(actor=self.organiser, call_id=call.pk, verb="decide", now=at)
        for row, one in given:
            deciding.decide(
                actor=self.organiser,
                contribution_id=one.pk,
                verb=row["decision"],
                reason=row.get("reason", ""),
                now=at,
            )
        deciding.apply_decisions(actor=self.organiser, call_id=call.pk, now=at)
        for row, one in given:
            if row.get("is_confirmed"):
                self._confirm(call, one, at + timedelta(days=4))

    def _confirm(self, call: ContributionCall, one: Contribution, at: datetime) -> None:
        """The talk stands in the programme already; confirming makes no second one."""
        title = one.texts.get(language=one.language).title
        talk = Session.objects.get(track=call.track, texts__language=one.language, texts__title=title)
        Contribution.objects.filter(pk=one.pk).update(session=talk)
        deciding.confirm_contribution(actor=one.author, contribution_id=one.pk, now=at)


def _draft(record: Record, call: ContributionCall) -> ContributionDraft:
    texts = {one.language: one for one in record.texts.all()}
    original = texts[record.source_language]
    answers = {one.pk: original.advantages[: one.limit] for one in call.questions.all()}
    return ContributionDraft(
        language=record.source_language,
        kind=SessionKind.TALK.value,
        minutes=call.lengths[-1],
        titles={language: one.title for language, one in texts.items()},
        abstracts={language: one.summary for language, one in texts.items()},
        answers=answers,
    )


def _account_of_contact(record: Record) -> User:
    """The contact of a record gets an account, as whoever contributes has one."""
    person = record.contact
    if person is None:
        raise ValueError(f"nobody is the contact of {record.source_id}")
    if person.user is not None:
        return person.user
    email = f"{person.source_id}@{DOMAIN}"
    user = User.objects.create_user(email, language=person.language)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    Membership.objects.create(user=user, organisation=record.organisation, role=Role.MEMBER)
    Person.objects.filter(pk=person.pk).update(user=user)
    Registration.objects.filter(person=person).update(user=user)
    return user

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from qiaomost.accounts.models import User
from qiaomost.forum.drafts.contributions import (
    CallDraft,
    ContributionDraft,
    CriterionDraft,
    QuestionDraft,
    SpeakerDraft,
)
from qiaomost.forum.models import Contribution, ContributionCall
from qiaomost.forum.services import calling
from qiaomost.forum.services.contributing import start_contribution, submit_contribution
from qiaomost.forum.services.reviewing import declare_interest, score_contribution
from qiaomost.network.models import Role
from tests.factories import NOW, MembershipFactory, PersonFactory
from tests.qiaomost.forum.conftest import Forum

AFTER = NOW + timedelta(days=11)
"""After the deadline of the call."""


def words(text: str) -> dict[str, str]:
    return {"zh": f"{text}（中）", "ru": f"{text} (рус)", "en": text}


def call_draft(forum: Forum, **values: Any) -> CallDraft:
    given: dict[str, Any] = {
        "site_id": forum.site.pk,
        "opens_at": NOW - timedelta(days=1),
        "closes_at": NOW + timedelta(days=10),
        "confirm_until": NOW + timedelta(days=30),
        "kinds": ("talk", "panel"),
        "lengths": (20, 40),
        "criteria": (CriterionDraft(words("Novelty"), 60), CriterionDraft(words("Use"), 40, 5)),
        "questions": (QuestionDraft(words("What is new?"), 200),),
        "reviews_needed": 1,
    }
    return CallDraft(**(given | values))


@dataclass(frozen=True)
class Called:
    """A forum whose track is open for contributions, its author and two reviewers of different organisations."""

    forum: Forum
    call: ContributionCall
    author: User
    reviewer: User
    second: User

    def draft(self, **values: Any) -> ContributionDraft:
        question = self.call.questions.get()
        given: dict[str, Any] = {
            "language": "ru",
            "kind": "talk",
            "minutes": 20,
            "titles": {"ru": "Мосты на мерзлоте", "zh": "冻土上的桥梁"},
            "abstracts": {"ru": "Соколов показывает свайные фундаменты.", "zh": "桩基础。"},
            "answers": {question.pk: "Термостабилизация."},
            "speakers": (SpeakerDraft(None, "zh", "李", "明", "li@example.org"),),
        }
        return ContributionDraft(**(given | values))

    def submitted(self, author: User | None = None, **values: Any) -> Contribution:
        author = author or self.author
        row = start_contribution(actor=author, call_id=self.call.pk, draft=self.draft(**values), now=NOW)
        return submit_contribution(actor=author, contribution_id=row.pk, now=NOW)

    def move(self, verb: str) -> None:
        calling.move_call(actor=self.forum.organiser, call_id=self.call.pk, verb=verb, now=AFTER)

    def scored(self, row: Contribution, points: int = 5, reviewer: User | None = None) -> None:
        reviewer = reviewer or self.reviewer
        declare_interest(actor=reviewer, contribution_id=row.pk, has_conflict=False, now=AFTER)
        sheet = {one.pk: points for one in self.call.criteria.all()}
        score_contribution(
            actor=reviewer, contribution_id=row.pk, points=sheet, comment="Geheimwort", now=AFTER
        )


def author_account(family: str = "Соколов") -> User:
    membership = MembershipFactory()
    user: User = membership.user
    user.language = "ru"
    user.save()
    PersonFactory(user=user, language="ru", organisation=membership.organisation, name=(family, "Пётр"))
    return user


@pytest.fixture
def called(forum: Forum) -> Called:
    draft = call_draft(forum)
    call = calling.open_call(actor=forum.organiser, track_id=forum.track.pk, draft=draft, now=NOW)
    reviewers = [MembershipFactory(role=Role.REVIEWER).user for _ in range(2)]
    for user in reviewers:
        PersonFactory(user=user)
        calling.seat_reviewer(actor=forum.organiser, call_id=call.pk, user_id=user.pk, now=NOW)
    return Called(forum, call, author_account(), *reviewers)

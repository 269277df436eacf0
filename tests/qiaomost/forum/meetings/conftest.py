from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from qiaomost.accounts.models import User
from qiaomost.forum.models import (
    Edition,
    MeetingPlan,
    MeetingProfile,
    MeetingRequest,
    MeetingRules,
    PlannedMeeting,
    TimeBand,
)
from qiaomost.forum.services.meetings import planning
from qiaomost.forum.services.meetings.profiles import ProfileDraft, RulesDraft, set_rules, write_profile
from qiaomost.forum.services.meetings.requests import Answer, answer_request, ask_for_meeting
from qiaomost.forum.services.meetings.resources import InterpreterDraft, set_interpreter, set_tables
from qiaomost.network.models import Role
from tests.factories import NOW, MembershipFactory
from tests.qiaomost.forum.conftest import Forum, register

UNTIL = datetime(2026, 10, 10, tzinfo=UTC)


NINE = datetime(2026, 10, 20, 1, 0, tzinfo=UTC)
"""Nine in the morning of the first day by the clock of the site."""


def rules_draft(**values: Any) -> RulesDraft:
    return RulesDraft(**({"is_open": True, "asked_until": UNTIL} | values))


@dataclass(frozen=True)
class Meetings:
    """Open meetings with two from China, of one organisation, and one from Russia."""

    forum: Forum
    rules: MeetingRules
    liu: MeetingProfile
    chen: MeetingProfile
    ivan: MeetingProfile

    @property
    def edition(self) -> Edition:
        return self.forum.edition

    def ask(self, **values: Any) -> MeetingRequest:
        given = {
            "actor": user_of(self.liu),
            "profile_id": self.ivan.pk,
            "reason": "想了解冻土路基。",
            "now": NOW,
        }
        return ask_for_meeting(edition=self.edition, **(given | values))

    def take(
        self, request: MeetingRequest, verb: str, profile: MeetingProfile, **answer: Any
    ) -> MeetingRequest:
        return answer_request(
            actor=user_of(profile),
            edition=self.edition,
            request_id=request.pk,
            verb=verb,
            answer=Answer(**answer),
            now=NOW,
        )


def user_of(profile: MeetingProfile) -> User:
    assert profile.registration.user is not None
    return profile.registration.user


def opt_in(
    forum: Forum, country: str = "CN", *, like: MeetingProfile | None = None, **values: Any
) -> MeetingProfile:
    """Somebody who takes part and opts in; ``like``: of the same organisation."""
    registration = register(forum.edition, forum.category, country=country)
    if like is not None:
        registration.organisation = like.registration.organisation
    user = MembershipFactory(organisation=registration.organisation, role=Role.MEMBER).user
    registration.person.user = registration.user = user
    registration.person.organisation = registration.organisation
    registration.person.save()
    registration.save()
    draft = {"is_listed": True, "words": "寻求合作。", "language": "zh", "site_ids": [forum.site.pk]} | values
    return write_profile(actor=user, edition=forum.edition, draft=ProfileDraft(**draft), now=NOW)


@pytest.fixture
def meetings(forum: Forum) -> Meetings:
    rules = set_rules(actor=forum.organiser, edition_id=forum.edition.pk, draft=rules_draft(), now=NOW)
    liu = opt_in(forum)
    return Meetings(forum, rules, liu, opt_in(forum, like=liu), opt_in(forum, "RU"))


def furnish(meetings: Meetings, *, interpreter: bool = True, hours: int = 2) -> None:
    """Two tables, four slots from nine o'clock (in two ``hours``), and somebody who interprets."""
    forum, ends = meetings.forum, NINE + timedelta(hours=hours)
    TimeBand.objects.create(site=forum.site, starts_at=NINE, ends_at=ends, is_for_meetings=True)
    who = {"actor": forum.organiser, "edition_id": forum.edition.pk, "now": NOW}
    assert set_tables(counts={forum.room.pk: 2}, **who) == 2 * hours
    if interpreter:
        person = register(forum.edition, forum.category).person
        draft = InterpreterDraft(person.pk, [("zh", "ru")], forum.site.pk, [(NINE, ends)])
        set_interpreter(draft=draft, **who)


def publish(meetings: Meetings, *, now: datetime = NOW) -> MeetingPlan:
    """Order a plan, let it be made, and publish it."""
    who = {"actor": meetings.forum.organiser, "edition_id": meetings.edition.pk, "now": now}
    plan = planning.order_plan(seconds=1, **who)
    assert planning.make_plan(plan_id=plan.pk, clock=lambda: now)
    return planning.publish_plan(number=plan.number, **who)


@dataclass(frozen=True)
class Table:
    """Liu and Ivan at a table of a published plan."""

    meetings: Meetings
    request: MeetingRequest
    place: PlannedMeeting

    @property
    def after(self) -> datetime:
        """When it is over."""
        return self.place.slot.ends_at


@pytest.fixture
def table(meetings: Meetings) -> Table:
    furnish(meetings)
    request = meetings.take(meetings.ask(), "accept", meetings.ivan)
    place = PlannedMeeting.objects.select_related("slot").get(plan=publish(meetings))
    return Table(meetings, request, place)

"""1:1 meetings of the demonstration's edition: opened, wished by matching records, and planned by the scheduler."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from qiaomost.forum.demo.participants import Participant, choose_participants
from qiaomost.forum.demo.wishes import wished_requests
from qiaomost.forum.models import (
    Appearance,
    Edition,
    InterpreterHours,
    MeetingInterpreter,
    MeetingPlan,
    MeetingProfile,
    MeetingRequest,
    Registration,
    Room,
    Session,
    Site,
    Star,
)
from qiaomost.forum.services.meetings.planning import make_plan, order_plan, publish_plan
from qiaomost.forum.services.meetings.profiles import RulesDraft, set_rules
from qiaomost.forum.services.meetings.resources import set_tables
from qiaomost.forum.states import SessionKind
from qiaomost.forum.states.meetings import PlanState
from qiaomost.partnering.demo.people import account_of, personas

FILE = Path(__file__).with_name("meetings.toml")
ORGANISER = "bai"
SECONDS = 8
"""So long the scheduler may look for a better plan."""

STARRED = 4


@transaction.atomic
def load_meetings(edition: Edition, *, now: datetime) -> None:
    """Open the meetings, and publish a plan of those that were wished; where there is one, nothing is done."""
    if MeetingPlan.objects.filter(edition=edition, state=PlanState.PUBLISHED).exists():
        return
    content = _content()
    _rules(edition, content, now)
    _tables(edition, content["tables"], now)
    _interpreters(edition, content["hours"])
    _star_sessions(edition, now)
    people = choose_participants(edition, content)
    _profiles(people)
    MeetingRequest.objects.bulk_create(wished_requests(edition, people, content, now))
    organiser = account_of(ORGANISER)
    plan = order_plan(actor=organiser, edition_id=edition.pk, seconds=SECONDS, now=now)
    make_plan(plan_id=plan.pk, clock=lambda: now)
    publish_plan(actor=organiser, edition_id=edition.pk, number=plan.number, now=now)


def _rules(edition: Edition, content: Mapping[str, Any], now: datetime) -> None:
    closes = edition.first_day - timedelta(days=content["closes_days_before"])
    names = ("most_requests", "minutes", "pause", "across_countries")
    draft = RulesDraft(
        is_open=True,
        asked_until=datetime.combine(closes, time.max, edition.sites.all()[0].zone),
        **{name: content[name] for name in names},
    )
    set_rules(actor=None, edition_id=edition.pk, draft=draft, now=now)


def _tables(edition: Edition, tables: Mapping[str, Sequence[int]], now: datetime) -> None:
    rooms = {(one.site.code, one.position): one.pk for one in _rooms(edition)}
    counts = {rooms[site, number]: count for site, (number, count) in tables.items()}
    set_tables(actor=None, edition_id=edition.pk, counts=counts, now=now)


def _rooms(edition: Edition) -> list[Room]:
    return list(Room.objects.filter(site__edition=edition).select_related("site"))


def _interpreters(edition: Edition, hours: Sequence[Mapping[str, Any]]) -> None:
    """Interpreters who have no booth in the programme sit at the tables, an equal share of them at each site."""
    in_booths = Appearance.objects.filter(session__edition=edition).values("person_id")
    rows = Registration.objects.filter(edition=edition, category__code="interpreter")
    rows = rows.exclude(person_id__in=in_booths).order_by("person__source_id")
    made = MeetingInterpreter.objects.bulk_create(
        MeetingInterpreter(edition=edition, person_id=one.person_id, pairs=[["zh", "ru"], ["ru", "en"]])
        for one in rows
    )
    sites = list(edition.sites.all())
    InterpreterHours.objects.bulk_create(
        InterpreterHours(
            interpreter=one, site=site, starts_at=_at(site, row, "from"), ends_at=_at(site, row, "until")
        )
        for number, one in enumerate(made)
        for site in [sites[number % len(sites)]]
        for row in hours
    )


def _at(site: Site, row: Mapping[str, Any], end: str) -> datetime:
    day = site.edition.first_day + timedelta(days=row["day"] - 1)
    return datetime.combine(day, time.fromisoformat(row[end]), site.zone)


def _star_sessions(edition: Edition, now: datetime) -> None:
    """Everybody whose part a visitor may take has put some keynotes into their schedule."""
    keynotes = list(Session.objects.filter(edition=edition, kind=SessionKind.KEYNOTE).order_by("starts_at"))
    Star.objects.bulk_create(
        (
            Star(user=account_of(persona.code), session=session, starred_at=now)
            for number, persona in enumerate(personas())
            for session in random.Random(number).sample(keynotes, STARRED)  # noqa: S311 - the same everywhere
        ),
        ignore_conflicts=True,
    )


def _profiles(people: Sequence[Participant]) -> None:
    MeetingProfile.objects.bulk_create(one.profile for one in people)
    through = {name: getattr(MeetingProfile, name).through for name in ("records", "sites")}
    through["records"].objects.bulk_create(
        through["records"](meetingprofile_id=one.profile.pk, record_id=record.pk)
        for one in people
        for record in one.records
    )
    through["sites"].objects.bulk_create(
        through["sites"](meetingprofile_id=one.profile.pk, site_id=site)
        for one in people
        for site in one.sites
    )


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))

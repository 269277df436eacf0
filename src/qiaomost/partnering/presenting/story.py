"""The whole chain of a case: every station with its day and the days between; for the page and for its export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qiaomost.common.errors import Message
from qiaomost.common.languages import in_language, reading_order
from qiaomost.network.permissions import Standing
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Agreement, Case, CaseEvent, ImpactRequest, Milestone, Outcome
from qiaomost.partnering.models.cases import Origin
from qiaomost.partnering.permissions import can_enter_room, roles_in
from qiaomost.partnering.presenting.chain import record_published
from qiaomost.partnering.presenting.parties import Party, Title, names_withheld, party_of, title_of
from qiaomost.partnering.presenting.rows import state_of
from qiaomost.partnering.presenting.work import amount_of, worded
from qiaomost.partnering.selectors.cases import events_of
from qiaomost.partnering.selectors.outcomes import (
    impact_of,
    milestones_of,
    outcomes_of,
    signed_agreements_of,
)
from qiaomost.partnering.states import Side
from qiaomost.partnering.states.outcomes import ImpactState

SCHEMA = "qiaomost-chain/1"

PASSED: Mapping[str, tuple[str, Message]] = {
    Topic.INTEREST_SUBMITTED: ("interest", _("Expression of interest submitted")),
    Topic.INTEREST_DELIVERED: ("delivery", _("Delivered to the owner")),
    Topic.INTEREST_ACCEPTED: ("acceptance", _("Interest accepted")),
    Topic.PARTIES_INTRODUCED: ("introduction", _("Introduction")),
    Topic.ROOM_OPENED: ("nda", _("NDA signed by both sides, room open")),
    Topic.COOPERATION_STARTED: ("work", _("Work begins")),
    Topic.COOPERATION_COMPLETED: ("completion", _("Work completed")),
    Topic.COOPERATION_CLOSED: ("closing", _("Closed without agreement")),
}
"""Event → the kind of its station and how it is called; of one that happened twice the last counts."""


ORDER = (
    "record",
    "origin",
    "interest",
    "delivery",
    "acceptance",
    "introduction",
    "nda",
    "agreement",
    "in_force",
    "work",
    "milestone",
    "completion",
    "outcome_claimed",
    "outcome_disputed",
    "outcome_confirmed",
    "impact",
    "closing",
)
"""The kinds of stations, in the order in which they stand on one day."""


@dataclass(frozen=True, slots=True)
class Station:
    """What happened, or is due, on a day; ``words`` are empty where the reader may not read them."""

    kind: str
    label: str
    on: date
    state: str = ""
    words: str = ""
    language: str = ""
    side: str = ""
    figures: str = ""
    days: int | None = None
    is_past: bool = True


@dataclass(frozen=True, slots=True)
class Story:
    """The chain of a case as one reader may know it."""

    case: Case
    title: Title
    state: str
    parties: tuple[Party, Party]
    stations: tuple[Station, ...]


def story_of(case: Case, standing: Standing, reader: str, now: datetime) -> Story:
    """Return the chain; ``case`` comes from ``selectors.cases.case_for``. A constant number of queries.

    What the room holds is not in it; words of agreements and outcomes are only for those who may enter the room.
    """
    roles, today = roles_in(standing, case), now.astimezone(UTC).date()
    withheld = names_withheld(case, roles)
    found = [*_begun(case, reader), *_events(events_of(case)), *_agreements(signed_agreements_of(case))]
    found += [_milestone(row, reader) for row in milestones_of(case)]
    for outcome in outcomes_of(case):
        found += _outcome(outcome, reader)
    found += [_impact(row) for row in impact_of(case) if row.state != ImpactState.ASKED]
    if not can_enter_room(roles):
        found = [replace(one, words="", language="", figures="") for one in found]
    return Story(
        case=case,
        title=title_of(case, reader),
        state=state_of(case),
        parties=(
            party_of(case, Side.SENDER, roles, reader, withheld=withheld),
            party_of(case, Side.OWNER, roles, reader, withheld=withheld),
        ),
        stations=tuple(_between(found, today)),
    )


def exported(story: Story, reader: str) -> dict[str, Any]:
    """Return the chain as plain values; ``docs/reference/formats.md`` describes them."""
    return {
        "schema": SCHEMA,
        "case": story.case.reference,
        "language": reader,
        "state": story.state,
        "record": {
            "id": str(story.case.record_id),
            "title": story.title.text,
            "language": story.title.language,
        },
        "parties": [
            {"side": one.side.value, "organisation": one.organisation, "country": one.country}
            for one in story.parties
        ],
        "stations": [station_values(one) for one in story.stations],
    }


def station_values(one: Station) -> dict[str, Any]:
    """Return one station as a row of the export."""
    return {
        "date": one.on.isoformat(),
        "days": one.days,
        "kind": one.kind,
        "label": one.label,
        "state": one.state,
        "side": one.side,
        "words": one.words,
        "language": one.language,
        "figures": one.figures,
    }


def _between(found: Iterable[Station], today: date) -> Iterator[Station]:
    before: date | None = None
    for one in sorted(found, key=lambda one: (one.on, ORDER.index(one.kind))):
        days = (one.on - before).days if before else None
        yield replace(one, days=days, is_past=one.on <= today)
        before = one.on


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def _begun(case: Case, reader: str) -> Iterator[Station]:
    if published := record_published(case):
        label = gettext("Published: %(kind)s") % {"kind": case.record.get_kind_display()}
        yield Station("record", label, _day(published))
    if case.origin != Origin.RECORD:
        place = in_language(case.origin_words, reading_order(reader)) or ""
        label = str(case.get_origin_display())
        if place:
            label = gettext("%(name)s: %(words)s") % {"name": label, "words": place}
        yield Station("origin", label, case.origin_on or _day(case.opened_at))


def _events(events: Iterable[CaseEvent]) -> list[Station]:
    last = {event.topic: event for event in events if event.topic in PASSED}
    return [Station(PASSED[topic][0], str(PASSED[topic][1]), _day(event.at)) for topic, event in last.items()]


def _agreements(agreements: Iterable[Agreement]) -> Iterator[Station]:
    for one in agreements:
        if one.signed_at:
            label = gettext("Agreement signed: %(kind)s") % {"kind": one.get_kind_display()}
            yield Station("agreement", label, _day(one.signed_at), str(one.get_state_display()), one.number)
        if one.in_force_on:
            yield Station("in_force", gettext("Agreement in force"), one.in_force_on, words=one.number)


def _milestone(row: Milestone, reader: str) -> Station:
    title = worded(row.title, reader)
    return Station(
        kind="milestone",
        label=gettext("Milestone %(number)s") % {"number": row.number},
        on=_day(row.decided_at) if row.decided_at else row.due_on,
        state=str(row.get_state_display()),
        words=title.text,
        language=title.language,
        figures=amount_of(row.amount, row.currency, reader),
    )


def _outcome(row: Outcome, reader: str) -> Iterator[Station]:
    claimed = Station(
        kind="outcome_claimed",
        label=gettext("Outcome claimed: %(kind)s") % {"kind": row.get_kind_display()},
        on=_day(row.claimed_at),
        state=str(row.get_state_display()),
        words=row.title,
        language=row.language,
        side=str(Side(row.side).label),
        figures=_sum(row, reader),
    )
    yield claimed
    if row.answered_at:
        yield replace(
            claimed,
            kind=f"outcome_{row.state}",
            label=str(row.get_kind_display()),
            on=_day(row.answered_at),
            side=str(Side(row.side).other.label),
        )


def _sum(row: Outcome, reader: str) -> str:
    parts = [amount_of(row.value, row.currency, reader)]
    parts += [f"{row.get_band_display()} {row.currency}" if row.band else ""]
    parts += [str(row.get_territory_display()) if row.territory else ""]
    parts += [f"{gettext('Jobs created')}: {row.jobs}" if row.jobs else ""]
    return "; ".join(part for part in parts if part)


def _impact(row: ImpactRequest) -> Station:
    figures = ""
    if row.state == ImpactState.ANSWERED:
        parts = {
            gettext("Industrial use"): gettext("Yes") if row.is_industrialised else gettext("No"),
            gettext("Stage"): row.get_stage_display(),
            gettext("Yearly revenue"): f"{row.get_band_display()} {row.currency}" if row.band else "",
            gettext("Jobs created"): row.jobs,
            gettext("Follow-up projects"): row.projects,
        }
        figures = "; ".join(f"{name}: {value}" for name, value in parts.items() if value != "")
    return Station(
        kind="impact",
        label=gettext("Impact after %(months)s months") % {"months": row.months},
        on=_day(row.answered_at) if row.answered_at else row.due_on,
        state=str(row.get_state_display()),
        side=str(Side(row.side).label),
        figures=figures,
    )

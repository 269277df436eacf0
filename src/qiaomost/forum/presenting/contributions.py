"""Calls and contributions, with as much as the reader may know of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from qiaomost.common.languages import LanguageCode, in_language, reading_order
from qiaomost.forum.models import Contribution, ContributionCall, Edition, Track
from qiaomost.forum.permissions import can_organise
from qiaomost.forum.permissions.contributions import (
    Parts,
    has_declared,
    has_scored,
    has_seat,
    is_open,
    may_know_names,
    may_read_reviews,
)
from qiaomost.forum.rules.anonymity import covered
from qiaomost.forum.selectors.contributions import (
    Ranked,
    calls_of,
    contributions_to_review,
    own_contributions,
    result_for,
)
from qiaomost.forum.states import SessionKind
from qiaomost.forum.states.contributions import CONTRIBUTION_TRANSITIONS, ContributionState, Decision, Part
from qiaomost.network.models import Person
from qiaomost.network.permissions import Standing
from qiaomost.partnering.rules.scoring import Result

LANGUAGES = dict(LanguageCode.choices)


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call in a list. Moments are by the clock of its site."""

    call: ContributionCall
    track: str
    opens: datetime
    closes: datetime
    is_open: bool
    is_ahead: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A contribution in a list."""

    contribution: Contribution
    title: str
    language: str
    track: str
    state: str


@dataclass(frozen=True, slots=True)
class CallsPage:
    """The calls of an edition: for everybody, and what of it is the reader's own."""

    calls: Sequence[CallRow]
    own: Sequence[Row]
    without_call: Sequence[tuple[Track, str]]
    reviews: bool
    can_organise: bool


@dataclass(frozen=True, slots=True)
class CallPage:
    """One call: what is asked for, until when, and how it is judged."""

    row: CallRow
    about: str
    kinds: Sequence[str]
    questions: Sequence[tuple[str, int, bool]]
    criteria: Sequence[tuple[str, int, int]]
    confirm_until: datetime
    can_organise: bool


@dataclass(frozen=True, slots=True)
class TextRow:
    """One language of a contribution."""

    language: str
    label: str
    title: str
    abstract: str
    origin: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """What one reviewer gave."""

    reviewer: str
    points: Sequence[tuple[str, int, int]]
    comment: str


@dataclass(frozen=True, slots=True)
class ContributionPage:
    """What the page of a contribution shows."""

    contribution: Contribution
    parts: Parts
    call: CallRow
    title: str
    title_language: str
    texts: Sequence[TextRow]
    answers: Sequence[tuple[str, str]]
    speakers: Sequence[str] | None
    state: str
    kind: str
    verbs: Sequence[str]
    decisions: Sequence[str]
    can_change: bool
    confirm_until: datetime | None
    is_declared: bool
    is_scored: bool
    sheets: Sequence[SheetRow] | None
    notes: Sequence[tuple[str, datetime, str]]
    result: Result | None


def row_of(call: ContributionCall, reader: str, now: datetime) -> CallRow:
    """A call with its moments by the clock of its site."""
    return CallRow(
        call=call,
        track=call.track.name_in(reader),
        opens=_local(call, call.opens_at),
        closes=_local(call, call.closes_at),
        is_open=is_open(call, now),
        is_ahead=now < call.opens_at,
    )


def calls_page(edition: Edition, standing: Standing, reader: str, now: datetime) -> CallsPage:
    """The calls of an edition; a constant number of queries."""
    calls = list(calls_of(edition))
    organises = can_organise(standing, edition)
    have = {call.track_id for call in calls}
    own = own_contributions(standing, edition) if standing.user_id else []
    tracks = [one for one in edition.tracks.all() if one.pk not in have] if organises else []
    return CallsPage(
        calls=[row_of(call, reader, now) for call in calls],
        own=[_row(one, reader) for one in own],
        without_call=[(one, one.name_in(reader)) for one in tracks],
        reviews=any(has_seat(standing, call) for call in calls),
        can_organise=organises,
    )


def call_page(call: ContributionCall, standing: Standing, reader: str, now: datetime) -> CallPage:
    """One call; ``call`` comes from ``selectors.contributions.call_for``."""
    return CallPage(
        row=row_of(call, reader, now),
        about=_in(call.about, reader),
        kinds=[str(SessionKind(kind).label) for kind in call.kinds],
        questions=[(_in(one.words, reader), one.limit, one.is_required) for one in call.questions.all()],
        criteria=[(_in(one.words, reader), one.weight, one.maximum) for one in call.criteria.all()],
        confirm_until=_local(call, call.confirm_until),
        can_organise=can_organise(standing, call.track.edition),
    )


def review_rows(standing: Standing, edition: Edition, reader: str) -> list[tuple[Row, bool]]:
    """What a reviewer may judge, without names, and whether they have; a constant number of queries."""
    found = contributions_to_review(standing, edition)
    return [(_row(one, reader, covers=one.call.is_anonymous), has_scored(standing, one)) for one in found]


def contribution_page(
    contribution: Contribution, parts: Parts, standing: Standing, reader: str, now: datetime
) -> ContributionPage:
    """One contribution; it and ``parts`` come from ``selectors.contributions.contribution_for``."""
    knows, reads = may_know_names(contribution, parts), may_read_reviews(standing, contribution, parts)
    row = _row(contribution, reader, covers=not knows)
    return ContributionPage(
        contribution=contribution,
        parts=parts,
        call=row_of(contribution.call, reader, now),
        title=row.title,
        title_language=row.language,
        texts=_texts(contribution, covers=not knows),
        answers=_answers(contribution, reader, covers=not knows),
        speakers=speakers_of(contribution, reader) if knows else None,
        state=row.state,
        kind=str(SessionKind(contribution.kind).label),
        verbs=_verbs(contribution, parts, now),
        decisions=_decisions(contribution, parts),
        can_change=Part.AUTHOR in parts and _is_changeable(contribution, now),
        confirm_until=contribution.confirm_until and _local(contribution.call, contribution.confirm_until),
        is_declared=has_declared(standing, contribution),
        is_scored=has_scored(standing, contribution),
        sheets=_sheets(contribution, reader) if reads else None,
        notes=_notes(contribution, reader) if reads else (),
        result=result_for(contribution) if reads else None,
    )


def speakers_of(contribution: Contribution, reader: str) -> list[str]:
    """The author and the co-speakers, with their organisations."""
    person = getattr(contribution.author, "person", None)
    first = [_named(person, reader)] if person else []
    return first + [
        _named(one.person, reader) if one.person else one.written_name()
        for one in contribution.speakers.all()
    ]


def ranking_rows(ranking: Iterable[Ranked], reader: str) -> list[tuple[Row, Ranked, str, str]]:
    """The ranking with titles, speakers and the decision that waits."""
    return [
        (
            _row(one.contribution, reader),
            one,
            "; ".join(speakers_of(one.contribution, reader)),
            str(Decision(one.contribution.pending).label) if one.contribution.pending else "",
        )
        for one in ranking
    ]


def seat_rows(
    call: ContributionCall, ranking: Sequence[Ranked], reader: str
) -> list[tuple[object, str, int]]:
    """Each reviewer with the number of their reviews."""
    given = [sheet.seat_id for one in ranking for sheet in one.contribution.sheets.all()]
    seats = call.seats.select_related("user__person").prefetch_related("user__person__names")
    return [(seat.user_id, _account(seat.user, reader), given.count(seat.pk)) for seat in seats]


def names_to_cover(contribution: Contribution) -> set[str]:
    """Names of those who speak and of their organisations, in every language known; reads prefetched rows."""
    own = getattr(contribution.author, "person", None)
    persons = [one for one in (own, *(row.person for row in contribution.speakers.all())) if one]
    names = {row.full() for person in persons for row in person.names.all()}
    names |= {row.family for person in persons for row in person.names.all() if row.language != "zh"}
    for person in persons:
        if person.organisation is not None:
            names |= set(person.organisation.forms().values())
    for row in contribution.speakers.all():
        names |= {row.written_name(), row.family if row.language != "zh" else ""}
    return names


def _row(contribution: Contribution, reader: str, *, covers: bool = False) -> Row:
    text = contribution.text_in(reader)
    title = text.title if text else ""
    return Row(
        contribution=contribution,
        title=covered(title, names_to_cover(contribution)) if covers else title,
        language=text.language if text else contribution.language,
        track=contribution.call.track.name_in(reader),
        state=str(ContributionState(contribution.state).label),
    )


def _texts(contribution: Contribution, *, covers: bool) -> list[TextRow]:
    names = names_to_cover(contribution) if covers else set()
    shown = (lambda text: covered(text, names)) if covers else str
    return [
        TextRow(
            one.language,
            str(LANGUAGES[one.language]),
            shown(one.title),
            shown(one.abstract),
            str(one.get_origin_display()),
        )
        for one in contribution.texts.all()
    ]


def _answers(contribution: Contribution, reader: str, *, covers: bool) -> list[tuple[str, str]]:
    names = names_to_cover(contribution) if covers else set()
    return [
        (_in(one.question.words, reader), covered(one.text, names) if covers else one.text)
        for one in contribution.answers.all()
    ]


def _verbs(contribution: Contribution, parts: Parts, now: datetime) -> list[str]:
    """What the author can do now."""
    if Part.AUTHOR not in parts:
        return []
    in_time = {
        "submit": is_open(contribution.call, now),
        "confirm": contribution.confirm_until is not None and now <= contribution.confirm_until,
        "withdraw": True,
    }
    return [
        verb
        for verb, is_possible in in_time.items()
        if is_possible and contribution.state in CONTRIBUTION_TRANSITIONS[verb][0]
    ]


def _decisions(contribution: Contribution, parts: Parts) -> list[str]:
    if Part.ORGANISER not in parts or contribution.call.phase == "collecting":
        return []
    return [verb for verb in Decision.values if contribution.state in CONTRIBUTION_TRANSITIONS[verb][0]]


def _is_changeable(contribution: Contribution, now: datetime) -> bool:
    states = (ContributionState.DRAFT, ContributionState.SUBMITTED)
    return contribution.state in states and is_open(contribution.call, now)


def _sheets(contribution: Contribution, reader: str) -> list[SheetRow]:
    criteria = list(contribution.call.criteria.all())
    rows = []
    sheets = contribution.sheets.select_related("seat__user__person")
    for sheet in sheets.prefetch_related("scores", "seat__user__person__names"):
        points = {score.criterion_id: score.points for score in sheet.scores.all()}
        scored = [(_in(one.words, reader), points[one.pk], one.maximum) for one in criteria]
        rows.append(SheetRow(_account(sheet.seat.user, reader), scored, sheet.comment))
    return rows


def _notes(contribution: Contribution, reader: str) -> list[tuple[str, datetime, str]]:
    notes = contribution.notes.select_related("seat__user__person").prefetch_related(
        "seat__user__person__names"
    )
    return [(_account(one.seat.user, reader), one.at, one.text) for one in notes]


def _account(user: object, reader: str) -> str:
    person = getattr(user, "person", None)
    return person.name_in(reader) if person else str(getattr(user, "email", ""))


def _named(person: Person, reader: str) -> str:
    name = person.name_in(reader)
    return f"{name} ({person.organisation.name_in(reader)})" if person.organisation else name


def _in(words: dict[str, str], reader: str) -> str:
    return in_language(words, reading_order(reader)) or ""


def _local(call: ContributionCall, moment: datetime) -> datetime:
    """The clock of the site, without its zone, so that a page does not turn it into its own."""
    return moment.astimezone(call.site.zone).replace(tzinfo=None)

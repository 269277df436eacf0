"""A call and its answers, with as much as the reader may know of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qiaomost.catalogue.permissions import can_see_owner
from qiaomost.catalogue.selectors import text_for
from qiaomost.common.languages import in_language, reading_order
from qiaomost.common.transitions import verbs_of
from qiaomost.network.models import Country, OrganisationKind
from qiaomost.network.permissions import Standing
from qiaomost.partnering.models import Answer, AnswerFile, Call, Criterion, Reviewer, TeamMember
from qiaomost.partnering.permissions.calls import (
    CallRoles,
    can_write_answer,
    has_declared,
    is_owners,
    may_know_names,
    roles_for,
    roles_in_call,
)
from qiaomost.partnering.presenting.parties import Title, name_of
from qiaomost.partnering.rules.scoring import CriterionResult, Result
from qiaomost.partnering.selectors.answers import (
    answers_of,
    answers_to_review,
    counted,
    notes_on,
    own_answers,
    result_for,
)
from qiaomost.partnering.states.answers import (
    ANSWER_TRANSITIONS,
    ANSWER_VERBS,
    CALL_TRANSITIONS,
    CALL_VERBS,
    WITH_NAMES,
    AnswerState,
    CallRole,
    CallState,
)

UNDER_REVIEW = {CallState.BLIND, CallState.NAMED}


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion in the reader's language, and what it is worth."""

    pk: int
    text: str
    language: str
    weight: int
    maximum: int
    limit: int
    worth: str


@dataclass(frozen=True, slots=True)
class Row:
    """An answer in a list: by its number, or by its organisations where these may be known."""

    answer: Answer
    label: str
    organisations: str
    state: str
    result: Result | None
    is_declared: bool
    is_assessed: bool


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A reviewer as the owner sees them."""

    user_id: str
    name: str
    reviews: int


@dataclass(frozen=True, slots=True)
class CallPage:
    """What the page of a call shows."""

    call: Call
    roles: CallRoles
    title: Title
    owner: str
    state: str
    criteria: Sequence[Asked]
    eligibility: str
    eligibility_language: str
    countries: Sequence[str]
    kinds: Sequence[str]
    is_open: bool
    can_answer: bool
    own: Sequence[Row]
    rows: Sequence[Row]
    seats: Sequence[SeatRow]
    verbs: Sequence[str]
    is_under_notice: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one reviewer gave: points and comment by criterion."""

    reviewer: str
    phase: str
    scores: Sequence[tuple[Asked, int, str]]


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """What the page of an answer shows."""

    answer: Answer
    call: Call
    roles: CallRoles
    title: Title
    label: str
    state: str
    knows_names: bool
    team: Sequence[tuple[TeamMember, str]]
    words: Sequence[tuple[Asked, str]]
    files: Sequence[AnswerFile]
    result: Result | None
    scored: Sequence[tuple[Asked, CriterionResult]]
    sheets: Sequence[Sheet]
    notes: Sequence[tuple[str, datetime, str]] | None
    verbs: Sequence[str]
    can_edit: bool
    to_confirm: TeamMember | None
    may_review: bool
    is_declared: bool


def asked_of(call: Call, reader: str) -> list[Asked]:
    """The criteria of a call in the reader's language, else in another that the record has."""
    return [_asked(one, reader) for one in call.criteria.all()]


def _asked(one: Criterion, reader: str) -> Asked:
    language = next(code for code in reading_order(reader) if one.words.get(code))
    worth = _("Weight %(weight)d %%, up to %(points)d points; at most %(limit)d characters.") % {
        "weight": one.weight,
        "points": one.maximum,
        "limit": one.limit,
    }
    return Asked(one.pk, one.words[language], language, one.weight, one.maximum, one.limit, worth)


def title_of_call(call: Call, reader: str) -> Title:
    """The title of the challenge; reads the prefetched texts."""
    text = text_for(call.record, reader)
    return Title(text.title, text.language)


def owner_of(call: Call, standing: Standing, reader: str) -> str:
    """The name of the owner, for whom the challenge does not hide it."""
    record = call.record
    if can_see_owner(standing, record.organisation_id, is_anonymous=record.challenge.is_anonymous):
        return record.organisation.name_in(reader)
    return _("Anonymous until the introduction")


def names_of(answer: Answer, reader: str) -> str:
    """The organisations of an answer, its leader first; reads the prefetched team."""
    members = sorted(
        answer.team.all(), key=lambda one: (one.organisation_id != answer.organisation_id, one.pk)
    )
    return " · ".join(one.organisation.name_in(reader) for one in members)


def label_of(answer: Answer) -> str:
    """How an answer is called where nobody may know whose it is."""
    return (
        _("Answer %(number)d") % {"number": answer.number}
        if answer.number
        else pgettext("to a challenge", "Answer")
    )


def call_page(call: Call, standing: Standing, reader: str, now: datetime) -> CallPage:
    """Return the page; ``call`` comes from ``selectors.answers.call_for``. A constant number of queries."""
    roles = roles_in_call(standing, call)
    eligibility = in_language(call.eligibility, reading_order(reader)) or ""
    languages = [code for code in reading_order(reader) if call.eligibility.get(code)]
    is_open = call.state == CallState.OPEN and now <= call.closes_at()
    own = list(own_answers(standing, call).prefetch_related("team__organisation__names"))
    shown = _shown(call, standing, roles)
    is_member = bool(standing.memberships)
    return CallPage(
        call=call,
        roles=roles,
        title=title_of_call(call, reader),
        owner=owner_of(call, standing, reader),
        state=str(call.get_state_display()),
        criteria=asked_of(call, reader),
        eligibility=eligibility,
        eligibility_language=languages[0] if languages else "",
        countries=[str(Country(code).label) for code in call.countries],
        kinds=[str(OrganisationKind(kind).label) for kind in call.kinds],
        is_open=is_open,
        can_answer=is_open and is_member and not is_owners(standing, call),
        own=[_row(call, one, standing, reader, knows=True) for one in own],
        rows=[_row(call, one, standing, reader, knows=call.state in WITH_NAMES) for one in shown],
        seats=_seats(call, shown, reader) if CallRole.OWNER in roles else (),
        verbs=_call_verbs(call, roles, now),
        is_under_notice=call.state in {CallState.NOTICE, CallState.AWARDED},
    )


def _shown(call: Call, standing: Standing, roles: CallRoles) -> list[Answer]:
    if CallRole.OWNER in roles:
        return answers_of(call)
    return answers_to_review(standing, call) if CallRole.REVIEWER in roles else []


def _row(call: Call, answer: Answer, standing: Standing, reader: str, *, knows: bool) -> Row:
    is_seen = answer.number is not None and bool(roles_in_call(standing, call))
    return Row(
        answer=answer,
        label=label_of(answer),
        organisations=names_of(answer, reader) if knows else "",
        state=str(answer.get_state_display()),
        result=result_for(call, answer)
        if is_seen and _may_see_result(call, roles_in_call(standing, call))
        else None,
        is_declared=is_seen and has_declared(standing, answer),
        is_assessed=is_seen
        and any(one.reviewer.user_id == standing.user_id for one in answer.assessments.all()),
    )


def _may_see_result(call: Call, roles: CallRoles) -> bool:
    """The owner always; reviewers only after the first review, so that each judges alone."""
    return CallRole.OWNER in roles or call.state in WITH_NAMES


def _seats(call: Call, answers: Sequence[Answer], reader: str) -> list[SeatRow]:
    seats = Reviewer.objects.filter(call=call).select_related("user__person")
    given = [row.reviewer_id for answer in answers for row in counted(answer)]
    return [
        SeatRow(str(seat.user_id), name_of(seat.user, reader), given.count(seat.pk))
        for seat in seats.prefetch_related("user__person__names")
    ]


def _call_verbs(call: Call, roles: CallRoles, now: datetime) -> list[str]:
    legal = [verb for verb in verbs_of(CALL_TRANSITIONS, CallState(call.state)) if roles & CALL_VERBS[verb]]
    return [verb for verb in legal if verb != "close" or now > call.closes_at()]


def answer_page(answer: Answer, standing: Standing, reader: str, now: datetime) -> AnswerPage:
    """Return the page; ``answer`` comes from ``selectors.answers.answer_for``. A constant number of queries."""
    call = answer.call
    roles = roles_for(standing, call, answer)
    knows, asked = may_know_names(call, roles), asked_of(call, reader)
    said = {one.criterion_id: one.text for one in answer.words.all()}
    is_open = call.state == CallState.OPEN and now <= call.closes_at()
    is_writer = can_write_answer(standing, call, answer)
    result = result_for(call, answer) if _may_read_result(call, answer, roles) else None
    is_reviewer = CallRole.REVIEWER in roles and not is_owners(standing, call)
    return AnswerPage(
        answer=answer,
        call=call,
        roles=roles,
        title=title_of_call(call, reader),
        label=answer.title if CallRole.ANSWERER in roles else label_of(answer),
        state=str(answer.get_state_display()),
        knows_names=knows,
        team=[(one, one.organisation.name_in(reader)) for one in answer.team.all()] if knows else (),
        words=[(one, said.get(one.pk, "")) for one in asked],
        files=list(answer.files.all()) if knows else (),
        result=result,
        scored=_scored(asked, result),
        sheets=_sheets(call, answer, roles, asked, reader),
        notes=_notes(answer, reader) if is_reviewer else None,
        verbs=_answer_verbs(call, answer, roles, is_writer, is_open),
        can_edit=is_open and is_writer and answer.state == AnswerState.DRAFT,
        to_confirm=_to_confirm(answer, standing) if is_open and answer.state == AnswerState.DRAFT else None,
        may_review=is_reviewer and call.state in UNDER_REVIEW and answer.state in _REVIEWED,
        is_declared=has_declared(standing, answer),
    )


_REVIEWED = {AnswerState.ELIGIBLE, AnswerState.SCORED, AnswerState.SHORTLISTED}


def _may_read_result(call: Call, answer: Answer, roles: CallRoles) -> bool:
    if CallRole.ANSWERER in roles:
        return answer.decided_at is not None
    return _may_see_result(call, roles)


def _scored(asked: Sequence[Asked], result: Result | None) -> list[tuple[Asked, CriterionResult]]:
    return list(zip(asked, result.criteria, strict=True)) if result else []


def scored_of(
    call: Call, answer: Answer, reader: str
) -> tuple[Result | None, list[tuple[Asked, CriterionResult]]]:
    """The result of an answer, and its lines by criterion."""
    result = result_for(call, answer)
    return result, _scored(asked_of(call, reader), result)


def _sheets(call: Call, answer: Answer, roles: CallRoles, asked: Sequence[Asked], reader: str) -> list[Sheet]:
    """What each reviewer gave; without names nobody reads what the others gave."""
    if CallRole.ANSWERER in roles or call.state not in WITH_NAMES:
        return []
    seats = Reviewer.objects.filter(call=call).select_related("user__person")
    names = {seat.pk: name_of(seat.user, reader) for seat in seats.prefetch_related("user__person__names")}
    found = []
    for one in counted(answer):
        given = {score.criterion_id: score for score in one.scores.all()}
        lines = [(line, given[line.pk].points, given[line.pk].comment) for line in asked]
        found.append(Sheet(names[one.reviewer_id], str(one.get_phase_display()), lines))
    return found


def _notes(answer: Answer, reader: str) -> list[tuple[str, datetime, str]]:
    return [(name_of(note.reviewer.user, reader), note.at, note.text) for note in notes_on(answer)]


def _answer_verbs(call: Call, answer: Answer, roles: CallRoles, is_writer: bool, is_open: bool) -> list[str]:
    found = []
    for verb in verbs_of(ANSWER_TRANSITIONS, AnswerState(answer.state)):
        phase, takers = ANSWER_VERBS[verb]
        is_theirs = CallRole.ANSWERER not in takers or (is_writer and is_open)
        if takers & roles and phase == call.state and is_theirs:
            found.append(verb)
    return found


def _to_confirm(answer: Answer, standing: Standing) -> TeamMember | None:
    return next(
        (
            one
            for one in answer.team.all()
            if one.confirmed_at is None and one.organisation_id in standing.organisations
        ),
        None,
    )

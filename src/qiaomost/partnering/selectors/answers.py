"""Calls for answers and answers, for those who may know of them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from qiaomost.accounts.models import User
from qiaomost.accounts.selectors import SECOND_FACTORS
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.permissions import may_see_level
from qiaomost.catalogue.selectors import records_visible_to
from qiaomost.common.errors import NotFound
from qiaomost.network.models import Membership, Role
from qiaomost.network.permissions import Standing
from qiaomost.partnering.models import (
    Answer,
    AnswerFile,
    AnswerNote,
    Assessment,
    Call,
    Declaration,
    Objection,
    TeamMember,
)
from qiaomost.partnering.permissions.calls import (
    can_call,
    can_decide_objections,
    has_seat,
    is_answering,
    may_know_names,
    roles_for,
)
from qiaomost.partnering.rules.scoring import Result, Scale, result_of
from qiaomost.partnering.states.answers import AnswerState, CallRole, CallState

UNDER_NOTICE = (CallState.NOTICE, CallState.AWARDED)
_CALL = ("criteria", "reviewers", "record__texts", "record__organisation__names")
_ANSWER = (
    "team__organisation__names",
    "organisation__names",
    "declarations__reviewer",
    "assessments__scores",
    "assessments__reviewer",
)


def with_call(calls: QuerySet[Call]) -> QuerySet[Call]:
    """The same calls with all that permissions and pages read of them."""
    return calls.select_related("record__challenge", "record__organisation").prefetch_related(*_CALL)


def call_about(record_id: UUID) -> Call | None:
    """The call of a challenge, if it was ever opened."""
    return Call.objects.filter(record_id=record_id).first()


def call_for(standing: Standing, call_id: UUID) -> Call:
    """Read one call with all that its page shows.

    Raises:
        NotFound: there is none, or ``standing`` may neither see its challenge nor has a part in it.
    """
    call = with_call(Call.objects.filter(pk=call_id)).first()
    if call is None or not (
        may_see_level(standing, call.record.disclosure, call.record) or _takes_part(standing, call)
    ):
        raise NotFound
    return call


def _takes_part(standing: Standing, call: Call) -> bool:
    return can_call(standing, call) or has_seat(standing, call) or own_answers(standing, call).exists()


def own_answers(standing: Standing, call: Call) -> QuerySet[Answer]:
    """The answers of the organisations of ``standing``, as leader or member; none for the owner's people."""
    if standing.belongs_to(call.record.organisation_id):
        return Answer.objects.none()
    return _answered_by(standing).filter(call=call).order_by("started_at", "pk")


def _answered_by(standing: Standing) -> QuerySet[Answer]:
    member = TeamMember.objects.filter(answer=OuterRef("pk"), organisation_id__in=standing.organisations)
    return Answer.objects.filter(Q(organisation_id__in=standing.organisations) | Exists(member))


def answers_of(call: Call) -> list[Answer]:
    """The answers that owner and reviewers know of, in the order of their numbers, with their reviews."""
    rows = Answer.objects.filter(call=call, number__isnull=False).order_by("number")
    return list(rows.prefetch_related(*_ANSWER))


def answers_to_review(standing: Standing, call: Call) -> list[Answer]:
    """Those of ``answers_of`` that a reviewer may judge: a conflict of interest leaves an answer out."""
    return [one for one in answers_of(call) if CallRole.REVIEWER in roles_for(standing, call, one)]


def answer_for(standing: Standing, answer_id: UUID) -> Answer:
    """Read one answer with its call and all that a page shows.

    Raises:
        NotFound: there is none, or ``standing`` may not know of it.
    """
    calls = with_call(Call.objects.all())
    rows = Answer.objects.filter(pk=answer_id).select_related("author__person", "case")
    answer = rows.prefetch_related(Prefetch("call", queryset=calls), "words", "files", *_ANSWER).first()
    if answer is None or not roles_for(standing, answer.call, answer):
        raise NotFound
    return answer


def file_for(standing: Standing, file_id: UUID) -> AnswerFile:
    """Read one file: its own side always, owner and reviewers once names are known, since files tell names.

    Raises:
        NotFound: there is none, or ``standing`` may not read it.
    """
    file = AnswerFile.objects.filter(pk=file_id).first()
    if file is None:
        raise NotFound
    answer = answer_for(standing, file.answer_id)
    if not may_know_names(answer.call, roles_for(standing, answer.call, answer)):
        raise NotFound
    return file


def counted(answer: Answer) -> list[Assessment]:
    """The assessments that count: each reviewer's last phase, without those who declared a conflict."""
    excluded = {one.reviewer_id for one in answer.declarations.all() if one.has_conflict}
    last: dict[int, Assessment] = {}
    for one in sorted(answer.assessments.all(), key=lambda row: row.phase == CallState.NAMED):
        last[one.reviewer_id] = one
    return [last[key] for key in sorted(last) if key not in excluded]


def result_for(call: Call, answer: Answer) -> Result | None:
    """The weighted result of an answer; reads only what ``answers_of`` prefetched."""
    scales = [Scale(one.pk, one.weight, one.maximum) for one in call.criteria.all()]
    sheets = [{score.criterion_id: score.points for score in one.scores.all()} for one in counted(answer)]
    return result_of(scales, sheets)


def notes_on(answer: Answer) -> QuerySet[AnswerNote]:
    """What the reviewers said among themselves; for them alone."""
    rows = AnswerNote.objects.filter(answer=answer).select_related("reviewer__user__person")
    return rows.prefetch_related("reviewer__user__person__names")


def declarations_of(call: Call) -> QuerySet[Declaration]:
    """Conflicts that reviewers declared in a call."""
    return Declaration.objects.filter(answer__call=call, has_conflict=True)


def calls_run_by(standing: Standing) -> list[Call]:
    """The calls that ``standing`` runs, newest first."""
    records = Record.objects.filter(call__isnull=False, organisation_id__in=standing.organisations)
    rows = with_call(Call.objects.filter(record__in=records)).order_by("-opened_at", "pk")
    return [call for call in rows if can_call(standing, call)]


def calls_reviewed_by(standing: Standing) -> list[Call]:
    """The calls in which ``standing`` has a reviewer's seat, what closes first on top."""
    if standing.user_id is None:
        return []
    rows = with_call(Call.objects.filter(reviewers__user_id=standing.user_id)).order_by("deadline", "pk")
    return [call for call in rows if has_seat(standing, call)]


def answers_given_by(standing: Standing) -> list[Answer]:
    """The answers of the organisations of ``standing``, newest first, with their calls."""
    rows = _answered_by(standing).select_related("call").order_by("-started_at", "pk")
    calls = with_call(Call.objects.all())
    found = rows.prefetch_related(Prefetch("call", queryset=calls), "team", "organisation__names")
    return [answer for answer in found if is_answering(standing, answer.call, answer)]


def notices_for(standing: Standing) -> QuerySet[Call]:
    """Calls under public notice and awarded ones whose challenge ``standing`` may read, newest first."""
    shown = Q(record__disclosure="public") | Q(record__in=records_visible_to(standing))
    return with_call(Call.objects.filter(shown, state__in=UNDER_NOTICE)).order_by("-notice_from", "pk")


def notice_for(standing: Standing, call_id: UUID) -> tuple[Call, Answer]:
    """A call under public notice or awarded, and its selected answer.

    Raises:
        NotFound: there is none, or ``standing`` may not read its challenge.
    """
    call = notices_for(standing).filter(pk=call_id).first()
    if call is None:
        raise NotFound
    return call, selected_in([call])[call.pk]


def selected_in(calls: list[Call]) -> dict[UUID, Answer]:
    """Call → the answer that stands in its public notice."""
    rows = Answer.objects.filter(
        call__in=calls, state__in=(AnswerState.PUBLIC_NOTICE, AnswerState.AWARDED)
    ).prefetch_related(*_ANSWER)
    return {answer.call_id: answer for answer in rows}


def objections_for(standing: Standing, call: Call) -> QuerySet[Objection]:
    """Objections that ``standing`` may read: all for whoever decides them, else their own."""
    rows = Objection.objects.filter(call=call).select_related("author__person").order_by("pk")
    rows = rows.prefetch_related("author__person__names")
    return rows if can_decide_objections(standing, call) else rows.filter(author_id=standing.user_id)


def reviewers_to_seat(call: Call) -> list[User]:
    """Accounts whose reviewer's role is in force, of either country, without the owner's people and those seated."""
    roles = Membership.objects.filter(
        role=Role.REVIEWER,
        is_active=True,
        organisation__is_member=True,
        user__is_active=True,
        user__authenticator__type__in=SECOND_FACTORS,
    )
    own = Membership.objects.filter(organisation_id=call.record.organisation_id, is_active=True)
    users = User.objects.filter(pk__in=roles.values("user_id")).exclude(pk__in=own.values("user_id"))
    users = users.exclude(pk__in=call.reviewers.values("user_id"))
    return list(users.select_related("person").prefetch_related("person__names").order_by("pk"))

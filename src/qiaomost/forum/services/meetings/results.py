"""What became of a meeting: said by its two sides, decided or cancelled by the organisers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, Message, NotFound, TransitionRefused
from qiaomost.common.transitions import next_state
from qiaomost.forum.models import Edition, MeetingRequest, MeetingResult, MeetingStatement
from qiaomost.forum.models.results import BEST_RATING, NOTE_LIMIT, WHY_LIMIT
from qiaomost.forum.selectors.meetings import with_people
from qiaomost.forum.selectors.results import own_meeting, place_of
from qiaomost.forum.services.editions import lock_edition
from qiaomost.forum.services.meetings.telling import tell_of_result
from qiaomost.forum.states.results import RESULT_TRANSITIONS, SIDES_SAY, ResultState, Said, verdict


@dataclass(frozen=True, slots=True)
class Report:
    """What a side says of a meeting, what it notes for itself, and its mark from 1 to 5; nothing has to be given."""

    said: str = ""
    note: str = ""
    rating: int | None = None


@transaction.atomic
def report_meeting(
    *, actor: User, edition: Edition, request_id: UUID, report: Report, now: datetime
) -> MeetingResult:
    """Say for one's own side what became of a meeting; what it said before is replaced.

    Raises:
        NotFound: ``actor`` has no part in it, or it has no place in the published plan.
        TransitionRefused: it has not begun yet, or was cancelled.
        Invalid: a value breaks a rule.
    """
    profile, request = own_meeting(actor, edition, request_id)
    _check(report)
    if report.said:
        _require_begun(request, now)
    result = _locked(request)
    values = {
        "said": report.said,
        "note": cleaned_prose(report.note),
        "rating": report.rating,
        "said_at": now,
    }
    MeetingStatement.objects.update_or_create(result=result, profile=profile, defaults=values)
    _settle(result)
    audit.record(actor, "report_meeting", result, now=now, said=report.said)
    return result


@transaction.atomic
def decide_meeting(
    *, actor: User, edition_id: UUID, request_id: UUID, decision: str, now: datetime
) -> MeetingResult:
    """Decide whether a meeting was held; without a decision, what the sides say counts again.

    Raises:
        NotFound, NotAllowed: there is none in the published plan, or ``actor`` does not organise the edition.
        TransitionRefused: it has not begun yet, or was cancelled.
        Invalid: nothing of what can be decided was chosen.
    """
    request = _of_edition(lock_edition(actor, edition_id), request_id)
    if decision and decision not in Said.values:
        raise Invalid(fields={"decision": _("Choose what became of the meeting.")})
    _require_begun(request, now)
    result = _locked(request)
    result.decision, result.decided_by, result.decided_at = decision, actor, now
    _settle(result)
    audit.record(actor, "decide_meeting", result, now=now, decision=decision)
    return result


@transaction.atomic
def cancel_meeting(
    *, actor: User, edition_id: UUID, request_id: UUID, why: str, now: datetime
) -> MeetingResult:
    """Call a planned meeting off, and tell both sides why.

    Raises:
        NotFound, NotAllowed: there is none in the published plan, or ``actor`` does not organise the edition.
        TransitionRefused: something was said of it already.
        Invalid: there is no reason, or it is too long.
    """
    request = _of_edition(lock_edition(actor, edition_id), request_id)
    if place_of(request) is None:
        raise NotFound
    words = cleaned_prose(why)
    if not words or len(words) > WHY_LIMIT:
        raise Invalid(fields={"why": _("Say why, in 500 characters at most.")})
    result = _locked(request)
    result.why, result.decided_by, result.decided_at = words, actor, now
    _move(result, "cancel")
    audit.record(actor, "cancel_meeting", result, now=now)
    tell_of_result(result, "cancel", now=now)
    return result


@transaction.atomic
def restore_meeting(*, actor: User, edition_id: UUID, request_id: UUID, now: datetime) -> MeetingResult:
    """Take a cancellation back, and tell both sides. Where a later plan gave its place away, the next one plans it.

    Raises:
        NotFound, NotAllowed: there is none, or ``actor`` does not organise the edition.
        TransitionRefused: it was not cancelled.
    """
    result = _locked(_of_edition(lock_edition(actor, edition_id), request_id))
    result.why, result.decided_by, result.decided_at = "", actor, now
    _move(result, "restore")
    audit.record(actor, "restore_meeting", result, now=now)
    tell_of_result(result, "restore", now=now)
    return result


def _of_edition(edition: Edition, request_id: UUID) -> MeetingRequest:
    request = with_people(MeetingRequest.objects.filter(edition=edition, pk=request_id)).first()
    if request is None:
        raise NotFound
    return request


def _locked(request: MeetingRequest) -> MeetingResult:
    """Read the result of a request while nobody else changes it; the two sides speak one after the other."""
    MeetingRequest.objects.select_for_update().get(pk=request.pk)
    result, _made = MeetingResult.objects.get_or_create(request=request)
    return result


def _settle(result: MeetingResult) -> None:
    _move(result, verdict((one.said for one in result.statements.all()), result.decision))


def _move(result: MeetingResult, verb: str) -> None:
    result.state = next_state(RESULT_TRANSITIONS, ResultState(result.state), verb)
    result.save()


def _require_begun(request: MeetingRequest, now: datetime) -> None:
    place = place_of(request)
    if place is None:
        raise NotFound
    if now < place.slot.starts_at:
        raise TransitionRefused(_("The meeting has not begun yet."), code="not_begun")


def _check(report: Report) -> None:
    wrong: Mapping[str, Message] = {
        "said": "" if report.said in {"", *SIDES_SAY} else _("Choose what became of the meeting."),
        "note": _("This is too long.") if len(cleaned_prose(report.note)) > NOTE_LIMIT else "",
        "rating": _rating_problem(report),
    }
    if any(wrong.values()):
        raise Invalid(fields={name: message for name, message in wrong.items() if message})


def _rating_problem(report: Report) -> Message:
    if report.rating is None:
        return ""
    if report.said != Said.HELD:
        return _("Only a meeting that was held is rated.")
    return "" if 1 <= report.rating <= BEST_RATING else _("Between 1 and 5.")

"""Requests for meetings: ask, accept, decline, propose another, agree, pass on, withdraw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.common import audit
from qiaomost.common.errors import Conflict, Invalid, Message, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.transitions import next_state
from qiaomost.forum.models import Edition, MeetingProfile, MeetingRequest, MeetingRules
from qiaomost.forum.models.meetings import WORDS_LIMIT
from qiaomost.forum.permissions.meetings import is_shown, may_meet, may_take
from qiaomost.forum.selectors.meetings import colleagues_of, profile_of, profiles, rules_of
from qiaomost.forum.selectors.results import place_of
from qiaomost.forum.services.meetings.telling import tell_of_request
from qiaomost.forum.states.meetings import OPEN_REQUESTS, REQUEST_TRANSITIONS, RequestState


@dataclass(frozen=True, slots=True)
class Answer:
    """Words of a decline or proposal; a proposal names a day of the edition or a colleague."""

    words: str = ""
    day: date | None = None
    colleague_id: UUID | None = None


@transaction.atomic
def ask_for_meeting(
    *, actor: User, edition: Edition, profile_id: UUID, reason: str, day: date | None = None, now: datetime
) -> MeetingRequest:
    """Ask another participant for a meeting.

    Raises:
        NotFound: ``actor`` did not opt in, or the other one did not, or the rules keep the two apart.
        TransitionRefused: the organisers' deadline is past.
        Conflict: there is an open request between the two.
        Invalid: no reason is given, the day is none of the edition, or too many requests are open.
    """
    mine, rules = _mine(actor, edition), _open_rules(edition, now)
    other = profiles().filter(pk=profile_id, registration__edition=edition).first()
    if other is None or not is_shown(other) or not may_meet(rules, mine.registration, other.registration):
        raise NotFound
    _check(edition, reason, day)
    _require_room(mine, other, rules)
    return _ask(actor, mine, other, cleaned_prose(reason), day, now)


@transaction.atomic
def answer_request(
    *, actor: User, edition: Edition, request_id: UUID, verb: str, answer: Answer, now: datetime
) -> MeetingRequest:
    """Take one step of a request, and tell the other side in its language.

    Raises:
        NotFound: ``actor`` has no part in it.
        NotAllowed: it is the other side's step.
        TransitionRefused: the step is not possible in its state, or would give up a meeting that has begun.
        Invalid: words are missing, or a proposal names nothing that can be.
    """
    mine = _mine(actor, edition)
    rows = MeetingRequest.objects.select_for_update().filter(pk=request_id, edition=edition)
    request = rows.filter(Q(asker=mine) | Q(asked=mine)).first()
    if request is None:
        raise NotFound
    if not may_take(request, mine, verb):
        raise NotAllowed
    state = next_state(REQUEST_TRANSITIONS, RequestState(request.state), verb)
    if verb == "withdraw":
        _require_ahead(request, now)
    _write(request, verb, mine, answer)
    request.state, request.answered_at = state, now
    request.version += 1
    request.save()
    audit.record(actor, f"{verb}_meeting_request", request, now=now)
    if verb == "pass_on":
        _pass_on(actor, request, edition, now)
    else:
        other = request.asked if mine.pk == request.asker_id else request.asker
        tell_of_request(request, verb, to=other, about=mine, now=now)
    return request


def _write(request: MeetingRequest, verb: str, mine: MeetingProfile, answer: Answer) -> None:
    if verb == "propose":
        _propose(request, mine, answer)
    elif verb in {"agree", "pass_on"}:
        _require_proposal(request, verb)
    if verb == "agree":
        request.day = request.proposed_day
    if verb in {"decline", "propose"}:
        request.answer = _words(answer.words, "words", needed=verb == "decline")


def _require_ahead(request: MeetingRequest, now: datetime) -> None:
    place = place_of(request)
    if place is not None and place.slot.starts_at <= now:
        raise TransitionRefused(_("The time of the meeting has come; say what became of it."), code="begun")


def _mine(actor: User, edition: Edition) -> MeetingProfile:
    mine = profile_of(actor, edition)
    if mine is None or not mine.is_listed:
        raise NotFound
    MeetingProfile.objects.select_for_update().get(pk=mine.pk)
    return mine


def _open_rules(edition: Edition, now: datetime) -> MeetingRules:
    rules = rules_of(edition)
    if rules is None or not rules.is_open or now > rules.asked_until:
        raise TransitionRefused(_("Requests are not taken any more, or not yet."), code="past_deadline")
    return rules


def _require_room(mine: MeetingProfile, other: MeetingProfile, rules: MeetingRules) -> None:
    between = Q(asker=mine, asked=other) | Q(asker=other, asked=mine)
    open_ones = MeetingRequest.objects.filter(state__in=OPEN_REQUESTS)
    if open_ones.filter(between).exists():
        raise Conflict(_("There is an open request between the two of you already."))
    if open_ones.filter(asker=mine).count() >= rules.most_requests:
        raise Invalid(_("So many open requests are the most: %(most)d.") % {"most": rules.most_requests})


def _ask(
    actor: User, mine: MeetingProfile, other: MeetingProfile, reason: str, day: date | None, now: datetime
) -> MeetingRequest:
    request = MeetingRequest.objects.create(
        edition_id=mine.registration.edition_id,
        asker=mine,
        asked=other,
        language=mine.registration.language,
        reason=reason,
        day=day,
        made_at=now,
    )
    audit.record(actor, "ask_for_meeting", request, now=now)
    tell_of_request(request, "ask", to=other, about=mine, now=now)
    return request


def _pass_on(actor: User, request: MeetingRequest, edition: Edition, now: datetime) -> None:
    rules = _open_rules(edition, now)
    if request.colleague is None:
        raise TransitionRefused
    other = profiles().get(pk=request.colleague.pk)
    _require_room(request.asker, other, rules)
    _ask(actor, request.asker, other, request.reason, request.day, now)


def _require_proposal(request: MeetingRequest, verb: str) -> None:
    colleague = request.colleague
    possible = colleague is not None and is_shown(colleague) if verb == "pass_on" else request.proposed_day
    if not possible:
        raise TransitionRefused


def _propose(request: MeetingRequest, mine: MeetingProfile, answer: Answer) -> None:
    if (answer.day is None) == (answer.colleague_id is None):
        raise Invalid(fields={"day": _("Propose a day or a colleague.")})
    if answer.day is not None:
        _require_day(request.edition, answer.day)
        request.proposed_day = answer.day
        return
    if answer.colleague_id is not None:
        request.colleague = _colleague(request, mine, answer.colleague_id)


def _colleague(request: MeetingRequest, mine: MeetingProfile, colleague_id: UUID) -> MeetingProfile:
    colleague = colleagues_of(mine).filter(pk=colleague_id).exclude(pk=request.asker_id).first()
    rules = rules_of(request.edition)
    if (
        colleague is None
        or rules is None
        or not may_meet(rules, request.asker.registration, colleague.registration)
    ):
        raise Invalid(fields={"colleague": _("Choose a colleague who takes part in the meetings.")})
    return colleague


def _check(edition: Edition, reason: str, day: date | None) -> None:
    _words(reason, "reason", needed=True)
    if day is not None:
        _require_day(edition, day)


def _require_day(edition: Edition, day: date) -> None:
    if not edition.first_day <= day <= edition.last_day:
        raise Invalid(fields={"day": _("Choose a day of the forum.")})


def _words(value: str, field: str, *, needed: bool) -> str:
    words = cleaned_prose(value)
    wrong: Message | None = None
    if needed and not words:
        wrong = _("This has to be said.")
    elif len(words) > WORDS_LIMIT:
        wrong = _("This is too long.")
    if wrong:
        raise Invalid(fields={field: wrong})
    return words

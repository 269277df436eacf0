"""Calls for contributions: opened for a track, changed, led through the phases of review."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.transitions import next_state
from qiaomost.forum.drafts.contributions import CallDraft, call_problems
from qiaomost.forum.models import (
    CallCriterion,
    CallQuestion,
    ContributionCall,
    ReviewerSeat,
    Site,
    Track,
)
from qiaomost.forum.permissions import can_organise, can_see
from qiaomost.forum.states.contributions import PHASE_TRANSITIONS, CallPhase
from qiaomost.network.models import Role
from qiaomost.network.selectors import standing_of
from qiaosearch.text.normalise import clean


def lock_call(call_id: int) -> ContributionCall:
    """Read a call and keep others from acting on it or its contributions until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    call = ContributionCall.objects.select_for_update().filter(pk=call_id).first()
    if call is None:
        raise NotFound
    return call


def lock_organised(actor: User, call_id: int) -> ContributionCall:
    """Lock a call of an edition that ``actor`` organises.

    Raises:
        NotFound: there is none that they may know of.
        NotAllowed: they do not organise it.
    """
    call = lock_call(call_id)
    _require_organiser(actor, call.track)
    return call


@transaction.atomic
def open_call(*, actor: User, track_id: int, draft: CallDraft, now: datetime) -> ContributionCall:
    """Open a track for contributions.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        Conflict: the track has a call already.
        Invalid: a value breaks a rule.
    """
    track = Track.objects.select_for_update().filter(pk=track_id).select_related("edition").first()
    if track is None:
        raise NotFound
    _require_organiser(actor, track)
    if ContributionCall.objects.filter(track=track).exists():
        raise Conflict(_("This track has a call already."))
    call = ContributionCall(track=track)
    _write(call, draft)
    _write_form(call, draft)
    audit.record(actor, "open_call", call, now=now)
    return call


@transaction.atomic
def change_call(
    *, actor: User, call_id: int, draft: CallDraft, now: datetime, version: int | None = None
) -> ContributionCall:
    """Change a call. Once contributions are begun, its questions and criteria stay as they are.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        TransitionRefused: the review has begun.
        Conflict: it was changed since ``version``.
        Invalid: a value breaks a rule.
    """
    call = lock_organised(actor, call_id)
    if call.phase != CallPhase.COLLECTING:
        raise TransitionRefused(_("The review has begun."), code="another_phase")
    if version is not None and version != call.version:
        raise Conflict
    _write(call, draft)
    if not call.contributions.exists():
        call.questions.all().delete()
        call.criteria.all().delete()
        _write_form(call, draft)
    audit.record(actor, "change_call", call, now=now)
    return call


@transaction.atomic
def move_call(*, actor: User, call_id: int, verb: str, now: datetime) -> ContributionCall:
    """Begin the review, the discussion, or close the review.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        TransitionRefused: ``verb`` is not possible in this phase, or the deadline is still ahead.
    """
    call = lock_organised(actor, call_id)
    if verb not in PHASE_TRANSITIONS:
        raise NotFound
    phase = next_state(PHASE_TRANSITIONS, CallPhase(call.phase), verb)
    if now <= call.closes_at:
        raise TransitionRefused(_("The deadline of this call is still ahead."), code="still_open")
    call.phase = phase
    call.save(update_fields=["phase"])
    audit.record(actor, f"{verb}_call", call, now=now)
    return call


@transaction.atomic
def seat_reviewer(*, actor: User, call_id: int, user_id: UUID | str, now: datetime) -> ReviewerSeat:
    """Give a reviewer, of either country, a seat.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        TransitionRefused: the review is closed.
        Invalid: the account is no reviewer.
        Conflict: it has a seat already.
    """
    call = lock_organised(actor, call_id)
    if call.phase == CallPhase.DECIDED:
        raise TransitionRefused(_("The review is closed."), code="another_phase")
    user = User.objects.filter(pk=user_id).first()
    if user is None or not standing_of(user).has_role(Role.REVIEWER):
        raise Invalid(fields={"user": _("Choose a reviewer of the network.")})
    if call.seats.filter(user=user).exists():
        raise Conflict(_("This reviewer has a seat already."))
    seat = ReviewerSeat.objects.create(call=call, user=user, seated_at=now)
    audit.record(actor, "seat_reviewer", call, now=now, user=str(user.pk))
    return seat


@transaction.atomic
def unseat_reviewer(*, actor: User, call_id: int, user_id: UUID | str, now: datetime) -> None:
    """Take the seat of a reviewer who has given no points yet.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or there is no such seat.
        TransitionRefused: the reviewer has given points, which stay.
    """
    call = lock_organised(actor, call_id)
    seat = call.seats.filter(user_id=user_id).first()
    if seat is None:
        raise NotFound
    if seat.sheets.exists():
        raise TransitionRefused(_("This reviewer has begun to review."), code="has_reviewed")
    seat.delete()
    audit.record(actor, "unseat_reviewer", call, now=now, user=str(user_id))


def _require_organiser(actor: User, track: Track) -> None:
    standing = standing_of(actor)
    if not can_see(standing, track.edition):
        raise NotFound
    if not can_organise(standing, track.edition):
        raise NotAllowed


def _write(call: ContributionCall, draft: CallDraft) -> None:
    problems = call_problems(draft)
    if not Site.objects.filter(pk=draft.site_id, edition=call.track.edition).exists():
        problems["site"] = _("Choose from the list.")
    if problems:
        raise Invalid(fields=problems)
    for name in ("site_id", "opens_at", "closes_at", "confirm_until", "reviews_needed", "is_anonymous"):
        setattr(call, name, getattr(draft, name))
    call.about = _cleaned(draft.about)
    call.kinds, call.lengths = list(draft.kinds), sorted(set(draft.lengths))
    call.version += 0 if call._state.adding else 1
    call.save()


def _write_form(call: ContributionCall, draft: CallDraft) -> None:
    CallQuestion.objects.bulk_create(
        CallQuestion(
            call=call,
            position=number,
            words=_cleaned(one.words),
            limit=one.limit,
            is_required=one.is_required,
        )
        for number, one in enumerate(draft.questions)
    )
    CallCriterion.objects.bulk_create(
        CallCriterion(
            call=call, position=number, words=_cleaned(one.words), weight=one.weight, maximum=one.maximum
        )
        for number, one in enumerate(draft.criteria)
    )


def _cleaned(words: Mapping[str, str]) -> dict[str, str]:
    return {language: clean(text).strip() for language, text in words.items() if text.strip()}

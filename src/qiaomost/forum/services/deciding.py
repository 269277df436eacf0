"""Decisions on contributions: they wait, are applied together, and are answered by the authors."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import formats, translation
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, TransitionRefused
from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.common.transitions import next_state
from qiaomost.forum.models import Contribution, ContributionCall, Mail
from qiaomost.forum.models.contributions import REASON_LIMIT
from qiaomost.forum.rules.decision_mails import Told, decision_mail
from qiaomost.forum.selectors.contributions import ranked
from qiaomost.forum.services.calling import lock_call, lock_organised
from qiaomost.forum.services.contributing import lock_as
from qiaomost.forum.services.mailing import prepare_mail
from qiaomost.forum.services.placing import cancel_session, session_of
from qiaomost.forum.states.contributions import (
    CONTRIBUTION_TRANSITIONS,
    CallPhase,
    ContributionState,
    Decision,
    Part,
)

TIME_AFTER_MOVING_UP = timedelta(days=7)
"""As long has whoever moves up from the waiting list to confirm, at least."""


@transaction.atomic
def decide(*, actor: User, contribution_id: UUID, verb: str, reason: str, now: datetime) -> Contribution:
    """Note a decision; nothing is told or changed until all that wait are applied. An empty verb takes it back.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or speaks in the contribution.
        TransitionRefused: the review has not begun, or the decision is not possible in its state.
        Invalid: there is no such decision, or a refusal has no reason.
    """
    contribution = lock_as(actor, contribution_id, Part.ORGANISER)
    reason = cleaned_prose(reason)
    if verb and verb not in Decision.values:
        raise Invalid(fields={"verb": _("Choose from the list.")})
    if verb:
        next_state(CONTRIBUTION_TRANSITIONS, ContributionState(contribution.state), verb)
    if contribution.call.phase == CallPhase.COLLECTING:
        raise TransitionRefused(_("The review has not begun."), code="another_phase")
    if len(reason) > REASON_LIMIT or (verb == Decision.REJECT and not reason):
        raise Invalid(
            fields={"reason": _("Give a reason of at most %(most)d characters.") % {"most": REASON_LIMIT}}
        )
    contribution.pending, contribution.reason = verb, reason
    contribution.save(update_fields=["pending", "reason"])
    audit.record(actor, "decide_contribution", contribution, now=now, decision=verb)
    return contribution


@transaction.atomic
def apply_decisions(*, actor: User, call_id: int, now: datetime) -> int:
    """Apply all decisions of a call that wait, and prepare the mails; returns how many.

    The waiting list has the order of the ranking.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        TransitionRefused: one of them is not possible any more; then none is applied.
    """
    call = lock_organised(actor, call_id)
    waiting = [one.contribution for one in ranked(call) if one.contribution.pending]
    place = max((one.place or 0 for one in call.contributions.all()), default=0)
    for contribution in waiting:
        verb = contribution.pending
        _move(contribution, verb, now=now)
        if verb == Decision.QUEUE:
            place += 1
            contribution.place = place
        contribution.pending, contribution.decided_at = "", now
        contribution.save(update_fields=["state", "pending", "decided_at", "confirm_until", "place"])
        _tell(contribution, verb, now=now)
        audit.record(actor, f"{verb}_contribution", contribution, now=now)
    return len(waiting)


@transaction.atomic
def confirm_contribution(*, actor: User, contribution_id: UUID, now: datetime) -> Contribution:
    """Confirm an accepted contribution: it becomes a session of the programme, once, with its speakers.

    Raises:
        NotFound, NotAllowed: ``actor`` did not write it.
        TransitionRefused: it is not accepted, or the time for it is over.
    """
    contribution = lock_as(actor, contribution_id, Part.AUTHOR)
    _move(contribution, "confirm", now=now)
    if contribution.confirm_until is not None and now > contribution.confirm_until:
        raise TransitionRefused(_("The time for confirming is over."), code="deadline_over")
    contribution.session = session_of(contribution, now=now)
    contribution.save(update_fields=["state", "session"])
    audit.record(actor, "confirm_contribution", contribution, now=now)
    for speaker in contribution.speakers.all():
        if speaker.address:
            _tell(contribution, "speak", now=now, address=speaker.address, language=speaker.language)
    return contribution


@transaction.atomic
def withdraw_contribution(*, actor: User, contribution_id: UUID, now: datetime) -> Contribution:
    """Withdraw a contribution; a place that becomes free goes to the first of the waiting list.

    Raises:
        NotFound, NotAllowed: ``actor`` did not write it.
        TransitionRefused: it is declined or withdrawn already.
    """
    contribution = lock_as(actor, contribution_id, Part.AUTHOR)
    _give_up(contribution, "withdraw", now=now)
    audit.record(actor, "withdraw_contribution", contribution, now=now)
    return contribution


def lapse_contributions(*, now: datetime) -> int:
    """Let accepted contributions go that were not confirmed in time; returns how many."""
    late = Contribution.objects.filter(state=ContributionState.ACCEPTED, confirm_until__lt=now)
    return sum(_lapse(contribution_id, now) for contribution_id in list(late.values_list("pk", flat=True)))


@transaction.atomic
def _lapse(contribution_id: UUID, now: datetime) -> bool:
    call_id = Contribution.objects.values_list("call_id", flat=True).get(pk=contribution_id)
    lock_call(call_id)
    contribution = Contribution.objects.filter(
        pk=contribution_id, state=ContributionState.ACCEPTED, confirm_until__lt=now
    ).first()
    if contribution is None:
        return False
    _give_up(contribution, "lapse", now=now)
    _tell(contribution, "lapse", now=now)
    audit.record(None, "lapse_contribution", contribution, now=now)
    return True


def _give_up(contribution: Contribution, verb: str, *, now: datetime) -> None:
    had_a_place = contribution.state in (ContributionState.ACCEPTED, ContributionState.CONFIRMED)
    _move(contribution, verb, now=now)
    contribution.pending = ""
    contribution.save(update_fields=["state", "pending"])
    if contribution.session is not None:
        cancel_session(contribution.session)
    if had_a_place:
        _move_up(contribution.call, now=now)


def _move_up(call: ContributionCall, *, now: datetime) -> None:
    waiting = call.contributions.filter(state=ContributionState.WAITING, pending="").order_by(
        "place", "number"
    )
    contribution = waiting.first()
    if contribution is None:
        return
    _move(contribution, "accept", now=now)
    contribution.decided_at, contribution.reason = now, ""
    contribution.save(update_fields=["state", "decided_at", "reason", "confirm_until"])
    _tell(contribution, "move_up", now=now)
    audit.record(None, "move_up_contribution", contribution, now=now)


def _move(contribution: Contribution, verb: str, *, now: datetime) -> None:
    state = next_state(CONTRIBUTION_TRANSITIONS, ContributionState(contribution.state), verb)
    if state == ContributionState.ACCEPTED:
        contribution.confirm_until = max(contribution.call.confirm_until, now + TIME_AFTER_MOVING_UP)
    contribution.state = state


def _tell(
    contribution: Contribution, verb: str, *, now: datetime, address: str = "", language: str = ""
) -> Mail:
    """Prepare a mail to the author, or to the co-speaker with ``address``."""
    author, call = contribution.author, contribution.call
    language = language or author.language
    text = contribution.text_in(language)
    is_accepted = contribution.state == ContributionState.ACCEPTED
    told = Told(
        edition=call.track.edition.name_in(language),
        track=call.track.name_in(language),
        title=text.title if text else "",
        reason=contribution.reason if verb in Decision.values else "",
        until=_moment(contribution.call, contribution.confirm_until, language)
        if contribution.confirm_until and is_accepted
        else "",
    )
    subject, body = decision_mail(verb, told, language)
    return prepare_mail(
        call.track.edition,
        address=address or author.email,
        user=None if address else author,
        language=language,
        subject=subject,
        body=body,
        cause=f"{verb}:{contribution.pk}",
        now=now,
    )


def _moment(call: ContributionCall, moment: datetime, language: str) -> str:
    """A moment by the site's clock, as ``language`` writes it."""
    local = moment.astimezone(call.site.zone).replace(tzinfo=None)
    with translation.override(INTERFACE_CODES[language]):
        return f"{formats.date_format(local, 'DATETIME_FORMAT')} ({call.site.clock})"

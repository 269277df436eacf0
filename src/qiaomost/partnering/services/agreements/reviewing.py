"""From a draft to a text that may be signed: both lawyers, the translation, both countries' export control."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.common.errors import Conflict, Invalid, TransitionRefused
from qiaomost.network.services.checks import line
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Agreement, AgreementApproval, AgreementReview
from qiaomost.partnering.models.agreements import NUMBER_LIMIT
from qiaomost.partnering.models.cases import WORDS_LIMIT
from qiaomost.partnering.selectors.agreements import last_version
from qiaomost.partnering.services.agreements.steps import (
    lock_agreement,
    move,
    only_side,
    permit_verb,
    require_act,
    require_room,
    require_writing,
    tell_of,
)
from qiaomost.partnering.services.steps import words
from qiaomost.partnering.states import Side


@transaction.atomic
def submit_for_review(*, actor: User, agreement_id: UUID, now: datetime) -> Agreement:
    """Put the last version before the lawyers of both sides; a new round begins.

    Raises:
        NotFound, NotAllowed: ``actor`` may not see it, or is no lawyer, lead or adviser of the case.
        TransitionRefused: it is not being drafted, a language lags behind, or the case has no open room.
    """
    agreement = _locked(actor, agreement_id, "submit_for_review")
    if last_version(agreement).stale:
        raise TransitionRefused(
            _("A language lags behind. Bring it up to date, or declare the translation in step."),
            code="translation_stale",
        )
    agreement.round += 1
    move(agreement, "submit_for_review", fields=("round",))
    tell_of(agreement, Topic.AGREEMENT_SUBMITTED_FOR_REVIEW, actor=actor, now=now, round=agreement.round)
    return agreement


@transaction.atomic
def review_agreement(
    *, actor: User, agreement_id: UUID, is_approved: bool, comments: str, now: datetime
) -> AgreementReview:
    """Say for one's side that nothing stands against the text, or what does; an objection sends it back to drafting.

    Raises:
        NotFound, NotAllowed: ``actor`` may not see it, or does not review for a side.
        TransitionRefused: it is not before the lawyers, or the case has no open room.
        Conflict: the side has reviewed this version.
        Invalid: an objection has no words, or there are too many.
    """
    agreement = lock_agreement(agreement_id)
    side = only_side(permit_verb(actor, agreement, "review"))
    require_act(agreement, "review")
    require_room(agreement.case)
    said = cleaned_prose(comments)
    if len(said) > WORDS_LIMIT or not (said or is_approved):
        raise Invalid(fields={"comments": _("Say what stands against it, in at most 2,000 characters.")})
    _require_silent(agreement.agreementreview_set.filter(round=agreement.round, side=side).exists())
    review = AgreementReview.objects.create(
        **_word(agreement, side, actor, now), is_approved=is_approved, words=said
    )
    tell_of(agreement, Topic.AGREEMENT_REVIEWED, actor=actor, now=now, approved=is_approved)
    if not is_approved:
        _send_back(agreement, actor=actor, now=now, reason=said)
    return review


@transaction.atomic
def approve_translation(*, actor: User, agreement_id: UUID, now: datetime) -> Agreement:
    """State that the languages say the same, once both lawyers have approved.

    Raises:
        NotFound, NotAllowed: ``actor`` may not see it, or is no lawyer, lead or adviser of the case.
        TransitionRefused: it is not before the lawyers, one of them has not approved, or there is no open room.
    """
    agreement = _locked(actor, agreement_id, "approve_translation")
    approved = agreement.agreementreview_set.filter(round=agreement.round, is_approved=True)
    if agreement.state == "legal_review" and approved.count() < len(Side):
        raise TransitionRefused(_("The lawyer of a side has not approved yet."), code="review_missing")
    move(agreement, "approve_translation")
    tell_of(agreement, Topic.AGREEMENT_TRANSLATION_APPROVED, actor=actor, now=now)
    return agreement


@transaction.atomic
def request_approvals(*, actor: User, agreement_id: UUID, now: datetime) -> Agreement:
    """Put it before the compliance officers of both organisations.

    Raises:
        NotFound, NotAllowed: ``actor`` may not see it, or is no lawyer, lead or adviser of the case.
        TransitionRefused: the translation is not approved, or the case has no open room.
    """
    agreement = _locked(actor, agreement_id, "request_approvals")
    move(agreement, "request_approvals")
    tell_of(agreement, Topic.AGREEMENT_APPROVALS_REQUESTED, actor=actor, now=now)
    return agreement


@transaction.atomic
def decide_approval(
    *, actor: User, agreement_id: UUID, is_granted: bool, reference: str, reason: str, now: datetime
) -> AgreementApproval:
    """Decide for the export control of one's organisation; a refusal ends the round, the second approval opens signing.

    Raises:
        NotFound, NotAllowed: ``actor`` may not see it, or is no compliance officer of a party.
        TransitionRefused: it is not before export control, or the case has no open room.
        Conflict: the side has decided.
        Invalid: there is no reason, or it or the reference is too long.
    """
    agreement = lock_agreement(agreement_id)
    side = only_side(permit_verb(actor, agreement, "decide"))
    require_act(agreement, "decide")
    require_writing(agreement)
    said = words(reason, "reason", _("Say on what grounds."), _("This is too long."))
    number = line(reference)
    if len(number) > NUMBER_LIMIT:
        raise Invalid(fields={"reference": _("This is too long.")})
    decided = agreement.agreementapproval_set.filter(round=agreement.round)
    _require_silent(decided.filter(side=side).exists())
    approval = AgreementApproval.objects.create(
        **_word(agreement, side, actor, now), is_granted=is_granted, reference=number, words=said
    )
    if not is_granted:
        move(agreement, "refuse")
        tell_of(agreement, Topic.AGREEMENT_REFUSED, actor=actor, now=now, side=side.value)
    elif decided.count() == len(Side):
        move(agreement, "approve")
        tell_of(agreement, Topic.AGREEMENT_APPROVED, actor=actor, now=now, side=side.value)
    else:
        tell_of(agreement, Topic.AGREEMENT_DECIDED, actor=actor, now=now, side=side.value)
    return approval


@transaction.atomic
def send_back(*, actor: User, agreement_id: UUID, reason: str, now: datetime) -> Agreement:
    """Take it back to drafting; reviews, approvals and a first signature of this round then count no more.

    Raises:
        NotFound, NotAllowed: ``actor`` may not see it, or is no lawyer, lead or adviser of the case.
        TransitionRefused: it is being drafted, both sides have signed, or the case has no open room.
        Invalid: there is no reason, or it is too long.
    """
    agreement = _locked(actor, agreement_id, "send_back")
    said = words(reason, "reason", _("Say what is to be changed."), _("This is too long."))
    _send_back(agreement, actor=actor, now=now, reason=said)
    return agreement


def _locked(actor: User, agreement_id: UUID, verb: str) -> Agreement:
    agreement = lock_agreement(agreement_id)
    permit_verb(actor, agreement, verb)
    require_room(agreement.case)
    return agreement


def _send_back(agreement: Agreement, *, actor: User, now: datetime, reason: str) -> None:
    move(agreement, "send_back")
    tell_of(agreement, Topic.AGREEMENT_SENT_BACK, actor=actor, now=now, reason=reason)


def _word(agreement: Agreement, side: Side, actor: User, now: datetime) -> dict[str, object]:
    """What every word of a side has: about which version, in which round, by whom."""
    return {
        "agreement": agreement,
        "version": last_version(agreement),
        "round": agreement.round,
        "side": side.value,
        "user": actor,
        "at": now,
    }


def _require_silent(has_spoken: bool) -> None:
    if has_spoken:
        raise Conflict(_("Your side has spoken already."))

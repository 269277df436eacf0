"""Feedback after an edition: when it is asked for, and one answer for each participant, without a name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, NotFound, TransitionRefused
from qiaomost.forum.models import (
    Edition,
    FeedbackGiven,
    FeedbackSheet,
    FeedbackTerms,
    FormField,
    Registration,
)
from qiaomost.forum.rules.answers import checked_answers
from qiaomost.forum.rules.countries import country_codes
from qiaomost.forum.services.editions import lock_edition
from qiaomost.forum.states import RegistrationState
from qiaomost.forum.states.registrations import FormPhase


@transaction.atomic
def set_feedback_terms(
    *, actor: User, edition_id: UUID, opens_at: datetime, closes_at: datetime, now: datetime
) -> FeedbackTerms:
    """Say when participants are asked.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        Invalid: it closes before it opens.
    """
    edition = lock_edition(actor, edition_id)
    if closes_at <= opens_at:
        raise Invalid(fields={"closes_at": _("Feedback closes after it opens.")})
    terms, _made = FeedbackTerms.objects.update_or_create(
        edition=edition, defaults={"opens_at": opens_at, "closes_at": closes_at}
    )
    audit.record(actor, "set_feedback_terms", edition, now=now)
    return terms


@transaction.atomic
def give_feedback(*, actor: User, edition_id: UUID, answers: Mapping[str, Any], now: datetime) -> None:
    """Keep what a participant says, apart from that they have said something; neither has a time.

    Raises:
        NotFound: ``actor`` took no part.
        TransitionRefused: feedback is not asked for now, or ``actor`` has answered already.
        Invalid: a value breaks a rule, or everything is empty.
    """
    rows = Registration.objects.select_for_update().filter(user=actor, edition_id=edition_id)
    registration = rows.filter(state=RegistrationState.ACCEPTED).first()
    if registration is None:
        raise NotFound
    edition = Edition.objects.get(pk=edition_id)
    terms = FeedbackTerms.objects.filter(edition=edition).first()
    if terms is None or not terms.is_open(now):
        raise TransitionRefused(_("Feedback is not asked for now."), code="not_open")
    if FeedbackGiven.objects.filter(registration=registration).exists():
        raise TransitionRefused(_("You have answered already. Thank you."), code="answered")
    fields = list(FormField.objects.filter(edition=edition, phase=FormPhase.AFTER))
    codes = {one.pk: one.code for one in fields}
    values = {codes[pk]: value for pk, value in checked_answers(fields, answers, country_codes()).items()}
    if not values:
        raise Invalid(
            _("Answer at least one question."), fields={"__all__": _("Answer at least one question.")}
        )
    FeedbackGiven.objects.create(registration=registration)
    FeedbackSheet.objects.create(edition=edition, values=values)

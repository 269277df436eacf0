"""Registering for an edition, changing what one said, and the second form after acceptance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.accounts.selectors import addresses_of
from qiaomost.common import audit
from qiaomost.common.errors import Conflict, Invalid, Message, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.languages import LanguageCode
from qiaomost.compliance.models import Purpose
from qiaomost.compliance.selectors.consent import has_consent
from qiaomost.compliance.services.consent import give_consent
from qiaomost.forum.drafts import RegistrationDraft
from qiaomost.forum.models import (
    Answer,
    Category,
    Edition,
    FormField,
    Registration,
    RegistrationInvitation,
    RegistrationTerms,
    Stay,
)
from qiaomost.forum.rules.answers import checked_answers
from qiaomost.forum.rules.countries import country_codes
from qiaomost.forum.services.registration_mails import tell_state
from qiaomost.forum.services.registration_steps import (
    has_place,
    lock_category,
    lock_registration,
    move,
)
from qiaomost.forum.states import EditionState, RegistrationState
from qiaomost.forum.states.registrations import FormPhase
from qiaomost.network.models import Person
from qiaomost.network.selectors import person_of
from qiaomost.network.services.entries import write_own_name

ENDED = (RegistrationState.WITHDRAWN, RegistrationState.REJECTED)
CHANGEABLE = (
    RegistrationState.SUBMITTED,
    RegistrationState.WAITING,
    RegistrationState.OFFERED,
    RegistrationState.ACCEPTED,
)


@transaction.atomic
def register(*, actor: User, edition_id: UUID, draft: RegistrationDraft, now: datetime) -> Registration:
    """Register ``actor``. Where the category is not moderated, a free place is theirs at once, else they wait.

    Raises:
        NotFound: there is no such edition to register for, or no such invitation.
        NotAllowed: the invitation is for an address that is not ``actor``'s.
        TransitionRefused: registration is not open, or ``actor`` is registered already.
        Conflict: the words of a consent have changed since they were shown.
        Invalid: a value breaks a rule.
    """
    edition = Edition.objects.filter(pk=edition_id, state=EditionState.ANNOUNCED).first()
    if edition is None:
        raise NotFound
    invitation = _invitation(actor, edition, draft.invitation_id, now)
    _require_open(edition, invitation, now)
    category = _category(edition, draft, invitation)
    answers = _checked(edition, FormPhase.FIRST, draft.answers, draft)
    _agree(actor, draft, now)
    person = _person(actor, draft, now)
    if Registration.objects.filter(edition=edition, person=person).exclude(state__in=ENDED).exists():
        raise TransitionRefused(_("You are registered already."), code="registered")
    registration = Registration(edition=edition, person=person, user=actor, category=category, made_at=now)
    _say(registration, draft)
    registration.save()
    write_answers(registration, answers)
    audit.record(actor, "register", registration, now=now, category=category.code)
    if invitation is not None:
        invitation.registration = registration
        invitation.save(update_fields=["registration"])
    _place(registration, is_invited=invitation is not None, now=now)
    return registration


def register_other(
    *,
    actor: User | None,
    person: Person,
    category: Category,
    draft: RegistrationDraft,
    is_invited: bool,
    now: datetime,
) -> Registration:
    """Register somebody who has no account yet, inside the caller's transaction; places are counted as for all.

    With ``is_invited`` a free place is theirs at once, even where organisers accept each registration.

    Raises:
        TransitionRefused: ``person`` is registered already.
        Invalid: a value breaks a rule.
    """
    category = lock_category(category.pk)
    if not set(draft.speaks) <= set(LanguageCode.values):
        raise Invalid(fields={"speaks": _("Choose at least one language.")})
    if (
        Registration.objects.filter(edition_id=category.edition_id, person=person)
        .exclude(state__in=ENDED)
        .exists()
    ):
        raise TransitionRefused(_("This person is registered already."), code="registered")
    registration = Registration(edition_id=category.edition_id, person=person, category=category, made_at=now)
    _say(registration, draft)
    registration.save()
    audit.record(actor, "register_other", registration, now=now, category=category.code)
    _place(registration, is_invited=is_invited, now=now)
    return registration


@transaction.atomic
def change_registration(
    *, actor: User, registration_id: UUID, draft: RegistrationDraft, version: int, now: datetime
) -> Registration:
    """Change what one said; category and state stay.

    Raises:
        NotFound: it is not ``actor``'s.
        TransitionRefused: it has ended.
        Conflict: it was changed meanwhile.
        Invalid: a value breaks a rule.
    """
    registration = lock_registration(registration_id)
    if registration.user_id != actor.pk:
        raise NotFound
    if registration.state not in CHANGEABLE:
        raise TransitionRefused
    if registration.version != version:
        raise Conflict
    answers = _checked(registration.edition, FormPhase.FIRST, draft.answers, draft)
    _say(registration, draft)
    registration.version += 1
    registration.save()
    write_answers(registration, answers)
    audit.record(actor, "change_registration", registration, now=now)
    return registration


@transaction.atomic
def write_stay(
    *,
    actor: User,
    registration_id: UUID,
    values: Mapping[str, Any],
    answers: Mapping[str, Any],
    now: datetime,
) -> Stay:
    """Keep the second form: journey, hotel, diet, passport, and the organisers' fields; the audit trail has no values.

    Raises:
        NotFound: it is not ``actor``'s.
        TransitionRefused: it is not accepted.
        Invalid: a value breaks a rule.
    """
    registration = lock_registration(registration_id)
    if registration.user_id != actor.pk:
        raise NotFound
    if registration.state != RegistrationState.ACCEPTED:
        raise TransitionRefused
    checked = _checked(registration.edition, FormPhase.SECOND, answers)
    stay = keep_stay(registration, values)
    write_answers(registration, checked, phase=FormPhase.SECOND)
    audit.record(actor, "write_stay", registration, now=now)
    return stay


def keep_stay(registration: Registration, values: Mapping[str, Any]) -> Stay:
    """Write ``values`` of a stay inside the caller's transaction.

    Raises:
        Invalid: a value breaks a rule.
    """
    stay = Stay.objects.filter(registration=registration).first() or Stay(registration=registration)
    for name, value in values.items():
        setattr(stay, name, value)
    problems: dict[str, Message] = {}
    if stay.nationality and stay.nationality not in country_codes():
        problems["nationality"] = _("This is not a value for this field.")
    if stay.arrives_at and stay.departs_at and stay.departs_at < stay.arrives_at:
        problems["departs_at"] = _("One departs after one has arrived.")
    try:
        stay.full_clean(exclude={"registration"})
    except ValidationError as error:
        problems |= {name: " ".join(words) for name, words in error.message_dict.items()}
    if problems:
        raise Invalid(fields=problems)
    stay.save()
    return stay


def write_answers(
    registration: Registration, answers: Mapping[int, Any], *, phase: FormPhase = FormPhase.FIRST
) -> None:
    """Put ``answers`` in the place of what was answered in ``phase`` before."""
    Answer.objects.filter(registration=registration, field__phase=phase).delete()
    Answer.objects.bulk_create(
        Answer(registration=registration, field_id=field_id, value=value)
        for field_id, value in answers.items()
    )


def _say(registration: Registration, draft: RegistrationDraft) -> None:
    if registration.organisation_id is None:
        registration.organisation = registration.person.organisation
    registration.language, registration.speaks = draft.language, list(draft.speaks)
    registration.organisation_name = draft.organisation_name[:300]
    registration.position_words = draft.position_words[:200]


def _invitation(
    actor: User, edition: Edition, invitation_id: UUID | None, now: datetime
) -> RegistrationInvitation | None:
    if invitation_id is None:
        return None
    rows = RegistrationInvitation.objects.select_for_update().filter(pk=invitation_id, edition=edition)
    invitation = rows.first()
    if invitation is None:
        raise NotFound
    if invitation.address not in addresses_of(actor):
        raise NotAllowed(
            _("This invitation is for another address. Sign in with the address that it was sent to.")
        )
    if invitation.registration_id is not None or invitation.expires_at <= now:
        raise TransitionRefused(_("This invitation was used or has run out."), code="expired")
    return invitation


def _require_open(edition: Edition, invitation: RegistrationInvitation | None, now: datetime) -> None:
    terms = RegistrationTerms.objects.filter(edition=edition).first()
    if invitation is None and (terms is None or not terms.is_open(now)):
        raise TransitionRefused(_("Registration is not open."), code="not_open")


def _category(
    edition: Edition, draft: RegistrationDraft, invitation: RegistrationInvitation | None
) -> Category:
    if invitation is not None:
        return lock_category(invitation.category_id)
    category = Category.objects.filter(edition=edition, code=draft.category).first()
    if category is None or not category.is_open:
        raise Invalid(fields={"category": _("Choose one of the categories.")})
    if category.access_code and category.access_code.casefold() != draft.access_code.strip().casefold():
        raise Invalid(fields={"access_code": _("This category needs its access code.")})
    return lock_category(category.pk)


def _checked(
    edition: Edition, phase: FormPhase, given: Mapping[str, Any], draft: RegistrationDraft | None = None
) -> dict[int, Any]:
    problems: dict[str, Message] = {}
    if draft is not None and not (draft.speaks and set(draft.speaks) <= set(LanguageCode.values)):
        problems["speaks"] = _("Choose at least one language.")
    if draft is not None and draft.language not in LanguageCode.values:
        problems["language"] = _("Choose one of the languages.")
    fields = FormField.objects.filter(edition=edition, phase=phase)
    try:
        answers = checked_answers(fields, given, country_codes())
    except Invalid as error:
        raise Invalid(fields=problems | error.fields) from None
    if problems:
        raise Invalid(fields=problems)
    return answers


def _agree(actor: User, draft: RegistrationDraft, now: datetime) -> None:
    for purpose, sha256 in draft.consents.items():
        give_consent(actor=actor, purpose=purpose, sha256=sha256, now=now)
    if not has_consent(actor.pk, Purpose.FORUM_REGISTRATION):
        raise Invalid(
            fields={"consent_forum_registration": _("Without this consent nobody can be registered.")}
        )


def _person(actor: User, draft: RegistrationDraft, now: datetime) -> Person:
    User.objects.select_for_update().get(pk=actor.pk)  # of two clicks at once, one registers
    person = person_of(actor)
    if person is not None:
        return person
    if draft.name is None:
        raise Invalid(fields={"family": _("Say what you are called.")})
    return write_own_name(actor=actor, draft=draft.name, now=now)


def _place(registration: Registration, *, is_invited: bool, now: datetime) -> None:
    category = registration.category
    if category.is_moderated and not is_invited:
        tell_state(registration, now=now)
    elif has_place(category):
        move(registration, "accept", actor=None, now=now)
    else:
        move(registration, "queue", actor=None, now=now)

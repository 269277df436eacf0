"""Members of a delegation: added, changed, put in the order of protocol, taken out; and who confirms to be one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.accounts.selectors import addresses_of
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.transitions import verbs_of
from qiaomost.compliance.models import Purpose
from qiaomost.compliance.selectors.consent import has_consent
from qiaomost.compliance.services.consent import give_consent
from qiaomost.forum.drafts import RegistrationDraft
from qiaomost.forum.drafts.delegations import MemberDraft
from qiaomost.forum.models import Delegation, DelegationMember, Registration, RegistrationTerms, Stay
from qiaomost.forum.permissions import can_organise
from qiaomost.forum.permissions.delegations import is_listed
from qiaomost.forum.services.delegations.keeping import lock_delegation, swap
from qiaomost.forum.services.registering import ENDED, keep_stay, register_other
from qiaomost.forum.services.registration_steps import lock_registration, move
from qiaomost.forum.states import REGISTRATION_TRANSITIONS, EditionState, RegistrationState
from qiaomost.network.drafts import PersonDraft
from qiaomost.network.models import Person
from qiaomost.network.selectors import person_of, standing_of
from qiaomost.network.services.checks import line
from qiaomost.network.services.entries import create_person

SOURCE = "delegation"
SAID = ("position_words", "organisation_name", "speaks")


def require_open(actor: User, delegation: Delegation, now: datetime) -> None:
    """Refuse new members while nobody may register, but for the organisers.

    Raises:
        TransitionRefused: registration is not open, or the edition is over.
    """
    edition = delegation.edition
    terms = RegistrationTerms.objects.filter(edition=edition).first()
    is_open = edition.state == EditionState.ANNOUNCED and terms is not None and terms.is_open(now)
    if not is_open and not can_organise(standing_of(actor), edition):
        raise TransitionRefused(_("Registration is not open."), code="not_open")


def put_in(
    actor: User, delegation: Delegation, draft: MemberDraft, person: Person | None, now: datetime
) -> DelegationMember:
    """Add a member inside the caller's transaction, under the lock of the delegation.

    A ``person`` who is registered already brings their registration along; anybody else gets one, within the places
    of the category.

    Raises:
        TransitionRefused: the person belongs to another delegation.
        Invalid: a value breaks a rule.
    """
    check_address(delegation, draft.address)
    person = person or _new_person(delegation, draft, now)
    rows = Registration.objects.filter(edition=delegation.edition, person=person).exclude(state__in=ENDED)
    registration = rows.select_related("delegate").first()
    if registration is None:
        registration = register_other(
            actor=actor,
            person=person,
            category=delegation.category,
            draft=_registration_draft(draft),
            is_invited=can_organise(standing_of(actor), delegation.edition),
            now=now,
        )
    elif DelegationMember.objects.filter(registration=registration).exists():
        raise TransitionRefused(_("This person belongs to another delegation."), code="elsewhere")
    last = delegation.members.aggregate(last=Max("position"))["last"]
    member = DelegationMember.objects.create(
        delegation=delegation,
        registration=registration,
        position=0 if last is None else last + 1,
        address=draft.address.strip().lower(),
    )
    if draft.stay:
        keep_stay(registration, draft.stay)
    if draft.is_head:
        _lead(delegation, member)
    audit.record(actor, "add_delegate", registration, now=now, delegation=str(delegation.pk))
    return member


def write_member(
    actor: User, delegation: Delegation, member: DelegationMember, draft: MemberDraft, now: datetime
) -> tuple[str, ...]:
    """Write what ``draft`` says otherwise, inside the caller's transaction; what it leaves empty stays.

    Returns the names of what has changed. The name of a person is theirs to change, and stays.
    """
    changed = changes_in(delegation, member, draft)
    if not changed:
        return ()
    registration = member.registration
    if "address" in changed:
        check_address(delegation, draft.address)
    for name in (one for one in SAID if one in changed):
        value = getattr(draft, name)
        setattr(registration, name, list(value) if name == "speaks" else value)
    registration.version += 1
    registration.save(update_fields=[*SAID, "version"])
    stay = {name: value for name, value in draft.stay.items() if name in changed}
    if stay:
        keep_stay(registration, stay)
    if "address" in changed:
        member.address = draft.address.strip().lower()
        member.save(update_fields=["address"])
    if "is_head" in changed:
        _lead(delegation, member)
    audit.record(actor, "change_delegate", registration, now=now, fields=list(changed))
    return changed


def changes_in(delegation: Delegation, member: DelegationMember, draft: MemberDraft) -> tuple[str, ...]:
    """What of ``draft`` is neither empty nor as it is stored."""
    registration = member.registration
    stay: Stay | None = getattr(registration, "stay", None)
    stored: dict[str, Any] = {name: getattr(registration, name) for name in SAID}
    stored |= {"address": member.address, "is_head": member.is_head, "speaks": tuple(registration.speaks)}
    said: dict[str, Any] = {name: getattr(draft, name) for name in (*SAID, "is_head")}
    said |= {"address": draft.address.strip().lower()}
    stored |= {name: getattr(stay, name) if stay else None for name in draft.stay}
    said |= dict(draft.stay)
    return tuple(name for name, value in said.items() if value and value != stored[name])


@transaction.atomic
def change_member(
    *, actor: User, delegation_id: UUID, registration_id: UUID, values: Mapping[str, Any], now: datetime
) -> None:
    """Write position, organisation, address and languages as given, empty ones too, and who is the head.

    Raises:
        NotFound, NotAllowed: ``actor`` does not look after the delegation, or it has no such member.
        Invalid: a value breaks a rule.
    """
    delegation = lock_delegation(actor, delegation_id)
    member = member_of(delegation, registration_id)
    registration, address = member.registration, values["address"].strip().lower()
    if address != member.address:
        check_address(delegation, address)
        member.address = address
        member.save(update_fields=["address"])
    registration.position_words = line(values["position_words"])[:200]
    registration.organisation_name = line(values["organisation_name"])[:300]
    registration.speaks = list(values["speaks"]) or registration.speaks
    registration.version += 1
    registration.save(update_fields=[*SAID, "version"])
    if values["is_head"] and not member.is_head:
        _lead(delegation, member)
    audit.record(actor, "change_delegate", registration, now=now)


@transaction.atomic
def write_members_stay(
    *, actor: User, delegation_id: UUID, registration_id: UUID, values: Mapping[str, Any], now: datetime
) -> Stay:
    """Keep journey, hotel, diet and papers of a member for them; the audit trail has no values.

    Raises:
        NotFound, NotAllowed: ``actor`` does not look after the delegation, or it has no such member.
        Invalid: a value breaks a rule.
    """
    delegation = lock_delegation(actor, delegation_id)
    member = member_of(delegation, registration_id)
    stay = keep_stay(member.registration, values)
    audit.record(actor, "write_stay", member.registration, now=now)
    return stay


@transaction.atomic
def lead_delegation(*, actor: User, delegation_id: UUID, registration_id: UUID, now: datetime) -> None:
    """Make a member the head, who comes first.

    Raises:
        NotFound, NotAllowed: ``actor`` does not look after the delegation, or it has no such member.
    """
    delegation = lock_delegation(actor, delegation_id)
    member = member_of(delegation, registration_id)
    _lead(delegation, member)
    audit.record(actor, "lead_delegation", member.registration, now=now)


@transaction.atomic
def move_member(*, actor: User, delegation_id: UUID, registration_id: UUID, up: bool, now: datetime) -> None:
    """Let a member change places with the one before or after them; nobody comes before the head.

    Raises:
        NotFound, NotAllowed: ``actor`` does not look after the delegation, or it has no such member.
    """
    delegation = lock_delegation(actor, delegation_id)
    member = member_of(delegation, registration_id)
    if not member.is_head:
        swap(list(delegation.members.filter(is_head=False)), member, up=up)
        audit.record(actor, "move_delegate", member.registration, now=now, up=up)


@transaction.atomic
def remove_member(*, actor: User, delegation_id: UUID, registration_id: UUID, now: datetime) -> None:
    """Take a member out. Whoever has no account of their own loses the registration too, and the place is free.

    Raises:
        NotFound, NotAllowed: ``actor`` does not look after the delegation, or it has no such member.
    """
    delegation = lock_delegation(actor, delegation_id)
    member = member_of(delegation, registration_id)
    registration = lock_registration(registration_id)
    member.delete()
    audit.record(actor, "remove_delegate", registration, now=now, delegation=str(delegation.pk))
    if registration.user_id is None and _can_withdraw(registration):
        move(registration, "withdraw", actor=actor, now=now)


@transaction.atomic
def confirm_membership(
    *, actor: User, delegation_id: UUID, registration_id: UUID, sha256: str, now: datetime
) -> Registration:
    """Say that one is the member who was entered with one's address; from then on the registration is one's own.

    Whoever has registered by themselves keeps that registration, and the place kept twice becomes free.

    Raises:
        NotFound: no such member has an address that ``actor`` has confirmed.
        Conflict: the words of the consent have changed since they were shown.
        Invalid: there is no consent to the registration.
    """
    rows = DelegationMember.objects.filter(delegation_id=delegation_id, registration_id=registration_id)
    listed = is_listed(standing_of(actor), addresses_of(actor))
    member = rows.filter(listed, registration__user=None).first()
    if member is None:
        raise NotFound
    Delegation.objects.select_for_update().get(pk=delegation_id)
    if sha256:
        give_consent(actor=actor, purpose=Purpose.FORUM_REGISTRATION, sha256=sha256, now=now)
    if not has_consent(actor.pk, Purpose.FORUM_REGISTRATION):
        raise Invalid(fields={"consent": _("Without this consent nobody can be registered.")})
    entered = lock_registration(registration_id)
    own = Registration.objects.filter(edition=entered.edition, user=actor).exclude(state__in=ENDED).first()
    if own is None:
        _take_over(entered, actor)
    else:
        _join(member, entered, own, now)
    kept = own or entered
    audit.record(actor, "confirm_delegate", kept, now=now, delegation=str(delegation_id))
    return kept


def member_of(delegation: Delegation, registration_id: UUID) -> DelegationMember:
    """One member, with the registration.

    Raises:
        NotFound: the delegation has no such member.
    """
    rows = delegation.members.select_related("registration__stay", "registration__person")
    member = rows.filter(registration_id=registration_id).first()
    if member is None:
        raise NotFound
    return member


def check_address(delegation: Delegation, address: str) -> None:
    """Refuse what is no e-mail address, or another member's; none at all is fine.

    Raises:
        Invalid: it is none, or taken.
    """
    address = address.strip().lower()
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise Invalid(fields={"address": _("This is no e-mail address.")}) from None
    if address and delegation.members.filter(address=address).exists():
        raise Invalid(fields={"address": _("Another member has this address.")})


def _take_over(entered: Registration, actor: User) -> None:
    """A person whom the list brought becomes the account's; one who was known before is nobody's to take."""
    own, person = person_of(actor), entered.person
    if own is not None:
        entered.person = own
    elif person.user_id is None and person.source == SOURCE:
        Person.objects.filter(pk=person.pk).update(user=actor)
    else:
        raise NotAllowed(_("This person is known under another account. Ask the organisers."))
    entered.user = actor
    entered.version += 1
    entered.save(update_fields=["user", "person", "version"])


def _join(member: DelegationMember, entered: Registration, own: Registration, now: datetime) -> None:
    if DelegationMember.objects.filter(registration=own).exists():
        raise TransitionRefused(_("You belong to another delegation already."), code="elsewhere")
    member.registration = own
    member.save(update_fields=["registration"])
    if not Stay.objects.filter(registration=own).exists():
        Stay.objects.filter(registration=entered).update(registration=own)
    if _can_withdraw(entered):
        move(entered, "withdraw", actor=None, now=now)


def _can_withdraw(registration: Registration) -> bool:
    return "withdraw" in verbs_of(REGISTRATION_TRANSITIONS, RegistrationState(registration.state))


def _lead(delegation: Delegation, member: DelegationMember) -> None:
    delegation.members.filter(is_head=True).exclude(pk=member.pk).update(is_head=False)
    member.is_head = True
    member.save(update_fields=["is_head"])


def _new_person(delegation: Delegation, draft: MemberDraft, now: datetime) -> Person:
    name = PersonDraft(
        language=draft.language,
        family=draft.family,
        given=draft.given,
        patronymic=draft.patronymic,
        organisation_id=delegation.organisation_id,
        source=SOURCE,
    )
    return create_person(actor=None, draft=name, now=now)


def _registration_draft(draft: MemberDraft) -> RegistrationDraft:
    return RegistrationDraft(
        category="",
        language=draft.language,
        speaks=draft.speaks or (draft.language,),
        organisation_name=line(draft.organisation_name),
        position_words=line(draft.position_words),
    )

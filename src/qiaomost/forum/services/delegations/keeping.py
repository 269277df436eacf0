"""Delegations: made, changed, put in order, given up."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.accounts.selectors import addresses_of
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, Message, NotAllowed, NotFound, TransitionRefused
from qiaomost.forum.drafts.delegations import DelegationDraft
from qiaomost.forum.models import Category, Delegation, Edition
from qiaomost.forum.models.editions import NAME_LIMIT
from qiaomost.forum.permissions import can_organise
from qiaomost.forum.permissions.delegations import can_keep_delegation, is_listed
from qiaomost.forum.rules.countries import country_codes
from qiaomost.forum.services.delegations.telling import tell_contact
from qiaomost.forum.services.editions import lock_edition
from qiaomost.network.models import Organisation
from qiaomost.network.selectors import standing_of

LANGUAGES = ("zh", "ru", "en")


@transaction.atomic
def create_delegation(
    *, actor: User | None, edition_id: UUID, draft: DelegationDraft, now: datetime
) -> Delegation:
    """Open a delegation at the end of the order; its contact person is told.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        Invalid: a value breaks a rule.
    """
    edition = lock_edition(actor, edition_id)
    last = edition.delegations.aggregate(last=Max("position"))["last"]
    delegation = Delegation(edition=edition, position=0 if last is None else last + 1)
    _write(delegation, draft)
    audit.record(actor, "create_delegation", delegation, now=now)
    tell_contact(delegation, now=now)
    return delegation


@transaction.atomic
def change_delegation(
    *, actor: User, delegation_id: UUID, draft: DelegationDraft, now: datetime
) -> Delegation:
    """Change what is said of it; country, category and contact person are the organisers' to change.

    Raises:
        NotFound: there is no such delegation, or ``actor`` may not know of it.
        NotAllowed: ``actor`` does not look after it, or changes what the organisers decide.
        Invalid: a value breaks a rule.
    """
    delegation = lock_delegation(actor, delegation_id)
    before = delegation.contact_address
    decided = (delegation.country, delegation.category.code, before, delegation.organisation_id)
    said = (draft.country, draft.category, draft.contact_address.strip().lower(), draft.organisation_id)
    if decided != said and not can_organise(standing_of(actor), delegation.edition):
        raise NotAllowed
    _write(delegation, draft)
    audit.record(actor, "change_delegation", delegation, now=now)
    if delegation.contact_address != before:
        tell_contact(delegation, now=now)
    return delegation


@transaction.atomic
def move_delegation(*, actor: User, delegation_id: UUID, up: bool, now: datetime) -> None:
    """Let a delegation change places with the one before or after it; at the end of the list nothing happens.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
    """
    delegation = lock_delegation(actor, delegation_id)
    lock_edition(actor, delegation.edition_id)
    swap(list(delegation.edition.delegations.all()), delegation, up=up)
    audit.record(actor, "move_delegation", delegation, now=now, up=up)


@transaction.atomic
def remove_delegation(*, actor: User, delegation_id: UUID, now: datetime) -> None:
    """Give a delegation up that has no members.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        TransitionRefused: it has members.
    """
    delegation = lock_delegation(actor, delegation_id)
    lock_edition(actor, delegation.edition_id)
    if delegation.members.exists():
        raise TransitionRefused(_("It still has members, so it can’t be removed."))
    audit.record(actor, "remove_delegation", delegation, now=now)
    delegation.delete()


def lock_delegation(actor: User, delegation_id: UUID) -> Delegation:
    """Read a delegation that ``actor`` keeps, and hold others from changing it meanwhile.

    Raises:
        NotFound: there is none, or ``actor`` may not know of it.
        NotAllowed: ``actor`` belongs to it, but does not look after it.
    """
    rows = Delegation.objects.select_for_update(of=("self",)).select_related("edition", "category")
    delegation: Delegation | None = rows.filter(pk=delegation_id).first()
    if delegation is None:
        raise NotFound
    standing, addresses = standing_of(actor), addresses_of(actor)
    if not can_keep_delegation(standing, delegation, addresses):
        belongs = delegation.members.filter(is_listed(standing, addresses)).exists()
        raise NotAllowed if belongs else NotFound
    return delegation


def swap(rows: list[models.Model], row: models.Model, *, up: bool) -> None:
    """Number ``rows`` anew, ``row`` one place earlier or later."""
    at = next(number for number, one in enumerate(rows) if one.pk == row.pk)
    to = at - 1 if up else at + 1
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    for number, one in enumerate(rows):
        type(one)._default_manager.filter(pk=one.pk).update(position=number)


def _write(delegation: Delegation, draft: DelegationDraft) -> None:
    edition, address = delegation.edition, draft.contact_address.strip().lower()
    delegation.names = {code: draft.names.get(code, "").strip() for code in LANGUAGES}
    delegation.country, delegation.organisation_id = draft.country, draft.organisation_id
    category = Category.objects.filter(edition=edition, code=draft.category).first()
    if category is not None:
        delegation.category = category
    delegation.contact_address, delegation.contact = address, _account_of(address)
    problems = _problems(delegation, edition, category)
    try:
        delegation.full_clean(exclude={"category"})
    except ValidationError as error:
        problems |= {name: " ".join(words) for name, words in error.message_dict.items()}
    if problems:
        raise Invalid(fields=problems)
    delegation.save()


def _problems(delegation: Delegation, edition: Edition, category: Category | None) -> dict[str, Message]:
    problems: dict[str, Message] = {}
    names = delegation.names.values()
    if not all(names):
        problems["names"] = _("Give the name in all three languages.")
    if any(len(words) > NAME_LIMIT for words in names):
        problems["names"] = _("This is too long.")
    if delegation.country not in country_codes():
        problems["country"] = _("This is not a value for this field.")
    if category is None:
        problems["category"] = _("Choose one of the categories.")
    organisation = delegation.organisation_id
    if organisation is not None and not Organisation.objects.filter(pk=organisation).exists():
        problems["organisation_id"] = _("This value is not known.")
    if not delegation.contact_address:
        problems["contact_address"] = _("Somebody has to look after the delegation.")
    return problems


def _account_of(address: str) -> User | None:
    confirmed = EmailAddress.objects.filter(email__iexact=address, verified=True)
    row = confirmed.select_related("user").first()
    return row.user if row else None

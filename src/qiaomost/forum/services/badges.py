"""Badges are printed, and replaced: the code of the old one opens nothing any more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import NotAllowed, TransitionRefused
from qiaomost.forum.models import BadgePrint, Registration, ReplacedBadge
from qiaomost.forum.models.registrations import new_token
from qiaomost.forum.permissions import can_organise
from qiaomost.forum.services.editions import lock_edition
from qiaomost.forum.services.registration_steps import lock_registration
from qiaomost.forum.states import RegistrationState
from qiaomost.network.selectors import standing_of


@transaction.atomic
def note_printing(*, actor: User, edition_id: UUID, digests: Mapping[UUID, str], now: datetime) -> int:
    """Keep that badges were printed, by registration what each says; returns how many.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
    """
    edition = lock_edition(actor, edition_id)
    own = Registration.objects.filter(edition=edition, pk__in=digests).values_list("pk", flat=True)
    rows = [BadgePrint(registration_id=pk, printed_at=now, digest=digests[pk]) for pk in own]
    BadgePrint.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["registration"],
        update_fields=["printed_at", "digest"],
    )
    audit.record(actor, "print_badges", edition, now=now, count=len(rows))
    return len(rows)


@transaction.atomic
def replace_badge(*, actor: User, registration_id: UUID, now: datetime) -> Registration:
    """Give a badge a new code, where one was lost or copied; the one before is refused from now on.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        TransitionRefused: the registration is not accepted.
    """
    registration = lock_registration(registration_id)
    if not can_organise(standing_of(actor), registration.edition):
        raise NotAllowed
    if registration.state != RegistrationState.ACCEPTED:
        raise TransitionRefused
    ReplacedBadge.objects.create(registration=registration, token=registration.token, replaced_at=now)
    registration.token = new_token()
    registration.save(update_fields=["token"])
    audit.record(actor, "replace_badge", registration, now=now)
    return registration

"""Sites, rooms, tracks and time bands of an edition: added, changed, and removed where nothing lies in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, NotFound, TransitionRefused
from qiaomost.forum.models import Edition, Room, Site, TimeBand, Track
from qiaomost.forum.services.editions import lock_edition

Part = Site | Room | Track | TimeBand
PARTS: Mapping[str, tuple[type[Part], str]] = {
    "site": (Site, "edition"),
    "room": (Room, "site__edition"),
    "track": (Track, "edition"),
    "band": (TimeBand, "site__edition"),
}
"""Name of a part in addresses → its model, and the way from it to its edition."""


@transaction.atomic
def save_part(
    *,
    actor: User,
    edition_id: UUID,
    part: str,
    values: Mapping[str, Any],
    part_id: int | None = None,
    now: datetime,
) -> Part:
    """Add a part of an edition, or change the one with ``part_id``.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or it has no such part.
        Invalid: a value breaks a rule.
    """
    edition = lock_edition(actor, edition_id)
    model, way = PARTS[part]
    row: Any = _found(model, way, edition, part_id) if part_id else model()
    if way == "edition":
        row.edition = edition
    for name, value in values.items():
        setattr(row, name, value)
    problems = _problems(edition, row, values)
    try:
        row.full_clean()
    except ValidationError as error:
        problems = {name: " ".join(words) for name, words in error.message_dict.items()} | problems
    if problems:
        raise Invalid(fields=problems)
    row.save()
    audit.record(actor, f"save_{part}", edition, now=now, part=row.pk)
    return row  # type: ignore[no-any-return]


@transaction.atomic
def remove_part(*, actor: User, edition_id: UUID, part: str, part_id: int, now: datetime) -> None:
    """Remove a part in which nothing lies.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or it has no such part.
        TransitionRefused: sessions lie in it.
    """
    edition = lock_edition(actor, edition_id)
    model, way = PARTS[part]
    row = _found(model, way, edition, part_id)
    try:
        row.delete()
    except ProtectedError:
        raise TransitionRefused(_("It is still in use, so it can't be removed.")) from None
    audit.record(actor, f"remove_{part}", edition, now=now, part=part_id)


def _found(model: type[Part], way: str, edition: Edition, part_id: int) -> Model:
    row: Model | None = model._default_manager.filter(**{way: edition, "pk": part_id}).first()
    if row is None:
        raise NotFound
    return row


def _problems(edition: Edition, row: Part, values: Mapping[str, Any]) -> dict[str, str]:
    problems = {}
    if "names" in values and not all(values["names"].get(code) for code in ("zh", "ru", "en")):
        problems["names"] = _("Give the name in all three languages.")
    if isinstance(row, (Room, TimeBand)) and not edition.sites.filter(pk=row.site_id).exists():
        problems["site_id"] = _("This value is not known.")
    return problems

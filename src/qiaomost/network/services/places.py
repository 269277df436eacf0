"""Where an organisation is. What is typed in one language is completed in the others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import NotFound
from qiaomost.network.drafts import PlaceDraft
from qiaomost.network.gazetteer import Place, completed
from qiaomost.network.models import Organisation
from qiaomost.network.permissions import can_manage_members
from qiaomost.network.selectors import standing_of
from qiaomost.network.services.checks import line, require, validate

_FIELDS = ("region", "cities", "addresses")


@transaction.atomic
def write_place(*, actor: User, organisation_id: UUID, draft: PlaceDraft, now: datetime) -> Organisation:
    """Write where an organisation is, and its registered address.

    Raises:
        NotFound: there is no such organisation.
        NotAllowed: ``actor`` is neither its adviser nor an administrator of the node.
        Invalid: a name or an address is too long, or the region is of another country.
    """
    organisation = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
    if organisation is None:
        raise NotFound
    require(can_manage_members(standing_of(actor), organisation_id))
    before = {name: getattr(organisation, name) for name in _FIELDS}
    put_at(organisation, draft)
    validate([organisation])
    changed = [name for name in _FIELDS if getattr(organisation, name) != before[name]]
    if changed:
        organisation.save(update_fields=changed)
        audit.record(actor, "write_place", organisation, now=now, changed=changed)
    return organisation


def put_at(organisation: Organisation, draft: PlaceDraft) -> None:
    """Set the fields of ``organisation`` without saving; known names are completed."""
    place = completed(Place(organisation.country, draft.region, _lines(draft.cities)))
    organisation.region, organisation.cities = place.region, dict(place.cities)
    organisation.addresses = _lines(draft.addresses)


def _lines(words: Mapping[str, str]) -> dict[str, str]:
    lines = {code: line(text) for code, text in words.items()}
    return {code: text for code, text in lines.items() if text}

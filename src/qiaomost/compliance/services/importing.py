"""Editions of control lists: imported as a whole, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit, outbox
from qiaomost.common.errors import Invalid
from qiaomost.compliance.drafts.controls import ControlRow, EditionDraft, entries_of
from qiaomost.compliance.models import Classification, ControlEdition, ControlEntry, ControlList
from qiaomost.network.permissions import can_administer
from qiaomost.network.selectors import standing_of
from qiaomost.network.services.checks import line, require, validate


@dataclass(frozen=True, slots=True)
class EditionImport:
    """What an import did; ``to_recheck`` records were classified by another edition of the list."""

    edition: ControlEdition
    is_new: bool
    entries: int
    to_recheck: int


@transaction.atomic
def import_edition(
    *, actor: User | None, draft: EditionDraft, rows: Sequence[ControlRow], now: datetime
) -> EditionImport:
    """Add an edition with all its entries; one that is here already, from the same file, stays as it is.

    Classifications by another edition count no more from the day on which this one begins.

    Raises:
        NotAllowed: ``actor`` does not administer the node.
        Invalid: what is said of the edition breaks a rule; the edition is here with other content; or some rows
            are bad: then ``fields`` has what is wrong with each, by the row's number, and nothing is written.
    """
    require(actor is None or can_administer(standing_of(actor)))
    if draft.control_list not in ControlList.values:
        raise Invalid(fields={"control_list": _("There is no such control list.")})
    present = ControlEdition.objects.filter(control_list=draft.control_list, name=line(draft.name)).first()
    if present is not None:
        return _same(present, draft)
    edition = _edition(draft, actor, now)
    entries = _entries(rows, draft.control_list)
    edition.save()
    for entry in entries:
        entry.edition = edition
    ControlEntry.objects.bulk_create(entries, batch_size=500)
    audit.record(actor, "import_edition", edition, now=now, sha256=edition.sha256, entries=len(entries))
    outbox.record("compliance.edition_imported", now=now, edition_id=edition.pk)
    return EditionImport(edition, is_new=True, entries=len(entries), to_recheck=_to_recheck(edition))


def _same(present: ControlEdition, draft: EditionDraft) -> EditionImport:
    if present.sha256 != draft.sha256:
        words = _("This edition is here already, with other content. A corrected edition needs another name.")
        raise Invalid(fields={"name": words})
    return EditionImport(present, is_new=False, entries=present.entries.count(), to_recheck=0)


def _edition(draft: EditionDraft, actor: User | None, now: datetime) -> ControlEdition:
    edition = ControlEdition(
        control_list=draft.control_list,
        name=line(draft.name),
        valid_from=draft.valid_from,
        valid_to=draft.valid_to,
        source_address=draft.source_address,
        sha256=draft.sha256,
        is_sample=draft.is_sample,
        imported_by=actor,
        imported_at=now,
    )
    if draft.valid_to is not None and draft.valid_to < draft.valid_from:
        raise Invalid(fields={"valid_to": _("It ends before it begins.")})
    validate([edition], exclude={"imported_by"})
    return edition


def _entries(rows: Sequence[ControlRow], control_list: str) -> list[ControlEntry]:
    entries, wrong = entries_of(rows, control_list)
    if not rows:
        raise Invalid(fields={"entries": _("There are no entries.")})
    if wrong:
        raise Invalid(_("Nothing was imported: some rows are not valid."), fields=wrong)
    return entries


def _to_recheck(edition: ControlEdition) -> int:
    others = Classification.objects.filter(edition__control_list=edition.control_list)
    return others.exclude(edition=edition).values("record_id").distinct().count()

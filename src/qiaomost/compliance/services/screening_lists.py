"""Editions of lists of parties: begun, filled in batches, completed. What is not complete counts for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit, outbox
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.compliance.comparing.scoring import keys_of_listed
from qiaomost.compliance.drafts.screening import SCHEMATA, ListDraft, ListedDraft
from qiaomost.compliance.models import ListedKey, ListedParty, ScreeningEdition
from qiaomost.network.permissions import can_administer
from qiaomost.network.selectors import standing_of
from qiaomost.network.services.checks import line, require, validate


@transaction.atomic
def begin_edition(*, actor: User | None, draft: ListDraft, now: datetime) -> tuple[ScreeningEdition, bool]:
    """Begin an edition; returns it, and whether it is new: the same bytes of the same list are here already.

    What an import of the list that broke off has left goes away.

    Raises:
        NotAllowed: ``actor`` does not administer the node.
        Invalid: a field breaks a rule, or an edition of this name is here with other content.
    """
    require(actor is None or can_administer(standing_of(actor)))
    of_list = ScreeningEdition.objects.filter(list_name=draft.list_name)
    of_list.filter(completed_at=None).delete()
    present = of_list.filter(sha256=draft.sha256).first()
    if present is not None:
        return present, False
    if of_list.filter(name=line(draft.name)).exists():
        words = _("This edition is here already, with other content. A corrected edition needs another name.")
        raise Invalid(fields={"name": words})
    edition = ScreeningEdition(
        list_name=draft.list_name,
        name=line(draft.name),
        source_address=draft.source_address,
        sha256=draft.sha256,
        imported_by=actor,
        begun_at=now,
    )
    validate([edition], exclude={"imported_by", "completed_at"})
    edition.save()
    return edition, True


def add_parties(*, edition: ScreeningEdition, drafts: Sequence[ListedDraft]) -> int:
    """Add parties to an edition that is not complete, with the keys under which they are found; returns how many.

    Keys are made before the transaction begins, so that others wait for the database no longer than it takes to write.
    """
    rows = [_row(edition, draft) for draft in drafts]
    keys = [_keys(draft) for draft in drafts]
    with transaction.atomic():
        made = ListedParty.objects.bulk_create(rows)
        ListedKey.objects.bulk_create(
            (
                ListedKey(edition=edition, listed=listed, key=key)
                for listed, own in zip(made, keys, strict=True)
                for key in own
            ),
            batch_size=5_000,
        )
    return len(rows)


@transaction.atomic
def complete_edition(*, actor: User | None, edition_id: int, now: datetime) -> ScreeningEdition:
    """Put an edition in force; every party is to be screened against it.

    Raises:
        NotFound: there is no such edition that waits for it.
        Invalid: it has no party.
    """
    require(actor is None or can_administer(standing_of(actor)))
    waiting = ScreeningEdition.objects.select_for_update().filter(pk=edition_id, completed_at=None)
    edition = waiting.first()
    if edition is None:
        raise NotFound
    edition.parties, edition.completed_at = edition.listed.count(), now
    if not edition.parties:
        raise Invalid(fields={"file": _("No line of the file is a party.")})
    edition.save(update_fields=["parties", "completed_at"])
    audit.record(actor, "import_list", edition, now=now, sha256=edition.sha256, parties=edition.parties)
    outbox.record("compliance.list_imported", now=now, edition_id=edition.pk)
    return edition


def _row(edition: ScreeningEdition, draft: ListedDraft) -> ListedParty:
    return ListedParty(
        edition=edition,
        entity_id=draft.entity_id,
        schema=draft.schema,
        names=draft.names,
        identifiers=draft.identifiers,
        countries=draft.countries,
        birth_dates=draft.birth_dates,
        topics=draft.topics,
        programmes=draft.programmes,
        digest=draft.digest(),
    )


def _keys(draft: ListedDraft) -> list[str]:
    listed = draft.compared()
    kinds = SCHEMATA[draft.schema]
    found = frozenset(key for kind in kinds for key in keys_of_listed(kind, listed))
    return sorted(found)

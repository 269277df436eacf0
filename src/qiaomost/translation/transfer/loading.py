"""Concepts of a file into the term base: a node's own file, or the starter that ships with the product."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import resources

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common.errors import Invalid
from qiaomost.translation.drafts import ConceptDraft
from qiaomost.translation.models import Concept
from qiaomost.translation.services import add_concept, edit_concept
from qiaomost.translation.transfer.tables import read_terms
from qiaomost.translation.transfer.tmx import UnreadableFile


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many concepts of a file are new, changed, and as they were."""

    created: int
    updated: int
    unchanged: int


@transaction.atomic
def load_concepts(
    *,
    actor: User | None,
    rows: Iterable[tuple[int, ConceptDraft]],
    now: datetime,
    only_new: bool = False,
) -> Loaded:
    """Bring the concepts of a file into the term base, known by their codes; all or none.

    Raises:
        UnreadableFile: a row breaks a rule; the message names its line.
        NotAllowed: ``actor`` is neither an adviser nor an administrator.
    """
    present = {row.code: row for row in Concept.objects.all()}
    created = updated = unchanged = 0
    for line, draft in rows:
        known = present.get(draft.code) if draft.code else None
        try:
            if known is None:
                made = add_concept(actor=actor, draft=draft, now=now)
                present[made.code] = made
                created += 1
            elif only_new:
                unchanged += 1
            else:
                before = known.version
                present[draft.code] = edit_concept(
                    actor=actor, concept_id=known.pk, draft=draft, expected_version=before, now=now
                )
                updated += present[draft.code].version != before
                unchanged += present[draft.code].version == before
        except Invalid as error:
            raise UnreadableFile(_("Line %(line)d: %(reason)s") % {"line": line, "reason": error}) from error
    return Loaded(created, updated, unchanged)


def load_starter_terms(*, now: datetime) -> Loaded:
    """Add the concepts that ship with the product where their codes are new; what people changed stays."""
    file = resources.files("qiaomost.translation").joinpath("data", "terms.csv")
    with file.open("rb") as stream:
        return load_concepts(actor=None, rows=read_terms(stream), now=now, only_new=True)

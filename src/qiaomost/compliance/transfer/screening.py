"""Importing a list of parties from a file, line by line, in many short transactions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from qiaomost.compliance.drafts.screening import BadLine, ListDraft, ListedDraft, read_line
from qiaomost.compliance.models import ScreeningEdition
from qiaomost.compliance.services import screening_lists

BATCH = 500


@dataclass(slots=True)
class ListImport:
    """What an import did; ``passed_over`` lines are of schemata that are no parties."""

    edition: ScreeningEdition
    is_new: bool
    parties: int = 0
    passed_over: int = 0
    bad: int = 0


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def import_list(
    file: Path,
    *,
    list_name: str,
    edition: str,
    source_address: str,
    now: datetime,
    on_bad: Callable[[BadLine], None],
) -> ListImport:
    """Import an edition; the same bytes of the same list change nothing.

    An import that breaks off leaves an edition that does not count; the next one begins anew.

    Raises:
        Invalid: what is said of the edition breaks a rule, it is here with other content, or no line is a party.
    """
    draft = ListDraft(list_name, edition, source_address, digest_of(file))
    begun, is_new = screening_lists.begin_edition(actor=None, draft=draft, now=now)
    done = ListImport(begun, is_new)
    if is_new:
        parties = _parties(file, done, on_bad)
        while batch := list(islice(parties, BATCH)):
            done.parties += screening_lists.add_parties(edition=begun, drafts=batch)
        screening_lists.complete_edition(actor=None, edition_id=begun.pk, now=now)
    return done


def _parties(file: Path, done: ListImport, on_bad: Callable[[BadLine], None]) -> Iterator[ListedDraft]:
    seen: set[str] = set()
    with file.open(encoding="utf-8-sig", errors="replace") as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            found = read_line(number, line)
            if isinstance(found, ListedDraft) and found.entity_id in seen:
                found = BadLine(
                    number, _("The id %(id)s stands in the file already.") % {"id": found.entity_id}
                )
            if found is None:
                done.passed_over += 1
            elif isinstance(found, BadLine):
                done.bad += 1
                on_bad(found)
            else:
                seen.add(found.entity_id)
                yield found

"""The disclosure ledger: a row for each read of something confidential, before it is handed over.

A *read* is the delivery of one version of an object to one account. The row is written in the transaction in which
the content is fetched, so that nothing is shown whose row was not kept. The same account reading the same version
again on the same day (UTC), under the same terms, is still that read; a download or an export is a row each time,
because bytes leave the node each time.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common.errors import Invalid
from qiaomost.compliance.models import (
    DisclosureAction,
    DisclosureHead,
    DisclosureRow,
    HeadReceipt,
    ReaderName,
)
from qiaomost.compliance.models.chains import canonical, sha256
from qiaomost.compliance.services import verify_ledger
from qiaomost.network.models import Organisation
from qiaomost.network.selectors import person_of
from qiaosearch.text.normalise import clean

EACH_TIME = frozenset({DisclosureAction.DOWNLOAD_FILE, DisclosureAction.EXPORT})
"""Actions that are a row however often they are repeated."""

OWN_LANGUAGE = {"CN": "zh", "RU": "ru"}
"""Country → language in which the ledger names its organisations."""

BATCH = 500
NAME_LIMIT = 320
LABEL_LIMIT = 300

Key = tuple[str, str, str, str]

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Terms:
    """Under what something was disclosed: the NDA and its version, and the SHA-256 of its text."""

    reference: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read. ``label`` says it to people, without confidential words and without names of persons."""

    action: str
    object_type: str
    object_id: str
    label: str
    version: str = ""

    @property
    def key(self) -> Key:
        """What is the same in a repeated read."""
        return (self.action, self.object_type, self.object_id, self.version)


def append(
    *,
    case_id: UUID,
    reader: User,
    organisation: Organisation,
    action: str,
    object_type: str,
    object_id: str,
    label: str,
    terms: Terms,
    now: datetime,
    version: str = "",
) -> DisclosureRow:
    """Write one read into the ledger of a case, and return its row: the earlier one where it is a repeated read.

    Raises:
        Invalid: a value is missing, too long or unknown.
    """
    reading = Reading(action, object_type, object_id, label, version)
    [row] = append_many(
        case_id=case_id, reader=reader, organisation=organisation, readings=[reading], terms=terms, now=now
    )
    return row


def append_many(
    *,
    case_id: UUID,
    reader: User,
    organisation: Organisation,
    readings: Sequence[Reading],
    terms: Terms,
    now: datetime,
) -> list[DisclosureRow]:
    """Write all reads of a page at once; returns the row of each, in their order.

    A page that shows nothing new writes nothing and waits for nobody. Otherwise whoever appends to the same case waits
    until this transaction ends, so call it last before the content is rendered. Who may read is the caller's to decide.

    Raises:
        Invalid: a value is missing, too long or unknown.
    """
    terms = Terms(clean(terms.reference).strip(), terms.sha256)
    wanted = {reading.key: reading for reading in map(_cleaned, readings)}
    _require_sound(wanted.values(), terms)
    ledger = _Reads(case_id, reader, terms, now)
    found = ledger.repeated(wanted.values())
    if wanted.keys() - found.keys():
        found |= _append_missing(ledger, wanted, organisation)
    return [found[_cleaned(reading).key] for reading in readings]


@dataclass(frozen=True, slots=True)
class _Reads:
    """What the rows of one call have in common."""

    case_id: UUID
    reader: User
    terms: Terms
    now: datetime

    def repeated(self, readings: Iterable[Reading]) -> dict[Key, DisclosureRow]:
        """Rows of today that already stand for some of the reads."""
        once_a_day = [reading for reading in readings if reading.action not in EACH_TIME]
        if not once_a_day:
            return {}
        rows = DisclosureRow.objects.filter(
            case_id=self.case_id,
            account_id=self.reader.pk,
            object_id__in={reading.object_id for reading in once_a_day},
            terms_sha256=self.terms.sha256,
            terms=self.terms.reference,
            at__gte=self.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0),
        )
        keys = {reading.key for reading in once_a_day}
        by_key = {(row.action, row.object_type, row.object_id, row.object_version): row for row in rows}
        return {key: row for key, row in by_key.items() if key in keys}


@transaction.atomic
def _append_missing(
    reads: _Reads, wanted: Mapping[Key, Reading], organisation: Organisation
) -> dict[Key, DisclosureRow]:
    head = _locked_head(reads.case_id)
    found = reads.repeated(wanted.values())  # once more: another request of the reader may have been quicker
    same = {
        "case_id": reads.case_id,
        "account_id": reads.reader.pk,
        "reader": name_of(reads.reader),
        "organisation_id": organisation.pk,
        "organisation_name": organisation.name_in(OWN_LANGUAGE.get(organisation.country, "en")),
        "country": organisation.country,
        "terms": reads.terms.reference,
        "terms_sha256": reads.terms.sha256,
        "at": reads.now,
    }
    rows = {key: _row(reading, same) for key, reading in wanted.items() if key not in found}
    _chain(head, list(rows.values()))
    return found | rows


def _row(reading: Reading, same: Mapping[str, object]) -> DisclosureRow:
    return DisclosureRow(
        action=reading.action,
        object_type=reading.object_type,
        object_id=reading.object_id,
        object_version=reading.version,
        label=reading.label,
        **same,
    )


def _locked_head(case_id: UUID) -> DisclosureHead:
    """Everybody who appends to a case waits here for the one before."""
    DisclosureHead.objects.bulk_create([DisclosureHead(case_id=case_id)], ignore_conflicts=True)
    return DisclosureHead.objects.select_for_update().get(pk=case_id)


def _chain(head: DisclosureHead, rows: Sequence[DisclosureRow]) -> None:
    if not rows:
        return
    for row in rows:
        row.sequence, row.previous = head.length + 1, head.hash
        row.seal()
        head.length, head.hash = row.sequence, row.hash
    DisclosureRow.objects.bulk_create(rows, batch_size=BATCH)
    head.save(update_fields=["length", "hash"])


def name_of(reader: User) -> ReaderName:
    """The reader's present name under its seal; the address where the person gave no name."""
    person = person_of(reader)
    name = (person.name_in(person.language) if person else reader.email)[:NAME_LIMIT]
    present = ReaderName.objects.filter(account_id=reader.pk, name=name).first()
    if present is not None:
        return present
    sealed = ReaderName(account_id=reader.pk, name=name, salt=secrets.token_hex(32))
    sealed.seal = sha256(canonical(sealed.content()))
    sealed.save(force_insert=True)
    return sealed


def _cleaned(reading: Reading) -> Reading:
    return replace(reading, label=" ".join(clean(reading.label).split())[:LABEL_LIMIT])


def _require_sound(readings: Iterable[Reading], terms: Terms) -> None:
    problems = {
        "terms": not terms.reference or len(terms.reference) > 200 or not _SHA256.fullmatch(terms.sha256),
        "action": any(reading.action not in DisclosureAction.values for reading in readings),
        "object": any(not _is_named(reading) for reading in readings),
    }
    wrong = {name: _("A row of the ledger needs this.") for name, is_wrong in problems.items() if is_wrong}
    if wrong:
        raise Invalid(fields=wrong)


def _is_named(reading: Reading) -> bool:
    parts = (reading.object_type, reading.object_id, reading.label)
    return all(parts) and all(
        len(part) <= 64 and part == clean(part) for part in (*parts[:2], reading.version)
    )


def chain_of(case_id: UUID) -> QuerySet[DisclosureRow]:
    """The rows of a case, oldest first, with the readers' names."""
    return DisclosureRow.objects.filter(case_id=case_id).select_related("reader").order_by("sequence")


def head_of(case_id: UUID) -> DisclosureHead:
    """The end of a case's chain; an unsaved one of no rows where nothing was read yet."""
    return DisclosureHead.objects.filter(pk=case_id).first() or DisclosureHead(case_id=case_id)


def verify_chain(
    rows: Iterable[DisclosureRow], *, heads: Iterable[tuple[int, str]] = ()
) -> verify_ledger.Report:
    """Check rows in the given order, with the code that the parties run on an export.

    Args:
        rows: such as ``chain_of`` gives.
        heads: (rows, hash of the last) that were kept earlier, such as those of ``heads_kept``.
    """
    return verify_ledger.check((row.line() for row in rows), heads)


def heads_kept(case_id: UUID) -> list[tuple[int, str]]:
    """What the chain is held against on this node: its head, and every head that a party was given."""
    receipts = HeadReceipt.objects.filter(case_id=case_id).values_list("length", "hash")
    head = head_of(case_id)
    return [*receipts, (head.length, head.hash)]


@transaction.atomic
def give_receipt(*, case_id: UUID, organisation_id: UUID, now: datetime) -> HeadReceipt:
    """Note that a party was given the present head, and return the note; one a party and head.

    Mail it or show it: a party that keeps it outside of this node can prove later that rows were cut off.
    """
    head = head_of(case_id)
    receipt, _made = HeadReceipt.objects.get_or_create(
        case_id=case_id,
        organisation_id=organisation_id,
        length=head.length,
        defaults={"hash": head.hash, "given_at": now},
    )
    return receipt

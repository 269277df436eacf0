"""Letters and certificates as somebody may see them."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from qiaomost.accounts.models import User
from qiaomost.accounts.selectors import addresses_of
from qiaomost.common.errors import NotFound
from qiaomost.compliance.models import Purpose
from qiaomost.compliance.selectors.consent import given_by
from qiaomost.forum.models import DelegationMember, Edition, IssuedDocument, Issuer, Registration, Scan, Stay
from qiaomost.forum.permissions import can_organise
from qiaomost.forum.permissions.delegations import is_contact
from qiaomost.forum.selectors.registrations import bare, registrations_of
from qiaomost.forum.states import RegistrationState
from qiaomost.forum.states.checkins import CheckKind, ScanResult
from qiaomost.forum.states.issued import IssuedKind
from qiaomost.network.selectors import standing_of

ENTRIES = (CheckKind.SITE, CheckKind.HALL, CheckKind.DAY)
"""Checks that show that somebody was there; materials can be fetched for others."""


def issuer_in(edition: Edition) -> Issuer | None:
    """Who issues, if that was said."""
    return Issuer.objects.filter(edition=edition).first()


def issued_in(edition: Edition, kind: str) -> QuerySet[IssuedDocument]:
    """The register of one kind, newest first; five queries."""
    rows = IssuedDocument.objects.filter(edition=edition, kind=kind)
    rows = rows.select_related("registration__person", "registration__organisation", "issued_by")
    return rows.prefetch_related("registration__person__names", "registration__organisation__names")


def issued_to(registration: Registration) -> list[IssuedDocument]:
    """What somebody was issued and not revoked."""
    return list(IssuedDocument.objects.filter(registration=registration, revoked_at=None))


def without(edition: Edition, kind: str) -> QuerySet[Registration]:
    """Accepted participants who have no document of this kind in force; ``was_there``: they were checked in."""
    held = IssuedDocument.objects.filter(registration=OuterRef("pk"), kind=kind, revoked_at=None)
    rows = registrations_of(edition).filter(~Exists(held), state=RegistrationState.ACCEPTED)
    rows = rows.annotate(was_there=Exists(_entries(edition)))
    return rows.select_related("person", "category", "organisation", "user", "stay__site")


def checked_in(edition: Edition, kind: str) -> QuerySet[Registration]:
    """Those of ``without`` who were checked in at a door or for a day."""
    return without(edition, kind).filter(Exists(_entries(edition)))


@dataclass(frozen=True, slots=True)
class DelegationLetters:
    """The accepted members of a delegation by how far their letters are; ``issued`` by registration."""

    ready: tuple[DelegationMember, ...]
    asked: tuple[DelegationMember, ...]
    lacking: tuple[DelegationMember, ...]
    issued: Mapping[UUID, IssuedDocument]


def letters_of(members: Iterable[DelegationMember]) -> DelegationLetters:
    """How far the letters of ``members`` are; two queries.

    Whoever has an account agrees to the use of their passport data there, which asks for the letter; for the others
    the contact person does, as soon as the passport data are whole.
    """
    rows = [one for one in members if one.registration.state == RegistrationState.ACCEPTED]
    found = IssuedDocument.objects.filter(
        registration__in=[one.registration_id for one in rows], kind=IssuedKind.LETTER, revoked_at=None
    )
    issued = {one.registration_id: one for one in found}
    open_ = [one for one in rows if one.registration_id not in issued]
    accounts = [one.registration.user_id for one in open_ if one.registration.user_id]
    agreeing = given_by(accounts, Purpose.VISA_INVITATION)
    asked = [one for one in open_ if one.letter_asked_at or one.registration.user_id in agreeing]
    ready = [one for one in open_ if one not in asked and _is_ready(one)]
    lacking = [one for one in open_ if one not in asked and one not in ready]
    return DelegationLetters(tuple(ready), tuple(asked), tuple(lacking), issued)


def _is_ready(member: DelegationMember) -> bool:
    stay: Stay | None = getattr(member.registration, "stay", None)
    return member.registration.user_id is None and stay is not None and stay.has_whole_passport


def waiting_for_letters(edition: Edition) -> QuerySet[Registration]:
    """Accepted participants who gave passport data and have no letter in force."""
    rows = without(edition, IssuedKind.LETTER).exclude(stay__passport_number="").filter(stay__isnull=False)
    return rows.select_related("delegate")


def document_for(user: User, edition: Edition, document_id: UUID) -> IssuedDocument:
    """A document for the organisers, its holder, and the contact person of the holder's delegation.

    Raises:
        NotFound: there is none, what it said is erased, or it is no concern of ``user``'s.
    """
    rows = IssuedDocument.objects.filter(edition=edition, pk=document_id).select_related(
        "registration", "edition"
    )
    found = rows.first()
    if found is None or not found.content:
        raise NotFound
    standing = standing_of(user)
    if can_organise(standing, edition) or found.registration.user_id == user.pk:
        return found
    members = DelegationMember.objects.filter(registration=found.registration).select_related("delegation")
    member = members.first()
    if member is None or not is_contact(standing, member.delegation, addresses_of(user)):
        raise NotFound
    return found


def checked_document(number: str, code: str) -> IssuedDocument | None:
    """The document with this number, for whoever has its code too; nothing tells which of the two was wrong."""
    rows = IssuedDocument.objects.filter(number=" ".join(number.split()).upper()).select_related(
        "edition__issuer"
    )
    found: IssuedDocument | None = rows.first()
    given = bare(code)
    expected = found.code if found else "-" * len(given)
    return found if hmac.compare_digest(given.encode(), expected.encode()) and found else None


def _entries(edition: Edition) -> QuerySet[Scan]:
    return Scan.objects.filter(
        registration=OuterRef("pk"),
        check_type__edition=edition,
        check_type__kind__in=ENTRIES,
        result=ScanResult.DONE,
    )

"""A declaration: an officer says what the lists make of what their side hands over in a case without a record."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.services import file_store
from qiaomost.catalogue.services.attachments import read_limited
from qiaomost.catalogue.services.file_types import file_name, media_type_of
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, NotAllowed, TransitionRefused
from qiaomost.compliance.models import DECLARED, Answer, ControlEntry, Declaration
from qiaomost.compliance.models.classification import GROUNDS_LIMIT
from qiaomost.compliance.models.documents import KINDS_OF, content_path
from qiaomost.compliance.permissions.officers import organisations_as_officer
from qiaomost.compliance.selectors.classifying import answerable_editions
from qiaomost.network.models import Organisation
from qiaomost.network.selectors import standing_of
from qiaomost.network.services.checks import line
from qiaosearch.text.normalise import clean

NUMBER_LIMIT = 100


@dataclass(frozen=True, slots=True)
class DeclaredDocument:
    """A document that the answer rests on, by its number, with its file where the officer has it."""

    kind: str
    number: str
    valid_until: date | None = None
    file_name: str = ""
    content: BinaryIO | None = None


@dataclass(frozen=True, slots=True)
class DeclarationDraft:
    """What an officer declares for one edition."""

    edition_id: int
    answer: str
    grounds: str
    entry_id: int | None = None
    documents: Sequence[DeclaredDocument] = ()


@transaction.atomic
def declare_for_case(
    *, actor: User, case_id: UUID, organisation: Organisation, draft: DeclarationDraft, now: datetime
) -> Declaration:
    """Put on record what a list makes of what ``organisation`` hands over in a case; earlier ones stay.

    Raises:
        NotAllowed: ``actor`` is no compliance officer of the organisation.
        TransitionRefused: the edition is not in force.
        TooLarge: a file has more than ``attachment_limit_mb`` megabytes.
        Invalid: the answer is not known, its entry is missing or of another edition, there are no grounds, or a
            document is none that the country issues, has no number, has run out, or its file is not what its name
            says.
    """
    if organisation.pk not in organisations_as_officer(standing_of(actor)):
        raise NotAllowed(_("Only a compliance officer of this organisation declares for it."))
    today = localdate(now)
    editions = {one.pk: one for one in answerable_editions(organisation.country, on=today)}
    if draft.edition_id not in editions:
        raise TransitionRefused(_("This edition is not in force: load the page anew."))
    entries = ControlEntry.objects.filter(edition_id=draft.edition_id)
    entry = entries.filter(pk=draft.entry_id).first() if draft.entry_id is not None else None
    grounds = clean(draft.grounds).strip()
    wrong = _problems(draft, entry, grounds) | _wrong_documents(draft, organisation.country, today)
    if wrong:
        raise Invalid(fields=wrong)
    files = [_checked(one) for one in draft.documents]
    for file in filter(None, files):
        file_store.keep(content_path(file.sha256), file.data)
    declaration = Declaration.objects.create(
        case_id=case_id,
        organisation=organisation,
        edition=editions[draft.edition_id],
        answer=draft.answer,
        entry=entry,
        documents=[_stored(one, checked) for one, checked in zip(draft.documents, files, strict=True)],
        grounds=grounds,
        officer=actor,
        decided_at=now,
    )
    code = entry.code if entry else ""
    audit.record(
        actor, "declare_for_case", declaration, now=now, case=str(case_id), answer=draft.answer, entry=code
    )
    return declaration


def _problems(draft: DeclarationDraft, entry: ControlEntry | None, grounds: str) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if draft.answer not in DECLARED:
        wrong["answer"] = _("This value is not known.")
    elif (draft.answer == Answer.LISTED) != (entry is not None):
        wrong["code"] = _("Name the entry of this edition if, and only if, it is listed.")
    if not 0 < len(grounds) <= GROUNDS_LIMIT:
        wrong["grounds"] = _("Say why, in at most %(limit)s characters.") % {"limit": GROUNDS_LIMIT}
    return wrong


def _wrong_documents(draft: DeclarationDraft, country: str, today: date) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for one in draft.documents:
        if one.kind not in KINDS_OF[country]:
            wrong[f"{one.kind}_number"] = _("The owner’s country does not issue this document.")
        elif not 0 < len(line(one.number)) <= NUMBER_LIMIT:
            wrong[f"{one.kind}_number"] = _("Write the number, in at most %(limit)s characters.") % {
                "limit": NUMBER_LIMIT
            }
        elif one.valid_until is not None and one.valid_until < today:
            wrong[f"{one.kind}_until"] = _("It would be over already.")
    return wrong


@dataclass(frozen=True, slots=True)
class _File:
    """A file that was looked at: what is kept of it, and its bytes."""

    name: str
    media_type: str
    sha256: str
    data: bytes


def _checked(one: DeclaredDocument) -> _File | None:
    if one.content is None:
        return None
    data = read_limited(one.content)
    try:
        name = file_name(one.file_name)
        return _File(name, media_type_of(data, name), hashlib.sha256(data).hexdigest(), data)
    except Invalid as error:
        raise Invalid(fields={f"{one.kind}_file": error.fields["file"]}) from error


def _stored(one: DeclaredDocument, file: _File | None) -> dict[str, str | int]:
    until = one.valid_until.isoformat() if one.valid_until else ""
    row: dict[str, str | int] = {"kind": one.kind, "number": line(one.number), "valid_until": until}
    if file is not None:
        row |= {
            "name": file.name,
            "media_type": file.media_type,
            "size": len(file.data),
            "sha256": file.sha256,
        }
    return row

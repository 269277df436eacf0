"""Numbers and revocations of what is issued."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, Message, NotFound, TransitionRefused
from qiaomost.forum.drafts.issuing import IssuerDraft
from qiaomost.forum.models import Edition, IssuedDocument, Issuer, Registration
from qiaomost.forum.models.issued import LINE_LIMIT, NOTE_LIMIT
from qiaomost.forum.models.registrations import REASON_LIMIT
from qiaomost.forum.services.editions import lock_edition
from qiaomost.forum.states.issued import LETTERS
from qiaosearch.text.normalise import clean

LANGUAGES = ("zh", "ru", "en")
EVERYWHERE = ("names", "addresses", "signatories", "positions")


@transaction.atomic
def set_issuer(*, actor: User, edition_id: UUID, draft: IssuerDraft, now: datetime) -> Issuer:
    """Say who issues the letters and certificates of an edition; what was issued stays as it is.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        Invalid: a value breaks a rule.
    """
    edition = lock_edition(actor, edition_id)
    issuer = Issuer.objects.filter(edition=edition).first() or Issuer(edition=edition)
    problems: dict[str, Message] = {}
    for name in (*EVERYWHERE, "notes"):
        texts = {code: clean(getattr(draft, name).get(code, "")).strip() for code in LANGUAGES}
        setattr(issuer, name, texts)
        limit = NOTE_LIMIT if name == "notes" else LINE_LIMIT
        if name in EVERYWHERE and not all(texts.values()):
            problems[f"{name}_zh"] = _("Write it in all three languages.")
        if any(len(words) > limit for words in texts.values()):
            problems[f"{name}_zh"] = _("This is too long.")
    for name in ("registration_number", "phone", "email"):
        setattr(issuer, name, getattr(draft, name).strip())
    try:
        issuer.full_clean(validate_unique=False)
    except ValidationError as error:
        problems |= {name: " ".join(words) for name, words in error.message_dict.items()}
    if problems:
        raise Invalid(fields=problems)
    issuer.save()
    audit.record(actor, "set_issuer", edition, now=now)
    return issuer


@transaction.atomic
def revoke_document(
    *, actor: User, edition_id: UUID, document_id: UUID, reason: str, now: datetime
) -> IssuedDocument:
    """Take a letter or certificate back; its number says so to whoever checks it.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or it has no such document.
        TransitionRefused: it was revoked already.
        Invalid: there is no reason.
    """
    edition = lock_edition(actor, edition_id)
    document = IssuedDocument.objects.filter(edition=edition, pk=document_id).first()
    if document is None:
        raise NotFound
    if document.revoked_at is not None:
        raise TransitionRefused(_("It was revoked already."))
    words = " ".join(clean(reason).split())
    if not 1 <= len(words) <= REASON_LIMIT:
        raise Invalid(fields={"reason": _("Give a reason of at most %d characters.") % REASON_LIMIT})
    document.revoked_at, document.reason = now, words
    document.save(update_fields=["revoked_at", "reason"])
    audit.record(actor, "revoke_document", document, now=now)
    return document


def issue(
    actor: User | None,
    registration: Registration,
    kind: str,
    content: Mapping[str, Any],
    now: datetime,
) -> IssuedDocument:
    """Give a document the next number of its edition, inside the caller's transaction, under the edition's lock."""
    edition: Edition = registration.edition
    rows = IssuedDocument.objects.filter(edition=edition, kind=kind)
    sequence = (rows.aggregate(last=Max("sequence"))["last"] or 0) + 1
    document = IssuedDocument.objects.create(
        edition=edition,
        registration=registration,
        kind=kind,
        sequence=sequence,
        number=f"{edition.code.upper()}-{LETTERS[kind]}-{sequence:04}",
        content=dict(content),
        issued_by=actor,
        issued_at=now,
    )
    audit.record(actor, f"issue_{kind}", document, now=now, number=document.number)
    return document


def issuer_of(edition: Edition) -> Issuer:
    """Who issues.

    Raises:
        TransitionRefused: that has not been said yet.
    """
    issuer = Issuer.objects.filter(edition=edition).first()
    if issuer is None:
        raise TransitionRefused(_("Say first who issues letters and certificates."), code="no_issuer")
    return issuer

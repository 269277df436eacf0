"""Verbs of the term base."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Conflict, Invalid, Message, NotFound
from qiaomost.common.languages import LanguageCode
from qiaomost.common.transitions import next_state
from qiaomost.network.selectors import standing_of
from qiaomost.translation.drafts import ConceptDraft, LanguageForms, key_of, normal, stored
from qiaomost.translation.models import FORM_LIMIT, NOTE_LIMIT, Concept, TermForm
from qiaomost.translation.permissions import can_edit_terms, require
from qiaomost.translation.selectors import draft_of
from qiaomost.translation.states import CONCEPT_TRANSITIONS, ConceptState, TermSubject

FORMS = 20
"""Forms of one language that a concept may have."""


@transaction.atomic
def add_concept(*, actor: User | None, draft: ConceptDraft, now: datetime) -> Concept:
    """Add a concept to the term base.

    Raises:
        NotAllowed: ``actor`` is neither an adviser nor an administrator.
        Invalid: a value breaks a rule, or the code is taken.
    """
    require(actor is None or can_edit_terms(standing_of(actor)))
    draft = _cleaned(draft)
    _validate(draft)
    code = draft.code or _new_code(draft)
    if Concept.objects.filter(code=code).exists():
        raise Invalid(fields={"code": _("There is a concept of this code already.")})
    concept = Concept.objects.create(code=code, subject=draft.subject, created_at=now, updated_at=now)
    _write_forms(concept, draft)
    audit.record(actor, "add_concept", concept, now=now)
    return concept


@transaction.atomic
def edit_concept(
    *, actor: User | None, concept_id: UUID, draft: ConceptDraft, expected_version: int, now: datetime
) -> Concept:
    """Bring a concept to ``draft``; its code stays. What it says already changes nothing.

    Raises:
        NotAllowed: ``actor`` is neither an adviser nor an administrator.
        NotFound: there is no such concept.
        Conflict: it is no longer at ``expected_version``.
        Invalid: a value breaks a rule.
    """
    concept = _locked(actor, concept_id)
    if concept.version != expected_version:
        raise Conflict
    draft = replace(_cleaned(draft), code=concept.code)
    _validate(draft)
    if draft == draft_of(concept):
        return concept
    concept.subject = draft.subject
    concept.version, concept.updated_at = concept.version + 1, now
    concept.save(update_fields=["subject", "version", "updated_at"])
    concept.forms.all().delete()
    _write_forms(concept, draft)
    audit.record(actor, "edit_concept", concept, now=now)
    return concept


@transaction.atomic
def retire_concept(*, actor: User | None, concept_id: UUID, now: datetime) -> Concept:
    """Take a concept out of use; it stays readable, and can be restored.

    Raises:
        NotAllowed, NotFound: as ``edit_concept``.
        TransitionRefused: it is retired already.
    """
    return _move(actor, concept_id, "retire", now)


@transaction.atomic
def restore_concept(*, actor: User | None, concept_id: UUID, now: datetime) -> Concept:
    """Take a retired concept into use again.

    Raises:
        NotAllowed, NotFound: as ``edit_concept``.
        TransitionRefused: it is in use.
    """
    return _move(actor, concept_id, "restore", now)


def _locked(actor: User | None, concept_id: UUID) -> Concept:
    require(actor is None or can_edit_terms(standing_of(actor)))
    concept = Concept.objects.select_for_update().filter(pk=concept_id).first()
    if concept is None:
        raise NotFound
    return concept


def _move(actor: User | None, concept_id: UUID, verb: str, now: datetime) -> Concept:
    concept = _locked(actor, concept_id)
    concept.state = next_state(CONCEPT_TRANSITIONS, ConceptState(concept.state), verb)
    concept.version, concept.updated_at = concept.version + 1, now
    concept.save(update_fields=["state", "version", "updated_at"])
    audit.record(actor, f"{verb}_concept", concept, now=now)
    return concept


def _cleaned(draft: ConceptDraft) -> ConceptDraft:
    """Return ``draft`` as it is stored: one line each, no doubles, languages without forms left out."""
    forms = {language: _cleaned_forms(given) for language, given in draft.forms.items()}
    kept = {language: one for language, one in forms.items() if one.with_status() or one.note}
    return ConceptDraft(draft.subject, kept, code=draft.code.strip())


def _cleaned_forms(given: LanguageForms) -> LanguageForms:
    admitted, forbidden = (
        tuple(dict.fromkeys(filter(None, map(stored, texts)))) for texts in (given.admitted, given.forbidden)
    )
    return LanguageForms(stored(given.preferred), admitted, forbidden, stored(given.note))


def _validate(draft: ConceptDraft) -> None:
    wrong: dict[str, Message] = {}
    if draft.subject not in TermSubject.values:
        wrong["subject"] = _("Choose a field.")
    if draft.code and slugify(draft.code) != draft.code:
        wrong["code"] = _("A code has small letters, digits and hyphens.")
    if sum(bool(given.preferred) for given in draft.forms.values()) < 2:
        wrong["forms"] = _("A concept needs its preferred form in two languages at least.")
    for language, given in draft.forms.items():
        wrong |= _problems(language, given)
    if wrong:
        raise Invalid(fields=wrong)


def _problems(language: str, given: LanguageForms) -> Mapping[str, Message]:
    texts = [text for text, _status in given.with_status()]
    field = f"{language}_preferred"
    if language not in LanguageCode.values:
        return {field: _("There is no such language.")}
    if not given.preferred:
        return {field: _("Say which form is the preferred one.")}
    if len({normal(text) for text in texts}) < len(texts):
        return {field: _("A form stands here twice.")}
    if len(texts) > FORMS or max(map(len, texts)) > FORM_LIMIT:
        return {
            field: _("At most %(most)d forms of at most %(limit)d characters each.")
            % {"most": FORMS, "limit": FORM_LIMIT}
        }
    if len(given.note) > NOTE_LIMIT:
        return {f"{language}_note": _("At most %(most)d characters.") % {"most": NOTE_LIMIT}}
    return {}


def _write_forms(concept: Concept, draft: ConceptDraft) -> None:
    rows = [
        TermForm(
            concept=concept,
            language=language,
            text=text,
            normal=normal(text)[: FORM_LIMIT * 2],
            key=(key_of(text, language) or normal(text))[: FORM_LIMIT * 2],
            status=status,
            position=position,
            note="" if position else given.note,
        )
        for language, given in draft.forms.items()
        for position, (text, status) in enumerate(given.with_status())
    ]
    TermForm.objects.bulk_create(rows)


def _new_code(draft: ConceptDraft) -> str:
    """Return a code from the English form where there is one, with an ending of its own."""
    english = draft.forms.get("en")
    stem = slugify(english.preferred)[:60] if english else ""
    return "-".join(filter(None, (stem, uuid.uuid4().hex[:8])))

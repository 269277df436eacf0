"""What organisers set up before anybody registers: terms, categories, fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, NotFound, TransitionRefused
from qiaomost.forum.models import (
    Answer,
    Category,
    Edition,
    FeedbackSheet,
    FormField,
    Registration,
    RegistrationTerms,
)
from qiaomost.forum.services.editions import lock_edition
from qiaomost.forum.services.registration_steps import HOLDING, lock_category
from qiaomost.forum.states.registrations import FieldKind, FormPhase

LANGUAGES = ("zh", "ru", "en")
WITH_OPTIONS = frozenset({FieldKind.CHOICE, FieldKind.SEVERAL})


@dataclass(frozen=True, slots=True)
class FieldDraft:
    """One question; ``options``: a line each, ``code | 中文 | русский | English``; ``shown_if``: another's code."""

    code: str
    kind: str
    names: Mapping[str, str]
    phase: str = FormPhase.FIRST.value
    options: str = ""
    is_required: bool = False
    shown_if: str = ""
    shown_if_value: str = ""
    position: int = field(default=0)


@transaction.atomic
def set_terms(*, actor: User, edition_id: UUID, now: datetime, **values: Any) -> RegistrationTerms:
    """Set ``opens_at``, ``closes_at`` and ``offer_hours``.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        Invalid: a value breaks a rule.
    """
    edition = lock_edition(actor, edition_id)
    terms = RegistrationTerms.objects.filter(edition=edition).first() or RegistrationTerms(edition=edition)
    for name, value in values.items():
        setattr(terms, name, value)
    if terms.closes_at <= terms.opens_at:
        raise Invalid(fields={"closes_at": _("Registration closes after it opens.")})
    _save(terms)
    audit.record(actor, "set_registration_terms", edition, now=now)
    return terms


@transaction.atomic
def set_category(*, actor: User, edition_id: UUID, code: str, now: datetime, **values: Any) -> Category:
    """Add a category or change the one with this ``code``.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        Invalid: a value breaks a rule, or more places are taken than there would be.
    """
    edition = lock_edition(actor, edition_id)
    category = Category.objects.filter(edition=edition, code=code).first() or Category(
        edition=edition, code=code
    )
    if category.pk is not None:
        lock_category(category.pk)
    for name, value in values.items():
        setattr(category, name, value)
    _require_names(category.names)
    if category.pk is not None and category.quota is not None:
        taken = Registration.objects.filter(category=category, state__in=HOLDING).count()
        if category.quota < taken:
            raise Invalid(fields={"quota": _("%(taken)s places are taken already.") % {"taken": taken}})
    _save(category)
    audit.record(actor, "set_category", category, now=now)
    return category


@transaction.atomic
def set_field(*, actor: User, edition_id: UUID, draft: FieldDraft, now: datetime) -> FormField:
    """Add a field or change the one with this short name.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        Invalid: a value breaks a rule, or conditions run in a circle.
    """
    edition = lock_edition(actor, edition_id)
    found = FormField.objects.filter(edition=edition, code=draft.code).first()
    one = found or FormField(edition=edition, code=draft.code)
    if found and (found.kind, found.phase) != (draft.kind, draft.phase) and _is_answered(found):
        raise Invalid(fields={"kind": _("It was answered already, so that its kind stays.")})
    _require_names(draft.names)
    for name in ("kind", "names", "phase", "is_required", "shown_if_value", "position"):
        setattr(one, name, getattr(draft, name))
    one.options = _options(draft)
    one.shown_if = _condition(edition, one, draft.shown_if)
    _save(one)
    audit.record(actor, "set_form_field", one, now=now)
    return one


@transaction.atomic
def remove_field(*, actor: User, edition_id: UUID, code: str, now: datetime) -> None:
    """Take out a field that nobody has answered.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or there is no such field.
        TransitionRefused: it was answered, or another depends on it.
    """
    edition = lock_edition(actor, edition_id)
    one = FormField.objects.filter(edition=edition, code=code).first()
    if one is None:
        raise NotFound
    if _is_answered(one) or FormField.objects.filter(shown_if=one).exists():
        raise TransitionRefused(_("It was answered, or another field depends on it."))
    audit.record(actor, "remove_form_field", one, now=now, code=code)
    one.delete()


def _is_answered(one: FormField) -> bool:
    sheets = FeedbackSheet.objects.filter(edition_id=one.edition_id, values__has_key=one.code)
    return Answer.objects.filter(field=one).exists() or (one.phase == FormPhase.AFTER and sheets.exists())


def _condition(edition: Edition, one: FormField, code: str) -> FormField | None:
    if not code:
        return None
    other = FormField.objects.filter(edition=edition, code=code, phase=one.phase).first()
    if other is None:
        raise Invalid(fields={"shown_if": _("There is no such field in this form.")})
    above: FormField | None = other
    while above is not None:
        if above.pk == one.pk:
            raise Invalid(fields={"shown_if": _("A field can’t depend on itself.")})
        above = above.shown_if
    return other


def _options(draft: FieldDraft) -> list[dict[str, Any]]:
    if draft.kind not in WITH_OPTIONS:
        return []
    options = []
    for line in filter(None, map(str.strip, draft.options.splitlines())):
        code, *names = (part.strip() for part in line.split("|"))
        if len(names) != len(LANGUAGES) or not code or not all(names):
            raise Invalid(fields={"options": _("A line for each option: code | 中文 | русский | English")})
        options.append({"code": code[:40], "names": dict(zip(LANGUAGES, names, strict=True))})
    if len(options) < 2 or len({one["code"] for one in options}) < len(options):
        raise Invalid(fields={"options": _("Give at least two options, each with a code of its own.")})
    return options


def _require_names(names: Mapping[str, str]) -> None:
    if not all(names.get(language) for language in LANGUAGES):
        raise Invalid(fields={"names": _("Give the name in all three languages.")})


def _save(row: models.Model) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Invalid(fields={name: " ".join(words) for name, words in error.message_dict.items()}) from None
    row.save()

"""The rules of a draft: one refusal that names every wrong field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Model
from django.utils.translation import gettext as _

from qiaomost.catalogue.drafts.values import (
    AchievementFacts,
    ChallengeFacts,
    EvidenceDraft,
    ExpertFacts,
    Facts,
    RecordDraft,
    TextDraft,
)
from qiaomost.catalogue.models import (
    SECTIONS,
    CooperationKind,
    Deliverable,
    Disclosure,
    EvidenceKind,
    IpStatus,
    IpTerms,
    Record,
    Stage,
    Subject,
    Willingness,
)
from qiaomost.catalogue.models.records import SECTION_LIMIT, SUMMARY_LIMIT, TITLE_LIMIT
from qiaomost.catalogue.states import TextOrigin
from qiaomost.common.errors import Invalid
from qiaomost.common.languages import LanguageCode
from qiaomost.network.models import Organisation, Person
from qiaosearch.text.normalise import clean

KEYWORDS, KEYWORD_LIMIT = 12, 80
CRITERIA, CRITERION_LIMIT = 20, 500
SUBJECTS = 10
EVIDENCE, EVIDENCE_TITLE_LIMIT, ADDRESS_LIMIT = 200, 500, 500
BUDGET_LIMIT = Decimal(10) ** 12
YEARS = range(1800, 2200)

ALL_SECTIONS = ("title", "summary", "description", "advantages", "current_solutions", "desired_outcome")
LIMITS: Mapping[str, int] = dict.fromkeys(ALL_SECTIONS, SECTION_LIMIT) | {
    "title": TITLE_LIMIT,
    "summary": SUMMARY_LIMIT,
}
ONE_OF: Mapping[str, Sequence[str]] = {
    "stage": Stage.values,
    "deliverable": Deliverable.values,
    "ip_terms": IpTerms.values,
    "currency": ("CNY", "RUB"),
}
SOME_OF: Mapping[str, Sequence[str]] = {
    "cooperation": CooperationKind.values,
    "willing_to": Willingness.values,
}
LEVELS: Mapping[str, int] = {"trl": 9, "trl_min": 9, "production_readiness": 10, "market_readiness": 9}
COMMAND = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
"""How well a language is commanded: CEFR (Council of Europe, 2001), or native."""

Problems = Iterator[tuple[str, str]]

_is_web_address = URLValidator(schemes=["http", "https"])


def validate(draft: RecordDraft, *, today: date | None = None) -> None:
    """Check a cleaned draft.

    Args:
        draft: what is to be stored.
        today: the day of writing, where a deadline that has passed is to be refused.

    Raises:
        Invalid: with one entry for each wrong field, such as ``texts.zh.title`` or ``facts.trl``.
    """
    _refuse(dict(_record_problems(draft, today)))


def validate_text(text: TextDraft, kind: str) -> None:
    """Check a cleaned text of a record of ``kind``.

    Raises:
        Invalid: with one entry for each wrong field, such as ``texts.zh.title``.
    """
    _refuse(dict(_text_problems(text, kind)))


def validate_levels(levels: Mapping[str, str], kind: str) -> None:
    """Check the disclosure levels of single sections of a record of ``kind``.

    Raises:
        Invalid: with one entry for each wrong section, such as ``section_disclosure.summary``.
    """
    _refuse(dict(_level_problems(kind, levels)))


def validate_source(name: str, row_id: str, address: str) -> None:
    """Check where an imported row says that it comes from.

    Raises:
        Invalid: a name or id is missing or too long, or the address is none of the web.
    """
    problems = dict(_address_problems("source_address", address))
    for where, value, limit in (("source", name, 64), ("source_id", row_id, 200)):
        if not value or value != clean(value):
            problems[where] = _("This is required, without control characters.")
        problems |= dict(_length_problems(where, value, limit))
    _refuse(problems)


def _refuse(problems: Mapping[str, str]) -> None:
    if problems:
        raise Invalid(fields=problems)


def _record_problems(draft: RecordDraft, today: date | None) -> Problems:
    yield from _texts_problems(draft)
    yield from _subject_problems(draft.subjects)
    yield from _disclosure_problems(draft)
    yield from _reference_problems(draft)
    yield from _facts_problems(draft.facts)
    if isinstance(draft.facts, AchievementFacts):
        yield from _ip_problems(draft.facts)
    elif isinstance(draft.facts, ChallengeFacts):
        yield from _challenge_problems(draft.facts, today)
    else:
        yield from _expert_problems(draft.facts)
    if len(draft.evidence) > EVIDENCE:
        yield "evidence", _at_most(EVIDENCE)
    for ordinal, evidence in enumerate(draft.evidence[:EVIDENCE]):
        yield from _evidence_problems(f"evidence.{ordinal}", evidence)


def _texts_problems(draft: RecordDraft) -> Problems:
    if sum(text.origin == TextOrigin.ORIGINAL for text in draft.texts) != 1:
        yield "texts", _("Exactly one text must be the original.")
    for language, times in Counter(text.language for text in draft.texts).items():
        if times > 1:
            yield f"texts.{language}", _("There are two texts in this language.")
    for text in draft.texts:
        yield from _text_problems(text, draft.kind)


def _text_problems(text: TextDraft, kind: str) -> Problems:
    where = f"texts.{text.language[:8]}"
    if text.language not in LanguageCode.values:
        yield f"{where}.language", _unknown(text.language)
    if text.origin not in TextOrigin.values:
        yield f"{where}.origin", _unknown(text.origin)
    if not text.title:
        yield f"{where}.title", _("This is required.")
    for section, limit in LIMITS.items():
        value = getattr(text, section)
        yield from _length_problems(f"{where}.{section}", value, limit)
        if value and section not in SECTIONS[kind]:
            yield f"{where}.{section}", _("This kind of record has no such section.")
    if text.acceptance_criteria and kind != ChallengeFacts.kind:
        yield f"{where}.acceptance_criteria", _("This kind of record has no such section.")
    yield from _list_problems(f"{where}.keywords", text.keywords, KEYWORDS, KEYWORD_LIMIT)
    yield from _list_problems(
        f"{where}.acceptance_criteria", text.acceptance_criteria, CRITERIA, CRITERION_LIMIT
    )
    yield from _length_problems(f"{where}.translated_by", text.translated_by, 200)


def _list_problems(where: str, values: Sequence[str], most: int, limit: int) -> Problems:
    if len(values) > most:
        yield where, _at_most(most)
    for value in values[:most]:
        yield from _length_problems(where, value, limit)


def _length_problems(where: str, value: str, limit: int) -> Problems:
    if len(value) > limit:
        yield where, _("At most %(limit)d characters are allowed.") % {"limit": limit}


def _subject_problems(codes: Sequence[str]) -> Problems:
    if len(codes) > SUBJECTS:
        yield "subjects", _at_most(SUBJECTS)
        return
    known = Subject.objects.filter(pk__in=codes).values_list("pk", flat=True) if codes else ()
    unknown = sorted(set(codes) - set(known))
    if unknown:
        yield "subjects", _unknown(", ".join(unknown))


def _disclosure_problems(draft: RecordDraft) -> Problems:
    if draft.disclosure not in Disclosure.values:
        yield "disclosure", _unknown(draft.disclosure)
    yield from _level_problems(draft.kind, draft.section_disclosure)


def _level_problems(kind: str, levels: Mapping[str, str]) -> Problems:
    """The title always has the record's own level."""
    for section, level in levels.items():
        if section not in SECTIONS[kind] or section == "title":
            yield f"section_disclosure.{section[:32]}", _unknown(section)
        elif level not in Disclosure.values:
            yield f"section_disclosure.{section}", _unknown(level)


def _reference_problems(draft: RecordDraft) -> Problems:
    yield from _missing("organisation", Organisation, {draft.organisation_id})
    yield from _missing("contact", Person, {draft.contact_id} - {None})
    if isinstance(draft.facts, ExpertFacts):
        yield from _missing("facts.person", Person, {draft.facts.person_id})
    targets = {evidence.target_id for evidence in draft.evidence[:EVIDENCE]}
    yield from _missing("evidence", Record, targets - {None})


def _missing(where: str, model: type[Model], ids: set[UUID | None]) -> Problems:
    if ids and model._default_manager.filter(pk__in=ids).count() < len(ids):
        yield where, _("There is no such entry.")


def _facts_problems(facts: Facts) -> Problems:
    for name, allowed in ONE_OF.items():
        value = getattr(facts, name, "")
        if value and value not in allowed:
            yield f"facts.{name}", _unknown(value)
    for name, allowed in SOME_OF.items():
        unknown = set(getattr(facts, name, ())) - set(allowed)
        if unknown:
            yield f"facts.{name}", _unknown(", ".join(sorted(unknown)))
    for name, highest in LEVELS.items():
        level = getattr(facts, name, None)
        if level is not None and not 1 <= level <= highest:
            yield f"facts.{name}", _("This must be from 1 to %(highest)d.") % {"highest": highest}


def _ip_problems(facts: AchievementFacts) -> Problems:
    for right in facts.ip_rights:
        if not re.fullmatch(r"[A-Z]{2}|PCT", right.territory):
            yield "facts.ip_rights", _unknown(right.territory)
        if right.status not in IpStatus.values:
            yield "facts.ip_rights", _unknown(right.status)
        yield from _length_problems("facts.ip_rights", right.number, 40)


def _challenge_problems(facts: ChallengeFacts, today: date | None) -> Problems:
    if facts.budget is not None:
        if not (facts.budget.is_finite() and 0 < facts.budget < BUDGET_LIMIT):
            yield "facts.budget", _("This must be a positive amount below a million million.")
        if not facts.currency:
            yield "facts.currency", _("A budget needs its currency.")
    if today is not None and facts.deadline is not None and facts.deadline < today:
        yield "facts.deadline", _("The deadline must not have passed.")


def _expert_problems(facts: ExpertFacts) -> Problems:
    for code, level in facts.languages.items():
        if not re.fullmatch(r"[a-z]{2}", code):
            yield "facts.languages", _unknown(code)
        if level not in COMMAND:
            yield "facts.languages", _unknown(level)


def _evidence_problems(where: str, evidence: EvidenceDraft) -> Problems:
    if evidence.kind not in EvidenceKind.values:
        yield f"{where}.kind", _unknown(evidence.kind)
    if (evidence.kind == EvidenceKind.RECORD) != (evidence.target_id is not None):
        yield f"{where}.target", _("A record as evidence is named by its id, anything else by its title.")
    if evidence.target_id is None and not evidence.title:
        yield f"{where}.title", _("This is required.")
    if evidence.language and evidence.language not in LanguageCode.values:
        yield f"{where}.language", _unknown(evidence.language)
    if evidence.year is not None and evidence.year not in YEARS:
        yield f"{where}.year", _unknown(str(evidence.year))
    yield from _length_problems(f"{where}.title", evidence.title, EVIDENCE_TITLE_LIMIT)
    yield from _length_problems(f"{where}.abstract", evidence.abstract, SECTION_LIMIT)
    yield from _address_problems(f"{where}.address", evidence.address)


def _address_problems(where: str, address: str) -> Problems:
    if not address:
        return
    try:
        if len(address) > ADDRESS_LIMIT:
            raise ValidationError("too long")
        _is_web_address(address)
    except ValidationError:
        yield where, _("This is not an address of the web.")


def _unknown(value: str) -> str:
    return _("“%(value)s” is not a known value.") % {"value": value[:80]}


def _at_most(most: int) -> str:
    return _("At most %(most)d entries are allowed.") % {"most": most}

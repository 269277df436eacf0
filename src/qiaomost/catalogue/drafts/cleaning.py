"""What is stored of what was typed: no invisible characters, no blank edges, no doubles in lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any, TypeVar

from qiaomost.catalogue.drafts.values import (
    AchievementFacts,
    EvidenceDraft,
    IpRightDraft,
    RecordDraft,
    TextDraft,
)
from qiaosearch.text.normalise import clean

HOPELESS = 100_000
"""Characters beyond which a value is refused for its length in any case, so that cleaning it is in vain."""

_LINES = frozenset({"title", "translated_by", "language", "origin", "kind", "address", "number"})
"""Fields of one line: breaks and tabs in them become spaces."""

Draft = TypeVar("Draft", TextDraft, EvidenceDraft, IpRightDraft)


def cleaned(draft: RecordDraft) -> RecordDraft:
    """Return ``draft`` as it is stored."""
    facts = draft.facts
    if isinstance(facts, AchievementFacts):
        facts = replace(facts, ip_rights=tuple(map(_cleaned_fields, facts.ip_rights)))
    return replace(
        draft,
        facts=facts,
        subjects=tuple(sorted(set(draft.subjects))),
        texts=tuple(map(cleaned_text, draft.texts)),
        evidence=tuple(map(_cleaned_fields, draft.evidence)),
        section_disclosure=dict(draft.section_disclosure),
    )


def cleaned_text(text: TextDraft) -> TextDraft:
    """Return ``text`` as it is stored."""
    return _cleaned_fields(
        replace(
            text,
            acceptance_criteria=_cleaned_list(text.acceptance_criteria),
            keywords=_cleaned_list(text.keywords),
        )
    )


def cleaned_prose(value: str) -> str:
    """Return a text of several lines as it is stored."""
    return value if len(value) > HOPELESS else clean(value).strip()


def _cleaned_fields(draft: Draft) -> Draft:
    values: dict[str, Any] = {item.name: getattr(draft, item.name) for item in fields(draft)}
    for name, value in values.items():
        if isinstance(value, str):
            values[name] = _one_line(value) if name in _LINES else cleaned_prose(value)
    return replace(draft, **values)


def _one_line(value: str) -> str:
    return value if len(value) > HOPELESS else " ".join(clean(value).split())


def _cleaned_list(values: Iterable[str]) -> tuple[str, ...]:
    """Clean each value; drop what is empty or was there before, keep the order."""
    return tuple(dict.fromkeys(line for line in map(_one_line, values) if line))

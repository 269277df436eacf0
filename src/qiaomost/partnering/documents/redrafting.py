"""A draft whose terms changed: generated clauses are filled again, those that people wrote by hand stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from qiaomost.common.errors import Invalid
from qiaomost.partnering.documents.drafting import draft_agreement
from qiaomost.partnering.documents.values import AgreementDocument, Clause, Words

RECITALS = "recitals"


@dataclass(frozen=True, slots=True)
class Redrafted:
    """The new text, and by name the sections written by hand whose generated wording would have changed."""

    document: AgreementDocument
    overtaken: frozenset[str]


def redraft(present: AgreementDocument, drafted: AgreementDocument) -> Redrafted:
    """Return ``drafted``, drawn up from changed terms, with what people wrote by hand into ``present``.

    A section counts as written by hand as soon as one of its languages differs from what its template gave for the
    terms of ``present``; it then stays in all languages, so that they go on saying the same. A text whose terms are
    not known keeps every section.
    """
    before = _sections(_as_generated(present))
    now, new = _sections(present), _sections(drafted)
    by_hand = {name for name, section in now.items() if not _is_same(section, before.get(name))}
    overtaken = {name for name in by_hand if not _is_same(new.get(name), before.get(name))}
    document = replace(
        drafted,
        template=present.template,
        day=present.day,
        recitals=present.recitals if RECITALS in by_hand else drafted.recitals,
        clauses=tuple(
            clause if clause.name in by_hand else new.get(clause.name, clause) for clause in present.clauses
        ),
    )
    return Redrafted(document, frozenset(overtaken))


def _as_generated(document: AgreementDocument) -> AgreementDocument | None:
    """What the template gives for the terms of a document; nothing where they are not known."""
    try:
        return draft_agreement(
            kind=document.kind,
            languages=document.languages,
            number=document.number,
            place=document.place,
            parties=document.parties,
            values=document.values,
            value=document.value,
            technical_value=document.technical_value,
            milestones=document.milestones,
            rights=document.rights,
        )
    except Invalid:
        return None


def _sections(document: AgreementDocument | None) -> Mapping[str, Clause]:
    if document is None:
        return {}
    recitals = Clause(RECITALS, {}, document.recitals)
    return {RECITALS: recitals, **{clause.name: clause for clause in document.clauses}}


def _is_same(one: Clause | None, other: Clause | None) -> bool:
    if one is None or other is None:
        return one is other
    return _words(one.heading) == _words(other.heading) and _words(one.body) == _words(other.body)


def _words(text: Words) -> dict[str, list[str]]:
    """Words by language: a browser's line breaks are no change."""
    return {language: words.split() for language, words in text.items()}

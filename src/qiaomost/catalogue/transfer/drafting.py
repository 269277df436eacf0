"""From a row of the catalogue's own shape to a draft that the services take."""

from __future__ import annotations

from collections.abc import Iterator

from qiaomost.catalogue.drafts import (
    AchievementFacts,
    ChallengeFacts,
    EvidenceDraft,
    ExpertFacts,
    Facts,
    IpRightDraft,
    RecordDraft,
    TextDraft,
)
from qiaomost.catalogue.models import EvidenceKind
from qiaomost.catalogue.states import TextOrigin
from qiaomost.catalogue.transfer.native import AchievementRow, ChallengeRow, RecordRow
from qiaomost.catalogue.transfer.references import References


def draft_of(row: RecordRow, references: References) -> RecordDraft:
    """Return the draft of ``row``, with what it names looked up or made.

    Raises:
        Unresolved: it names an organisation, a person or a record that is not here (yet).
    """
    return RecordDraft(
        organisation_id=references.owner(row),
        contact_id=references.person(row.contact) if row.contact else None,
        facts=_facts(row, references),
        texts=tuple(_texts(row)),
        subjects=row.subjects,
        evidence=tuple(_evidence(row, references)),
        open_for_interest=row.open_for_interest,
        disclosure=row.disclosure,
        section_disclosure=row.section_disclosure,
    )


def _texts(row: RecordRow) -> Iterator[TextDraft]:
    """A text that says nothing of its origin is the original, or a translation by a person."""
    for language, text in row.texts.items():
        is_original = language == row.source_language
        origin = TextOrigin.ORIGINAL if is_original else text.origin or TextOrigin.HUMAN
        yield TextDraft(**{**dict(text), "language": language.value, "origin": str(origin)})


def _facts(row: RecordRow, references: References) -> Facts:
    facts = row.facts
    if isinstance(facts, AchievementRow):
        return AchievementFacts(
            stage=facts.stage,
            trl=facts.trl,
            production_readiness=facts.production_readiness,
            market_readiness=facts.market_readiness,
            cooperation=facts.cooperation,
            ip_rights=tuple(IpRightDraft(**dict(right)) for right in facts.ip),
        )
    if isinstance(facts, ChallengeRow):
        return ChallengeFacts(
            deliverable=facts.deliverable,
            budget=facts.budget,
            currency=facts.currency,
            deadline=facts.deadline,
            ip_terms=facts.ip_terms,
            is_anonymous=facts.anonymous,
            trl_min=facts.trl_min,
            cooperation=facts.cooperation,
        )
    return ExpertFacts(
        person_id=references.person(facts.person), willing_to=facts.willing_to, languages=facts.languages
    )


def _evidence(row: RecordRow, references: References) -> Iterator[EvidenceDraft]:
    for item in row.facts.evidence:
        if item.record:
            target = references.record(item.source, item.record)
            yield EvidenceDraft(kind=EvidenceKind.RECORD.value, target_id=target)
        else:
            yield EvidenceDraft(
                title=item.title,
                kind=item.kind,
                abstract=item.abstract,
                language=item.language,
                year=item.year,
                address=item.address,
            )

"""An original and one of its translations side by side, section by section."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from qiaomost.catalogue.models import SECTIONS, Attachment, Record, RecordKind, RecordText, Review
from qiaomost.catalogue.permissions import can_screen
from qiaomost.catalogue.selectors import attachments_visible, block_reason, open_review
from qiaomost.catalogue.states import RecordState, TextOrigin
from qiaomost.network.permissions import Standing
from qiaomost.web.presenting.facts import Fact, facts_of
from qiaomost.web.presenting.records import EvidenceLine, evidence_of, section_label
from qiaomost.web.writing.presenting.desk import FindingRow, finding_rows
from qiaomost.web.writing.presenting.lists import original_of
from qiaomost.web.writing.verbs import Verb, can_claim, verbs_for_second_person


@dataclass(frozen=True, slots=True)
class Side:
    """A section in both languages; ``can_have_findings`` for those that a finding may name."""

    name: str
    label: str
    original: str
    translation: str
    can_have_findings: bool


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """All that a reviewer or a screener needs of one record."""

    record: Record
    original: RecordText
    translation: RecordText | None
    translations: list[RecordText]
    sides: list[Side]
    facts: list[Fact]
    evidence: list[EvidenceLine]
    findings: list[FindingRow]
    verbs: dict[str, Verb]
    review: Review | None
    is_mine: bool
    is_claimable: bool
    is_screener: bool
    organisation: str
    blocked_because: str
    attachments: list[Attachment]

    @property
    def languages(self) -> list[RecordText]:
        """The original and the translations."""
        return [self.original, *self.translations]


def review_page(record: Record, standing: Standing, reader: str, language: str) -> ReviewPage:
    """Return a record for its second person; a constant number of queries."""
    translations = [text for text in record.texts.all() if text.origin != TextOrigin.ORIGINAL]
    translations.sort(key=lambda text: (text.language != reader, text.language))
    shown = next((text for text in translations if text.language == language), None)
    shown = shown or next(iter(translations), None)
    review = open_review(record)
    return ReviewPage(
        record=record,
        original=original_of(record),
        translation=shown,
        translations=translations,
        sides=sides_of(record, shown),
        facts=facts_of(record, reader),
        evidence=evidence_of(record, standing, reader),
        findings=finding_rows(record),
        verbs=verbs_for_second_person(standing, record, review),
        review=review,
        is_mine=review is not None and review.reviewer_id == standing.user_id,
        is_claimable=can_claim(standing, record, review),
        is_screener=can_screen(standing),
        organisation=record.organisation.name_in(reader),
        blocked_because=block_reason(record) if record.state == RecordState.BLOCKED else "",
        attachments=attachments_visible(standing, record),
    )


def sides_of(record: Record, translation: RecordText | None) -> list[Side]:
    """Return the sections that either language has words in, in reading order."""
    original = original_of(record)
    rows = [(name, section_label(record.kind, name), True) for name in SECTIONS[record.kind]]
    if record.kind == RecordKind.CHALLENGE:
        rows.append(("acceptance_criteria", _("Acceptance criteria"), False))
    rows.append(("keywords", _("Keywords"), False))
    sides = [
        Side(name, label, _words(original, name), _words(translation, name), known)
        for name, label, known in rows
    ]
    return [side for side in sides if side.original or side.translation]


def _words(text: RecordText | None, name: str) -> str:
    value = getattr(text, name) if text else ""
    return value if isinstance(value, str) else "\n".join(value)

"""A record's own page: its texts, its facts and what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from qiaomost.catalogue.models import Evidence, EvidenceKind, Record, RecordKind, RecordText
from qiaomost.catalogue.permissions import can_see
from qiaomost.catalogue.selectors import readable_texts, sections_visible, text_for
from qiaomost.catalogue.states import RecordState, TextOrigin, TextState
from qiaomost.discovery.selectors import published_records
from qiaomost.discovery.serialising import address_of
from qiaomost.network.permissions import Standing
from qiaomost.web.presenting.cards import organisation_of
from qiaomost.web.presenting.facts import Fact, facts_of


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a text under its heading."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Language:
    """A language in which the record can be read."""

    code: str
    label: str
    origin: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """What speaks for a record: a publication by its title, or another record that this reader may see."""

    label: str
    title: str
    language: str
    record_id: str
    address: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    """All that a record's page shows, beside who answers it."""

    record: Record
    text: RecordText
    organisation: str
    person: str
    state: str
    summary: str
    sections: list[Section]
    languages: list[Language]
    facts: list[Fact]
    evidence: list[EvidenceLine]
    is_foreign: bool
    """Whether there is no text in the reader's language."""

    @property
    def address(self) -> str:
        return address_of(str(self.record.pk))

    @property
    def is_invented(self) -> bool:
        return self.record.organisation.is_demonstration


def record_page(record: Record, text: RecordText, standing: Standing, reader: str) -> RecordPage:
    """Return what ``standing`` may read of a record; a constant number of queries."""
    visible = sections_visible(standing, record, text)
    languages = _languages(record, text)
    expert = record.expert.person.name_in(reader) if record.kind == RecordKind.EXPERT else ""
    return RecordPage(
        record=record,
        text=text,
        organisation=organisation_of(record, standing, reader),
        person=expert,
        state="" if record.state == RecordState.PUBLISHED else str(RecordState(record.state).label),
        summary=visible.pop("summary", ""),
        sections=[
            Section(section_label(record.kind, name), words)
            for name, words in visible.items()
            if name != "title"
        ],
        languages=languages,
        facts=facts_of(record, reader),
        evidence=evidence_of(record, standing, reader),
        is_foreign=reader not in {one.code for one in languages},
    )


def _languages(record: Record, shown: RecordText) -> list[Language]:
    """The languages to choose from, the original first."""
    texts = {text.language: text for text in (*readable_texts(record), shown)}
    ordered = sorted(texts.values(), key=lambda text: (text.origin != TextOrigin.ORIGINAL, text.language))
    return [
        Language(text.language, text.get_language_display(), _origin_of(text), text == shown)
        for text in ordered
    ]


def _origin_of(text: RecordText) -> str:
    """Who made a text; a machine's is one until the owner approves it, and then says both."""
    if (text.origin, text.state) == (TextOrigin.MACHINE, TextState.APPROVED):
        return _("Translated by a machine, approved by the owner")
    return str(TextOrigin(text.origin).label)


def section_label(kind: str, section: str) -> str:
    """Return the heading of a section of a record of ``kind``."""
    labels = {
        (RecordKind.CHALLENGE.value, "description"): _("The problem"),
        (RecordKind.EXPERT.value, "description"): _("Experience"),
    }
    field = RecordText._meta.get_field(section)
    return labels.get((kind, section)) or str(capfirst(field.verbose_name))  # type: ignore[union-attr]


def evidence_of(record: Record, standing: Standing, reader: str) -> list[EvidenceLine]:
    """Return what speaks for a record, without records that ``standing`` may not see."""
    items = sorted(record.evidence.all(), key=lambda item: item.pk)
    targets = published_records(str(item.target_id) for item in items if item.target_id)
    lines = []
    for item in items:
        target = targets.get(str(item.target_id))
        if target is not None and can_see(standing, target):
            shown = text_for(target, reader)
            label = str(RecordKind(target.kind).label)
            lines.append(EvidenceLine(label, shown.title, shown.language, str(target.pk), ""))
        elif item.target_id is None:
            lines.append(_document_line(item))
    return lines


def _document_line(item: Evidence) -> EvidenceLine:
    kind = str(EvidenceKind(item.kind).label)
    label = f"{kind}, {item.year}" if item.year else kind
    return EvidenceLine(label, item.title, item.language, "", item.address)

"""A record as Dublin Core, in all its languages: what a visitor may read, and no more."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.utils import translation

from qiaomost.api.values import record_values
from qiaomost.catalogue.models import Record
from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.common.linked_data import LANGUAGE_TAGS
from qiaomost.network.permissions import Standing

Element = tuple[str, str, str]
"""Name in the namespace of Dublin Core, language tag or nothing, text."""


def dublin_core(record: Record, visitor: Standing, evidence: Collection[UUID]) -> Iterator[Element]:
    """Yield the elements of a record that comes with its content; ``evidence`` is as for ``record_values``."""
    values = record_values(record, visitor, record.source_language, evidence)
    yield from _words(values)
    yield from _names(record, values)
    for subject in sorted(record.subjects.all(), key=lambda subject: subject.position):
        for code, tag in LANGUAGE_TAGS.items():
            yield "subject", tag, subject.label_in(code)
    for code, interface in INTERFACE_CODES.items():
        with translation.override(interface):
            yield "type", LANGUAGE_TAGS[code], str(record.get_kind_display())
    if record.published_at:
        yield "date", "", f"{record.published_at:%Y-%m-%d}"
    yield "identifier", "", values["url"]
    yield "coverage", "", values["country"]
    for item in values["evidence"]:
        yield "relation", "", item["address"] or item["title"]


def _words(values: dict[str, Any]) -> Iterator[Element]:
    for text in values["texts"]:
        tag = LANGUAGE_TAGS[text["language"]]
        yield "language", "", tag
        for element, section in (("title", "title"), ("description", "summary")):
            yield element, tag, text["sections"].get(section, "")
        for keyword in text["keywords"]:
            yield "subject", tag, keyword


def _names(record: Record, values: dict[str, Any]) -> Iterator[Element]:
    """Whoever a record is of, in each language: an expert, and the organisation unless it stays anonymous."""
    for code, tag in LANGUAGE_TAGS.items():
        if values["person"]:
            yield "creator", tag, record.expert.person.name_in(code)
        if values["organisation"]:
            name = "contributor" if values["person"] else "creator"
            yield name, tag, record.organisation.name_in(code)

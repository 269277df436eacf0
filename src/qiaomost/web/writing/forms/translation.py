"""A translation beside its original, as a form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from django import forms
from django.http import QueryDict

from qiaomost.catalogue.drafts import TextDraft
from qiaomost.catalogue.models import Record, RecordText
from qiaomost.catalogue.selectors import draft_of
from qiaomost.common.errors import Invalid, Message
from qiaomost.common.languages import LanguageCode
from qiaomost.web.writing.forms.sheet import Difference, difference_of, version_in
from qiaomost.web.writing.forms.texts import TranslationForm


class TranslationSheet:
    """One more language of ``record``; ``data`` is what was typed, if anything was."""

    def __init__(self, record: Record, language: str, data: QueryDict | None) -> None:
        self.record, self.language = record, language
        self.language_label = LanguageCode(language).label
        stored = draft_of(record)
        self.original = stored.original
        self.original_label = LanguageCode(stored.source_language).label
        self.present: RecordText | None = next(
            (text for text in record.texts.all() if text.language == language), None
        )
        initial = next((asdict(text) for text in stored.texts if text.language == language), {})
        self.version = record.version
        self.typed_version = self.shown_version = version_in(data, record.version)
        self.errors: list[Message] = []
        self.form = TranslationForm(data, kind=record.kind, language=language, prefix="text", initial=initial)

    @property
    def has_errors(self) -> bool:
        """Whether anything that was typed has been refused."""
        return bool(self.errors or self.form.errors)

    def rows(self) -> Iterator[tuple[str, forms.BoundField]]:
        """What the original says, and the field for its translation; empty sections are left out."""
        for field in self.form:
            value = getattr(self.original, field.name) if field.name != "translated_by" else ""
            words = value if isinstance(value, str) else "\n".join(value)
            if words or field.value() or field.name == "translated_by":
                yield words, field

    def draft(self) -> TextDraft:
        """Return the translation that was typed."""
        return self.form.draft(self.language)

    def refuse(self, error: Invalid) -> None:
        """Show each of the catalogue's objections at the field that it is about."""
        for path, message in error.fields.items():
            name = path.rpartition(".")[2]
            if name in self.form.fields:
                self.form.add_error(name, str(message))
            else:
                self.errors.append(message)

    def differences(self) -> list[Difference]:
        """Return the fields of which the stored translation says something else than what was typed."""
        return [found for field in self.form if (found := difference_of(field))]

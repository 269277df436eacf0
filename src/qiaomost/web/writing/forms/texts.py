"""One language of a record as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.drafts import TextDraft
from qiaomost.catalogue.drafts.rules import CRITERIA, CRITERION_LIMIT, KEYWORD_LIMIT, KEYWORDS, LIMITS
from qiaomost.catalogue.models import SECTIONS, RecordKind, RecordText
from qiaomost.catalogue.states import TextOrigin
from qiaomost.web.presenting.records import section_label
from qiaomost.web.writing.forms.fields import Keywords, Prose, Rows, field_of

ROWS = {"title": 2, "summary": 4}


class TextForm(forms.Form):
    """The sections of a record of ``kind`` in one language."""

    def __init__(self, *args: Any, kind: str, language: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        for section in SECTIONS[kind]:
            label = section_label(kind, section)
            self.fields[section] = Prose(label=label, limit=LIMITS[section], rows=ROWS.get(section, 9))
        if kind == RecordKind.CHALLENGE:
            criteria = _("What a solution must show: at most %(most)d, one a row.") % {"most": CRITERIA}
            self.fields["acceptance_criteria"] = Rows(
                label=_("Acceptance criteria"), limit=CRITERION_LIMIT, help_text=criteria
            )
        note = _("One a line: at most %(most)d of at most %(limit)d characters each.")
        self.fields["keywords"] = Keywords(
            label=_("Keywords"),
            limit=KEYWORDS * KEYWORD_LIMIT,
            rows=4,
            help_text=note % {"most": KEYWORDS, "limit": KEYWORD_LIMIT},
        )
        self.fields["title"].widget.attrs["aria-required"] = "true"
        if language:
            for field in self.fields.values():
                field.widget.attrs["lang"] = language

    def draft(self, language: str) -> TextDraft:
        """Return the original that was typed."""
        return TextDraft(language=language, **self.cleaned_data)


class TranslationForm(TextForm):
    """A person's translation, with who made it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["translated_by"] = field_of(RecordText, "translated_by", max_length=None)

    def draft(self, language: str) -> TextDraft:
        """Return the translation that was typed."""
        return TextDraft(language=language, origin=TextOrigin.HUMAN.value, **self.cleaned_data)

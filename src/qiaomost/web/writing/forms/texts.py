"""One language of a record as a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.drafts import TextDraft
from qiaomost.catalogue.drafts.completeness import NEEDED
from qiaomost.catalogue.drafts.rules import CRITERIA, CRITERION_LIMIT, KEYWORD_LIMIT, KEYWORDS, LIMITS
from qiaomost.catalogue.models import SECTIONS, RecordKind, RecordText
from qiaomost.catalogue.states import TextOrigin
from qiaomost.common.errors import Message
from qiaomost.web.presenting.records import section_label
from qiaomost.web.writing.forms.fields import Keywords, Prose, Rows, field_of, mark_needed

ROWS = {"title": 2, "summary": 4}


GUIDANCE: Mapping[tuple[str, str], Message] = {
    ("", "summary"): _("Two or three sentences, which lists and search results show."),
    (RecordKind.CHALLENGE, "title"): _("What is sought, in one line: of what, under which conditions."),
    (RecordKind.CHALLENGE, "description"): _(
        "What happens, where and under which conditions; figures let the other side judge."
    ),
    (RecordKind.CHALLENGE, "current_solutions"): _("What is used or was tried, and why it is not enough."),
    (RecordKind.CHALLENGE, "desired_outcome"): _(
        "What you would take as a solution, and where it is to work."
    ),
    (RecordKind.ACHIEVEMENT, "title"): _("What it is and what it does, in one line."),
    (RecordKind.ACHIEVEMENT, "description"): _("How it works, and what was shown where, with figures."),
    (RecordKind.ACHIEVEMENT, "advantages"): _("What it does better than what is in use now."),
    (RecordKind.EXPERT, "title"): _("The field of work, as others would look for it."),
    (RecordKind.EXPERT, "description"): _("What this person has done, and with what they can help."),
}
"""What to write into a section: of a kind, or of all kinds."""


class TextForm(forms.Form):
    """The sections of a record of ``kind`` in one language."""

    def __init__(self, *args: Any, kind: str, language: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        for section in SECTIONS[kind]:
            self.fields[section] = Prose(
                label=section_label(kind, section),
                limit=LIMITS[section],
                rows=ROWS.get(section, 9),
                help_text=GUIDANCE.get((kind, section)) or GUIDANCE.get(("", section), ""),
            )
        if kind == RecordKind.CHALLENGE:
            criteria = _("What a solution must show: at most %(most)d, one a row.") % {"most": CRITERIA}
            self.fields["acceptance_criteria"] = Rows(
                label=_("Acceptance criteria"), limit=CRITERION_LIMIT, help_text=criteria
            )
        note = _("One a line: at most %(most)d of at most %(limit)d characters each.")
        self.fields["keywords"] = Keywords(
            label=_("Keywords"),
            most=KEYWORDS,
            rows=4,
            help_text=note % {"most": KEYWORDS, "limit": KEYWORD_LIMIT},
        )
        mark_needed(self.fields["title"])
        for section in NEEDED[kind]:
            mark_needed(self.fields[section], for_review=True)
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
        for section in SECTIONS[options["kind"]]:
            self.fields[section].help_text = ""
            self.fields[section].needed = "always" if section == "title" else ""  # type: ignore[attr-defined]
        self.fields["translated_by"] = field_of(RecordText, "translated_by", max_length=None)

    def draft(self, language: str) -> TextDraft:
        """Return the translation that was typed."""
        return TextDraft(language=language, origin=TextOrigin.HUMAN.value, **self.cleaned_data)

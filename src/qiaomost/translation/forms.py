"""What the pages of term base and memory ask for."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from qiaomost.common.errors import Invalid
from qiaomost.common.languages import LanguageCode
from qiaomost.network.forms import VerbForm
from qiaomost.translation.drafts import ConceptDraft, LanguageForms
from qiaomost.translation.models import FORM_LIMIT, NOTE_LIMIT
from qiaomost.translation.states import TermSubject

ORDER = (LanguageCode.ZH, LanguageCode.RU, LanguageCode.EN)
PARTS = (
    ("preferred", _("preferred term")),
    ("admitted", _("also used")),
    ("forbidden", _("not to be used")),
    ("note", _("note")),
)
LIMITS = {"preferred": FORM_LIMIT, "note": NOTE_LIMIT}
"""Characters of a part that is one line; the others have a form a line."""


class TermSearch(forms.Form):
    q = forms.CharField(label=_("Search the term base"), required=False, max_length=200)
    subject = forms.ChoiceField(
        label=_("Field"), required=False, choices=[("", _("All fields")), *TermSubject.choices]
    )


class MemorySearch(forms.Form):
    q = forms.CharField(label=_("Search the translation memory"), required=False, max_length=200)
    source = forms.ChoiceField(label=_("From"), required=False, choices=[("", "—"), *LanguageCode.choices])
    target = forms.ChoiceField(label=_("Into"), required=False, choices=[("", "—"), *LanguageCode.choices])


class ConceptForm(VerbForm):
    """A concept; forms other than the preferred one stand one a line."""

    subject = forms.ChoiceField(label=_("Field"), choices=TermSubject.choices)

    def __init__(self, data: QueryDict | None = None, *, draft: ConceptDraft | None = None) -> None:
        super().__init__(data, initial=_initial(draft) if draft else None)
        for language in ORDER:
            for part, words in PARTS:
                self.fields[f"{language}_{part}"] = _field(language, part, str(words))

    def draft(self) -> ConceptDraft:
        """Return what was typed."""
        values = self.cleaned_data
        forms_by_language = {
            language.value: LanguageForms(
                values[f"{language}_preferred"],
                tuple(values[f"{language}_admitted"].splitlines()),
                tuple(values[f"{language}_forbidden"].splitlines()),
                values[f"{language}_note"],
            )
            for language in ORDER
        }
        return ConceptDraft(values["subject"], forms_by_language)

    def refuse(self, error: Invalid) -> None:
        """Show each objection at its field, and what is about several of them at the first."""
        for name, message in error.fields.items():
            self.add_error(name if name in self.fields else "zh_preferred", str(message))


def _field(language: LanguageCode, part: str, words: str) -> forms.CharField:
    label = _("%(language)s: %(part)s") % {"language": capfirst(language.label), "part": words}
    attributes = {"lang": language.value}
    if part in LIMITS:
        widget: forms.Widget = forms.TextInput(attributes)
        return forms.CharField(label=label, required=False, max_length=LIMITS[part], widget=widget)
    widget = forms.Textarea({**attributes, "rows": 2})
    return forms.CharField(label=label, required=False, widget=widget, help_text=_("One a line."))


def _initial(draft: ConceptDraft) -> dict[str, str]:
    values = {"subject": draft.subject}
    for language, given in draft.forms.items():
        values[f"{language}_preferred"] = given.preferred
        values[f"{language}_admitted"] = "\n".join(given.admitted)
        values[f"{language}_forbidden"] = "\n".join(given.forbidden)
        values[f"{language}_note"] = given.note
    return values

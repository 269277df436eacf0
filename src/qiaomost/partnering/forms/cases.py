"""What the pages of a case ask for. The limits and rules are the services'; a form only shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.models import Subject
from qiaomost.common.inputs import DayInput
from qiaomost.common.languages import LanguageCode, content_language
from qiaomost.network.forms import VerbForm
from qiaomost.partnering.documents import AgreementKind, defaults, parameters, templates
from qiaomost.partnering.models.cases import WORDS_LIMIT
from qiaomost.partnering.services import InterestDraft, NdaDraft
from qiaomost.partnering.states import CloseReason, DeclineReason

Choices = Sequence[tuple[str, Any]]


def words_field(
    label: Any, *, required: bool = True, rows: int = 4, limit: int = WORDS_LIMIT
) -> forms.CharField:
    """A text of at most ``limit`` characters, with a counter as one types."""
    area = forms.Textarea(attrs={"rows": rows, "data-limit": limit})
    return forms.CharField(label=label, required=required, max_length=limit, widget=area)


class InterestForm(VerbForm):
    organisation = forms.ChoiceField(label=_("For which organisation"))
    language = forms.ChoiceField(label=_("Language you write in"), choices=LanguageCode.choices)
    offer = words_field(_("What do you need, or what do you offer?"), rows=6)
    experience = words_field(_("What have you done so far?"), required=False)
    request = words_field(_("What do you ask of the other side?"))
    own_record = forms.ChoiceField(
        label=_("A record of yours that goes with it"),
        required=False,
        help_text=_("The other side reads it beside your words."),
    )

    def __init__(self, *args: Any, organisations: Choices, records: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "organisation", organisations)
        _choose(self, "own_record", [("", _("none")), *records])

    def draft(self) -> InterestDraft:
        """Return what was typed."""
        values = {name: self.cleaned_data[name] for name in ("language", "offer", "experience", "request")}
        return InterestDraft(**values, own_record_id=self.cleaned_data["own_record"] or None)


class ReasonForm(VerbForm):
    reason = words_field(_("What is to be completed?"))


class AnswerForm(VerbForm):
    answer = words_field(_("A word to the other side"), required=False, rows=3)


class TentativeForm(VerbForm):
    answer = words_field(_("What is still open?"))


class DeclineForm(VerbForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=DeclineReason.choices)
    answer = words_field(_("What the other side should know"))


class DeliverForm(VerbForm):
    recipient_id = forms.ChoiceField(label=_("To whom"), required=False)

    def __init__(self, *args: Any, recipients: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "recipient_id", [("", _("the record’s author")), *recipients])

    def clean_recipient_id(self) -> str | None:
        return self.cleaned_data["recipient_id"] or None


class ParkForm(VerbForm):
    until = forms.DateField(label=_("Until"), widget=DayInput())


class CloseForm(VerbForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=CloseReason.choices)
    text = words_field(_("What led to this?"))


class NoteForm(VerbForm):
    text = words_field(_("Note for the advisers of this case"), rows=2)


class HandOverForm(VerbForm):
    to_user_id = forms.ChoiceField(label=_("To whom"))
    reason = words_field(_("Why?"), rows=2)

    def __init__(self, *args: Any, advisers: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "to_user_id", advisers)


class NdaForm(VerbForm):
    """The parameters of the NDA template, with what parties usually begin with."""

    purpose_zh = forms.CharField(label=_("Purpose, in Chinese"), max_length=300)
    purpose_ru = forms.CharField(label=_("Purpose, in Russian"), max_length=300)
    place_zh = forms.CharField(label=_("Place, in Chinese"), max_length=100)
    place_ru = forms.CharField(label=_("Place, in Russian"), max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = content_language(get_language() or "en")
        template = templates()[AgreementKind.NDA]
        begins = defaults(template)
        for name in template.parameters():
            parameter = parameters()[name]
            if parameter.kind == "words":
                continue
            label, initial = parameter.label[language], begins.get(name)
            choices = [(code, choice.label[language]) for code, choice in parameter.choices.items()]
            field = forms.ChoiceField(choices=choices) if choices else forms.CharField(max_length=20)
            field.label, field.initial = label, initial
            self.fields[f"values.{name}"] = field

    def draft(self) -> NdaDraft:
        """Return what was typed."""
        typed = self.cleaned_data
        values = {name.partition(".")[2]: text for name, text in typed.items() if name.startswith("values.")}
        values["purpose"] = {language: typed[f"purpose_{language}"] for language in ("zh", "ru")}
        return NdaDraft({language: typed[f"place_{language}"] for language in ("zh", "ru")}, values)


class SignatureForm(VerbForm):
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    name = forms.CharField(label=_("Your name as it stands under the agreement"), max_length=200)
    position = forms.CharField(label=_("Your position"), max_length=200)
    is_entitled = forms.BooleanField(label=_("I am entitled to sign for my organisation."))

    def signature(self) -> dict[str, str]:
        """Return what the service asks for."""
        return {name: self.cleaned_data[name] for name in ("sha256", "name", "position")}


class ProfileForm(VerbForm):
    subjects = forms.MultipleChoiceField(
        label=_("Subjects you advise on"), required=False, widget=forms.CheckboxSelectMultiple
    )
    capacity = forms.IntegerField(label=_("Open cases you can carry"), min_value=1, max_value=500)
    leave_from = forms.DateField(label=_("First day of your leave"), required=False, widget=DayInput())
    leave_until = forms.DateField(label=_("Last day of your leave"), required=False, widget=DayInput())

    def __init__(self, *args: Any, subjects: Sequence[Subject], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "subjects", [(one.pk, one.label_in(language)) for one in subjects])


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]

"""What the verbs of an agreement ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiaomost.common.inputs import DayInput
from qiaomost.common.languages import LanguageCode
from qiaomost.network.forms import VerbForm
from qiaomost.partnering.documents import RECITALS
from qiaomost.partnering.forms.cases import words_field
from qiaomost.partnering.models.agreements import NUMBER_LIMIT, Kind
from qiaomost.partnering.services.agreements import SectionText, SignatureDraft
from qiaomost.partnering.services.agreements.editing import WHAT_LIMIT

LANGUAGE_SETS = (
    ("zh-ru", _("Chinese and Russian")),
    ("zh-ru-en", _("Chinese, Russian and English")),
)
NOT_CHOSEN = ("", "—")


class KindForm(VerbForm):
    kind = forms.ChoiceField(label=_("Kind of agreement"), choices=Kind.choices)
    languages = forms.ChoiceField(label=_("Languages"), choices=LANGUAGE_SETS)


class SectionForm(VerbForm):
    """A section in all its languages, and the version that its writer has read."""

    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, languages: Sequence[str], section: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        for code in languages:
            if section != RECITALS:
                heading = forms.CharField(label=_("Heading"), required=False)
                heading.widget.attrs["lang"] = code
                self.fields[f"heading_{code}"] = heading
            area = forms.Textarea(attrs={"rows": 14, "lang": code})
            self.fields[f"body_{code}"] = forms.CharField(
                label=_("Text"), required=False, widget=area, strip=False
            )
        self.fields["what"] = forms.CharField(
            label=_("What has changed, and why"), max_length=WHAT_LIMIT, required=False
        )

    def columns(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Language, its name, and its fields, from left to right."""
        return [
            (
                code,
                str(LanguageCode(code).label),
                [self[name] for name in self.fields if name.endswith(f"_{code}")],
            )
            for code in self.languages
        ]

    def text(self) -> SectionText:
        """Return what was typed."""
        typed = self.cleaned_data
        return SectionText(
            {code: typed.get(f"heading_{code}", "") for code in self.languages},
            {code: typed[f"body_{code}"] for code in self.languages},
        )


class DeclareForm(VerbForm):
    number = forms.IntegerField(widget=forms.HiddenInput)


class ReviewForm(VerbForm):
    is_approved = forms.TypedChoiceField(
        label=_("Your finding"),
        choices=[("yes", _("nothing stands against it")), ("no", _("it must be changed"))],
        widget=forms.RadioSelect,
        coerce=lambda typed: typed == "yes",
    )
    comments = words_field(_("Comments"), required=False)


class DecisionForm(VerbForm):
    is_granted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("approve")), ("no", _("refuse"))],
        widget=forms.RadioSelect,
        coerce=lambda typed: typed == "yes",
    )
    reference = forms.CharField(label=_("Reference"), max_length=NUMBER_LIMIT, required=False)
    reason = words_field(_("Grounds"), rows=3)


class ChangeForm(VerbForm):
    reason = words_field(_("What is to be changed?"), rows=3)


class WhyForm(VerbForm):
    reason = words_field(_("Why?"), rows=3)


class RegistrationForm(VerbForm):
    cn_number = forms.CharField(
        label=_("Registration number in China"),
        help_text=_("Such as that of the registration of technical contracts."),
        max_length=NUMBER_LIMIT,
        required=False,
    )
    ru_number = forms.CharField(
        label=_("Registration number in Russia"),
        help_text=_("Such as that of the state system of R&D records or of Rospatent."),
        max_length=NUMBER_LIMIT,
        required=False,
    )


class TermForm(VerbForm):
    begins_on = forms.DateField(label=_("In force from"), widget=DayInput())
    ends_on = forms.DateField(
        label=_("Ends on"),
        required=False,
        help_text=_("The people of the case are reminded 60 and 14 days before."),
        widget=DayInput(),
    )


class SignedCopyForm(VerbForm):
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    name = forms.CharField(label=_("Name of the signatory"), max_length=200)
    position = forms.CharField(label=_("Position"), max_length=200)
    signed_on = forms.DateField(label=_("Signed on"), widget=DayInput())
    place = forms.CharField(label=_("Place"), max_length=200)
    at_forum = forms.CharField(
        label=_("Signed on the stage of a forum? Its name"), max_length=200, required=False
    )
    file = forms.FileField(label=_("Signed copy"), help_text=_("A PDF or a picture of the signed pages."))

    def copy(self) -> dict[str, Any]:
        """Return what the service asks for."""
        typed = dict(self.cleaned_data)
        file = typed.pop("file")
        return {"draft": SignatureDraft(**typed), "name": file.name, "content": file}


class ShowForm(VerbForm):
    is_shown = forms.TypedChoiceField(
        label=_("The public register"),
        choices=[("yes", _("may show this agreement")), ("no", _("does not show it"))],
        widget=forms.RadioSelect,
        coerce=lambda typed: typed == "yes",
    )

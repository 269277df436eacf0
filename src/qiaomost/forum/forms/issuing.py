"""The forms of letters and certificates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiaomost.common.languages import LanguageCode
from qiaomost.forum.drafts.issuing import IssuerDraft, LetterDraft
from qiaomost.forum.models import Issuer
from qiaomost.forum.models.issued import LINE_LIMIT, NOTE_LIMIT
from qiaomost.forum.states.issued import PAIRS
from qiaomost.network.forms import VerbForm

LANGUAGES = ("zh", "ru", "en")
TEXTS = {
    "names": _("Organisation that invites"),
    "addresses": _("Its address"),
    "positions": _("Position of who signs"),
    "signatories": _("Name of who signs"),
    "notes": _("Who bears the costs, and what else a letter says"),
}


def pair_label(pair: tuple[str, str]) -> str:
    """``Chinese | Russian``."""
    return " | ".join(str(LanguageCode(code).label) for code in pair)


class IssuerForm(VerbForm):
    registration_number = forms.CharField(
        label=_("Number in the state register (统一社会信用代码, ОГРН)"), max_length=60, required=False
    )
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)

    def __init__(self, *args: Any, issuer: Issuer | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain = dict(self.fields)
        self.fields.clear()
        for name, label in TEXTS.items():
            for code in LANGUAGES:
                is_note = name == "notes"
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=f"{label} ({LanguageCode(code).label})",
                    max_length=NOTE_LIMIT if is_note else LINE_LIMIT,
                    required=not is_note,
                    initial=getattr(issuer, name).get(code, "") if issuer else "",
                    widget=forms.Textarea(attrs={"rows": 3}) if is_note else forms.TextInput,
                )
        for name, field in plain.items():
            field.initial = getattr(issuer, name) if issuer else ""
            self.fields[name] = field

    def draft(self) -> IssuerDraft:
        values = self.cleaned_data
        texts = {name: {code: values[f"{name}_{code}"] for code in LANGUAGES} for name in TEXTS}
        return IssuerDraft(
            **texts,
            registration_number=values["registration_number"],
            phone=values["phone"],
            email=values["email"],
        )


class LetterForm(VerbForm):
    languages = forms.ChoiceField(label=_("Languages"))
    starts_on = forms.DateField(label=_("First day of the stay"))
    ends_on = forms.DateField(label=_("Last day of the stay"))
    route_zh = forms.CharField(label=_("Route in Chinese"), max_length=300, required=False)
    route_ru = forms.CharField(label=_("Route in Russian"), max_length=300, required=False)
    route_en = forms.CharField(label=_("Route in English"), max_length=300, required=False)
    has_written_consent = forms.BooleanField(
        label=_("The person’s consent to the use of their passport data lies before us in writing"),
        required=False,
    )

    def __init__(self, *args: Any, has_account: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = [("-".join(pair), pair_label(pair)) for pair in PAIRS]  # type: ignore[attr-defined]
        for name in ("starts_on", "ends_on"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        if has_account:
            del self.fields["has_written_consent"]

    def draft(self) -> LetterDraft:
        values = self.cleaned_data
        first, second = values["languages"].split("-")
        routes: Mapping[str, str] = {code: values[f"route_{code}"] for code in LANGUAGES}
        return LetterDraft(
            languages=(first, second),
            starts_on=values["starts_on"],
            ends_on=values["ends_on"],
            routes=routes,
            has_written_consent=values.get("has_written_consent", False),
        )


class CheckForm(forms.Form):
    number = forms.CharField(label=_("Number of the document"), max_length=60)
    code = forms.CharField(label=_("Code on the document"), max_length=20)

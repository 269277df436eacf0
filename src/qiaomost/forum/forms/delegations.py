"""The forms of delegations and of their members."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiaomost.common.languages import LanguageCode
from qiaomost.forum.drafts.delegations import DelegationDraft, MemberDraft
from qiaomost.forum.models import Category, Delegation
from qiaomost.forum.presenting.delegations import Choice, PreviewRow
from qiaomost.forum.rules.countries import countries_in
from qiaomost.network.forms import VerbForm

SAME = "same_"
DECIDED = ("country", "category", "contact_address", "organisation_id")
"""What the organisers decide of a delegation, and its contact person does not change."""


class DelegationForm(VerbForm):
    zh = forms.CharField(label=_("Name in Chinese"), max_length=200)
    ru = forms.CharField(label=_("Name in Russian"), max_length=200)
    en = forms.CharField(label=_("Name in English"), max_length=200)
    country = forms.ChoiceField(label=_("Country"))
    organisation_id = forms.UUIDField(
        label=_("Organisation of the network"),
        required=False,
        widget=forms.Select,
    )
    category = forms.ChoiceField(label=_("Category of the members"))
    contact_address = forms.EmailField(
        label=_("E-mail address of the contact person"),
        help_text=_("They look after the delegation, with an account that has confirmed this address."),
    )

    def __init__(
        self,
        *args: Any,
        categories: Iterable[Category],
        organisations: Sequence[tuple[str, str]],
        reader: str,
        delegation: Delegation | None = None,
        is_organiser: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.delegation = delegation
        self.fields["country"].choices = [("", "—"), *countries_in(reader).items()]  # type: ignore[attr-defined]
        self.fields["category"].choices = [(one.code, one.name_in(reader)) for one in categories]  # type: ignore[attr-defined]
        self.fields["organisation_id"].widget.choices = [("", "—"), *organisations]
        for name in () if is_organiser else DECIDED:
            del self.fields[name]

    def draft(self) -> DelegationDraft:
        values = self.cleaned_data
        return DelegationDraft(
            names={code: values[code] for code in ("zh", "ru", "en")},
            **{name: values[name] if name in values else self._stored(name) for name in DECIDED},
        )

    def _stored(self, name: str) -> Any:
        row = self.delegation
        return row.category.code if name == "category" and row else getattr(row, name)


class MemberForm(VerbForm):
    family = forms.CharField(label=_("Family name"), max_length=100)
    given = forms.CharField(label=_("Given name"), max_length=100)
    patronymic = forms.CharField(label=_("Patronymic, if there is one"), max_length=100, required=False)
    position_words = forms.CharField(label=_("Position"), max_length=200, required=False)
    organisation_name = forms.CharField(label=_("Organisation"), max_length=300, required=False)
    address = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("With an account that has confirmed it, the member can see and complete their data."),
    )
    speaks = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        choices=LanguageCode.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_head = forms.BooleanField(label=_("Head of the delegation"), required=False)

    def __init__(
        self, *args: Any, choices: Sequence[Choice] = (), is_new: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            for name in ("family", "given", "patronymic"):
                del self.fields[name]
        if choices:
            self.fields["same"] = forms.ChoiceField(
                label=_("May be known already"),
                choices=[(one.value, one.label) for one in choices if one.value != "leave"],
                widget=forms.RadioSelect,
            )

    def draft(self, language: str, **name: str) -> MemberDraft:
        values = {key: value for key, value in self.cleaned_data.items() if key != "same"} | name
        return MemberDraft(**(values | {"language": language, "speaks": tuple(values["speaks"])}))


class ListForm(VerbForm):
    file = forms.FileField(
        label=_("Workbook (XLSX)"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"})
    )


class ConfirmForm(VerbForm):
    """Whether the list is written, and who the rows are that may be somebody known."""

    token = forms.CharField(widget=forms.HiddenInput)
    has_consent = forms.BooleanField(
        label=_("Those listed have agreed that their data are given to the organisers for this forum")
    )

    def __init__(self, *args: Any, rows: Iterable[PreviewRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in rows:
            if row.choices:
                self.fields[f"{SAME}{row.line}"] = forms.ChoiceField(
                    label=row.name,
                    choices=[(one.value, one.label) for one in row.choices],
                    widget=forms.RadioSelect,
                )

    def answers(self) -> dict[int, str]:
        return {
            int(name.removeprefix(SAME)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(SAME)
        }


class LettersForm(VerbForm):
    has_consents = forms.BooleanField(
        label=_(
            "These persons have agreed in writing to the use of their passport data; I keep their consents"
        ),
        required=False,
    )

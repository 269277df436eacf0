"""What the pages of the network ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiaomost.common.errors import Invalid
from qiaomost.common.languages import LanguageCode
from qiaomost.network.drafts import PersonDraft
from qiaomost.network.models import WORDS_LIMIT, Role


class VerbForm(forms.Form):
    """A form whose verb may still refuse; what it refuses stands beside the field."""

    def refuse(self, error: Invalid) -> None:
        for name, message in error.fields.items():
            self.add_error(name if name in self.fields else None, str(message))


class InvitationForm(VerbForm):
    address = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"))
    language = forms.ChoiceField(label=_("Language of the mail"), choices=LanguageCode.choices)

    def __init__(self, *args: Any, roles: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]


class JoinForm(VerbForm):
    message = forms.CharField(
        label=_("Who are you there? A line for whoever answers."),
        max_length=WORDS_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NameForm(VerbForm):
    language = forms.ChoiceField(label=_("Language of the name"), choices=LanguageCode.choices)
    family = forms.CharField(label=_("Family name"), max_length=100)
    given = forms.CharField(label=_("Given name"), max_length=100)
    patronymic = forms.CharField(label=_("Patronymic, if you have one"), max_length=100, required=False)

    def draft(self) -> PersonDraft:
        return PersonDraft(**self.cleaned_data)

"""What the pages of the network ask for."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiaomost.common.errors import Invalid
from qiaomost.common.languages import LanguageCode
from qiaomost.network.drafts import PersonDraft, PlaceDraft
from qiaomost.network.gazetteer import Place, completed, region_in, regions
from qiaomost.network.models import LINE_LIMIT, WORDS_LIMIT, Organisation, Role

LANGUAGES = {"zh": _("in Chinese"), "ru": _("in Russian"), "en": _("in English")}


class ThreefoldField(forms.MultiValueField):
    """A line in each of the three languages as one field: language → line, without those that are empty."""

    def __init__(self, **kwargs: Any) -> None:
        inputs: dict[str, forms.Widget | type[forms.Widget]] = {
            code: forms.TextInput({"aria-label": words, "size": 40}) for code, words in LANGUAGES.items()
        }
        each = [forms.CharField(required=False, max_length=LINE_LIMIT) for _code in LANGUAGES]
        kwargs |= {"require_all_fields": False, "required": False, "widget": _Threefold(inputs)}
        super().__init__(each, **kwargs)

    def compress(self, data_list: list[str]) -> dict[str, str]:
        return {code: line for code, line in zip(LANGUAGES, data_list, strict=False) if line}


class _Threefold(forms.MultiWidget):
    def decompress(self, value: Any) -> list[str]:
        return [(value or {}).get(code, "") for code in LANGUAGES]


class VerbForm(forms.Form):
    """A form whose verb may still refuse; what it refuses stands beside the field."""

    def refuse(self, error: Invalid) -> None:
        for name, message in error.fields.items():
            self.add_error(name if name in self.fields else None, str(message))


class ThreefoldForm(VerbForm):
    """A form with fields in each of the three languages: ``name_zh``, ``name_ru``, ``name_en``."""

    lines: dict[str, Any] = {}
    areas: dict[str, Any] = {}
    longest_line, longest_area = 200, 4000

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in {**self.lines, **self.areas}.items():
            for code, words in LANGUAGES.items():
                is_line = name in self.lines
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=f"{label} {words}",
                    required=False,
                    max_length=self.longest_line if is_line else self.longest_area,
                    widget=forms.TextInput() if is_line else forms.Textarea(attrs={"rows": 4}),
                )

    def in_languages(self, name: str) -> dict[str, str]:
        found = {code: self.cleaned_data.get(f"{name}_{code}", "") for code in LANGUAGES}
        return {code: words for code, words in found.items() if words}


def spread(**texts: dict[str, str]) -> dict[str, str]:
    """Texts by language as initial values of a ``ThreefoldForm``."""
    return {f"{name}_{code}": words for name, forms_ in texts.items() for code, words in forms_.items()}


class PlaceForm(ThreefoldForm):
    """Where an organisation is."""

    lines = {"city": _("City"), "address": _("Registered address")}
    longest_line = LINE_LIMIT
    field_order = ("city_zh", "city_ru", "city_en", "region", "address_zh", "address_ru", "address_en")
    region = forms.ChoiceField(label=_("Region"), required=False)

    def __init__(self, *args: Any, organisation: Organisation, reader: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country, self.reader = organisation.country, reader
        self.order_fields(self.field_order)
        own = ((code, names[reader]) for code, names in regions().items() if code.startswith(self.country))
        self.fields["region"].choices = [("", "—"), *sorted(own, key=itemgetter(1))]  # type: ignore[attr-defined]

    def draft(self) -> PlaceDraft:
        return PlaceDraft(
            self.cleaned_data["region"], self.in_languages("city"), self.in_languages("address")
        )

    def added(self) -> list[str]:
        """What follows from the names that are typed: those in the other languages, and the region."""
        typed = Place(self.country, self.cleaned_data["region"], self.in_languages("city"))
        whole = completed(typed)
        names = [name for code, name in whole.cities.items() if code not in typed.cities]
        region = "" if typed.region else region_in(whole.region, self.reader)
        return [*names, *filter(None, [region])]


def place_values(organisation: Organisation) -> dict[str, str]:
    """The place of an organisation as initial values of its form."""
    words = spread(city=organisation.cities, address=organisation.addresses)
    return {**words, "region": organisation.region}


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

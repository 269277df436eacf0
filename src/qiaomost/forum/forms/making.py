"""The form of a new edition: what it says of itself, its sites, and what it takes over from an earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from qiaomost.forum.forms.programme import NAME, EditionForm
from qiaomost.forum.models import Edition
from qiaomost.forum.models.editions import NAME_LIMIT
from qiaomost.forum.services.making import SiteDraft
from qiaomost.forum.states import CopiedPart
from qiaomost.network.forms import LANGUAGES
from qiaomost.network.models import Organisation
from qiaomost.partnering.states.rooms import ZONES

ORDER = (
    "organiser_id",
    "name_zh",
    "name_ru",
    "name_en",
    "code",
    "first_day",
    "last_day",
    "previous_id",
    "parts",
)
SITES = 3
"""So many sites can be named at once; more are added on the page of the edition."""


class NewEditionForm(EditionForm):
    organiser_id = forms.TypedChoiceField(label=_("Organiser"), coerce=str)
    previous_id = forms.ChoiceField(label=_("Earlier edition"), required=False)
    parts = forms.MultipleChoiceField(
        label=_("Take over from it"),
        choices=CopiedPart.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Names and settings are copied; persons, registrations, sessions and access codes are not."
        ),
    )

    def __init__(
        self, *args: Any, organisers: list[Organisation], editions: list[Edition], reader: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one.pk), one.name_in(reader)) for one in organisers]
        self.fields["organiser_id"].choices = named  # type: ignore[attr-defined]
        earlier = [(str(one.pk), one.name_in(reader)) for one in editions]
        self.fields["previous_id"].choices = [("", "—"), *earlier]  # type: ignore[attr-defined]
        self.order_fields(ORDER)
        self.own_names = list(self.fields)
        for number in range(SITES):
            self._add_site(number)

    def _add_site(self, number: int) -> None:
        prefix = f"site_{number}_"
        for code, words in LANGUAGES.items():
            self.fields[f"{prefix}name_{code}"] = forms.CharField(
                label=f"{NAME} {words}", required=False, max_length=NAME_LIMIT
            )
        self.fields[f"{prefix}code"] = forms.SlugField(
            label=_("Short name in addresses"), required=False, max_length=40
        )
        self.fields[f"{prefix}time_zone"] = forms.ChoiceField(
            label=_("Time zone"), choices=list(ZONES.items()), required=False
        )

    def own_fields(self) -> list[BoundField]:
        """Fields of the edition itself."""
        return [self[name] for name in self.own_names]

    def site_fields(self) -> Iterator[list[BoundField]]:
        """Fields of each site."""
        for number in range(SITES):
            yield [self[name] for name in self.fields if name.startswith(f"site_{number}_")]

    def sites(self) -> list[SiteDraft]:
        """The sites of which anything but the zone was typed."""
        found = []
        for number in range(SITES):
            names = self.in_languages(f"site_{number}_name")
            code = self.cleaned_data.get(f"site_{number}_code", "")
            if names or code:
                found.append(SiteDraft(number, code, names, self.cleaned_data[f"site_{number}_time_zone"]))
        return found

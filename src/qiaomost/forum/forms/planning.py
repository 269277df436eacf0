"""What the organisers' page of the 1:1 meetings asks for."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.common.inputs import MomentField
from qiaomost.forum.forms.clocks import ClockedForm
from qiaomost.forum.forms.meetings import SpansField
from qiaomost.forum.models import Edition
from qiaomost.forum.services.meetings.profiles import RulesDraft
from qiaomost.forum.services.meetings.resources import InterpreterDraft
from qiaomost.network.forms import VerbForm


class RulesForm(ClockedForm):
    is_open = forms.BooleanField(label=_("Participants may opt in"), required=False)
    asked_until = MomentField(label=_("Requests until"))
    most_requests = forms.IntegerField(
        label=_("Open requests of one participant at most"), min_value=1, max_value=200
    )
    across_countries = forms.BooleanField(label=_("Only between countries"), required=False)
    pairs = forms.CharField(
        label=_("Categories that may meet"),
        help_text=_("One pair of short names a line, like “speaker delegate”. Without any, all may meet."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=10, max_value=120)
    pause = forms.IntegerField(label=_("Pause after each, in minutes"), min_value=0, max_value=60)

    def draft(self) -> RulesDraft:
        given = dict(self.cleaned_data)
        given["pairs"] = [
            re.split(r"[\s,]+", line.strip()) for line in given["pairs"].splitlines() if line.strip()
        ]
        return RulesDraft(**given)


class TablesForm(VerbForm):
    def __init__(self, *args: Any, rooms: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for room_id, name in rooms:
            self.fields[f"room_{room_id}"] = forms.IntegerField(label=name, min_value=0, max_value=200)

    def counts(self) -> dict[int, int]:
        return {int(name.removeprefix("room_")): count for name, count in self.cleaned_data.items()}


class InterpreterForm(VerbForm):
    person = forms.ChoiceField(label=_("Interpreter"))
    pairs = forms.MultipleChoiceField(
        label=pgettext_lazy("1:1 meetings", "Between"), widget=forms.CheckboxSelectMultiple
    )
    site = forms.ChoiceField(label=pgettext_lazy("1:1 meetings", "Site"))
    hours = SpansField(
        label=pgettext_lazy("1:1 meetings", "Hours"),
        help_text=_("One time a line, like 2026-10-20 09:00–12:00, on the clock of the site."),
    )

    def __init__(
        self,
        *args: Any,
        people: list[tuple[str, str]],
        pairs: list[tuple[str, str]],
        edition: Edition,
        reader: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        sites = {str(site.pk): site for site in edition.sites.all()}
        self.fields["person"].choices = people  # type: ignore[attr-defined]
        self.fields["pairs"].choices = pairs  # type: ignore[attr-defined]
        self.fields["site"].choices = [(pk, site.name_in(reader)) for pk, site in sites.items()]  # type: ignore[attr-defined]
        chosen = sites.get(str(self.data.get("site", "")))
        self.fields["hours"].zone = chosen.zone if chosen else ZoneInfo("UTC")  # type: ignore[attr-defined]

    def draft(self) -> InterpreterDraft:
        given = self.cleaned_data
        pairs = [one.split("-") for one in given["pairs"]]
        return InterpreterDraft(UUID(given["person"]), pairs, int(given["site"]), given["hours"])


class WayForm(VerbForm):
    one_id = forms.ChoiceField(label=pgettext_lazy("1:1 meetings", "From"))
    other_id = forms.ChoiceField(label=pgettext_lazy("1:1 meetings", "To"))
    minutes = forms.IntegerField(label=pgettext_lazy("1:1 meetings", "Minutes"), min_value=1, max_value=1440)

    def __init__(self, *args: Any, sites: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("one_id", "other_id"):
            self.fields[name].choices = sites  # type: ignore[attr-defined]

    def numbers(self) -> dict[str, Any]:
        return {name: int(value) for name, value in self.cleaned_data.items()}


class RunForm(VerbForm):
    seconds = forms.IntegerField(label=_("Seconds to search"), min_value=1, max_value=120, initial=30)

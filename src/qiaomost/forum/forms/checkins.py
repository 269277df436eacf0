"""What stations send, and what organisers ask for with checks and stations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.forum.drafts.checkins import CheckDraft, ScanDraft
from qiaomost.forum.models import CheckType, Edition
from qiaomost.forum.models.checkins import CODE_LIMIT
from qiaomost.forum.selectors.registrations import categories_of
from qiaomost.forum.states.checkins import CheckKind, CheckRule, Direction, Way
from qiaomost.network.forms import ThreefoldForm, VerbForm

LONGEST_AGO = timedelta(days=14)
"""So long a scan may have waited on a device."""


class ScanForm(forms.Form):
    """One scan. ``ago_ms`` is how long it waited on the device, which needs no clocks that agree."""

    id = forms.UUIDField()
    check = forms.IntegerField()
    direction = forms.ChoiceField(choices=Direction.choices)
    way = forms.ChoiceField(choices=Way.choices, required=False)
    code = forms.CharField(max_length=1000, required=False)
    person = forms.UUIDField(required=False)
    ago_ms = forms.IntegerField(min_value=0, required=False)
    was_let_in = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("code") and not values.get("person"):
            raise ValidationError(_("No code was read."))
        return values

    def draft(self, now: datetime) -> ScanDraft:
        values = self.cleaned_data
        ago = min(timedelta(milliseconds=min(values["ago_ms"] or 0, 10**12)), LONGEST_AGO)
        return ScanDraft(
            id=values["id"],
            check_id=values["check"],
            direction=values["direction"],
            way=Way.NAME if values["person"] else values["way"] or Way.TYPED,
            scanned_at=now - ago,
            code=values["code"][: 4 * CODE_LIMIT],
            registration_id=values["person"],
            was_let_in=values["was_let_in"],
        )


class UndoForm(forms.Form):
    undo = forms.UUIDField()


class CheckForm(ThreefoldForm):
    lines = {"name": pgettext_lazy("of a check", "Name")}
    field_order = ("name_zh", "name_ru", "name_en", "kind", "rule", "site_id", "categories", "is_open")
    kind = forms.ChoiceField(label=_("What is checked"), choices=CheckKind.choices)
    rule = forms.ChoiceField(label=_("One person counts"), choices=CheckRule.choices)
    site_id = forms.TypedChoiceField(label=_("Site"), coerce=int, empty_value=None, required=False)
    categories = forms.MultipleChoiceField(
        label=_("Admit these categories alone; none chosen admits all"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_open = forms.BooleanField(label=pgettext_lazy("check", "Open"), required=False, initial=True)

    def __init__(self, *args: Any, edition: Edition, reader: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)
        sites = [(one.pk, one.name_in(reader)) for one in edition.sites.all()]
        self.fields["site_id"].choices = [("", _("All sites")), *sites]  # type: ignore[attr-defined]
        self.fields["categories"].choices = [  # type: ignore[attr-defined]
            (one.code, one.name_in(reader)) for one in categories_of(edition)
        ]

    def draft(self) -> CheckDraft:
        values = self.cleaned_data
        return CheckDraft(
            names=self.in_languages("name"),
            kind=values["kind"],
            rule=values["rule"],
            site_id=values["site_id"],
            categories=tuple(values["categories"]),
            is_open=values["is_open"],
        )


class StationForm(VerbForm):
    name = forms.CharField(label=_("Name of the station, as organisers and helpers call it"), max_length=100)
    checks = forms.TypedMultipleChoiceField(
        label=_("What it checks"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, edition: Edition, reader: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checks"].choices = [(one.pk, one.name_in(reader)) for one in edition.checks.all()]  # type: ignore[attr-defined]


def check_values(check: CheckType | None) -> Mapping[str, Any]:
    """A check as initial values of its form."""
    if check is None:
        return {}
    plain = {name: getattr(check, name) for name in ("kind", "rule", "site_id", "is_open")}
    names = {f"name_{code}": words for code, words in check.names.items()}
    return {**plain, **names, "categories": [one.code for one in check.categories.all()]}

"""Which badges to print, on which paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.forum.models import Edition
from qiaomost.forum.selectors.registrations import categories_of

SHEET, SINGLE = "sheet", "single"


class BadgesForm(forms.Form):
    which = forms.ChoiceField(
        label=pgettext_lazy("badges", "Which"),
        choices=[
            ("new", _("New or changed since they were printed")),
            ("all", _("All who take part")),
        ],
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    paper = forms.ChoiceField(
        label=_("Paper"),
        choices=[(SHEET, _("A4, four badges on a sheet")), (SINGLE, _("A6, one badge on a page"))],
    )

    def __init__(self, *args: Any, edition: Edition, reader: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.code, one.name_in(reader)) for one in categories_of(edition)]
        self.fields["category"].choices = [("", _("All categories")), *choices]  # type: ignore[attr-defined]

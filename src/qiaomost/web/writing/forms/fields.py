"""Fields that keep whatever was typed, without its invisible characters, and leave limits to the catalogue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db import models

from qiaomost.catalogue.drafts import cleaned_prose

EMPTY = ("", "—")
Choices = Sequence[tuple[str, Any]]

_BETWEEN_KEYWORDS = re.compile(r"[\n;；、]")


class Prose(forms.CharField):
    """Free text with a counter; ``limit`` is shown and counted in the page, and checked by the catalogue."""

    def __init__(self, *, limit: int, rows: int = 6, **options: Any) -> None:
        attributes = {"rows": rows, "data-limit": limit}
        super().__init__(required=False, widget=forms.Textarea(attributes), **options)
        self.limit = limit

    def to_python(self, value: Any) -> str:
        return cleaned_prose(str(value or ""))

    def bound_data(self, data: Any, initial: Any) -> str:
        return self.to_python(data)


class Keywords(Prose):
    """A list of short phrases, one a line; the page counts the lines."""

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(limit=0, **options)
        self.widget.attrs = {"rows": self.widget.attrs["rows"], "data-lines": most}

    def to_python(self, value: Any) -> Any:
        lines = _BETWEEN_KEYWORDS.split(super().to_python(value))
        return tuple(line.strip() for line in lines if line.strip())

    def bound_data(self, data: Any, initial: Any) -> str:
        return Prose.to_python(self, data)

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else "\n".join(value or ())

    def validate(self, value: Any) -> None:
        """Nothing here: the catalogue counts."""

    def run_validators(self, value: Any) -> None:
        """Nothing here: the catalogue counts."""


class RowsWidget(forms.Widget):
    """Several inputs of one name, with blank ones to go on in."""

    template_name = "web/writing/rows.html"
    blank_rows = 3

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, ()))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["rows"] = [*(value or ()), *[""] * self.blank_rows]
        return context

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"


class Rows(forms.Field):
    """A list of lines; empty ones are left out."""

    def __init__(self, *, limit: int, **options: Any) -> None:
        super().__init__(required=False, widget=RowsWidget({"data-limit": limit}), **options)
        self.limit = limit

    def to_python(self, value: Any) -> Any:
        lines = (" ".join(cleaned_prose(str(line)).split()) for line in value or ())
        return tuple(line for line in lines if line)

    def bound_data(self, data: Any, initial: Any) -> list[str]:
        return list(self.to_python(data))


def mark_needed(field: forms.Field, *, for_review: bool = False) -> None:
    """Say at a field that it can't be left empty: at all, or only once a reviewer is to read the record."""
    field.needed = "for review" if for_review else "always"  # type: ignore[attr-defined]
    if not for_review:
        field.widget.attrs["aria-required"] = "true"


def field_of(model: type[models.Model], name: str, **options: Any) -> forms.Field:
    """Return the form field of a model's field, with its label and choices; nothing is required."""
    column = cast("models.Field[Any, Any]", model._meta.get_field(name))
    field = cast(forms.Field, column.formfield(required=False, **options))
    if isinstance(field, forms.ChoiceField):
        field.choices = [EMPTY, *(column.choices or ())]
    return field


def several_of(model: type[models.Model], name: str, choices: Choices) -> forms.MultipleChoiceField:
    """Return check boxes for a model's list of values."""
    label = field_of(model, name).label
    return forms.MultipleChoiceField(
        required=False, label=label, choices=choices, widget=forms.CheckboxSelectMultiple
    )

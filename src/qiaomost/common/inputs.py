"""Inputs of forms that browsers know: their values are ISO 8601 in every language, else the browser shows none."""

from __future__ import annotations

from typing import Any

from django import forms

MOMENT = "%Y-%m-%dT%H:%M"


class DayInput(forms.DateInput):
    """A day, chosen from the browser's calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A day and a time to the minute, on whatever clock its label says."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format=MOMENT)

"""What may be answered to which field: conditions first, then what is required, then the kind of each value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from qiaomost.common.errors import Invalid, Message
from qiaomost.forum.models import FormField
from qiaomost.forum.models.registration_forms import ANSWER_LIMIT
from qiaomost.forum.states.registrations import RATINGS, Dietary, FieldKind
from qiaosearch.text.normalise import clean

PREFIX = "field_"
"""Before the short name of a field, in a form and in what is wrong with it."""


def checked_answers(
    fields: Iterable[FormField], given: Mapping[str, Any], countries: frozenset[str]
) -> dict[int, Any]:
    """Return field id → value for each field that is shown and answered; what is not shown is dropped.

    Raises:
        Invalid: something required is missing, or a value is not of its kind.
    """
    values: dict[int, Any] = {}
    problems: dict[str, Message] = {}
    for one in in_order(fields):
        if not _is_shown(one, values):
            continue
        try:
            value = _READERS.get(FieldKind(one.kind), _text)(one, given.get(one.code), countries)
        except ValueError:
            problems[PREFIX + one.code] = _("This is not a value for this field.")
            continue
        if value not in (None, "", [], False):
            values[one.pk] = value
        elif one.is_required:
            problems[PREFIX + one.code] = _("This has to be answered.")
    if problems:
        raise Invalid(fields=problems)
    return values


def in_order(fields: Iterable[FormField]) -> list[FormField]:
    """Fields so that each comes after the one that it depends on; a circle, which services refuse, ends."""
    left, done = list(fields), set[int]()
    ordered: list[FormField] = []
    while left:
        ready = [one for one in left if one.shown_if_id is None or one.shown_if_id in done]
        if not ready:
            break
        ordered += ready
        done |= {one.pk for one in ready}
        left = [one for one in left if one.pk not in done]
    return ordered


def _is_shown(one: FormField, values: Mapping[int, Any]) -> bool:
    if one.shown_if_id is None:
        return True
    value = values.get(one.shown_if_id)
    if isinstance(value, list):
        return one.shown_if_value in value
    if isinstance(value, bool):
        return one.shown_if_value in {"", "yes"} and value
    return value is not None and one.shown_if_value in {"", str(value)}


def _text(_field: FormField, value: Any, _countries: frozenset[str]) -> Any:
    words = clean(str(value or "")).strip()
    if len(words) > ANSWER_LIMIT:
        raise ValueError
    return words


def _choice(one: FormField, value: Any, _countries: frozenset[str]) -> Any:
    return _among({option["code"] for option in one.options}, value)


def _several(one: FormField, value: Any, _countries: frozenset[str]) -> Any:
    codes = {option["code"] for option in one.options}
    return sorted({_among(codes, part) for part in value or []} - {""})


def _yes_no(_field: FormField, value: Any, _countries: frozenset[str]) -> Any:
    return value in (True, "yes", "on")


def _date(_field: FormField, value: Any, _countries: frozenset[str]) -> Any:
    return date.fromisoformat(str(value)).isoformat() if value else ""


def _number(_field: FormField, value: Any, _countries: frozenset[str]) -> Any:
    return int(str(value)[:12]) if value not in (None, "") else ""


def _rating(_field: FormField, value: Any, _countries: frozenset[str]) -> Any:
    if value in (None, ""):
        return ""
    given = int(str(value)[:3])
    if given not in RATINGS:
        raise ValueError
    return given


def _country(_field: FormField, value: Any, countries: frozenset[str]) -> Any:
    return _among(countries, value)


def _dietary(_field: FormField, value: Any, _countries: frozenset[str]) -> Any:
    return _among(set(Dietary.values), value)


def _among(codes: Iterable[str], value: Any) -> str:
    chosen = str(value or "")
    if chosen and chosen not in codes:
        raise ValueError
    return chosen


_READERS: dict[FieldKind, Callable[[FormField, Any, frozenset[str]], Any]] = {
    FieldKind.CHOICE: _choice,
    FieldKind.SEVERAL: _several,
    FieldKind.YES_NO: _yes_no,
    FieldKind.DATE: _date,
    FieldKind.NUMBER: _number,
    FieldKind.RATING: _rating,
    FieldKind.COUNTRY: _country,
    FieldKind.DIETARY: _dietary,
}

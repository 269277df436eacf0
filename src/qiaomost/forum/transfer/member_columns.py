"""The columns of a list of a delegation: their headings in three languages, and how a cell becomes a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from qiaomost.common.languages import INTERFACE_CODES, LanguageCode
from qiaomost.forum.models import Site
from qiaomost.forum.rules.countries import countries_in, country_codes
from qiaomost.forum.states.registrations import Dietary, Sex
from qiaosearch.text.normalise import fold

_DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?|(\d{1,2})\.(\d{1,2})\.(\d{4})")
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})(?::\d{2}(?:\.\d+)?)?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list is read: the sites of the edition, and the clock of rows that name none."""

    sites: Sequence[Site]
    zone: ZoneInfo


class WrongCell(ValueError):
    """What is wrong with a cell, for people."""


Reader = Callable[[str, Place], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``is_stay``: it is part of the journey; ``limit``: characters that its field holds."""

    name: str
    heading: Promise | str
    limit: int = 0
    read: Reader | None = None
    is_stay: bool = False
    also: tuple[str, ...] = ()


def _each_language(texts: Callable[[str], Mapping[str, str]]) -> dict[str, str]:
    """Folded label in any language → code."""
    found: dict[str, str] = {}
    for language, code in INTERFACE_CODES.items():
        with override(code):
            found |= {fold(label): key for key, label in texts(language).items()}
    return found


@cache
def _languages() -> dict[str, str]:
    codes = {code: code for code in LanguageCode.values}
    return codes | _each_language(lambda _language: {one.value: str(one.label) for one in LanguageCode})


@cache
def _diets() -> dict[str, str]:
    codes = {code: code for code in Dietary.values}
    return codes | _each_language(lambda _language: {one.value: str(one.label) for one in Dietary})


@cache
def _sexes() -> dict[str, str]:
    short = {"f": "female", "ж": "female", "m": "male", "м": "male"}
    return short | _each_language(lambda _language: {one.value: str(one.label) for one in Sex})


@cache
def _countries() -> dict[str, str]:
    codes = {code.casefold(): code for code in country_codes()}
    return codes | _each_language(countries_in) | {"россия": "RU", "russia": "RU", "china": "CN", "кнр": "CN"}


def _known(table: Callable[[], Mapping[str, str]]) -> Reader:
    def read(text: str, _place: Place) -> str:
        code = table().get(fold(text))
        if code is None:
            raise WrongCell(_("“%(text)s” is not known here.") % {"text": text[:60]})
        return code

    return read


def _speaks(text: str, place: Place) -> tuple[str, ...]:
    read = _known(_languages)
    return tuple(
        dict.fromkeys(read(part, place) for part in re.split(r"[,;/、，；\n]+|\s{2,}", text) if part.strip())
    )


def _yes(text: str, _place: Place) -> bool:
    word = fold(text)
    if word in {"да", "yes", "y", "x", "х", "1", "true", "+", "是", "√", "✓", "团长"}:
        return True
    if word in {"нет", "no", "n", "0", "false", "-", "—", "否"}:
        return False
    raise WrongCell(_("Write yes or no."))


def _address(text: str, _place: Place) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise WrongCell(_("This is no e-mail address.")) from None
    return text


def _day(text: str, _place: Place) -> date:
    found = _DATE.search(text)
    if found is None:
        raise WrongCell(_("Write a date as 2027-06-16."))
    year, month, day, day_first, month_first, year_last = (
        int(part) if part else 0 for part in found.groups()
    )
    try:
        return date(year or year_last, month or month_first, day or day_first)
    except ValueError:
        raise WrongCell(_("There is no such day.")) from None


def _moment(text: str, place: Place) -> datetime:
    day, found = _day(text, place), _TIME.search(_DATE.sub(" ", text).replace("T", " "))
    hours, minutes = (int(found[1]), int(found[2])) if found else (0, 0)
    if found is None:
        raise WrongCell(_("Write day and time as 2027-06-16 14:05."))
    try:
        return datetime(day.year, day.month, day.day, hours, minutes, tzinfo=place.zone)
    except ValueError:
        raise WrongCell(_("There is no such time.")) from None


def site_of(text: str, place: Place) -> Site:
    """The site that a cell names by its short name or its name in any language.

    Raises:
        WrongCell: the edition has none such.
    """
    for site in place.sites:
        if fold(text) in {fold(word) for word in (site.code, *site.names.values())}:
            return site
    names = ", ".join(site.code for site in place.sites)
    raise WrongCell(_("The edition has no such site; it has: %(names)s.") % {"names": names})


COLUMNS = (
    Column("full_name", pgettext_lazy("heading of a list", "Full name"), 300, also=("姓名", "ФИО", "name")),
    Column("family", gettext_lazy("Family name"), 100, also=("surname", "last name")),
    Column("given", gettext_lazy("Given name"), 100, also=("first name",)),
    Column("patronymic", pgettext_lazy("heading of a list", "Patronymic"), 100),
    Column("is_head", gettext_lazy("Head of the delegation"), read=_yes, also=("团长", "глава")),
    Column("position_words", gettext_lazy("Position"), 200),
    Column("organisation_name", gettext_lazy("Organisation"), 300, also=("单位", "工作单位")),
    Column(
        "address", gettext_lazy("E-mail address"), 254, _address, also=("e-mail", "email", "邮箱", "почта")
    ),
    Column("speaks", gettext_lazy("Languages spoken"), read=_speaks),
    Column("site", gettext_lazy("Site where one takes part"), read=site_of, is_stay=True),
    Column("arrives_by", gettext_lazy("Flight or train of arrival"), 40, is_stay=True),
    Column("arrives_at", gettext_lazy("Arrival, local time"), read=_moment, is_stay=True),
    Column("arrival_place", gettext_lazy("Airport or station of arrival"), 100, is_stay=True),
    Column("departs_by", gettext_lazy("Flight or train of departure"), 40, is_stay=True),
    Column("departs_at", gettext_lazy("Departure, local time"), read=_moment, is_stay=True),
    Column("departure_place", gettext_lazy("Airport or station of departure"), 100, is_stay=True),
    Column("hotel", gettext_lazy("Hotel"), 200, is_stay=True),
    Column("dietary", gettext_lazy("Dietary need"), read=_known(_diets), is_stay=True),
    Column("dietary_words", gettext_lazy("What to know of it"), 200, is_stay=True),
    Column("interpreter_wish", gettext_lazy("Interpreter wished for"), 200, is_stay=True),
    Column("passport_name", gettext_lazy("Name as in the passport"), 100, is_stay=True),
    Column("passport_number", gettext_lazy("Number of the passport"), 20, is_stay=True),
    Column(
        "sex",
        pgettext_lazy("in a passport", "Sex"),
        read=_known(_sexes),
        is_stay=True,
        also=("gender", "性别", "пол"),
    ),
    Column("nationality", gettext_lazy("Nationality"), read=_known(_countries), is_stay=True),
    Column("born_on", gettext_lazy("Date of birth"), read=_day, is_stay=True),
    Column("passport_expires_on", gettext_lazy("Passport valid until"), read=_day, is_stay=True),
)


@cache
def columns_by_heading() -> dict[str, Column]:
    """Folded heading, in any of the three languages → column."""
    found: dict[str, Column] = {fold(word): one for one in COLUMNS for word in (*one.also, one.name)}
    for code in INTERFACE_CODES.values():
        with override(code):
            found |= {fold(str(one.heading)): one for one in COLUMNS}
    return found

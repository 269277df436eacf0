"""Numbers, dates and money as each language writes them in a contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from qiaomost.partnering.documents.library import wording
from qiaomost.partnering.documents.values import Money

NBSP = "\N{NO-BREAK SPACE}"

_DIGITS = "零一二三四五六七八九"
_MONTHS = {
    "ru": [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_BLANK_DAY = {
    "zh": "______年____月____日",
    "ru": "«____» ______________ 20___ г.",
    "en": "________________ 20___",
}
_UNITS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "months": {"zh": ("个月", "个月"), "ru": ("месяца", "месяцев"), "en": ("month", "months")},
    "days": {"zh": ("日", "日"), "ru": ("дня", "дней"), "en": ("day", "days")},
    "working_days": {
        "zh": ("个工作日", "个工作日"),
        "ru": ("рабочего дня", "рабочих дней"),
        "en": ("working day", "working days"),
    },
}
"""Unit of one and of several; Russian in the genitive, in which every period of a clause stands."""


def chinese_numeral(number: int) -> str:
    """Return a number from 1 to 99 as articles are numbered: 一, 十, 十二, 二十."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones or not tens else "")


def decimal(number: Decimal, language: str, *, places: int | None = None) -> str:
    """Return ``number`` with the language's separators, or without trailing zeros where ``places`` is not given."""
    text = f"{number:,f}" if places is None else f"{number:,.{places}f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate({ord(","): NBSP, ord("."): ","}) if language == "ru" else text


def percent(number: Decimal, language: str) -> str:
    """Return a percentage; Russian puts a space before the sign (ГОСТ 8.417)."""
    return decimal(number, language) + (NBSP if language == "ru" else "") + "%"


def period(number: int, unit: str, language: str) -> str:
    """Return a period: ``24个月``, ``24 месяцев``, ``24 months``. ``unit`` is a key of the table of units."""
    one, several = _UNITS[unit][language]
    is_one = number == 1 or (language == "ru" and number % 10 == 1 and number % 100 != 11)
    return f"{number}{'' if language == 'zh' else NBSP}{one if is_one else several}"


def money(value: Money, language: str) -> str:
    """Return an amount with its currency, to two places."""
    amount = decimal(value.amount, language, places=2)
    return str(wording()["currency"][value.currency][language]).replace("{amount}", amount)


def day(value: date | None, language: str) -> str:
    """Return a date, or the blanks to write it into."""
    if value is None:
        return _BLANK_DAY[language]
    if language == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    end = f"{NBSP}г." if language == "ru" else ""
    return f"{value.day}{NBSP}{_MONTHS[language][value.month - 1]}{NBSP}{value.year}{end}"


def listed(parts: Sequence[str], language: str) -> str:
    """Return ``parts`` as one enumeration: 中文、俄文和英文; русском и английском; Chinese, Russian and English."""
    link = {"zh": "和", "ru": " и ", "en": " and "}[language]
    comma = "、" if language == "zh" else ", "
    return link.join([comma.join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]

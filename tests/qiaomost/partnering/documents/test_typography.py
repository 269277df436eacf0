from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from qiaomost.partnering.documents.formatting import (
    chinese_numeral,
    day,
    decimal,
    listed,
    money,
    percent,
    period,
)
from qiaomost.partnering.documents.typography import typeset
from qiaomost.partnering.documents.values import Money

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "typed", "printed"),
    [
        ("zh", '本合同"成果",见附件(一);如下:', "本合同“成果”，见附件（一）；如下："),
        ("zh", "型号 AB-12, 版本 1.5", "型号 AB-12, 版本 1.5"),
        ("zh", "详见https://example.org/a?b", "详见https://example.org/a?b"),
        ("ru", 'ООО "Мост" и “Урал”', "ООО «Мост» и~«Урал»"),
        ("ru", "24 месяца, № 5, 5 %, г. Екатеринбург", "24~месяца, №~5, 5~%, г.~Екатеринбург"),
        ("ru", "Е. С. Иванова — директор", "Е.~С.~Иванова~— директор"),
        ("en", 'The "Parties" pay 30 days after Annex 1', "The “Parties” pay 30~days after Annex~1"),
    ],
)
def test_text_is_set_by_the_rules_of_its_language(language: str, typed: str, printed: str):
    assert typeset(typed, language) == printed.replace("~", NBSP)
    assert typeset(typeset(typed, language), language) == typeset(typed, language)


def test_articles_are_numbered_in_chinese():
    assert [chinese_numeral(number) for number in (1, 9, 10, 11, 20, 22, 30, 99)] == [
        "一", "九", "十", "十一", "二十", "二十二", "三十", "九十九",
    ]  # fmt: skip


def test_numbers_have_the_separators_of_the_language():
    assert decimal(Decimal("1234567.50"), "ru") == f"1{NBSP}234{NBSP}567,5"
    assert decimal(Decimal("1234567.50"), "zh") == "1,234,567.5"
    assert decimal(Decimal("100"), "en") == "100"
    assert [percent(Decimal("0.05"), language) for language in ("zh", "ru", "en")] == [
        "0.05%",
        f"0,05{NBSP}%",
        "0.05%",
    ]


@pytest.mark.parametrize(
    ("number", "unit"),
    [(1, "месяца"), (2, "месяцев"), (5, "месяцев"), (11, "месяцев"), (21, "месяца"), (111, "месяцев")],
)
def test_russian_period_is_in_the_genitive(number: int, unit: str):
    assert period(number, "months", "ru") == f"{number}{NBSP}{unit}"


def test_money_names_its_currency():
    value = Money(Decimal("1200000"), "CNY")
    assert [money(value, language) for language in ("zh", "ru", "en")] == [
        "人民币1,200,000.00元",
        f"1{NBSP}200{NBSP}000,00 китайских юаней",
        "CNY 1,200,000.00",
    ]


def test_dates_are_written_out():
    assert [day(date(2026, 3, 1), language) for language in ("zh", "ru", "en")] == [
        "2026年3月1日",
        f"1{NBSP}марта{NBSP}2026{NBSP}г.",
        f"1{NBSP}March{NBSP}2026",
    ]


def test_enumeration_ends_with_and():
    assert listed(["a"], "en") == "a"
    assert listed(["a", "b"], "ru") == "a и b"
    assert listed(["a", "b", "c"], "zh") == "a、b和c"

from __future__ import annotations

from decimal import Decimal

import pytest

from qiaomost.partnering.documents.amounts import (
    chinese_capitals,
    english_words,
    money_in_full,
    russian_words,
)
from qiaomost.partnering.documents.values import Money


@pytest.mark.parametrize(
    ("number", "zh", "ru", "en"),
    [
        (0, "零", "ноль", "zero"),
        (10, "壹拾", "десять", "ten"),
        (21, "贰拾壹", "двадцать один", "twenty-one"),
        (105, "壹佰零伍", "сто пять", "one hundred and five"),
        (2012, "贰仟零壹拾贰", "две тысячи двенадцать", "two thousand twelve"),
        (11000, "壹万壹仟", "одиннадцать тысяч", "eleven thousand"),
        (100500, "壹拾万零伍佰", "сто тысяч пятьсот", "one hundred thousand five hundred"),
        (1200000, "壹佰贰拾万", "один миллион двести тысяч", "one million two hundred thousand"),
        (1000001, "壹佰万零壹", "один миллион один", "one million one"),
        (100000000, "壹亿", "сто миллионов", "one hundred million"),
        (100000500, "壹亿零伍佰", "сто миллионов пятьсот", "one hundred million five hundred"),
        (
            503021000,
            "伍亿零叁佰零贰万壹仟",
            "пятьсот три миллиона двадцать одна тысяча",
            "five hundred and three million twenty-one thousand",
        ),
        (22000000000, "贰佰贰拾亿", "двадцать два миллиарда", "twenty-two billion"),
    ],
)
def test_number_is_written_in_words(number: int, zh: str, ru: str, en: str):
    assert (chinese_capitals(number), russian_words(number), english_words(number)) == (zh, ru, en)


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("1200000", "CNY", "人民币1,200,000.00元（大写：人民币壹佰贰拾万元整）"),
        ("10.50", "CNY", "人民币10.50元（大写：人民币壹拾元伍角整）"),
        ("10.05", "CNY", "人民币10.05元（大写：人民币壹拾元零伍分）"),
        ("10.25", "CNY", "人民币10.25元（大写：人民币壹拾元贰角伍分）"),
        ("300", "RUB", "300.00俄罗斯卢布（大写：叁佰卢布整）"),
        ("300.07", "USD", "300.07美元（大写：叁佰美元柒美分）"),
    ],
)
def test_chinese_amount_has_its_capitals(amount: str, currency: str, words: str):
    assert money_in_full(Money(Decimal(amount), currency), "zh") == words


def test_russian_and_english_amounts_have_their_words():
    value = Money(Decimal("2000.30"), "RUB")
    assert money_in_full(value, "ru").endswith("российских рублей (прописью: две тысячи 30/100)")
    assert money_in_full(value, "en") == "RUB 2,000.30 (in words: two thousand and 30/100)"

"""Sums of money in words, so that a digit can't be altered: 大写, прописью, in words."""

from __future__ import annotations

from collections.abc import Iterator

from qiaomost.partnering.documents.formatting import money
from qiaomost.partnering.documents.values import Money

_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_CHINESE_UNITS = ("", "万", "亿", "万亿")
_CHINESE_MONEY = {"RUB": ("卢布", "戈比"), "USD": ("美元", "美分"), "EUR": ("欧元", "欧分")}

_ONES = {
    "ru": "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать "
    "четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать",
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
}
_TENS = {
    "ru": "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
}
_HUNDREDS = "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот".split()  # noqa: SIM905
_RUSSIAN_UNITS = (
    ("", "", ""),
    ("тысяча", "тысячи", "тысяч"),
    ("миллион", "миллиона", "миллионов"),
    ("миллиард", "миллиарда", "миллиардов"),
    ("триллион", "триллиона", "триллионов"),
)
_ENGLISH_UNITS = ("", "thousand", "million", "billion", "trillion")


def money_in_full(value: Money, language: str) -> str:
    """Return an amount in figures and, in brackets, in words. Amounts are below 10^15."""
    cents = int((value.amount * 100).to_integral_value())
    whole, part = divmod(cents, 100)
    figures = money(value, language)
    if language == "zh":
        return f"{figures}（大写：{_chinese(whole, part, value.currency)}）"
    if language == "ru":
        return f"{figures} (прописью: {russian_words(whole)} {part:02d}/100)"
    return f"{figures} (in words: {english_words(whole)} and {part:02d}/100)"


def chinese_capitals(number: int) -> str:
    """Return a whole number in the characters of cheques: 1200000 is 壹佰贰拾万."""
    words = ""
    for place, group in reversed(list(enumerate(_groups(number, 10_000)))):
        if group:
            gap = "零" if words and (group < 1000 or words.endswith("零")) else ""
            words = words.removesuffix("零") + gap + _four(group) + _CHINESE_UNITS[place]
        elif words:
            words = words.removesuffix("零") + "零"
    return words.removesuffix("零") or "零"


def russian_words(number: int) -> str:
    """Return a whole number in Russian words, masculine: 21000 is двадцать одна тысяча."""
    parts: list[str] = []
    for place, group in reversed(list(enumerate(_groups(number, 1000)))):
        if group:
            parts += [*_russian_group(group, is_feminine=place == 1), _counted(group, _RUSSIAN_UNITS[place])]
    return " ".join(part for part in parts if part) or "ноль"


def english_words(number: int) -> str:
    """Return a whole number in English words."""
    parts: list[str] = []
    for place, group in reversed(list(enumerate(_groups(number, 1000)))):
        if group:
            parts += [*_english_group(group), _ENGLISH_UNITS[place]]
    return " ".join(part for part in parts if part) or "zero"


def _groups(number: int, size: int) -> Iterator[int]:
    """The digits in groups, lowest first."""
    while number:
        number, group = divmod(number, size)
        yield group


def _four(group: int) -> str:
    words = ""
    for digit, unit in zip(f"{group:04d}", ("仟", "佰", "拾", ""), strict=True):
        if digit != "0":
            words += _CAPITALS[int(digit)] + unit
        elif words and not words.endswith("零"):
            words += "零"
    return words.removesuffix("零")


def _chinese(whole: int, part: int, currency: str) -> str:
    if currency in _CHINESE_MONEY:
        unit, small = _CHINESE_MONEY[currency]
        return chinese_capitals(whole) + unit + (chinese_capitals(part) + small if part else "整")
    tenths, hundredths = divmod(part, 10)
    words = f"人民币{chinese_capitals(whole)}元"
    if not part:
        return words + "整"
    words += f"{_CAPITALS[tenths]}角" if tenths else "零"
    return words + (f"{_CAPITALS[hundredths]}分" if hundredths else "整")


def _russian_group(group: int, *, is_feminine: bool) -> Iterator[str]:
    hundreds, rest = divmod(group, 100)
    if hundreds:
        yield _HUNDREDS[hundreds - 1]
    for word in _below_hundred(rest, "ru"):
        yield {"один": "одна", "два": "две"}.get(word, word) if is_feminine else word


def _english_group(group: int) -> Iterator[str]:
    hundreds, rest = divmod(group, 100)
    if hundreds:
        yield f"{_ONES['en'].split()[hundreds]} hundred"
    words = list(_below_hundred(rest, "en"))
    if words:
        yield ("and " if hundreds else "") + "-".join(words)


def _below_hundred(number: int, language: str) -> Iterator[str]:
    tens, ones = divmod(number, 10)
    if tens >= 2:
        yield _TENS[language].split()[tens - 2]
        number = ones
    if number:
        yield _ONES[language].split()[number]


def _counted(number: int, forms: tuple[str, str, str]) -> str:
    """The form of a Russian noun after a number: тысяча, тысячи, тысяч."""
    if number % 100 in range(11, 15) or number % 10 in {0, 5, 6, 7, 8, 9}:
        return forms[2]
    return forms[0] if number % 10 == 1 else forms[1]

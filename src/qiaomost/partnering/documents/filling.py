"""Values put into clauses: one pass over known fields, no language that could run anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from qiaomost.common.errors import Invalid, Message
from qiaomost.partnering.documents.formatting import decimal, percent, period
from qiaomost.partnering.documents.library import FIELD, Noun, Parameter, Template, parameters
from qiaomost.partnering.documents.values import Words

Value = int | Decimal | str | Words
"""Words by language for a parameter of that kind; else a number, or a choice's code, also as it was typed."""

_MOST = {"percent": 100, "number": 100, "months": 1200, "days": 3650, "working_days": 3650}


def defaults(template: Template) -> dict[str, str]:
    """Return what a form of the template begins with, by parameter."""
    known = parameters()
    return {name: known[name].default for name in template.parameters() if known[name].default}


def prepare(template: Template, values: Mapping[str, Value], languages: tuple[str, ...]) -> dict[str, Words]:
    """Return every value of ``template`` as words in each of ``languages``.

    Raises:
        Invalid: with one entry for each value that is missing, unknown or wrong, such as ``values.term_months``.
    """
    prepared: dict[str, Words] = {}
    problems = {f"values.{name}": _UNKNOWN for name in values if name not in template.parameters()}
    for name in template.parameters():
        try:
            prepared[name] = _words(parameters()[name], values.get(name, ""), languages)
        except ValueError as error:
            problems[f"values.{name}"] = error.args[0]
    if problems:
        raise Invalid(fields=problems)
    return prepared


def fill(text: str, values: Mapping[str, Words], noun: Noun, language: str) -> str:
    """Return ``text`` with its fields replaced; what a value contains is never read as a field again."""

    def found(match: re.Match[str]) -> str:
        name, case = match[1], match[2] or ""
        words = _named(noun, language, case.lower()) if name == "agreement" else values[name][language]
        return words[:1].upper() + words[1:] if case[:1].isupper() else words

    return FIELD.sub(found, text)


_REQUIRED: Message = _("This is required.")
_UNKNOWN: Message = _("There is no such parameter.")
_NO_NUMBER: Message = _("This is not a number that makes sense here.")
_NO_CHOICE: Message = _("This is none of the choices.")


def _words(parameter: Parameter, value: Value, languages: tuple[str, ...]) -> Words:
    if parameter.kind == "words":
        texts = value if isinstance(value, Mapping) else {}
        if not all(str(texts.get(language, "")).strip() for language in languages):
            raise ValueError(_REQUIRED)
        return {language: _phrase(texts[language]) for language in languages}
    if isinstance(value, Mapping) or str(value).strip() == "":
        raise ValueError(_REQUIRED)
    if parameter.kind == "choice":
        if str(value) not in parameter.choices:
            raise ValueError(_NO_CHOICE)
        return dict(parameter.choices[str(value)].text)
    return dict(_counted(parameter.kind, _number(str(value), parameter.kind), languages))


def _phrase(text: str) -> str:
    """The words of a value without the stop that the clause sets itself."""
    return text.strip().rstrip(".。;；")


def _number(typed: str, kind: str) -> Decimal:
    try:
        number = Decimal(typed.strip().replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(_NO_NUMBER) from error
    is_whole = kind == "percent" or (number.is_finite() and number == number.to_integral_value())
    if not (number.is_finite() and is_whole and 0 <= number <= _MOST[kind]):
        raise ValueError(_NO_NUMBER)
    return number


def _counted(kind: str, number: Decimal, languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for language in languages:
        if kind == "percent":
            yield language, percent(number, language)
        elif kind == "number":
            yield language, decimal(number, language)
        else:
            yield language, period(int(number), kind, language)


def _named(noun: Noun, language: str, case: str) -> str:
    if language == "ru":
        return noun.ru[case or "nom"]
    return noun.zh if language == "zh" else noun.en

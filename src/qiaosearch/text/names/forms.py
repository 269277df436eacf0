"""The forms of a name in the other languages, and how each language writes a name out."""

from __future__ import annotations

from collections.abc import Iterable

from qiaosearch.text.names import characters, russian, syllables, xinhua
from qiaosearch.text.names.person import PersonalName
from qiaosearch.types import Language


def forms(name: PersonalName) -> dict[Language, PersonalName]:
    """Return ``name`` under its own language, and under the others what can be derived by rule.

    Chinese names get pinyin (surname and given name each one word; GB/T 28039-2011) and Palladius' Cyrillic; Russian
    ones the passport's Latin (ICAO Doc 9303: Мария → Mariia) and characters in the manner of Xinhua. Characters
    can't be derived from pinyin or Palladius, nor a Russian name from its characters: those are left out.
    """
    written = name.family + name.given
    if characters.HAN.search(written):
        derived = [] if is_foreign(name) else _of_chinese(name)
    elif is_surely_chinese(name.family, name.given, name.patronymic):
        derived = _of_chinese(name)
    elif russian.CYRILLIC.search(written):
        derived = [_passport(name), _characters(name)]
    else:
        derived = _of_latin(name)
    return {form.language: form for form in derived} | {name.language: name}


def display(name: PersonalName) -> str:
    """Return the name in its language's order: 曾志远, 玛丽亚·科瓦廖娃; Ковалёва Мария Андреевна; Maria Kovaleva."""
    if name.language == Language.ZH:
        return _joined("·", name.given, name.family) if is_foreign(name) else name.family + name.given
    if name.language == Language.RU:
        return _joined(" ", name.family, name.given, name.patronymic)
    return _joined(" ", name.given, name.family)


def is_foreign(name: PersonalName) -> bool:
    """Whether a name in characters stands for a foreign one: 科瓦廖娃, 伊万."""
    long_family = len(name.family) > 2 and name.family not in characters.compound_surnames()
    known_given = len(name.given) > 1 and name.given in xinhua.established_given().values()
    return bool(name.patronymic) or long_family or known_given or len(name.given) > 3


def is_surely_chinese(family: str, given: str, patronymic: str = "") -> bool:
    """Whether a name in letters reads as a Chinese one and as nothing else that is likely.

    One syllable, or a listed surname of several, with a given name of one or two; no patronymic. A common Russian
    given name speaks against it (Ли Иван would read as Li Yiwang), but not in Latin letters, where 丽娜 is Lina too.
    """
    family_syllables, given_syllables = readings(family), readings(given)
    if patronymic or not family_syllables or not given_syllables:
        return False
    if is_russian_given(given) and russian.CYRILLIC.search(given):
        return False
    surname = family_syllables[0]
    usual = len(surname) == 1 or surname in characters.compound_surnames().values()
    return usual and len(given_syllables[0]) <= 2


def is_russian_given(given: str) -> bool:
    """Whether the first word, in letters, is a common Russian given name in any usual spelling."""
    words = given.split()
    return bool(words) and russian.fold(words[0]) in xinhua.established_given()


def readings(text: str) -> list[syllables.Syllables]:
    """Return the readings of letters as Mandarin syllables, the likeliest first; empty where there are none."""
    return syllables.from_cyrillic(text) if russian.CYRILLIC.search(text) else syllables.from_latin(text)


def _of_chinese(name: PersonalName) -> list[PersonalName]:
    if characters.HAN.search(name.family + name.given):
        family, given = characters.family_readings(name.family)[0], characters.given_reading(name.given)
    else:
        family, given = readings(name.family)[0], readings(name.given)[0]
    in_cyrillic = [syllables.to_palladius(part) for part in (family, given)]
    if in_cyrillic[0] is None or in_cyrillic[1] is None:
        return []
    return [
        PersonalName(syllables.to_pinyin(family), syllables.to_pinyin(given), language=Language.EN),
        PersonalName(in_cyrillic[0], in_cyrillic[1], language=Language.RU),
    ]


def _passport(name: PersonalName) -> PersonalName:
    return PersonalName(*map(russian.to_passport, _parts(name)), language=Language.EN)


def _characters(name: PersonalName) -> PersonalName:
    return PersonalName(
        xinhua.to_characters(name.family),
        xinhua.given_to_characters(name.given),
        xinhua.to_characters(name.patronymic),
        language=Language.ZH,
    )


def _of_latin(name: PersonalName) -> list[PersonalName]:
    if not (russian.looks_russian(name.family) or is_russian_given(name.given)):
        return []
    known = xinhua.given_in_cyrillic().get(russian.fold(name.given))
    family, given = russian.from_latin(name.family), known or russian.from_latin(name.given)
    patronymic = russian.from_latin(name.patronymic)
    if family is None or given is None or patronymic is None:
        return []
    form = PersonalName(family, given, patronymic, language=Language.RU)
    return [form, _characters(form)]


def _parts(name: PersonalName) -> Iterable[str]:
    return (name.family, name.given, name.patronymic)


def _joined(separator: str, *parts: str) -> str:
    return separator.join(part for part in parts if part)

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

import qiaomost

LOCALE = Path(qiaomost.__file__).parent / "locale"
LANGUAGES = {"zh_Hans": 1, "ru": 4}
"""Language → how many plural forms it has."""

PLACE = re.compile(r"%\(\w+\)[sd]")


def _entries(language: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


def _words(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language: str):
    entries = _entries(language)
    assert len(entries) > 300
    assert [entry.msgid for entry in entries if entry.fuzzy or entry.obsolete or not all(_words(entry))] == []


@pytest.mark.parametrize(("language", "forms"), LANGUAGES.items())
def test_plurals_have_all_forms_of_the_language(language: str, forms: int):
    plurals = [entry for entry in _entries(language) if entry.msgid_plural]
    assert plurals
    assert {len(entry.msgstr_plural) for entry in plurals} == {forms}


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_fill_the_same_places(language: str):
    for entry in _entries(language):
        for words in _words(entry):
            assert sorted(PLACE.findall(words)) == sorted(PLACE.findall(entry.msgid)), entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_is_up_to_date(language: str):
    compiled = polib.mofile(str(LOCALE / language / "LC_MESSAGES" / "django.mo"))
    known = {(entry.msgid, entry.msgctxt): _words(entry) for entry in compiled}
    assert known == {(entry.msgid, entry.msgctxt): _words(entry) for entry in _entries(language)}


def test_quotation_marks_are_those_of_the_language():
    russian, chinese = (
        [re.sub("<[^>]*>", "", words) for entry in _entries(language) for words in _words(entry)]
        for language in ("ru", "zh_Hans")
    )
    assert [words for words in russian if re.search('["“”]', words)] == []
    assert [words for words in chinese if re.search('["«»]', words)] == []
    assert [words for words in chinese if re.search("[一-鿿][,;!?]", words)] == []

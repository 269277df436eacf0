from __future__ import annotations

import pytest

from qiaosearch.text.ordering import sort_key
from qiaosearch.types import Language

IN_ORDER = {
    "zh": [
        "3号试验场",
        "12号试验场",
        "ABC实验室",
        "长春光机所",
        "重庆大学",
        "大连理工大学",
        "“哈电”集团",
        "哈尔滨工程大学",
        "海南大学",
        "浙江大学",
    ],
    "ru": [
        "Актив",
        "ООО «Байкал»",
        "Елань",
        "АО «ёлка»",
        "Ельник",
        "ФГБУН «Институт горного дела» СО РАН",
        "Йодный завод",
        "ФГАОУ ВО «Кузбасский университет»",
        "Общество с ограниченной ответственностью «Лада»",
        "«Мост-2»",
        "Мост 10",
    ],
    "en": ["École of Arctic Engineering", "lower Amur Institute", "The Northern Institute", "JSC Uralmash"],
}


@pytest.mark.parametrize("language", IN_ORDER)
def test_names_are_in_the_order_of_their_language(language: str):
    names = IN_ORDER[language]
    mixed = sorted(names)
    assert mixed != names
    assert sorted(mixed, key=lambda name: sort_key(name, Language(language))) == names


def test_name_that_is_a_legal_form_is_a_name():
    assert sort_key("АО", Language.RU).startswith("ао".encode())
    assert sort_key("АО «Ооо»", Language.RU).startswith("ооо".encode())


def test_names_that_differ_in_signs_alone_have_keys_of_their_own():
    assert sort_key("«Север»", Language.RU) != sort_key("Север", Language.RU)


@pytest.mark.parametrize("name", ["", "—", "𠮷野研究所", "〇一二", "☃ 研究所", "İzmir", "ﬁ"])
@pytest.mark.parametrize("language", Language)
def test_every_name_has_a_key(name: str, language: Language):
    assert sort_key(name, language).endswith(name.encode())

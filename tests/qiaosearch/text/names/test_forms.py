import pytest

from qiaosearch.text.names import PersonalName, display, forms
from qiaosearch.types import Language

ZH, RU, EN = Language.ZH, Language.RU, Language.EN


def displayed(name: PersonalName) -> dict[str, str]:
    return {language.value: display(form) for language, form in forms(name).items()}


@pytest.mark.parametrize(
    ("family", "given", "en", "ru"),
    [
        ("曾", "志远", "Zhiyuan Zeng", "Цзэн Чжиюань"),
        ("吕", "伟", "Wei Lyu", "Люй Вэй"),
        ("张", "西安", "Xi'an Zhang", "Чжан Сиань"),
        ("王", "恒阳", "Hengyang Wang", "Ван Хэнъян"),
        ("胡", "慧", "Hui Hu", "Ху Хуэй"),
        ("尉迟", "建国", "Jianguo Yuchi", "Юйчи Цзяньго"),
        ("查", "丽娜", "Lina Zha", "Чжа Лина"),
    ],
)
def test_forms_of_a_chinese_name(family: str, given: str, en: str, ru: str):
    name = PersonalName(family, given, language=ZH)
    assert displayed(name) == {"zh": family + given, "en": en, "ru": ru}


def test_forms_of_a_russian_name():
    name = PersonalName("Ковалёва", "Мария", "Андреевна", language=RU)
    assert displayed(name) == {
        "ru": "Ковалёва Мария Андреевна",
        "en": "Mariia Kovaleva",
        "zh": "玛丽亚·科瓦廖娃",
    }
    assert forms(name)[EN].patronymic == "Andreevna"
    assert forms(name)[ZH].patronymic == "安德烈耶夫娜"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (PersonalName("Чжан", "Вэй", language=RU), {"ru": "Чжан Вэй", "en": "Wei Zhang"}),
        (PersonalName("Zhang", "Wei", language=EN), {"ru": "Чжан Вэй", "en": "Wei Zhang"}),
        (PersonalName("Ли", "Иван", language=RU), {"ru": "Ли Иван", "en": "Ivan Li", "zh": "伊万·利"}),
        (PersonalName("Smith", "John", language=EN), {"en": "John Smith"}),
        (PersonalName("科瓦廖娃", "玛丽亚", language=ZH), {"zh": "玛丽亚·科瓦廖娃"}),
        (
            PersonalName("Kovaleva", "Maria", language=EN),
            {"en": "Maria Kovaleva", "ru": "Ковалева Мария", "zh": "玛丽亚·科瓦列娃"},
        ),
    ],
)
def test_forms_are_only_those_that_can_be_derived(name: PersonalName, expected: dict[str, str]):
    assert displayed(name) == expected


def test_forms_keep_the_name_itself():
    name = PersonalName("Чжан", "Вэй", language=RU)
    assert forms(name)[RU] is name

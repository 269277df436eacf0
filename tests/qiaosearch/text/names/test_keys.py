import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiaosearch.text.names import PersonalName, display, forms, keys, query_keys
from qiaosearch.text.names.syllables import PALLADIUS, to_palladius, to_pinyin
from qiaosearch.types import Language

ZH, RU, EN = Language.ZH, Language.RU, Language.EN
KOVALEVA = PersonalName("Ковалёва", "Мария", "Андреевна", language=RU)
ZENG = PersonalName("曾", "志远", language=ZH)
ZHANG_WEI = PersonalName("张", "伟", language=ZH)

SYLLABLE = st.sampled_from(list(PALLADIUS))
CYRILLIC = st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", min_size=2, max_size=12).map(str.capitalize)
CHARACTER = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)

ZENG_QUERIES = (
    "曾|曾志远|曾誌遠|曾 志远|Zeng|Zeng Zhiyuan|Zhiyuan Zeng|ZENG Zhi-yuan|ZENG, Zhiyuan|"
    "Zēng Zhìyuǎn|Zeng Zhi Yuan|Zeng4 Zhi4yuan3|Цзэн Чжиюань|Чжиюань Цзэн|цзэн чжиюань|Zeng Z.|"
    "Zeng Z.Y.|Zeng ZY|Z. Zeng|Цзэн Ч.|ＺＥＮＧ Zhiyuan"
)

KOVALEVA_QUERIES = (
    "Ковалёва|ковалева|Kovaleva|Kovalyova|Kovaliova|科瓦廖娃|科瓦列娃|Ковалёва М. А.|М.А. Ковалева|"
    "КОВАЛЕВА М А|KOVALEVA, Mariia|Maria Kovaleva|Мария Андреевна|玛丽亚·科瓦廖娃|"
    "玛丽亚•安德烈耶夫娜•科瓦廖娃|Kovaleva M|M. Kovaleva|Ковалёва Мария Андреевна|"
    "Мария Андреевна Ковалёва|Kovaleva Maria A."
)


def finds(query: str, name: PersonalName) -> bool:
    return not query_keys(query).isdisjoint(keys(name))


@pytest.mark.parametrize("query", ZENG_QUERIES.split("|"))
def test_chinese_name_is_found(query: str):
    assert finds(query, ZENG)


@pytest.mark.parametrize(
    "query", ["Zhang Wen", "Zhang", "Чжань Вэй", "志远", "Zhiyuan", "Zeng Zhiyun", "Zeng Y.", "Ceng Zhiyuan"]
)
def test_chinese_name_is_not_found_by_another(query: str):
    assert not finds(query, ZENG)


@pytest.mark.parametrize("query", KOVALEVA_QUERIES.split("|"))
def test_russian_name_is_found(query: str):
    assert finds(query, KOVALEVA)


@pytest.mark.parametrize(
    "query",
    ["Ковалёва М. П.", "Ковалёва Анна", "Коваль", "Мария", "Андреевна", "Мария Петровна", "Ковалёв Мария"],
)
def test_russian_name_is_not_found_by_another(query: str):
    assert not finds(query, KOVALEVA)


@pytest.mark.parametrize("query", ["Wei Zhang", "ZHANG, Wei", "Чжан Вэй", "張偉", "张伟", "Zhang Wei"])
def test_every_script_finds_every_record_of_zhang_wei(query: str):
    records = [
        ZHANG_WEI,
        PersonalName("Чжан", "Вэй", language=RU),
        PersonalName("Zhang", "Wei", language=EN),
    ]
    assert [finds(query, record) for record in records] == [True, True, True]


@pytest.mark.parametrize(
    "query", ["Zhang Wen", "Чжан Вэнь", "Чжань Вэй", "章文", "伟", "WEI Zhang", "Zhang, Lei"]
)
def test_zhang_wei_is_not_found_by_another(query: str):
    assert not finds(query, ZHANG_WEI)


def test_one_character_is_a_family_name_only():
    assert query_keys("李") == {"zh li|"}
    assert finds("李", PersonalName("李", "明", language=ZH))
    assert not finds("李", PersonalName("王", "李", language=ZH))


def test_apostrophe_tells_syllables_apart():
    xian = PersonalName("张", "先", language=ZH)
    xi_an = PersonalName("张", "西安", language=ZH)
    assert [finds("Zhang Xi'an", name) for name in (xian, xi_an)] == [False, True]
    assert [finds("Zhang Xian", name) for name in (xian, xi_an)] == [True, True]


def test_umlaut_is_found_by_old_spelling_and_not_the_reverse():
    lyu, lu = PersonalName("吕", "伟", language=ZH), PersonalName("卢", "伟", language=ZH)
    assert {
        query: [finds(query, name) for name in (lyu, lu)] for query in ("Lyu Wei", "Lü Wei", "吕伟", "Lu Wei")
    } == {
        "Lyu Wei": [True, False],
        "Lü Wei": [True, False],
        "吕伟": [True, False],
        "Lu Wei": [True, True],
    }


@pytest.mark.parametrize(
    "query", ["Ouyang Jing", "Jing Ouyang", "Ou Yang Jing", "Jing Ou Yang", "Оуян Цзин", "欧阳", "歐陽靜"]
)
def test_compound_surname_is_found(query: str):
    assert finds(query, PersonalName("欧阳", "静", language=ZH))


@pytest.mark.parametrize("query", ["Ли Иван", "Ivan Li", "Иван Ли", "Li Ivan", "Ли И.", "Ли"])
def test_russian_name_of_chinese_sound_is_found(query: str):
    assert finds(query, PersonalName("Ли", "Иван", language=RU))


def test_record_with_less_than_the_query_is_found():
    only_initials = PersonalName("Ковалёва", "М.", "А.", language=RU)
    no_patronymic = PersonalName("Ковалёва", "Мария", language=RU)
    queries = ("Ковалёва Мария Андреевна", "Ковалёва М. А.", "Ковалёва Анна Андреевна", "Ковалёва А. А.")
    assert [finds(query, only_initials) for query in queries] == [True, True, False, False]
    assert [finds(query, no_patronymic) for query in queries] == [True, True, False, False]


@pytest.mark.parametrize("query", ["У Чжун", "Чжун У", "У", "Wu Zhong", "У Ч."])
def test_name_of_one_letter_is_found(query: str):
    assert finds(query, PersonalName("吴", "中", language=ZH))


@pytest.mark.parametrize("query", ["Kovaleva A", "A Kovaleva", "Ковалёва А.", "Ковалёва Анна"])
def test_lone_letter_is_an_initial_too(query: str):
    assert finds(query, PersonalName("Ковалёва", "А", language=RU))


def test_name_without_family_is_found_by_its_only_word():
    assert finds("Sukarno", PersonalName("", "Sukarno", language=EN))


def test_name_in_another_script_is_found_by_itself_only():
    name = PersonalName("김", "민수", language=EN)
    assert [finds(query, name) for query in ("김", "김 민수", "박", "かな")] == [True, True, False, False]


@pytest.mark.parametrize(
    "query", ["", " ", "😀", "...", "а б в г д", "one two three four five", "a" * 101, "\ud800"]
)
def test_what_is_no_name_gives_no_keys(query: str):
    assert query_keys(query) == frozenset()


@given(SYLLABLE, st.lists(SYLLABLE, min_size=1, max_size=2).map(tuple))
def test_pinyin_and_palladius_meet_for_all_syllables(family: str, given_name: tuple[str, ...]):
    latin = PersonalName(to_pinyin((family,)), to_pinyin(given_name), language=EN)
    cyrillic = PersonalName(to_palladius((family,)) or "", to_palladius(given_name) or "", language=RU)
    assert finds(display(latin), cyrillic)
    assert finds(display(cyrillic), latin)
    assert not keys(latin).isdisjoint(keys(cyrillic))


@given(CHARACTER, st.text(CHARACTER, min_size=1, max_size=2))
def test_every_form_of_a_chinese_name_finds_it(family: str, given_name: str):
    name = PersonalName(family, given_name, language=ZH)
    for form in forms(name).values():
        assert not keys(form).isdisjoint(keys(name))
        assert finds(f"{form.family}, {form.given}", name)


@given(CYRILLIC, CYRILLIC)
def test_every_form_of_a_russian_name_meets_it(family: str, given_name: str):
    name = PersonalName(family, given_name, language=RU)
    for form in forms(name).values():
        assert not keys(form).isdisjoint(keys(name))


@given(st.text(max_size=120), st.text(max_size=120), st.text(max_size=120), st.sampled_from(Language))
def test_any_text_gives_short_keys_and_no_error(
    family: str, given_name: str, patronymic: str, language: Language
):
    name = PersonalName(family, given_name, patronymic, language=language)
    assert max(map(len, keys(name) | query_keys(family)), default=0) <= 200

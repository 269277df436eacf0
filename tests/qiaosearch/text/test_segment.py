from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiaosearch.text.normalise import fold
from qiaosearch.text.segment import MAX_TERM, Term, base_form, stop_words, term_list, terms

ANY_TEXT = st.text(st.characters(), max_size=80)  # lone surrogates included
MIXED_TEXT = st.text("凍融循环混土abGTi/5081.,-—– йёАвМ½²ﬁ\n+#", max_size=60)


def dictionary() -> list[str]:
    from qiaosearch.text.segment import _lines

    return _lines("user_dictionary.zh.txt")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GB/T 50081—2019", ["gb/t50081"]),
        ("GB/T50081-2019", ["gb/t50081"]),
        ("按GB/T 50081—2019标准", ["按", "gb/t50081", "标准"]),
        ("JTG/T 3512—2020", ["jtg/t3512"]),
        ("ГОСТ Р 52748-2007", ["гостр52748"]),
        ("по ГОСТ 10060-2012,", ["гост10060"]),
        ("СП 25.13330.2020", ["сп25.13330.2020"]),
        ("ASTM C666", ["astmc666"]),
        ("ISO 9001:2015", ["iso9001"]),
        ("TRL 6", ["trl6"]),
        ("TRL6级", ["trl6", "级"]),
        ("en 3 minutes", ["en", "3", "minut"]),
        ("LiFePO4", ["lifepo4"]),
        ("Ti-6Al-4V", ["ti-6al-4v"]),
        ("S355J2", ["s355j2"]),
        ("PM2.5", ["pm2.5"]),
        ("5G", ["5g"]),
        ("B5", ["b5"]),
        ("CO₂", ["co2"]),
        ("09Г2С", ["09г2с"]),
        ("C++ и C#", ["c++", "c#"]),
        ("0,5 мм", ["0.5", "мм"]),
        ("равна 0,5.", ["равный", "0.5"]),
        ("0.5毫米", ["0.5", "毫米"]),
        ("3,5-5,0 МПа", ["3.5", "5.0", "мпа"]),
        ("1.2.3", ["1.2.3"]),
        ("машиностроительные заводы", ["машиностроительный", "завод"]),
        ("welded joints", ["weld", "joint"]),
        ("цинк-никелевый", ["цинк", "никелевый"]),
        ("", []),
        ("-./+ 😀 ！", []),
        ("the и 的", []),
    ],
)
def test_terms_of_text(text: str, expected: list[str]):
    assert term_list(text) == expected


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("СО2", "CO2"),
        ("С-4", "C-4"),
        ("В25", "B25"),
        ("м³", "m³"),
        ("РМ2.5", "PM2.5"),
        ("12Х18Н10Т", "12X18H10T"),
    ],
)
def test_formula_in_cyrillic_lookalikes_meets_the_latin_one(cyrillic: str, latin: str):
    assert term_list(cyrillic) == term_list(latin)


@pytest.mark.parametrize(
    ("left", "right"),
    [("凍融循環", "冻融循环"), ("жёлтый", "желтый"), ("и\u0306од", "йод"), ("ＴＲＬ　６", "TRL 6")],
)
def test_spellings_of_one_text_have_the_same_terms(left: str, right: str):
    assert term_list(left) == term_list(right)


def test_terms_say_where_they_stand():
    assert terms("½凍土 GB/T 1") == [
        Term("1", 0, 1),
        Term("2", 0, 1),
        Term("冻土", 1, 3),
        Term("gb/t1", 4, 10),
    ]


@given(ANY_TEXT | MIXED_TEXT)
def test_terms_lie_in_the_text(text: str):
    found = terms(text)
    assert [t for t in found if not (0 <= t.start < t.end <= len(text) and 0 < len(t.term) <= MAX_TERM)] == []
    for before, after in pairwise(found):
        overlap = after.start < before.end and before.start < after.end
        assert overlap or before.end <= after.start


@given(st.text("冻融循环混凝土大豆育种", min_size=1, max_size=20))
def test_chinese_terms_are_slices_of_the_text_that_cover_it(text: str):
    from qiaosearch.text.segment import _chinese

    found = list(_chinese(text, 0))
    assert [text[t.start : t.end] for t in found] == [t.term for t in found]
    assert {place for t in found for place in range(t.start, t.end)} == set(range(len(text)))


@pytest.mark.parametrize("word", ["а" * 100_000, "a" * 100_000, "5" * 100_000])
def test_endless_word_becomes_one_short_term(word: str):
    assert terms(word) == [Term(term_list(word)[0], 0, len(word))]
    assert len(term_list(word)[0]) == MAX_TERM


@pytest.mark.parametrize("text", ["冻", "ы", "a-", "1,", "gb/t ", "\u00a0é", "\ud800", "e\u0301"])
def test_long_hostile_text_is_segmented(text: str):
    many = 200_000 // len(text)
    assert max((term.end for term in terms(text * many)), default=0) <= len(text) * many


def test_dictionary_is_sorted_without_doubles():
    words = dictionary()
    assert words == sorted(set(words))
    assert words == [fold(word) for word in words]


def test_dictionary_word_is_one_term():
    broken = [word for word in dictionary() if word not in term_list(f"采用{word}的")]
    assert broken == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("磷酸铁锂", ["磷酸", "磷酸铁锂"]),
        ("冻融循环", ["冻融", "循环", "冻融循环"]),
        ("搅拌摩擦焊", ["搅拌", "摩擦", "搅拌摩擦焊"]),
        ("引气剂", ["引气", "引气剂"]),
        ("大豆胞囊线虫", ["大豆", "胞囊", "线虫", "大豆胞囊线虫"]),
    ],
)
def test_compound_gives_its_dictionary_parts_of_two_and_three_characters(text: str, expected: list[str]):
    assert term_list(text) == expected


def test_stop_words_are_base_forms():
    assert {word for word in stop_words() if base_form(word) != word} == set()
    assert {word for word in stop_words() if terms(word)} == set()


@pytest.mark.parametrize("word", ["冻融", "лёд", "не", "welding", "это"])
def test_base_form_is_folded(word: str):
    assert base_form(fold(word)) == fold(base_form(fold(word)))

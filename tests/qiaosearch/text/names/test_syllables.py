import pytest

from qiaosearch.text.names.syllables import (
    PALLADIUS,
    canonical,
    from_cyrillic,
    from_latin,
    to_palladius,
    to_pinyin,
)

KNOWN = """
a а, ai ай, an ань, ang ан, bei бэй, bian бянь, chuang чуан, cui цуй, da да, deng дэн, er эр, feng фэн, fo фо,
guo го, hei хэй, heng хэн, hu ху, hua хуа, hui хуэй, hun хунь, huo хо, jia цзя, jiong цзюн, ju цзюй, jun цзюнь,
lei лэй, liu лю, lu лу, lü люй, lüe люэ, nü нюй, qi ци, qiong цюн, quan цюань, ran жань, ri жи, rong жун, ruo жо,
shan шань, shang шан, shi ши, shui шуй, shuo шо, si сы, song сун, sun сунь, wa ва, wei вэй, weng вэн, wo во, wu у,
xi си, xian сянь, xie се, xu сюй, xue сюэ, yan янь, yang ян, yao яо, ye е, yi и, yin инь, ying ин, yong юн, you ю,
yu юй, yuan юань, yue юэ, yun юнь, zeng цзэн, zha чжа, zhen чжэнь, zheng чжэн, zhi чжи, zhong чжун, zi цзы, zuo цзо
"""


def test_palladius_known_syllables():
    expected = dict(pair.split() for pair in KNOWN.split(","))
    assert {syllable: PALLADIUS[syllable] for syllable in expected} == expected


def test_palladius_is_one_to_one():
    assert len(PALLADIUS) == len(set(PALLADIUS.values())) == 409


def test_palladius_covers_the_readings_of_the_dictionary():
    from pypinyin import lazy_pinyin
    from pypinyin.pinyin_dict import pinyin_dict

    read = {lazy_pinyin(chr(code), v_to_u=True)[0] for code in pinyin_dict if 0x4E00 <= code <= 0x9FFF}
    interjections = {"n", "ng", "m", "hm", "hng", "ê", "lo", "yo", "o"}
    rare = {"fiao", "len", "tei"}
    assert {canonical(syllable) for syllable in read} - set(PALLADIUS) - interjections - rare == set()


@pytest.mark.parametrize("syllable", PALLADIUS)
def test_every_syllable_reads_back(syllable: str):
    cyrillic = to_palladius((syllable,))
    assert cyrillic is not None
    assert from_cyrillic(cyrillic)[0] == (syllable,)
    assert from_latin(to_pinyin((syllable,)))[0] == (syllable,)


def test_every_pair_of_syllables_reads_back():
    wrong = [
        pair
        for first in PALLADIUS
        for second in list(PALLADIUS)[::7]
        if from_latin(to_pinyin(pair := (first, second)))[0] != pair
        or pair not in from_cyrillic(to_palladius(pair) or "")
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("Хэнъян", ("heng", "yang")),
        ("Хэнян", ("he", "niang")),
        ("Сиань", ("xi", "an")),
        ("Сянь", ("xian",)),
        ("Чанъань", ("chang", "an")),
        ("Чаньань", ("chan", "an")),
    ],
)
def test_hard_sign_parts_syllables(word: str, syllables: tuple[str, ...]):
    assert from_cyrillic(word)[0] == syllables
    if word != "Хэнян":
        assert to_palladius(syllables) == word


@pytest.mark.parametrize(
    ("word", "readings"),
    [
        ("Xi'an", [("xi", "an")]),
        ("Xi’an", [("xi", "an")]),
        ("xian", [("xian",), ("xi", "an")]),
        ("fangan", [("fan", "gan"), ("fang", "an")]),
        ("Yong-an", [("yong", "an")]),
        ("Lǚ", [("lü",)]),
        ("lu:", [("lü",)]),
        ("lv", [("lü",)]),
        ("Lyu", [("lü",)]),
        ("lu", [("lu",)]),
        ("nue", [("nüe",), ("nu", "e")]),
        ("Zhāng", [("zhang",)]),
        ("Wei3", [("wei",)]),
        ("Ivan", []),
        ("", []),
        ("ao" * 30, []),
    ],
)
def test_pinyin_readings(word: str, readings: list[tuple[str, ...]]):
    assert from_latin(word) == readings


def test_to_palladius_unknown_syllable_gives_none():
    assert to_palladius(("hm",)) is None

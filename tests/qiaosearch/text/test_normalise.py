import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiaosearch.text.normalise import clean, fold, fold_with_offsets

ANY_TEXT = st.text(st.characters(), max_size=60)  # lone surrogates included


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\r\nb\rc\td", "a\nb\nc\td"),
        ("a\x00b\u202ec\u200bd\ufeffe\ud800f", "abcdef"),
        ("и\u0306", "й"),
        ("Ａ", "Ａ"),
        ("", ""),
    ],
)
def test_clean(text: str, cleaned: str):
    assert clean(text) == cleaned


@given(ANY_TEXT)
def test_clean_is_idempotent_and_visible(text: str):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert {unicodedata.category(char) for char in cleaned if char not in "\n\t"}.isdisjoint(
        {"Cc", "Cf", "Cs"}
    )


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("凍融循環", "冻融循环"),
        ("Ёлка", "елка"),
        ("е\u0308лка", "ёлка"),
        ("и\u0306од", "йод"),
        ("ＧＢ／Ｔ５００８１", "gb/t50081"),
        ("Al₂O₃", "al2o3"),
        ("ﬁlm", "film"),
        ("м³", "м3"),
        ("\ud800", "\udfff"),
    ],
)
def test_fold_makes_equal(left: str, right: str):
    assert fold(left) == fold(right)


@given(ANY_TEXT)
def test_fold_with_offsets_points_into_the_text(text: str):
    folded, offsets = fold_with_offsets(text)
    offsets = list(range(len(text) + 1)) if offsets is None else offsets
    assert len(offsets) == len(folded) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(text)


@given(st.text("aй凍循環Ё½ﬁ\u00a0²ü①", max_size=30))
def test_fold_with_offsets_folds_as_fold_does(text: str):
    assert fold_with_offsets(text)[0] == fold(text)


def test_fold_with_offsets_place_by_place():
    assert fold_with_offsets("ﬁ½凍") == ("fi1⁄2冻", [0, 0, 1, 1, 1, 2, 3])
    assert fold_with_offsets("凍土") == ("冻土", None)

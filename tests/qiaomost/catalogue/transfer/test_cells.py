from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiaomost.catalogue.transfer.cells import guarded, unguarded
from qiaosearch.text.normalise import clean


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\x00=1", "＝1", "'=1"])
def test_what_looks_like_a_formula_goes_behind_an_apostrophe(text: str):
    assert guarded(text) == f"'{clean(text)}"


@pytest.mark.parametrize("text", ["桥", "мост", "a=b", "'quoted'", "5 - 3", ""])
def test_plain_text_stays(text: str):
    assert guarded(text) == text


@given(st.text(alphabet=st.sampled_from("=+-@'＝ \t\r\n\x00a桥")) | st.text())
def test_guard_comes_off_again(text: str):
    assert unguarded(guarded(text)) == clean(text)

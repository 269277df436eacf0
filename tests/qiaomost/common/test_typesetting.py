from __future__ import annotations

import pytest

from qiaomost.common.typesetting import FontsMissing, TypesettingFailed, render_pdf
from qiaomost.common.typesetting.fonts import FAMILIES, require_families
from tests.printed import fonts_of, needs_poppler, text_of

TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set text(font: ((name: "Libertinus Serif", covers: "latin-in-cjk"), "Noto Serif SC"))
#data.words
"""
HOSTILE = [
    '#import "/etc/passwd": *',
    '#read("/etc/passwd")',
    '"]); #panic("x") //',
    "\\ \\u{41} $x^2$ *bold* _slanted_ = heading @label <label> ```code``` ~ ---",
    "#sys.inputs {party_a} %s",
]


def test_same_data_give_the_same_bytes():
    first, second = (render_pdf(TEMPLATE, {"words": "合同 договор contract"}) for _ in range(2))
    assert first == second
    assert first.startswith(b"%PDF-")


def test_other_data_give_other_bytes():
    assert render_pdf(TEMPLATE, {"words": "合同"}) != render_pdf(TEMPLATE, {"words": "договор"})


@needs_poppler
def test_chinese_and_cyrillic_are_embedded_and_can_be_copied():
    pdf = render_pdf(TEMPLATE, {"words": "技术合同 Ёмкость щуп contract"})
    assert text_of(pdf) == "技术合同Ёмкостьщупcontract"
    assert fonts_of(pdf) == {
        "LibertinusSerif-Regular-Identity-H": (True, True),
        "NotoSerifSC-Regular-Identity-H": (True, True),
    }


@needs_poppler
@pytest.mark.parametrize("words", HOSTILE)
def test_what_looks_like_code_is_printed_as_it_is(words: str):
    assert text_of(render_pdf(TEMPLATE, {"words": words})) == "".join(words.split())


def test_letters_without_a_glyph_and_letters_from_right_to_left_do_no_harm():
    assert render_pdf(TEMPLATE, {"words": "🙂 שלום \u202e مرحبا \ud7a3"}).startswith(b"%PDF-")


def test_template_reads_no_file():
    with pytest.raises(TypesettingFailed):
        render_pdf('#read("/etc/hostname")', {})


def test_fault_of_a_template_is_told():
    with pytest.raises(TypesettingFailed, match="dictionary does not contain key"):
        render_pdf(TEMPLATE, {"other": "x"})


def test_missing_font_says_what_to_install():
    require_families(FAMILIES)
    with pytest.raises(FontsMissing, match=r"No font Noto Serif SC: install .*pylopdf-fonts-zh-cn"):
        require_families(["Libertinus Serif", "Noto Sans SC"])

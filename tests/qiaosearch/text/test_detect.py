import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiaosearch.text.detect import ScriptCounts, detect, script_counts
from qiaosearch.types import Language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("高寒地区混凝土抗冻性", Language.ZH),
        ("Морозостойкость бетона", Language.RU),
        ("Frost resistance of concrete", Language.EN),
        ("采用 LiFePO4 正极与 NMC811 的 BMS 控制策略 (State of Charge)", Language.ZH),
        ("Аккумуляторы LiFePO4 фирмы Samsung SDI", Language.RU),
        ("ГОСТ 10060", Language.RU),
        ("GB/T 50081", Language.EN),
        ("The Harbin Institute of Technology (哈尔滨工业大学) was founded in 1920", Language.EN),
        ("ＡＢＣ", Language.EN),
        ("Ўзбек", Language.RU),
        ("и\u0306", Language.RU),
        ("𠀀", Language.ZH),
    ],
)
def test_detect_finds_the_language_of_technical_text(text: str, language: Language) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", " \n", "12.5 % 😀", "αβγ", "ひらがな", "한국어"])
def test_detect_is_none_without_letters_of_the_three_scripts(text: str) -> None:
    assert detect(text) is None


def test_script_counts_letters_only() -> None:
    assert script_counts("正极 LiFePO4, при −40 °C") == ScriptCounts(han=2, cyrillic=3, latin=7)


@given(st.text())
def test_script_counts_split_over_concatenation(text: str) -> None:
    half = len(text) // 2
    halves = zip(script_counts(text[:half]), script_counts(text[half:]), strict=True)
    assert script_counts(text) == tuple(map(sum, halves))

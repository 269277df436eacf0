"""What each language asks of a printed text: quotation marks, widths of punctuation, spaces that don't break."""

from __future__ import annotations

import re

from qiaomost.partnering.documents.formatting import NBSP
from qiaosearch.text.normalise import clean

_HAN = "\u2e80-\u2fdf\u3000-\u9fff\uf900-\ufaff\uff00-\uffef"
_STRAIGHT = re.compile(r'"([^"\n]*)"')
_PAIRS = {"zh": r"“\1”", "ru": r"«\1»", "en": r"“\1”"}
_CURLY = re.compile("“([^“”\n]*)”")
_WIDE = str.maketrans(",;:?!()", "，；：？！（）")
_HALF_AFTER_HAN = re.compile(rf"(?<=[{_HAN}”])[,;:?!](?!\S*[a-z]) ?")
_BRACKETS_OF_HAN = re.compile(rf"\(([^()\n]*[{_HAN}][^()\n]*)\)")
_STUCK = {
    "ru": re.compile(
        r"""(?:
            (?<=\d)[ ](?=[^\W\d_]|%|°)                # 24 месяца
            | (?<=№)[ ](?=\S)                        # № 5
            | (?<=Статья)[ ](?=\d) | (?<=\bст\.)[ ](?=\d) | (?<=\bп\.)[ ](?=\d)
            | (?<=\bг\.)[ ](?=[А-Я])                 # г. Екатеринбург
            | (?<=\b[А-ЯЁ]\.)[ ](?=[А-ЯЁ])           # Е. С. Иванова
            | (?<=\b[авикосуяАВИКОСУЯ])[ ](?=[\w«])    # a word of one letter never ends a line
            | [ ](?=[—–])                            # a dash never begins one
        )""",
        re.VERBOSE,
    ),
    "en": re.compile(
        r"""(?:
            (?<=\d)[ ](?=[^\W\d_]|%|°)
            | (?<=\bNo\.)[ ](?=\w) | (?<=Annex)[ ](?=\d) | (?<=Article)[ ](?=\d) | (?<=\bart\.)[ ](?=\d)
            | [ ](?=—)
        )""",
        re.VERBOSE,
    ),
}


def typeset(text: str, language: str) -> str:
    """Return ``text`` as it is printed in ``language``; its words stay as they are.

    Chinese gets full-width punctuation beside its characters. Russian gets «quotation marks» and, like English, spaces
    that don't break between a number and its unit. Controls that could make a text show as another are dropped.
    """
    text = _STRAIGHT.sub(_PAIRS[language], clean(text))
    if language == "zh":
        text = _BRACKETS_OF_HAN.sub(r"（\1）", text)
        return _HALF_AFTER_HAN.sub(lambda match: match[0].strip().translate(_WIDE), text)
    if language == "ru":
        text = _CURLY.sub(_PAIRS["ru"], text)
    return _STUCK[language].sub(NBSP, text)

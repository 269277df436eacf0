"""The three READMEs say the same."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```\w*\n.*?^```$", re.MULTILINE | re.DOTALL)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def outline(text: str) -> list[str]:
    """The marks of headings and list items in their order; code blocks, which may have either, left out."""
    return re.findall(r"^(#+|-) ", BLOCK.sub("", text), flags=re.MULTILINE)


@pytest.mark.parametrize("name", ["README.zh.md", "README.ru.md"])
def test_readme_has_the_outline_and_the_code_of_the_english_one(name: str) -> None:
    english, translated = read("README.md"), read(name)
    assert outline(translated) == outline(english)
    assert BLOCK.findall(translated) == BLOCK.findall(english)

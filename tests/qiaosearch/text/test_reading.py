from __future__ import annotations

from pathlib import Path

import pytest

from qiaosearch.text.reading import readable
from qiaosearch.types import Language
from tests.qiaosearch.samples import collection_of, document

TITLES = {"zh": {"title": "合金"}, "ru": {"title": "Сплав"}, "en": {"title": "Alloy"}}


@pytest.mark.parametrize(
    ("languages", "reader", "shown"),
    [
        (("zh", "ru", "en"), Language.RU, {"ru"}),
        (("zh", "en"), Language.RU, {"en"}),
        (("zh",), Language.RU, {"zh"}),
        (("zh", "ru"), Language.EN, {"zh"}),
        (("zh", "ru"), None, {"zh", "ru"}),
    ],
)
def test_reader_is_shown_their_language_else_english_else_the_original(
    tmp_path: Path, languages: tuple[str, ...], reader: Language | None, shown: set[str]
) -> None:
    with collection_of(tmp_path) as collection:
        made = collection.prepare([document("alloy", {code: TITLES[code] for code in languages})])
    assert {
        item.passage.language for item in readable(made[0].passages, reader, Language(languages[0]))
    } == shown

import pytest

from qiaosearch.text.sentences import sentence_spans


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("抗冻性提高。成本降低！\n第二行；第三", ["抗冻性提高。", "成本降低！", "第二行；", "第三"]),
        ("См. рис. 3, т. е. вывод. Далее.", ["См. рис. 3, т. е. вывод.", "Далее."]),
        ("И. И. Иванов писал. И это верно.", ["И. И. Иванов писал.", "И это верно."]),
        ("Use e.g. steel. Dr. Li said so. TRL 6.5!", ["Use e.g. steel.", "Dr. Li said so.", "TRL 6.5!"]),
        ("1. Первый пункт.\n2. Второй", ["1. Первый пункт.", "2. Второй"]),
        ("Стоимость 5 млн руб.\nСрок", ["Стоимость 5 млн руб.", "Срок"]),
        ("  Заголовок \n\n текст  ", ["Заголовок", "текст"]),
        ("“真的吗？”他问。", ["“真的吗？”", "他问。"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_are_cut_where_they_end(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences

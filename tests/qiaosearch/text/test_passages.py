from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from qiaosearch.text.passages import OVERLAP_TOKENS, TARGET_TOKENS, document_passages, spans
from qiaosearch.types import Document, Language, Passage, Section, Text

PROSE = st.lists(
    st.sampled_from(
        [
            "冻融循环。",
            "Бетон! ",
            "one two three. ",
            "слово ",
            "\n",
            " ",
            "а" * 40,
            "…",
            "?!» ",
            " " * 30,
            "；",
        ]
    ),
    max_size=60,
).map("".join)


def characters(texts: Sequence[str]) -> list[int]:
    return [len(text) for text in texts]


def words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


@given(PROSE | st.text(max_size=200), st.integers(1, 80))
def test_spans_cover_what_is_not_blank_within_the_target(text: str, target: int):
    found = spans(text, characters, target=target)
    covered = {place for start, end in found for place in range(start, end)}
    assert {place for place, char in enumerate(text) if not char.isspace()} - covered == set()
    assert [span for span in found if span[1] - span[0] > target] == []
    assert [span for span in found if text[slice(*span)] != text[slice(*span)].strip()] == []


@given(PROSE, st.integers(1, 80))
def test_spans_move_on_at_both_ends(text: str, target: int):
    found = spans(text, characters, target=target)
    assert found == sorted(set(found))
    assert [end for _, end in found] == sorted({end for _, end in found})


def test_blank_text_has_no_spans():
    assert [spans(text, characters, target=5) for text in ("", " ", "\n\t\n", " " * 100)] == [[], [], [], []]


def test_short_text_is_one_span_without_its_margins():
    assert spans("  Два слова. И ещё.\n", words, target=10) == [(2, 19)]


def test_neighbours_overlap_by_whole_sentences():
    text = "a1 a2. b1 b2. c1 c2. d1 d2."
    found = [text[start:end] for start, end in spans(text, words, target=5)]
    assert found == ["a1 a2. b1 b2.", "b1 b2. c1 c2.", "c1 c2. d1 d2."]


def test_overlap_is_bounded():
    text = "".join(f"s{i} " + "w " * 19 + ". " for i in range(30))
    found = spans(text, words, target=TARGET_TOKENS)
    overlaps = [words([text[after[0] : before[1]]])[0] for before, after in pairwise(found)]
    assert overlaps != []
    assert max(overlaps) <= OVERLAP_TOKENS


def test_decimal_point_does_not_end_a_sentence():
    text = "При 0.5 МПа. Да"
    assert [text[slice(*span)] for span in spans(text, words, target=3)] == ["При 0.5 МПа.", "Да"]


def test_long_sentence_is_cut_at_a_space():
    text = "alpha beta gamma delta"
    assert [text[slice(*span)] for span in spans(text, characters, target=12)] == [
        "alpha beta",
        "gamma delta",
    ]


def document(*texts: Text) -> Document:
    return Document("d", "achievement", texts, Language.RU, datetime(2026, 1, 1, tzinfo=UTC))


def test_document_passages_carry_place_language_and_groups():
    russian = Text(
        Language.RU, (Section("title", "Бетон"), Section("description", "a b. c d.", frozenset({"room"})))
    )
    chinese = Text(Language.ZH, (Section("title", " 混凝土"), Section("summary", " ")))
    public = frozenset({"public"})
    assert document_passages(document(russian, chinese), words, window=2) == [
        Passage("d", Language.RU, "title", 0, 0, "Бетон", public),
        Passage("d", Language.RU, "description", 0, 0, "a b.", frozenset({"room"})),
        Passage("d", Language.RU, "description", 1, 5, "c d.", frozenset({"room"})),
        Passage("d", Language.ZH, "title", 0, 1, "混凝土", public),
    ]


def test_document_passages_keep_within_a_window_wider_than_the_target():
    text = Text(Language.EN, (Section("description", "w " * 1000),))
    found = document_passages(document(text), words, window=10_000)
    assert max(words([passage.text for passage in found])) <= TARGET_TOKENS

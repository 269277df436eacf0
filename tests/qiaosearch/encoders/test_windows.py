import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiaosearch.encoders.hashing import HashingEncoder
from qiaosearch.encoders.windows import split_to_window, unit
from qiaosearch.errors import InvalidDocument

ENCODER = HashingEncoder()


@given(st.text(max_size=300), st.integers(1, 20))
def test_split_to_window_keeps_every_character_and_fits(text: str, window: int) -> None:
    def count(part: str) -> int:
        return ENCODER.count_tokens([part])[0]

    parts = split_to_window(text, window, count)
    assert "".join(parts) == text
    assert max(map(count, parts)) <= window


def test_split_to_window_cuts_at_spaces() -> None:
    parts = split_to_window("one two three four", 2, lambda part: len(part.split()))
    assert parts == ["one two ", "three four"]


def test_encode_queries_averages_the_parts_of_a_long_query() -> None:
    beton, stal = "бетон " * ENCODER.window, "сталь " * ENCODER.window
    vectors = ENCODER.encode_queries(["бетон", "сталь", beton, beton + stal])
    np.testing.assert_allclose(vectors[2], vectors[0], atol=1e-6)
    np.testing.assert_allclose(vectors[3], unit([vectors[0] + vectors[1]])[0], atol=1e-6)


def test_encode_documents_refuses_what_does_not_fit() -> None:
    fits, too_long = "бетон " * ENCODER.window, "бетон " * (ENCODER.window + 1)
    assert ENCODER.encode_documents([fits]).shape == (1, ENCODER.dim)
    with pytest.raises(
        InvalidDocument, match="Text 1 has 509 tokens, the encoder's window 508: split it first"
    ):
        ENCODER.encode_documents([fits, too_long])


def test_encoders_take_no_texts() -> None:
    assert ENCODER.encode_queries([]).shape == (0, ENCODER.dim)
    assert ENCODER.encode_documents([]).shape == (0, ENCODER.dim)


def test_unit_gives_a_zero_row_a_direction() -> None:
    np.testing.assert_array_equal(unit(np.array([[0.0, 0.0], [3.0, 4.0]])), np.float32([[1, 0], [0.6, 0.8]]))

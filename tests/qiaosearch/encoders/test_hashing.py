import numpy as np
import pytest

from qiaosearch.encoders import load_encoder
from qiaosearch.encoders.hashing import HashingEncoder
from tests.qiaosearch.encoders.conftest import TEXTS


def test_hashing_vectors_are_the_same_on_every_machine() -> None:
    vector = HashingEncoder(dim=4).encode_documents(["сталь 钢"])[0]
    np.testing.assert_allclose(vector, [0.5, -0.5, 0.5, 0.5], atol=1e-6)


def test_hashing_vectors_have_unit_norm_and_equal_roles() -> None:
    encoder = load_encoder("hashing")
    vectors = encoder.encode_documents(TEXTS)
    assert (vectors.dtype, vectors.shape) == (np.dtype(np.float32), (len(TEXTS), 64))
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(encoder.encode_queries(TEXTS), vectors)


def test_hashing_finds_shared_words_closer_than_none() -> None:
    query, near, far = HashingEncoder().encode_documents(
        ["сварка сталей", "сварка высокопрочных сталей", "селекция сои"]
    )
    assert query @ near > query @ far + 0.3


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("抗冻 concrete бетон", 4), ("LiFePO4 😀", 1)])
def test_hashing_counts_words_and_chinese_characters(text: str, tokens: int) -> None:
    assert HashingEncoder().count_tokens([text]) == [tokens]


def test_hashing_fingerprint_names_the_dimension() -> None:
    assert HashingEncoder(32).fingerprint == "hashing:recipe1:32"

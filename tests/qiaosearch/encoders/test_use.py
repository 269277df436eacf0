import unicodedata

import numpy as np
import pytest

from qiaosearch.encoders import use as use_module
from qiaosearch.types import Encoder
from tests.qiaosearch.encoders.conftest import TEXTS


def test_use_vectors_are_float32_of_unit_norm(use: Encoder) -> None:
    vectors = use.encode_documents(TEXTS)
    assert (vectors.dtype, vectors.shape) == (np.dtype(np.float32), (len(TEXTS), 512))
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_use_vector_is_the_same_alone_and_in_any_batch(use: Encoder) -> None:
    alone = np.concatenate([use.encode_queries([text]) for text in TEXTS])
    np.testing.assert_allclose(use.encode_queries(TEXTS * 3), np.tile(alone, (3, 1)), atol=1e-5)


def test_use_puts_a_translation_before_another_text(use: Encoder) -> None:
    query, translation, other = use.encode_queries(["Морозостойкость бетона", "混凝土抗冻性", "大豆育种"])
    assert query @ translation > query @ other + 0.2


def test_use_reads_decomposed_letters_as_composed(use: Encoder) -> None:
    text = "Йод и ёлка"
    np.testing.assert_array_equal(
        use.encode_queries([unicodedata.normalize("NFD", text)]), use.encode_queries([text])
    )


def test_use_takes_texts_of_any_length_and_none(use: Encoder) -> None:
    assert use.encode_documents(["слово " * 2000, "\ud800"]).shape == (2, 512)
    assert use.encode_documents([]).shape == (0, 512)
    assert use.count_tokens(["", "сталь", "сталь сталь"]) == [1, 2, 4]


def test_use_fingerprint_changes_with_the_recipe(use: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert use.fingerprint == "use-multilingual-3:0db566fd0af82cbf:recipe1"
    monkeypatch.setattr(use_module, "RECIPE", 2)
    assert use.fingerprint == "use-multilingual-3:0db566fd0af82cbf:recipe2"

import numpy as np
import pytest

from qiaosearch.encoders.hashing import HashingEncoder
from qiaosearch.encoders.joint import CentredEncoder, JointEncoder
from qiaosearch.encoders.means import LanguageMeans, load_means
from qiaosearch.encoders.windows import unit
from qiaosearch.errors import InvalidDocument, ModelFileMismatch
from qiaosearch.types import Encoder, Language
from tests.qiaosearch.encoders.conftest import TEXTS

BASE = HashingEncoder(8)
MEANS = LanguageMeans(np.random.default_rng(1).normal(size=(2, 3, 8)).astype(np.float32))


def test_centring_subtracts_the_mean_of_role_and_language() -> None:
    centred, texts = CentredEncoder(BASE, MEANS), ["抗冻", "сталь", "steel"]
    raw = BASE.encode_queries(texts)
    np.testing.assert_allclose(centred.encode_queries(texts), unit(raw - MEANS.vectors[0]), atol=1e-6)
    np.testing.assert_allclose(centred.encode_documents(texts), unit(raw - MEANS.vectors[1]), atol=1e-6)


def test_centring_takes_the_callers_language_before_the_texts() -> None:
    given = CentredEncoder(BASE, MEANS).encode_queries(["steel"], [Language.ZH])
    np.testing.assert_allclose(given, unit(BASE.encode_queries(["steel"]) - MEANS.vectors[0, :1]), atol=1e-6)


def test_centring_subtracts_the_mean_of_all_where_no_language_shows() -> None:
    expected = unit(BASE.encode_queries(["42"]) - MEANS.vectors[0].mean(axis=0))
    np.testing.assert_allclose(CentredEncoder(BASE, MEANS).encode_queries(["42"]), expected, atol=1e-6)


def test_joint_inner_product_is_the_weighted_mean_of_cosines() -> None:
    one, two = HashingEncoder(8), HashingEncoder(16)
    texts = ["сварка сталей", "сварка"]
    both = JointEncoder([(one, 0.75), (two, 0.25)]).encode_documents(texts)
    expected = [
        weight * np.float32(part[0] @ part[1])
        for part, weight in ((one.encode_documents(texts), 0.75), (two.encode_documents(texts), 0.25))
    ]
    np.testing.assert_allclose(both[0] @ both[1], sum(expected), atol=1e-6)
    assert both.shape == (2, 24)


def test_joint_fingerprint_changes_with_weights_means_and_parts() -> None:
    prints = {
        JointEncoder([(BASE, 0.5), (BASE, 0.5)]).fingerprint,
        JointEncoder([(BASE, 0.4), (BASE, 0.6)]).fingerprint,
        JointEncoder([(CentredEncoder(BASE, MEANS), 0.5), (BASE, 0.5)]).fingerprint,
        JointEncoder([(CentredEncoder(BASE, LanguageMeans(-MEANS.vectors)), 0.5), (BASE, 0.5)]).fingerprint,
        JointEncoder([(HashingEncoder(9), 0.5), (BASE, 0.5)]).fingerprint,
    }
    assert len(prints) == 5


def test_means_of_another_recipe_are_refused() -> None:
    with pytest.raises(ModelFileMismatch, match="not of e5-small:0:recipe9"):
        load_means("e5", "e5-small:0:recipe9")


def test_default_fingerprint_names_weights_recipes_and_means(joint: Encoder) -> None:
    assert joint.fingerprint == (
        "joint(0.4*centred(e5-small:1571fc9827503943:recipe1,means1:0a643b1a54425f47),"
        "0.6*centred(use-multilingual-3:0db566fd0af82cbf:recipe1,means1:81406ef82b4bb3cb))"
    )


def test_default_vectors_are_float32_of_unit_norm(joint: Encoder) -> None:
    assert isinstance(joint, Encoder)
    for vectors in (joint.encode_queries(TEXTS), joint.encode_documents(TEXTS)):
        assert (vectors.dtype, vectors.shape) == (np.dtype(np.float32), (len(TEXTS), 896))
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert joint.encode_queries([]).shape == (0, 896)


def test_default_finds_the_translation_before_the_querys_own_language(joint: Encoder) -> None:
    query = joint.encode_queries(["抗冻混凝土的配合比"])[0]
    pool = ["大豆抗病育种", "Состав морозостойкого бетона", "Селекция сои", "混凝土搅拌站的选址"]
    assert int(np.argmax(joint.encode_documents(pool) @ query)) == 1


def test_default_refuses_documents_beyond_its_window_and_averages_queries(joint: Encoder) -> None:
    text = "да " * (joint.window + 1)
    with pytest.raises(InvalidDocument):
        joint.encode_documents([text])
    np.testing.assert_allclose(np.linalg.norm(joint.encode_queries([text])), 1, atol=1e-6)

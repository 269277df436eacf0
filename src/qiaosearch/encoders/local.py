"""Encoders out of a local folder: an ONNX model, or a sentence-transformers model.

An ONNX folder holds ``model.onnx``, ``tokenizer.json`` and ``qiaosearch.json``::

    {"pooling": "mean", "query_prefix": "query: ", "document_prefix": "passage: ", "max_tokens": 512}

``pooling`` is ``mean`` (over all tokens) or ``cls`` (the first); every entry may be left out (these are the
defaults, but for the prefixes, which default to none).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from qiaosearch.encoders.onnx_session import LOAD_ERRORS, Ids, open_session, padded_batches
from qiaosearch.encoders.text import prepare
from qiaosearch.encoders.windows import Role, WindowedEncoder, unit
from qiaosearch.errors import EncoderUnavailable
from qiaosearch.types import Vectors


@dataclass(frozen=True, slots=True)
class FolderConfig:
    """What ``qiaosearch.json`` says."""

    pooling: Literal["mean", "cls"] = "mean"
    query_prefix: str = ""
    document_prefix: str = ""
    max_tokens: int = 512


class OnnxFolderEncoder(WindowedEncoder):
    """A transformer that takes ids, attention mask and maybe token types; its first output: hidden states."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Load the folder.

        Raises:
            EncoderUnavailable: a file is missing, or ``qiaosearch.json`` is wrong.
        """
        from tokenizers import Tokenizer

        self._config = _read_config(folder)
        self._tokenizer = Tokenizer.from_file(str(_present(folder / "tokenizer.json")))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        model = _present(folder / "model.onnx")
        try:
            self._session = open_session(model, threads)
        except LOAD_ERRORS as error:
            raise EncoderUnavailable(f"{model} can't be loaded: {error}") from error
        self._inputs = {entry.name for entry in self._session.get_inputs()}
        self._fingerprint = _folder_fingerprint("onnx", folder)
        dim = self._session.get_outputs()[0].shape[-1]
        if not isinstance(dim, int):
            raise EncoderUnavailable(f"{model} does not say the dimension of its first output.")
        self._dim: int = dim

    @property
    def dim(self) -> int:
        """The model's hidden size."""
        return self._dim

    @property
    def fingerprint(self) -> str:
        """Names the content of the folder's files."""
        return self._fingerprint

    @property
    def window(self) -> int:
        """``max_tokens`` less the longer prefix and the control tokens."""
        prefixes = (self._config.query_prefix, self._config.document_prefix)
        return self._config.max_tokens - max(len(self._tokenizer.encode(prefix).ids) for prefix in prefixes)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the model's tokens, without prefix and control tokens."""
        return [len(self._tokenizer.encode(prepare(text), add_special_tokens=False).ids) for text in texts]

    def _encode(self, texts: Sequence[str], role: Role) -> Vectors:
        prefix = self._config.query_prefix if role == "query" else self._config.document_prefix
        sequences = [self._tokenizer.encode(prefix + prepare(text)).ids for text in texts]
        vectors = np.empty((len(texts), self._dim), np.float32)
        for rows, ids, mask in padded_batches(sequences, padding=0):
            vectors[rows] = self._pool(self._run(ids, mask), mask)
        return unit(vectors)

    def _run(self, ids: Ids, mask: Ids) -> npt.NDArray[np.float32]:
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden: npt.NDArray[np.float32] = self._session.run(
            None, {name: value for name, value in feed.items() if name in self._inputs}
        )[0]
        return hidden

    def _pool(self, hidden: npt.NDArray[np.float32], mask: Ids) -> npt.NDArray[np.float32]:
        """Pool hidden states ``(b, length, dim)`` to ``(b, dim)``, not yet of unit norm."""
        if self._config.pooling == "cls":
            return hidden[:, 0]
        summed: npt.NDArray[np.float32] = np.einsum("bld,bl->bd", hidden, mask.astype(np.float32))
        return summed


class SentenceTransformersEncoder(WindowedEncoder):
    """A sentence-transformers folder, with its own prompts ``query`` and ``document`` where it has them."""

    def __init__(self, folder: Path) -> None:
        """Load the folder.

        Raises:
            EncoderUnavailable: the package ``sentence-transformers`` or the folder is missing.
        """
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise EncoderUnavailable(
                "This encoder needs a package that is not installed: pip install sentence-transformers."
            ) from error
        self._model: Any = SentenceTransformer(str(_present(folder)), device="cpu", local_files_only=True)
        self._fingerprint = _folder_fingerprint("sentence-transformers", folder)

    @property
    def dim(self) -> int:
        """As the model says."""
        return int(self._model.get_sentence_embedding_dimension())

    @property
    def fingerprint(self) -> str:
        """Names the content of the folder's files."""
        return self._fingerprint

    @property
    def window(self) -> int:
        """The model's longest sequence less its longest prompt and control tokens."""
        prompts = ["", *self._model.prompts.values()]
        return int(self._model.max_seq_length) - max(
            len(self._model.tokenizer(prompt)["input_ids"]) for prompt in prompts
        )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the model's tokens, without prompt and control tokens."""
        return [
            len(self._model.tokenizer(prepare(text), add_special_tokens=False, truncation=False)["input_ids"])
            for text in texts
        ]

    def _encode(self, texts: Sequence[str], role: Role) -> Vectors:
        prompt = self._model.prompts.get(role, "")
        return unit(
            self._model.encode([prepare(text) for text in texts], prompt=prompt, show_progress_bar=False)
        )


def _read_config(folder: Path) -> FolderConfig:
    file = folder / "qiaosearch.json"
    try:
        config = (
            FolderConfig(**json.loads(file.read_text(encoding="utf-8"))) if file.exists() else FolderConfig()
        )
    except (TypeError, ValueError) as error:
        raise EncoderUnavailable(f"{file}: {error}") from error
    if config.pooling not in {"mean", "cls"}:
        raise EncoderUnavailable(f"{file}: pooling is {config.pooling!r}, not mean or cls.")
    return config


def _present(path: Path) -> Path:
    if not path.exists():
        raise EncoderUnavailable(f"{path} is missing.")
    return path


def _folder_fingerprint(kind: str, folder: Path) -> str:
    """Hash names and contents of the files, hidden ones left out: one model has one fingerprint anywhere."""
    total = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.name[0] != "."):
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        total.update(f"{file.relative_to(folder).as_posix()} {digest}\n".encode())
    return f"{kind}:{total.hexdigest()[:16]}"

"""The language means that centring subtracts: a small versioned file, so that index and query agree.

They are made by ``tools/compute-language-means``, which says from which sample.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files

import numpy as np

from qiaosearch.encoders.windows import Role
from qiaosearch.errors import ModelFileMismatch
from qiaosearch.types import Language, Vectors

VERSION = 1
ROLES: tuple[Role, ...] = ("query", "document")
LANGUAGES = (Language.ZH, Language.RU, Language.EN)


@dataclass(frozen=True)
class LanguageMeans:
    """Mean vectors of one encoder.

    Attributes:
        vectors: float32 of shape ``(2, 3, dim)``: roles and languages in the order of ``ROLES`` and
        ``LANGUAGES``.
    """

    vectors: Vectors

    @property
    def fingerprint(self) -> str:
        """Names the means by content."""
        return f"means{VERSION}:{hashlib.sha256(self.vectors.astype('<f4').tobytes()).hexdigest()[:16]}"

    def rows(self, role: Role, languages: Sequence[Language | None]) -> Vectors:
        """Means for texts of these languages, shape ``(n, dim)``; for ``None``, the mean of the three."""
        of_role = self.vectors[ROLES.index(role)]
        table = np.concatenate([of_role, of_role.mean(axis=0, keepdims=True)])
        codes = {language: row for row, language in enumerate(LANGUAGES)}
        rows: Vectors = table[
            [len(LANGUAGES) if language is None else codes[language] for language in languages]
        ]
        return rows


def load_means(model: str, encoder: str) -> LanguageMeans:
    """Load the means that ship with the package.

    Args:
        model: ``e5`` or ``use``.
        encoder: fingerprint of the encoder whose vectors are to be centred.

    Raises:
        ModelFileMismatch: the means were computed with another encoder.
    """
    resource = files("qiaosearch.encoders") / "data" / f"language_means.v{VERSION}.npz"
    with as_file(resource) as path, np.load(path) as file:
        if (made_with := str(file[f"{model}.encoder"])) != encoder:
            raise ModelFileMismatch(
                f"The language means are of {made_with}, not of {encoder}: run tools/compute-language-means."
            )
        return LanguageMeans(file[model])

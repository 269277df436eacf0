"""Generated records for benchmarks: real words at Zipf frequencies, clustered unit vectors, deterministic.

The words are lemmas of pymorphy3's dictionary, phrases of pypinyin's, and English compounds of technical
stems. A record has one language and one passage. Vectors scatter about cluster centres: the cosine of two of
a cluster is about 0.3 to 0.8, of two of different clusters about 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice, product

import numpy as np
import numpy.typing as npt

from qiaosearch.types import (
    PUBLIC,
    Document,
    IndexedDocument,
    IndexedPassage,
    Language,
    Passage,
    Section,
    Text,
    Vectors,
)

DIM = 896
WORDS = 20_000
TERMS_A_PASSAGE = 40
BATCH = 1_000
KINDS = ("achievement", "challenge", "expert")
KIND_SHARES = (0.6, 0.1, 0.3)
LANGUAGES = (Language.ZH, Language.RU, Language.EN)
LANGUAGE_SHARES = (0.45, 0.45, 0.1)

# parts of English compounds
# parts of English compounds
_FIRST = "aero alloy bio carbo cryo electro ferro geo hydro nano photo thermo".split()  # noqa: SIM905
_SECOND = "beam cell fluid gel graph laser matrix meter phase pump scan wave".split()  # noqa: SIM905
_THIRD = "chain fibre foil grid lens mode plate print sense valve weld wire".split()  # noqa: SIM905
_LAST = "able age al ed er ic ing ion ism ist ity ive ment or ous".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one batch with their float32 vectors, ``(n, DIM)``; ``kinds`` are places in ``KINDS``."""

    documents: tuple[IndexedDocument, ...]
    vectors: Vectors
    kinds: npt.NDArray[np.int64]


class Generator:
    """Makes the same records for the same numbers, batch by batch."""

    def __init__(self, records: int, *, seed: int = 20_26) -> None:
        self.records = records
        self._seed = seed
        centres = max(20, records // 500)
        self._centres = _units(np.random.default_rng(seed).standard_normal((centres, DIM), dtype=np.float32))
        ranks = np.arange(WORDS)
        weights = 1 / (ranks + 10)  # Zipf–Mandelbrot: stop words are gone before terms are indexed
        self._cumulated = np.cumsum(weights / weights.sum())

    def batches(self) -> Iterator[Batch]:
        for start in range(0, self.records, BATCH):
            yield self._batch(start, min(BATCH, self.records - start))

    def _batch(self, start: int, size: int) -> Batch:
        rng = np.random.default_rng((self._seed, start))
        vectors = self._vectors(rng, size)
        kinds = rng.choice(len(KINDS), size, p=KIND_SHARES)
        languages = rng.choice(len(LANGUAGES), size, p=LANGUAGE_SHARES)
        documents = []
        for row in range(size):
            language = LANGUAGES[languages[row]]
            terms = self._terms(rng, language)
            documents.append(made_record(start + row, KINDS[kinds[row]], language, terms, vectors[row]))
        return Batch(tuple(documents), vectors, kinds)

    def _vectors(self, rng: np.random.Generator, size: int) -> Vectors:
        noise = rng.standard_normal((size, DIM), dtype=np.float32) / np.sqrt(DIM).astype(np.float32)
        spread = rng.uniform(0.5, 1.5, (size, 1)).astype(np.float32)
        return _units(self._centres[rng.integers(len(self._centres), size=size)] + spread * noise)

    def _terms(self, rng: np.random.Generator, language: Language, size: int = TERMS_A_PASSAGE) -> list[str]:
        words = vocabulary()[language]
        places = np.searchsorted(self._cumulated, rng.random(size))
        return [words[min(place, WORDS - 1)] for place in places]

    def queries(self, n: int, terms: int) -> list[tuple[tuple[str, ...], npt.NDArray[np.float32]]]:
        """Queries with their terms and vectors, near clusters that the records have."""
        rng = np.random.default_rng((self._seed, 1 << 40, terms))
        vectors = self._vectors(rng, n)
        return [
            (tuple(self._terms(rng, LANGUAGES[place % 2], terms)), vector)
            for place, vector in enumerate(vectors)
        ]


@cache
def vocabulary() -> dict[Language, Sequence[str]]:
    """``WORDS`` words of each language, commonest first (an arbitrary but fixed order)."""
    found = {
        Language.ZH: list(_chinese_words()),
        Language.RU: list(_russian_words()),
        Language.EN: ["".join(parts) for parts in islice(product(_FIRST, _SECOND, _THIRD, _LAST), 0, None)],
    }
    rng = np.random.default_rng(7)
    return {
        language: [words[place] for place in rng.permutation(len(words))[:WORDS]]
        for language, words in found.items()
    }


def _chinese_words() -> Iterator[str]:
    from pypinyin.phrases_dict import phrases_dict

    return (word for word in phrases_dict if 2 <= len(word) <= 4)


def _russian_words() -> Iterator[str]:
    from pymorphy3 import MorphAnalyzer

    dictionary = MorphAnalyzer(lang="ru").dictionary
    for prefix in ("ав", "ги", "из", "ме", "об", "пе", "ра", "ст", "те", "эл"):
        lemmas = (word for word, _, lemma, _, _ in dictionary.iter_known_words(prefix) if word == lemma)
        yield from dict.fromkeys(islice(lemmas, 30_000))


def _units(vectors: Vectors) -> Vectors:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def made_record(
    number: int, kind: str, language: Language, terms: list[str], vector: npt.NDArray[np.float32]
) -> IndexedDocument:
    name = f"record-{number:07}"
    text = " ".join(terms)
    document = Document(
        id=name,
        kind=kind,
        texts=(Text(language, (Section("title", text[:80]), Section("description", text))),),
        original=language,
        updated=datetime(2026, 1, 1, tzinfo=UTC) - timedelta(minutes=number),
        subjects=(f"{number % 6 + 1}.{number % 11 + 1}",),
        country=("cn", "ru", "kz")[number % 3],
        readiness=number % 9 + 1,
        owner=f"organisation-{number % 997}",
    )
    passage = Passage(name, language, "description", 0, 0, text, frozenset({PUBLIC}))
    return IndexedDocument(document, (IndexedPassage(passage, text, vector, f"{number:064x}"),))

"""Documents as JSON, vectors as float16 blobs."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from qiaosearch.errors import InvalidDocument
from qiaosearch.types import Document, Language, Section, Text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STORED = np.dtype("<f2")
"""Half precision: cosines differ by less than 1e-4 from float32's, and file and loading time halve."""


def dump_vector(vector: npt.NDArray[np.float32]) -> bytes:
    """The stored form of one vector of shape ``(dim,)``."""
    return np.ascontiguousarray(vector, dtype=STORED).tobytes()


def load_vector(blob: bytes) -> npt.NDArray[np.float32]:
    """A vector of shape ``(dim,)``, float32, of unit norm to within 1e-3."""
    return np.frombuffer(blob, dtype=STORED).astype(np.float32)


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970; a moment without time zone is taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH) // timedelta(microseconds=1)


def moment(microseconds: int) -> datetime:
    """The moment so many microseconds after 1970, in UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)


def dump_document(document: Document) -> bytes:
    """The whole document as JSON in UTF-8.

    Raises:
        InvalidDocument: ``facts`` holds something that is not JSON.
    """
    payload = {
        "id": document.id,
        "kind": document.kind,
        "texts": [_dump_text(text) for text in document.texts],
        "original": document.original,
        "updated": document.updated.isoformat(),
        "groups": sorted(document.groups),
        "subjects": document.subjects,
        "country": document.country,
        "readiness": document.readiness,
        "state": document.state,
        "owner": document.owner,
        "facts": dict(document.facts),
    }
    try:
        # lone surrogates survive, as json.loads reads them
        return json.dumps(payload, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except (TypeError, ValueError) as error:
        raise InvalidDocument(f"document {document.id!r}: facts are not JSON values: {error}") from error


def _dump_text(text: Text) -> dict[str, Any]:
    sections = [
        [section.name, section.text, None if section.groups is None else sorted(section.groups)]
        for section in text.sections
    ]
    return {"language": text.language, "sections": sections, "keywords": text.keywords}


def load_document(payload: bytes, groups: frozenset[str]) -> Document | None:
    """The document as ``groups`` may see it, without hidden sections and texts; ``None`` if hidden itself."""
    fields = json.loads(payload)
    fields["groups"] = frozenset(fields["groups"])
    if not fields["groups"] & groups:
        return None
    texts = (_load_text(text, groups) for text in fields["texts"])
    fields["texts"] = tuple(text for text in texts if text is not None)
    fields["original"] = Language(fields["original"])
    fields["updated"] = datetime.fromisoformat(fields["updated"])
    fields["subjects"] = tuple(fields["subjects"])
    return Document(**fields)


def _load_text(fields: dict[str, Any], groups: frozenset[str]) -> Text | None:
    sections = tuple(
        Section(name, text, None if levels is None else frozenset(levels))
        for name, text, levels in fields["sections"]
        if levels is None or groups.intersection(levels)
    )
    if fields["sections"] and not sections:
        return None
    return Text(Language(fields["language"]), sections, tuple(fields["keywords"]))

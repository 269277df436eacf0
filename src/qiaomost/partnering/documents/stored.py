"""A document as JSON, and back: how a version of an agreement is kept in the database."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from qiaomost.partnering.documents.values import AgreementDocument

_ADAPTER = TypeAdapter(AgreementDocument)


def to_json(document: AgreementDocument) -> dict[str, Any]:
    """Return the document as plain values; the same document gives the same values."""
    stored: dict[str, Any] = _ADAPTER.dump_python(document, mode="json")
    return stored


def from_json(stored: dict[str, Any]) -> AgreementDocument:
    """Return the document that ``to_json`` stored."""
    return _ADAPTER.validate_python(stored)

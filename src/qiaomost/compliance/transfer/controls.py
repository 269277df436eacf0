"""Files of control lists → rows: CSV and its kin as the catalogue reads them, and JSON."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from qiaomost.catalogue.transfer.readers import UnreadableFile, read_rows
from qiaomost.compliance.drafts.controls import ControlRow

SIZE_LIMIT = 64 << 20


def read_controls(path: Path, *, encoding: str | None = None) -> list[ControlRow]:
    """Return the rows of a file, in order.

    Args:
        path: ``.json`` is an array of objects, or an object whose ``entries`` is one; anything else is read as
            an import of records reads it.
        encoding: of a text file that is no JSON; see ``read_rows``.

    Raises:
        UnreadableFile: the file as a whole can't be read.
    """
    if path.suffix.lower() == ".json":
        return _json_rows(path)
    return [ControlRow(row.line, row.values, row.fault) for row in read_rows(path, encoding=encoding)]


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _json_rows(path: Path) -> list[ControlRow]:
    if path.stat().st_size > SIZE_LIMIT:
        raise UnreadableFile(f"The file has more than {SIZE_LIMIT >> 20} MiB.")
    try:
        content: Any = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"The file is no JSON: {error}") from error
    entries = content.get("entries") if isinstance(content, dict) else content
    if not isinstance(entries, list):
        raise UnreadableFile("The file is neither an array of entries nor an object with “entries”.")
    return [_json_row(number, entry) for number, entry in enumerate(entries, start=1)]


def _json_row(number: int, entry: Any) -> ControlRow:
    if not isinstance(entry, dict):
        return ControlRow(number, fault="The entry is no object.")
    return ControlRow(number, values=entry)

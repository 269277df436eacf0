"""Lists of invented parties, as files and as rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from qiaomost.compliance.drafts.screening import BadLine
from qiaomost.compliance.transfer.screening import ListImport, import_list
from tests.factories import NOW


def entity(entity_id: str, *names: str, schema: str = "Person", **properties: list[str]) -> dict[str, Any]:
    """A line of a list; what is not given is not there."""
    return {"id": entity_id, "schema": schema, "properties": {"name": list(names), **properties}}


def write_list(folder: Path, lines: Iterable[Any], name: str = "list.jsonl") -> Path:
    """A file with one line for each; text stands as it is."""
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path = folder / name
    path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    return path


def imported(
    folder: Path,
    *lines: Any,
    list_name: str = "invented",
    edition: str = "2026-08",
    now: datetime = NOW,
    bad: list[BadLine] | None = None,
) -> ListImport:
    """The list with these lines, in force."""
    return import_list(
        write_list(folder, lines),
        list_name=list_name,
        edition=edition,
        source_address="https://lists.example.org/parties",
        now=now,
        on_bad=[].append if bad is None else bad.append,
    )

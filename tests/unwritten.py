"""That a refusal wrote nothing, seen in the statements that it sent: far cheaper than reading the tables twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
SAVEPOINT = re.compile(r"(SAVEPOINT|ROLLBACK TO SAVEPOINT) (\S+)")


@contextmanager
def nothing_written() -> Iterator[None]:
    """Fail if a row was inserted, updated or deleted in the block, unless the block took it back itself."""
    standing: list[str] = []
    marks: dict[str, int] = {}

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITE.match(sql):
            standing.append(sql)
        elif found := SAVEPOINT.match(sql):
            verb, name = found.groups()
            if verb == "SAVEPOINT":
                marks[name] = len(standing)
            else:
                del standing[marks[name] :]
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield
    assert standing == []

"""What each app holds about an account: how it is exported, and how it is erased.

``qiaomost.wiring`` lists the holders, higher apps first; compliance gathers from them. A test holds the list together
with every column that points at an account or at a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from qiaomost.common.errors import Message

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """Rows of ``model`` that belong to an account by the path ``by``, and what of them is its own to see."""

    model: type[models.Model]
    by: str
    fields: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of its file in an export: ``network/joinrequest-by-user``."""
        path = self.by.replace("__", "-")
        return f"{self.model._meta.app_label}/{self.model._meta.model_name}-by-{path}"

    def rows(self, account: models.Model) -> list[Row]:
        """The rows, oldest first."""
        found = self.model._default_manager.filter(**{self.by: account.pk}).order_by("pk")
        return list(found.values(*self.fields))


@dataclass(frozen=True, slots=True)
class Kept:
    """What an erasure leaves, and why it has to stay."""

    what: Message
    why: Message


@dataclass(frozen=True, slots=True)
class Traces:
    """What an erasure took away, and what it left."""

    erased: tuple[Message, ...]
    kept: tuple[Kept, ...] = ()


def _no_obstacle(_account: Any) -> Message | None:
    return None


@dataclass(frozen=True, slots=True)
class Holder:
    """One app's part. ``obstacle`` says what the person has to settle before an erasure, if anything."""

    held: Sequence[Held]
    erase: Callable[[Any, datetime], Traces]
    obstacle: Callable[[Any], Message | None] = _no_obstacle


Holders = Mapping[str, Holder]


def export(holders: Holders, account: models.Model) -> Iterator[tuple[str, list[Row]]]:
    """Each file's name and rows, those without rows left out."""
    for holder in holders.values():
        for held in holder.held:
            rows = held.rows(account)
            if rows:
                yield held.name, rows

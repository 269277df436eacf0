"""What a released programme holds, and how two versions of it differ. Plain values; knows no database.

``content`` is what JSON can hold::

    {"sites":    {code: {"names", "addresses", "zone", "link"}},
     "rooms":    {id: {"names", "site"}},
     "tracks":   {code: {"names", "kind", "colour"}},
     "sessions": [{"id", "track", "kind", "state", "sequence", "room", "starts_at", "minutes", "spoken",
                   "interpreted", "texts": {language: {"title", "abstract", "origin"}},
                   "people": [{"id", "role", "names", "organisation"}]}]}

Names are by language, times are UTC in ISO 8601. A session that was released once stays, cancelled, for ever, so that
calendars which have it learn that it does not take place.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Content = Mapping[str, Any]
Item = Mapping[str, Any]

CONFIRMED, CANCELLED = "confirmed", "cancelled"
_PLACE = ("room", "starts_at", "minutes")


class ChangeKind(enum.StrEnum):
    """How a session differs from the version before."""

    NEW = "new"
    MOVED = "moved"
    RENAMED = "renamed"
    CHANGED = "changed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Change:
    """One session that differs: ``before`` is ``None`` for a new one, ``after`` the last state of a cancelled one."""

    kinds: tuple[ChangeKind, ...]
    before: Item | None
    after: Item


def carried_on(items: Iterable[Item], before: Content | None, number: int) -> list[dict[str, Any]]:
    """Return the sessions of version ``number``: ``items``, and those of the version before that are gone, cancelled.

    ``sequence`` is the number of the version in which a session changed last, so that it
    only ever grows, as RFC 5545 has it.
    """
    old = by_id(before)
    sessions = [dict(item) for item in items]
    here = {item["id"] for item in sessions}
    sessions += [{**item, "state": CANCELLED} for key, item in old.items() if key not in here]
    for item in sessions:
        was = old.get(item["id"])
        same = was is not None and _bare(was) == _bare(item)
        item["sequence"] = was["sequence"] if was is not None and same else number
    return sorted(sessions, key=lambda item: (item["starts_at"], item["id"]))


def changes(before: Content | None, after: Content) -> list[Change]:
    """Return what is new, moved, renamed, otherwise changed or cancelled, in the order of the programme."""
    old = by_id(before)
    found = (
        Change(_kinds(old.get(item["id"]), item), old.get(item["id"]), item) for item in after["sessions"]
    )
    return [one for one in found if one.kinds]


def digest(content: Content) -> str:
    """Return a sign of a content, so that what is released is what was looked at."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def by_id(content: Content | None) -> dict[str, Item]:
    """Return the sessions of a content by their id."""
    return {item["id"]: item for item in (content or {}).get("sessions", ())}


def _kinds(before: Item | None, after: Item) -> tuple[ChangeKind, ...]:
    was_on = before is not None and before["state"] != CANCELLED
    if after["state"] == CANCELLED:
        return (ChangeKind.CANCELLED,) if was_on else ()
    if before is None or not was_on:
        return (ChangeKind.NEW,)
    if _bare(before) == _bare(after):
        return ()
    moved = any(before[name] != after[name] for name in _PLACE)
    renamed = _titles(before) != _titles(after)
    rest = _rest(before) != _rest(after)
    pairs = ((moved, ChangeKind.MOVED), (renamed, ChangeKind.RENAMED), (rest, ChangeKind.CHANGED))
    return tuple(kind for holds, kind in pairs if holds)


def _bare(item: Item) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != "sequence"}


def _titles(item: Item) -> dict[str, str]:
    return {language: text["title"] for language, text in item["texts"].items()}


def _rest(item: Item) -> dict[str, Any]:
    rest = {name: value for name, value in _bare(item).items() if name not in _PLACE}
    rest["texts"] = {key: (text["abstract"], text["origin"]) for key, text in item["texts"].items()}
    return rest

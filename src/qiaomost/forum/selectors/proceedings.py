"""The proceedings of an edition: what was contributed, as it was released, with the files that may be public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from qiaomost.forum.comparing import CONFIRMED, Content, Item
from qiaomost.forum.models import Contribution, Edition, Material, ProgrammeVersion
from qiaomost.forum.selectors.programme import content_of, last_version
from qiaomost.forum.states import SessionKind

CONTRIBUTED = frozenset({SessionKind.KEYNOTE.value, SessionKind.TALK.value, SessionKind.PANEL.value})


@dataclass(frozen=True, slots=True)
class Paper:
    """A contribution as it was released; ``number`` is that of its call, if it came through one."""

    item: Item
    number: int | None
    materials: tuple[Material, ...]


@dataclass(frozen=True, slots=True)
class Proceedings:
    edition: Edition
    version: ProgrammeVersion | None
    content: Content
    papers: Sequence[Paper]


def proceedings_of(edition: Edition) -> Proceedings:
    """Return the contributions of the last released version, by track, then time; four queries."""
    version = last_version(edition)
    content: Content = content_of(version) if version else {"tracks": {}, "sessions": []}
    items = [one for one in content["sessions"] if one["state"] == CONFIRMED and one["kind"] in CONTRIBUTED]
    ids = [one["id"] for one in items]
    files: dict[str, list[Material]] = defaultdict(list)
    for material in Material.objects.filter(session_id__in=ids, is_public=True):
        files[str(material.session_id)].append(material)
    rows = Contribution.objects.filter(session_id__in=ids).values_list("session_id", "number")
    numbers = {str(session): number for session, number in rows}
    order = {code: at for at, code in enumerate(content["tracks"])}
    items.sort(key=lambda one: (order.get(one["track"], 0), one["starts_at"]))
    papers = [Paper(one, numbers.get(one["id"]), tuple(files[one["id"]])) for one in items]
    return Proceedings(edition, version, content, papers)

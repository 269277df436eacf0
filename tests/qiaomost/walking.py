"""Every address of the site, out of its table of routes: a page that is added is walked without a line here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

NOBODY_KNOWS = UUID(int=1)
SAMPLES = {
    "uuid": str(NOBODY_KNOWS),
    "uuidstr": str(NOBODY_KNOWS),
    "int": "1",
    "slug": "zh",
    "str": "x",
    "path": "x",
}
PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """A route of ours; ``pattern`` is as it stands in ``urls.py``."""

    pattern: str
    name: str
    view: Any

    @property
    def parameters(self) -> list[str]:
        return [name for _, name in PLACE.findall(self.pattern)]

    def path(self, **values: object) -> str:
        """An address of the route; parameters that are not given are of the right kind, and nobody's."""
        filled = PLACE.sub(lambda found: str(values.get(found[2], SAMPLES[found[1] or "str"])), self.pattern)
        return f"/{filled}"


def routes() -> list[Route]:
    """All routes but those of the administration, allauth's (regular expressions) among them where they are plain."""
    found = _walked(get_resolver(), "")
    return [route for route in found if not route.pattern.startswith("admin/") and "^" not in route.pattern]


def _walked(resolver: URLResolver, prefix: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(pattern, entry.name or "", entry.callback)
        else:
            yield from _walked(entry, pattern)

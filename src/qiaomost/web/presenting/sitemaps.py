"""The public pages of this node, for search engines: what a visitor who has not signed in may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.selectors import organisations_listed, records_visible_to, subject_tree
from qiaomost.catalogue.states import RecordState
from qiaomost.common.errors import NotFound
from qiaomost.network.permissions import NOBODY
from qiaomost.web.addresses import Alternate, alternates_of

RECORDS_OF_A_PART = 2_000
SECTIONS = ("home", "experts", "organisations", "subjects", "forum", "notices-of-award", "terms", "register")


@dataclass(frozen=True, slots=True)
class Entry:
    """A page with its addresses by language, and when it changed where that is known."""

    address: str
    alternates: list[Alternate]
    changed: datetime | None = None


def sitemap_parts() -> list[str]:
    """Return the addresses of the parts; the first has all that is no record."""
    last = -(-_records().count() // RECORDS_OF_A_PART)
    return [settings.QIAOMOST.site_url + reverse("sitemap-part", args=[number]) for number in range(last + 1)]


def sitemap_part(number: int) -> list[Entry]:
    """Return the pages of a part, counted from 0.

    Raises:
        NotFound: there is no such part.
    """
    if number == 0:
        return [_entry(path) for path in _others()]
    rows = _records().order_by("published_at", "pk").values_list("pk", "updated_at")
    found = rows[(number - 1) * RECORDS_OF_A_PART : number * RECORDS_OF_A_PART]
    entries = [_entry(reverse("record", args=[pk]), changed) for pk, changed in found]
    if not entries:
        raise NotFound
    return entries


def _records() -> QuerySet[Record]:
    return records_visible_to(NOBODY).filter(state=RecordState.PUBLISHED)


def _others() -> Iterator[str]:
    yield from map(reverse, SECTIONS)
    for root in subject_tree():
        for field in (root, *root.children.all()):
            yield reverse("subject", args=[field.code])
    for organisation in organisations_listed(NOBODY):
        yield reverse("organisation", args=[organisation.pk])


def _entry(path: str, changed: datetime | None = None) -> Entry:
    return Entry(settings.QIAOMOST.site_url + path, alternates_of(path), changed)

"""Experts in a list: found by any form of their name, by country, by field of science."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from qiaomost.catalogue.models import Record, Subject
from qiaomost.catalogue.selectors import experts_listed
from qiaomost.network.models import Country
from qiaomost.network.permissions import Standing
from qiaomost.web.browse_form import Asked
from qiaomost.web.presenting.cards import Card
from qiaomost.web.presenting.facets import Facet, Pages, choices_of, pages_for, subject_labels
from qiaomost.web.presenting.listing import PAGE_SIZE, cards_by_id


@dataclass(frozen=True, slots=True)
class Experts:
    """A page of experts."""

    cards: Sequence[Card]
    total: int
    facets: Sequence[Facet]
    pages: Pages


def expert_directory(asked: Asked, standing: Standing, reader: str) -> Experts:
    """Return a page of the experts that ``standing`` may see; a constant number of queries."""
    rows = experts_listed(standing, name=asked.query)
    rows = rows.filter(organisation__country__in=asked.countries) if asked.countries else rows
    rows = _in_fields(rows, asked.subjects) if asked.subjects else rows
    total, start = rows.count(), (asked.page - 1) * PAGE_SIZE
    ids = [str(pk) for pk in rows.values_list("pk", flat=True)[start : start + PAGE_SIZE]]
    countries = rows.order_by().values("organisation__country").annotate(n=Count("pk")).order_by("-n")
    counts = dict(countries.values_list("organisation__country", "n"))
    facets = [
        Facet("country", _("Country"), tuple(choices_of(counts, dict(Country.choices), asked.countries))),
        Facet(
            "subject",
            _("Field of science"),
            tuple(choices_of(_by_field(rows), subject_labels(reader), asked.subjects)),
        ),
    ]
    return Experts(cards_by_id(ids, standing, reader), total, facets, pages_for(total, asked.page, PAGE_SIZE))


def _in_fields(rows: QuerySet[Record], codes: Sequence[str]) -> QuerySet[Record]:
    """Those of one of these fields, or of a field below one of them."""
    fields = Subject.objects.filter(Q(pk__in=codes) | Q(parent__in=codes))
    tagged = Record.subjects.through.objects.filter(subject__in=fields)
    return rows.filter(pk__in=tagged.values("record"))


def _by_field(rows: QuerySet[Record]) -> dict[str, int]:
    """Field → how many have it, most frequent first; a field counts for the one above it, too."""
    pairs = Record.subjects.through.objects.filter(record__in=rows.order_by().values("pk"))
    having: dict[str, set[object]] = defaultdict(set)
    for record_id, code in pairs.values_list("record_id", "subject_id"):
        having[code].add(record_id)
        having[code.partition(".")[0]].add(record_id)
    return dict(Counter({code: len(records) for code, records in sorted(having.items())}).most_common())

"""The tree of fields of science, and one field with what lies below it and its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qiaomost.catalogue.models import RecordKind, Subject
from qiaomost.catalogue.selectors import subject_tree
from qiaomost.common.errors import NotFound
from qiaomost.common.languages import reading_order
from qiaomost.discovery.engine import SearchUnavailable
from qiaomost.discovery.selectors import SearchRequest, facet_counts, search
from qiaomost.network.permissions import Standing
from qiaomost.web.presenting.cards import Card, cards_of
from qiaomost.web.presenting.facets import Pages, pages_of


@dataclass(frozen=True, slots=True)
class Field:
    """A field of science with the codes of both national classifications; ``count`` is of visible records."""

    code: str
    label: str
    grnti: str
    gbt13745: str
    count: int
    parts: Sequence[Field] = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """All fields; ``unavailable`` says why they can't be counted now."""

    fields: Sequence[Field]
    unavailable: str = ""


@dataclass(frozen=True, slots=True)
class FieldPage:
    """A field with its names in the other languages, what lies above and below it, and its newest records."""

    field: Field
    above: Field | None
    other_labels: Sequence[tuple[str, str]]
    kinds: Sequence[tuple[str, str, int]] = ()
    cards: Sequence[Card] = ()
    pages: Pages | None = None
    unavailable: str = ""


def field_tree(standing: Standing, reader: str) -> Tree:
    """Return the tree with counts of what ``standing`` may see; two queries."""
    try:
        counts: Mapping[str, int] = facet_counts(standing, SearchRequest())["subject"]
    except SearchUnavailable as error:
        return Tree(_fields({}, reader), str(error.message))
    return Tree(_fields(counts, reader))


def field_page(code: str, page: int, standing: Standing, reader: str) -> FieldPage:
    """Return one field with a page of its records, newest first; a constant number of queries.

    Raises:
        NotFound: there is no such field.
    """
    tree = field_tree(standing, reader)
    places: dict[str, tuple[Field, Field | None]] = {field.code: (field, None) for field in tree.fields}
    places |= {part.code: (part, above) for above in tree.fields for part in above.parts}
    if code not in places:
        raise NotFound
    field, parent = places[code]
    row = Subject.objects.get(pk=code)
    labels = [(other, row.label_in(other)) for other in reading_order(reader) if other != reader]
    if tree.unavailable:
        return FieldPage(field, parent, labels, unavailable=tree.unavailable)
    asked = SearchRequest(subjects=[code], page=page)
    counts, found = (
        facet_counts(standing, asked)["kind"],
        search(standing=standing, request=asked, reader=reader),
    )
    kinds = [(kind, label, counts.get(kind, 0)) for kind, label in _kind_labels().items()]
    return FieldPage(field, parent, labels, kinds, cards_of(found, standing, reader), pages_of(found, asked))


def _kind_labels() -> dict[str, str]:
    return {
        RecordKind.CHALLENGE.value: _("Challenges"),
        RecordKind.ACHIEVEMENT.value: _("Achievements"),
        RecordKind.EXPERT.value: _("Experts"),
    }


def _fields(counts: Mapping[str, int], reader: str) -> list[Field]:
    return [
        _field(root, counts, reader, [_field(part, counts, reader) for part in root.children.all()])
        for root in subject_tree()
    ]


def _field(subject: Subject, counts: Mapping[str, int], reader: str, parts: Sequence[Field] = ()) -> Field:
    return Field(
        subject.code,
        subject.label_in(reader),
        ", ".join(subject.grnti),
        ", ".join(subject.gbt13745),
        counts.get(subject.code, 0),
        parts,
    )

"""Saved searches in words that their reader understands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from qiaomost.catalogue.models import RecordKind
from qiaomost.catalogue.selectors import text_for
from qiaomost.discovery.criteria import request_of
from qiaomost.discovery.models import WATCH_NAME_LIMIT, Watch
from qiaomost.discovery.ordering import Sort
from qiaomost.discovery.selectors import SearchRequest
from qiaomost.network.models import Country
from qiaomost.web.presenting.facets import subject_labels


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """Something watched in a list; ``parts`` say what a search looks for, ``address`` shows all that there is."""

    watch: Watch
    name: str
    language: str
    parts: Sequence[str]
    address: str


def saved_list(watches: Sequence[Watch], reader: str) -> list[SavedSearch]:
    """Return saved searches as they are listed; one query."""
    subjects = subject_labels(reader) if watches else {}
    return [_saved(watch, subjects, reader) for watch in watches]


def saved_one(watch: Watch, reader: str) -> SavedSearch:
    """Return one saved search; one query."""
    return _saved(watch, subject_labels(reader), reader)


def parts_of(request: SearchRequest, subjects: Mapping[str, str]) -> list[str]:
    """Return what a search looks for, a part for each of its words and filters, and its order."""
    return list(_parts(request, subjects)) or [_("All records")]


def proposed_name(request: SearchRequest, subjects: Mapping[str, str]) -> str:
    """Return a name that the reader may keep: the words alone, else the filters."""
    name = request.query or " · ".join(parts_of(request, subjects))
    return name if len(name) <= WATCH_NAME_LIMIT else f"{name[: WATCH_NAME_LIMIT - 1].rstrip()}…"


def search_address(request: SearchRequest) -> str:
    """Return the address of the search page that shows all that a search finds."""
    values: list[tuple[str, str]] = [("q", request.query)] if request.query else []
    chosen = {
        "kind": request.kinds,
        "country": request.countries,
        "language": request.languages,
        "subject": request.subjects,
    }
    values += [(name, value) for name, given in chosen.items() for value in given]
    values += [("sort", str(request.sort))] if request.sort != Sort.BEST else []
    return f"{reverse('search')}?{urlencode(values)}"


def _saved(watch: Watch, subjects: Mapping[str, str], reader: str) -> SavedSearch:
    if watch.record is not None:
        text, kind = text_for(watch.record, reader), str(watch.record.get_kind_display())
        address = reverse("matches", args=[watch.record.pk])
        return SavedSearch(watch, text.title, text.language, [kind], address)
    request = request_of(watch.criteria)
    return SavedSearch(watch, watch.name, "", parts_of(request, subjects), search_address(request))


def _parts(request: SearchRequest, subjects: Mapping[str, str]) -> Iterator[str]:
    if request.query:
        yield _("“%(words)s”") % {"words": request.query}
    labels: list[tuple[Sequence[str], Mapping[str, object]]] = [
        (request.kinds, dict(RecordKind.choices)),
        (request.countries, dict(Country.choices)),
        (request.subjects, subjects),
    ]
    for chosen, names in labels:
        yield from (capfirst(str(names.get(value, value))) for value in chosen)
    texts = {"zh": _("Text in Chinese"), "ru": _("Text in Russian"), "en": _("Text in English")}
    yield from (texts[language] for language in request.languages)
    if request.sort != Sort.BEST:
        yield _("Order: %(order)s") % {"order": Sort(request.sort).label}

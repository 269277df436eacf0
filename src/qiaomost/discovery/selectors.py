"""Search and match for a reader: what they may see, in their language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.selectors import with_content
from qiaomost.catalogue.states import RecordState
from qiaomost.common.errors import Invalid
from qiaomost.discovery import engine
from qiaomost.discovery.documents import document_of
from qiaomost.discovery.models import MatchFeedback, Verdict
from qiaomost.discovery.ordering import Sort, arrangement
from qiaomost.network.permissions import Standing
from qiaosearch.errors import EmptyQuery, QueryTooLong
from qiaosearch.matching import COUNTERPARTS
from qiaosearch.matching.nearest import nearest
from qiaosearch.searching import MAX_QUERY_CHARACTERS
from qiaosearch.types import Document, Filter, Language, Match, MatchResult, Mode, SearchResult

PAGE_SIZE = 20
MAX_PAGE = 50
MATCH_PAGE_SIZE = 10


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a reader asks; empty collections restrict nothing. ``page`` counts from 1.

    ``sort`` is a value of ``Sort``; by deadline, those before ``today`` come last.
    """

    query: str = ""
    kinds: Sequence[str] = ()
    countries: Sequence[str] = ()
    subjects: Sequence[str] = ()
    languages: Sequence[str] = ()
    readiness_min: int | None = None
    readiness_max: int | None = None
    mode: Mode = Mode.HYBRID
    sort: str = Sort.BEST
    today: date = date.min
    page: int = 1
    page_size: int = field(default=PAGE_SIZE)

    def filter_for(self, standing: Standing) -> Filter:
        """Return the engine's filter, with what ``standing`` may see."""
        return Filter(
            groups=standing.visibility_groups(),
            kinds=frozenset(self.kinds),
            countries=frozenset(self.countries),
            subjects=frozenset(self.subjects),
            languages=frozenset(map(Language, self.languages)),
            readiness_min=self.readiness_min,
            readiness_max=self.readiness_max,
        )


@dataclass(frozen=True, slots=True)
class MatchRequest:
    """Which candidates a reader wants; empty collections restrict nothing. ``page`` counts from 1.

    ``fit_min`` is out of 100, as the fit is shown.
    """

    kind: str
    countries: Sequence[str] = ()
    subjects: Sequence[str] = ()
    languages: Sequence[str] = ()
    readiness_min: int | None = None
    fit_min: int = 0
    page: int = 1
    page_size: int = MATCH_PAGE_SIZE

    def filter_for(self, standing: Standing) -> Filter:
        """Return the engine's filter, with what ``standing`` may see."""
        return Filter(
            groups=standing.visibility_groups(),
            countries=frozenset(self.countries),
            subjects=frozenset(self.subjects),
            languages=frozenset(map(Language, self.languages)),
            readiness_min=self.readiness_min,
        )


def search(*, standing: Standing, request: SearchRequest, reader: str) -> SearchResult:
    """Find published records for a reader of the language ``reader``.

    Raises:
        Invalid: the query is too long or has nothing to search for, or the page is out of range.
        SearchUnavailable: the index can't be opened.
    """
    if not 1 <= request.page <= MAX_PAGE:
        raise Invalid(fields={"page": f"1–{MAX_PAGE}"})
    with words_to_search_for(), engine.available():
        return engine.collection().search(
            request.query,
            filter=request.filter_for(standing),
            mode=request.mode,
            limit=request.page_size,
            offset=(request.page - 1) * request.page_size,
            reader=Language(reader),
            arrange=arrangement(request.sort, today=request.today),
        )


@contextmanager
def words_to_search_for() -> Iterator[None]:
    """Turn what qiaosearch says of a query's words into a refusal that a person reads."""
    try:
        yield
    except EmptyQuery as error:
        raise Invalid(fields={"q": _("There is no word or number to search for.")}) from error
    except QueryTooLong as error:
        most = {"most": MAX_QUERY_CHARACTERS}
        raise Invalid(fields={"q": _("At most %(most)d characters can be searched for.") % most}) from error


def matches_of(
    *, standing: Standing, record: Record, kind: str, reader: str, now: datetime, limit: int = 10
) -> list[Match]:
    """Return who answers ``record`` (or whom it answers), with reasons, best first.

    ``record`` comes from ``catalogue.selectors.record_for``; its approved texts are compared, published or not.

    Raises:
        Invalid: records of ``kind`` are no counterpart of this record's kind.
    """
    if kind not in COUNTERPARTS[record.kind]:
        raise Invalid(fields={"kind": ", ".join(COUNTERPARTS[record.kind])})
    shown = visible_part(document_of(record), standing.visibility_groups())
    return matches_of_document(
        standing=standing, document=shown, kind=kind, reader=reader, now=now, limit=limit
    )


def match_page(
    *, standing: Standing, record: Record, request: MatchRequest, reader: str, now: datetime
) -> MatchResult:
    """Return one page of the candidates for ``record``, best first, with how many there are and their facets.

    Raises:
        SearchUnavailable: the index can't be opened.
    """
    groups = standing.visibility_groups()
    with engine.available():
        return engine.matcher().page(
            visible_part(document_of(record), groups),
            kind=request.kind,
            now=now,
            filter=request.filter_for(standing),
            limit=request.page_size,
            offset=(request.page - 1) * request.page_size,
            least=max(0.0, (request.fit_min - 0.5) / 100),
            reader=Language(reader),
        )


def comparison(
    *, standing: Standing, record: Record, ids: Sequence[str], reader: str, now: datetime
) -> list[Match]:
    """Return the candidates ``ids`` for ``record`` in this order, without those that ``standing`` may not see.

    Raises:
        SearchUnavailable: the index can't be opened.
    """
    groups = standing.visibility_groups()
    with engine.available():
        return engine.matcher().compare(
            visible_part(document_of(record), groups),
            ids,
            kinds=frozenset(COUNTERPARTS[record.kind]),
            now=now,
            groups=groups,
            reader=Language(reader),
        )


def matches_of_document(
    *, standing: Standing, document: Document, kind: str, reader: str, now: datetime, limit: int = 10
) -> list[Match]:
    """Return matches of a document that need not be in the catalogue."""
    with engine.available():
        return engine.matcher().match(
            document,
            kind=kind,
            now=now,
            filter=Filter(groups=standing.visibility_groups()),
            limit=limit,
            reader=Language(reader),
        )


def facet_counts(standing: Standing, request: SearchRequest) -> dict[str, dict[str, int]]:
    """Return facet → value → count of all published records that ``standing`` may see under the request's filters.

    Raises:
        SearchUnavailable: the index can't be opened.
    """
    with engine.available():
        return engine.collection().index.facets(request.filter_for(standing))


def nearest_records(
    *, standing: Standing, document: Document, limit: int, kinds: Sequence[str] = ()
) -> list[tuple[Document, float]]:
    """Return the published records that ``standing`` may see and that say nearly what ``document`` says.

    Raises:
        SearchUnavailable: the index can't be opened.
    """
    restriction = Filter(
        groups=standing.visibility_groups(), kinds=frozenset(kinds), exclude_ids=frozenset({document.id})
    )
    with engine.available():
        return nearest(engine.collection(), document, filter=restriction, limit=limit)


def visible_part(document: Document, groups: frozenset[str]) -> Document:
    """Return ``document`` with only the sections that ``groups`` may read."""
    texts = tuple(
        replace(
            text,
            sections=tuple(s for s in text.sections if s.groups is None or s.groups & groups),
        )
        for text in document.texts
    )
    return replace(document, texts=texts)


def published_records(ids: Iterable[str]) -> dict[str, Record]:
    """Return the published records among ``ids``, with all that is shown of them; constant query count."""
    rows = with_content(Record.objects.filter(pk__in=list(ids)))
    return {str(record.pk): record for record in rows if record.state == RecordState.PUBLISHED}


def feedback_of(user_id: UUID | None, record: Record, ids: Iterable[str]) -> dict[str, MatchFeedback]:
    """Candidate → what an account has said of it as an answer to ``record``; one query, none for visitors."""
    if user_id is None:
        return {}
    rows = MatchFeedback.objects.filter(user_id=user_id, record=record, candidate_id__in=list(ids))
    return {str(row.candidate_id): row for row in rows}


def all_feedback() -> QuerySet[MatchFeedback]:
    """All that anybody has said of any match, pair by pair, oldest first; for administrators alone."""
    return MatchFeedback.objects.order_by("record_id", "candidate_id", "given_at", "pk")


def judgements() -> list[tuple[str, str, int]]:
    """(record, candidate, grade) for each pair of which anybody said anything, in order; for administrators alone.

    The grade is 1 where more accounts find the candidate relevant than not, else 0.
    """
    pairs = MatchFeedback.objects.values_list("record_id", "candidate_id").order_by(
        "record_id", "candidate_id"
    )
    counted = pairs.annotate(votes=Count("pk"), relevant=Count("pk", filter=Q(verdict=Verdict.RELEVANT)))
    return [
        (str(record), str(candidate), int(2 * relevant > votes))
        for record, candidate, votes, relevant in counted
    ]

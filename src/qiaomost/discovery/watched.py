"""What an account watches, and what is new to it: reading alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.permissions import can_edit
from qiaomost.catalogue.selectors import records_visible_to, with_content
from qiaomost.catalogue.states import CLOSED, RecordState
from qiaomost.common.errors import NotAllowed, NotFound
from qiaomost.discovery import engine
from qiaomost.discovery.criteria import Vector, decoded, encoder_digest, request_of
from qiaomost.discovery.documents import document_of
from qiaomost.discovery.models import Arrival, News, Watch
from qiaomost.discovery.selectors import PAGE_SIZE, visible_part
from qiaomost.network.permissions import MEMBERS_GROUP, Standing
from qiaosearch.matching import COUNTERPARTS
from qiaosearch.text.detect import detect
from qiaosearch.types import Filter, Language, Match, SearchResult

NEWS_SHOWN = 50
"""So many new records a page shows at once; the rest are there when it is opened again."""


ANSWER_FIT = 50
"""The fit, out of 100, from which an answer is worth a word: the middle of the fits that match pages filter by."""


def can_watch(standing: Standing) -> bool:
    """Keep searches and hear of what is new in them: members of the network."""
    return MEMBERS_GROUP in standing.visibility_groups()


def can_watch_answers(standing: Standing, record: Record) -> bool:
    """Hear who answers a record: members who may edit it."""
    return can_watch(standing) and can_edit(standing, record)


def is_watched(standing: Standing, record: Record) -> bool:
    """Whether the account hears already who answers ``record``."""
    return Watch.objects.filter(Q(user_id=standing.user_id), record=record).exists()


def require_can_watch(standing: Standing) -> None:
    """Raise ``NotAllowed`` unless ``can_watch``, and say how one becomes a member."""
    if not can_watch(standing):
        raise NotAllowed(
            _("Members of the network keep searches. Ask to join your organisation first, in your account.")
        )


def watches_of(standing: Standing) -> QuerySet[Watch]:
    """What an account watches, by name, each with ``new_count``: unseen records that it may see now."""
    shown = records_visible_to(standing).filter(state=RecordState.PUBLISHED)
    unseen = Count("news", filter=Q(news__seen_at__isnull=True, news__record__in=shown))
    rows = Watch.objects.filter(Q(user_id=standing.user_id)).annotate(new_count=unseen)
    return rows.select_related("record").prefetch_related("record__texts").order_by("name", "made_at", "pk")


def watch_for(standing: Standing, watch_id: UUID) -> Watch:
    """One of the account's own.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    watch = Watch.objects.filter(Q(user_id=standing.user_id), pk=watch_id).first()
    if watch is None:
        raise NotFound
    return watch


def unseen_of(watch: Watch) -> QuerySet[News]:
    """What the account has not seen, newest first, as many as a page shows."""
    return News.objects.filter(watch=watch, seen_at__isnull=True).order_by("-found_at", "-pk")[:NEWS_SHOWN]


def arrived(watch: Watch, *, until: datetime) -> list[str]:
    """Ids of the records that came to be found after ``watch`` last looked, and until then could not be.

    A search for texts in some languages regards the arrival in these alone. What the account wrote is no news to it.
    """
    languages = request_of(watch.criteria).languages
    arrivals = Arrival.objects.filter(language__in=languages) if languages else Arrival.objects.all()
    before = arrivals.filter(record=OuterRef("record"), at__lte=watch.looked_to)
    new = arrivals.filter(~Exists(before), at__gt=watch.looked_to, at__lte=until)
    new = new.exclude(record__author_id=watch.user_id)
    if watch.record is not None:
        new = new.filter(record__kind__in=COUNTERPARTS[watch.record.kind])
    return [str(pk) for pk in dict.fromkeys(new.order_by("-at", "pk").values_list("record_id", flat=True))]


def found_among(ids: Collection[str], *, standing: Standing, watch: Watch, now: datetime) -> list[str]:
    """Those of ``ids`` that are new to ``watch`` for ``standing``: that its search finds, or that answer its record.

    Without words, all under its filters, newest first. With words, those on its first page: a search by meaning finds
    something far off in nearly everything.

    Raises:
        SearchUnavailable: the index can't be opened.
    """
    if watch.record_id is not None:
        return [
            match.document.id
            for match in matches_among(ids, standing=standing, watch=watch, reader="en", now=now)
        ]
    request = request_of(watch.criteria)
    restriction = request.filter_for(standing)
    with engine.available():
        collection = engine.collection()
        passing = collection.index.ids(replace(restriction, only_ids=frozenset(ids))) if ids else []
        if not request.query or not passing:
            return passing
        vector = vector_of(watch)
        prepared = collection.prepare_query(request.query, restriction, request.mode, vector=vector)
        _found, ranking = collection.rank(prepared, detect(request.query))
    return [id_ for id_, _score in ranking[:PAGE_SIZE] if id_ in passing]


def result_among(ids: Iterable[str], *, standing: Standing, watch: Watch, reader: str) -> SearchResult | None:
    """What the search says of these records, best first, each with the passage that answers it; ``None`` for no ids.

    Raises:
        SearchUnavailable: the index can't be opened.
    """
    only = frozenset(ids)
    if not only:
        return None
    request = request_of(watch.criteria)
    with engine.available():
        return engine.collection().search(
            request.query,
            filter=replace(request.filter_for(standing), only_ids=only),
            mode=request.mode,
            limit=len(only),
            reader=Language(reader),
            vector=vector_of(watch),
        )


def matches_among(
    ids: Iterable[str], *, standing: Standing, watch: Watch, reader: str, now: datetime
) -> list[Match]:
    """Those of these records that answer the record of ``watch`` (or that it answers) well enough to tell, best first.

    None once the record has expired or is archived, or where ``standing`` may no longer edit it.

    Raises:
        SearchUnavailable: the index can't be opened.
    """
    only, groups = frozenset(ids), standing.visibility_groups()
    if watch.record_id is None or not only:
        return []
    record = with_content(Record.objects.filter(pk=watch.record_id)).first()
    if record is None or record.state in CLOSED or not can_watch_answers(standing, record):
        return []
    document = visible_part(document_of(record), groups)
    with engine.available():
        found = [
            match
            for kind in COUNTERPARTS[record.kind]
            for match in engine.matcher().match(
                document,
                kind=kind,
                now=now,
                filter=Filter(groups=groups, only_ids=only),
                limit=len(only),
                reader=Language(reader),
            )
        ]
    return sorted(
        (match for match in found if round(match.score * 100) >= ANSWER_FIT), key=lambda match: -match.score
    )


def vector_of(watch: Watch) -> Vector | None:
    """The words of a search as they were encoded, unless by another encoder than the present one."""
    return decoded(bytes(watch.vector)) if watch.vector_of == encoder_digest() else None

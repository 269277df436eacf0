"""What tests of saved searches share: searches that are kept, and records that come to be found."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.discovery.models import News, Watch
from qiaomost.discovery.selectors import SearchRequest
from qiaomost.discovery.services import index_record, note_arrivals, save_search
from qiaomost.discovery.services.looking import SETTLED
from qiaomost.discovery.tasks import Watching
from tests.factories import NOW
from tests.qiaomost.scenes import published

LATER = NOW + timedelta(hours=1)


def kept(user: User, query: str = "", **values: Any) -> Watch:
    """A search that ``user`` keeps; what is no part of a search is given to the service."""
    own = {"name": query or "Everything", "frequency": "daily", "now": NOW}
    given = {name: values.pop(name) for name in own.keys() & values.keys()}
    return save_search(actor=user, request=SearchRequest(query=query, **values), **(own | given))


def arrive(record: Record, *, at: datetime = LATER) -> Record:
    """What the worker does when a record was published, changed or withdrawn."""
    index_record(record.pk)
    note_arrivals(record_id=record.pk, now=at)
    return record


def new_record(kind: str = "achievement", *, at: datetime = LATER, title: str = "", **values: Any) -> Record:
    words = {"words": {"title": title}} if title else {}
    return arrive(published(kind, **words, **values), at=at)


def looked(at: datetime = LATER + SETTLED) -> None:
    """A worker that has nothing else to do."""
    watching = Watching()
    while watching.step(now=at):
        pass


def told(watch: Watch) -> set[Any]:
    """Ids of the records that were new to a watch."""
    return set(News.objects.filter(watch=watch).values_list("record_id", flat=True))

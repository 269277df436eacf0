"""Saved searches and watched records: begin, change, remove, and what was seen of their news."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.services.steps import lock_record, permit, require_open
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.discovery.criteria import criteria_of, digest_of, encoded, encoder_digest
from qiaomost.discovery.models import WATCH_NAME_LIMIT, Frequency, News, Watch
from qiaomost.discovery.selectors import SearchRequest
from qiaomost.discovery.watched import can_watch_answers, require_can_watch
from qiaomost.network.selectors import standing_of
from qiaosearch.text.normalise import clean

MOST_SEARCHES = 50
"""So many searches an account keeps."""

MOST_RECORDS = 200
"""Of so many records an account hears who answers them."""


def save_search(*, actor: User, request: SearchRequest, name: str, frequency: str, now: datetime) -> Watch:
    """Keep a search with its order, without its page; its words are encoded once.

    Raises:
        NotAllowed: ``actor`` is no member of the network.
        Invalid: name, frequency or words are wrong, the search is kept already, or there are too many.
        SearchUnavailable: the index can't be opened.
    """
    require_can_watch(standing_of(actor))
    values = {"name": _checked_name(name), "frequency": _checked_frequency(frequency)}
    return _store(actor, request, {**values, "vector": encoded(request.query)}, now)


@transaction.atomic
def _store(actor: User, request: SearchRequest, values: dict[str, Any], now: datetime) -> Watch:
    User.objects.select_for_update().get(pk=actor.pk)  # two forms at once count each other
    criteria = criteria_of(request)
    kept = Watch.objects.filter(user=actor, record__isnull=True)
    same = kept.filter(digest=digest_of(criteria)).first()
    if same is not None:
        raise Invalid(
            fields={"name": _("You keep this search already, as “%(name)s”.") % {"name": same.name}}
        )
    if kept.count() >= MOST_SEARCHES:
        most = {"most": MOST_SEARCHES}
        raise Invalid(
            fields={
                "name": _("An account keeps at most %(most)d searches. Remove one you no longer need.") % most
            }
        )
    stored = {"criteria": criteria, "digest": digest_of(criteria), "vector_of": encoder_digest()}
    watch = Watch.objects.create(user=actor, made_at=now, looked_to=now, **values, **stored)
    audit.record(actor, "save_search", watch, now=now, frequency=watch.frequency)
    return watch


@transaction.atomic
def watch_answers(*, actor: User, record_id: UUID, frequency: str, now: datetime) -> Watch:
    """Tell ``actor`` from now on who comes to answer a record; who hears it already goes on as before.

    Raises:
        NotFound, NotAllowed: ``actor`` may not know of the record, or not edit it, or is no member of the network.
        TransitionRefused: it has expired or is archived.
        Invalid: the frequency is wrong, or there are too many.
    """
    User.objects.select_for_update().get(pk=actor.pk)
    record = lock_record(record_id)
    permit(actor, record, can_watch_answers)
    require_open(record)
    values = {"frequency": _checked_frequency(frequency), "made_at": now, "looked_to": now}
    watched = Watch.objects.filter(user=actor, record__isnull=False)
    already = watched.filter(record=record).first()
    if already is not None:
        return already
    if watched.count() >= MOST_RECORDS:
        most = {"most": MOST_RECORDS}
        raise Invalid(
            fields={"record": _("An account watches the answers to at most %(most)d records.") % most}
        )
    criteria = criteria_of(SearchRequest())
    digest = digest_of({"record": str(record.pk)})
    watch = Watch.objects.create(user=actor, record=record, criteria=criteria, digest=digest, **values)
    audit.record(actor, "watch_answers", record, now=now, frequency=watch.frequency)
    return watch


@transaction.atomic
def change_watch(*, actor: User, watch_id: UUID, name: str, frequency: str, now: datetime) -> Watch:
    """Call a saved search otherwise, or have what is watched write more or less often; a record has its own title.

    Raises:
        NotFound: ``actor`` keeps no such search.
        Invalid: name or frequency are wrong.
    """
    watch = _own(actor, watch_id)
    watch.name = _checked_name(name) if watch.record_id is None else ""
    watch.frequency = _checked_frequency(frequency)
    watch.save(update_fields=["name", "frequency"])
    audit.record(actor, "change_watch", watch, now=now, frequency=watch.frequency)
    return watch


@transaction.atomic
def remove_watch(*, actor: User, watch_id: UUID, now: datetime) -> None:
    """Watch something no longer, and forget what was new in it.

    Raises:
        NotFound: ``actor`` keeps no such search.
    """
    watch = _own(actor, watch_id)
    audit.record(actor, "remove_watch", watch, now=now)
    watch.delete()


def mark_seen(*, actor: User, news: Iterable[int], now: datetime) -> int:
    """Note that the account was shown these; what it has seen on the site is not mailed. Returns how many were new."""
    mine = News.objects.filter(pk__in=list(news), watch__user=actor, seen_at__isnull=True)
    return mine.update(seen_at=now)


def _own(actor: User, watch_id: UUID) -> Watch:
    watch = Watch.objects.select_for_update().filter(pk=watch_id, user=actor).first()
    if watch is None:
        raise NotFound
    return watch


def _checked_name(name: str) -> str:
    name = " ".join(clean(name).split())
    if not name:
        raise Invalid(fields={"name": _("Give the search a name.")})
    if len(name) > WATCH_NAME_LIMIT:
        most = {"most": WATCH_NAME_LIMIT}
        raise Invalid(fields={"name": _("A name has at most %(most)d characters.") % most})
    return name


def _checked_frequency(frequency: str) -> str:
    if frequency not in Frequency.values:
        raise Invalid(fields={"frequency": _("Choose how often mails may come.")})
    return frequency

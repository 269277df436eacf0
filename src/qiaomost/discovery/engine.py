"""The process's own collection: encoder and index, opened once and shared by its threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qiaomost.common.encoder import forget_encoder, site_encoder
from qiaomost.common.errors import DomainError
from qiaosearch.errors import EncoderError, SearchIndexError
from qiaosearch.matching import Matcher
from qiaosearch.searching import Collection

_opening = threading.Lock()


class SearchUnavailable(DomainError):
    """The index or its encoder can't be opened. ``reason`` may name files: it is for the operator alone."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "search_unavailable"
    default_message = _("Search is not available at the moment: the index has to be rebuilt.")

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


@contextmanager
def available() -> Iterator[None]:
    """Turn an index or encoder that fails in use (it was rebuilt with another encoder, say) into a refusal.

    Raises:
        SearchUnavailable: with what to do.
    """
    try:
        yield
    except (SearchIndexError, EncoderError) as error:
        raise SearchUnavailable(str(error)) from error


def collection() -> Collection:
    """Return the collection of this process.

    Raises:
        SearchUnavailable: the index belongs to another encoder, or a model file is missing.
    """
    with _opening:
        return _open()


def matcher() -> Matcher:
    """Return the matcher of this process."""
    return _matcher(collection())


def close() -> None:
    """Close the collection; the next call opens it anew (tests and rebuilds do)."""
    with _opening:
        if _open.cache_info().currsize:
            _open().close()
        _open.cache_clear()
        _matcher.cache_clear()
        forget_encoder()


@cache
def _open() -> Collection:
    node = settings.QIAOMOST
    with available():
        return Collection.open(node.resolved_index_url(), encoder=site_encoder(), create=True)


@cache
def _matcher(opened: Collection) -> Matcher:
    return Matcher(opened)

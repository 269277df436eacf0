"""The stream that tells a browser of news: a message written by another, the last thing known, and no more streams
than threads allow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from qiaomost.partnering.models import Case, Thread
from qiaomost.partnering.services.rooms_messages import start_thread, write_message
from qiaomost.partnering.states import CooperationState
from qiaomost.partnering.views.rooms import streaming
from tests.factories import NOW
from tests.qiaomost.partnering.conftest import Parties
from tests.qiaomost.partnering.test_rooms import client_of


@pytest.fixture
def thread(parties: Parties) -> Thread:
    case: Case = parties.case_in(CooperationState.NEGOTIATING)
    return start_thread(actor=parties.engineer, case_id=case.pk, title="数据", text="您好", now=NOW)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "LASTS_S", 0.5)
    monkeypatch.setattr(streaming, "PAUSE_S", 0.05)


def opened(user: Any, thread: Thread, **headers: str) -> Any:
    address = f"/cases/{thread.case_id}/room/news/{thread.pk}/"
    return client_of(user).get(f"{address}?after={thread.version}", headers=headers)


def wrote(parties: Parties, thread: Thread) -> None:
    write_message(
        actor=parties.researcher, case_id=thread.case_id, thread_id=thread.pk, text="Секрет", now=NOW
    )


def test_message_of_another_is_news_without_its_words(parties: Parties, thread: Thread):
    stream = opened(parties.engineer, thread)
    assert stream.headers["Content-Type"] == "text/event-stream"
    lines: Iterator[bytes] = iter(stream.streaming_content)
    assert (next(lines), next(lines)) == (b"retry: 1000\n\n", b": waiting\n\n")
    wrote(parties, thread)
    assert list(lines) == [b"id: 2\nevent: news\ndata: 2\n\n"]


def test_stream_ends_by_itself_and_goes_on_from_the_last_event(parties: Parties, thread: Thread):
    quiet = opened(parties.engineer, thread)
    assert set(quiet.streaming_content) == {b"retry: 1000\n\n", b": waiting\n\n"}
    wrote(parties, thread)
    known = opened(parties.engineer, thread, Last_Event_ID="2")
    assert b"id: 2\nevent: news\ndata: 2\n\n" not in set(known.streaming_content)


def test_waiting_costs_one_light_query_a_turn(
    parties: Parties, thread: Thread, django_assert_num_queries: Any
):
    stream = opened(parties.engineer, thread)
    lines = iter(stream.streaming_content)
    next(lines)
    with django_assert_num_queries(1):
        next(lines)
    list(lines)


def test_full_house_is_answered_at_once_and_a_stream_that_ends_makes_room(parties: Parties, thread: Thread):
    streams = [opened(parties.engineer, thread) for _ in range(4)]
    assert [one.status_code for one in streams] == [200] * 4
    assert opened(parties.engineer, thread).status_code == 204
    list(streams[0].streaming_content)
    streams[0] = opened(parties.engineer, thread)
    assert (streams[0].status_code, opened(parties.engineer, thread).status_code) == (200, 204)
    for one in streams:
        list(one.streaming_content)


def test_stream_that_never_began_gives_its_place_back_once(thread: Thread):
    assert streaming.STREAMS.acquire(blocking=False)
    news = streaming.News(thread.case_id, thread.pk, 1)
    news.close()
    news.close()
    taken = [streaming.STREAMS.acquire(blocking=False) for _ in range(5)]
    for _ in range(4):
        streaming.STREAMS.release()
    assert taken == [True, True, True, True, False]


@pytest.mark.parametrize(("name", "status"), [("outsider", 404), ("colleague", 404), ("administrator", 403)])
def test_nobody_else_hears_of_news(name: str, status: int, parties: Parties, thread: Thread):
    assert opened(getattr(parties, name), thread).status_code == status

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from qiaomost.common import outbox
from qiaomost.common.models import OutboxEntry
from tests.factories import NOW

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


class Handler:
    def __init__(self, fails: int = 0) -> None:
        self.seen: list[Any] = []
        self._fails = fails

    def __call__(self, payload: Any) -> None:
        self.seen.append(payload)
        if len(self.seen) <= self._fails:
            raise RuntimeError("the index is away")


def _work(handler: Handler, now: Any = NOW) -> bool:
    return outbox.work({"a.done": (handler,)}, clock=lambda: now)


def test_an_entry_is_handled_once_and_in_order():
    outbox.record("a.done", now=NOW, n=1)
    outbox.record("a.done", now=NOW, n=2)
    handler = Handler()
    assert [_work(handler), _work(handler), _work(handler)] == [True, True, False]
    assert handler.seen == [{"n": 1}, {"n": 2}]
    assert outbox.waiting() == 0


def test_two_workers_never_hold_one_entry():
    first, second = outbox.record("a.done", now=NOW), outbox.record("a.done", now=NOW)
    leased = [outbox.lease(now=NOW), outbox.lease(now=NOW), outbox.lease(now=NOW)]
    assert [entry and entry.pk for entry in leased] == [first.pk, second.pk, None]


def test_while_one_worker_is_busy_another_finds_nothing():
    outbox.record("a.done", now=NOW)
    other = Handler()
    found: list[bool] = []
    outbox.work({"a.done": (lambda _: found.append(_work(other)),)}, clock=lambda: NOW)
    assert (found, other.seen) == ([False], [])


def test_a_lease_that_ran_out_is_taken_over():
    entry = outbox.record("a.done", now=NOW)
    outbox.lease(now=NOW)  # and this worker dies
    assert outbox.lease(now=NOW + outbox.LEASE) is None
    again = outbox.lease(now=NOW + outbox.LEASE + SECOND)
    assert again is not None
    assert (again.pk, again.attempts) == (entry.pk, 2)


def test_a_slow_worker_that_fails_after_its_lease_does_not_undo_what_another_did(
    caplog: pytest.LogCaptureFixture,
):
    entry = outbox.record("a.done", now=NOW)
    late = NOW + outbox.LEASE + SECOND

    def slow(_: Any) -> None:
        assert _work(Handler(), late)
        raise RuntimeError("too late")

    outbox.work({"a.done": (slow,)}, clock=lambda: NOW)
    entry.refresh_from_db()
    assert (entry.done_at, entry.last_error, entry.failed_at) == (late, "", None)


def test_a_failing_handler_is_tried_again_with_growing_pauses(caplog: pytest.LogCaptureFixture):
    entry = outbox.record("a.done", now=NOW)
    handler, now, pauses = Handler(fails=3), NOW, []
    for _ in range(3):
        assert _work(handler, now)
        assert not _work(handler, now)
        entry.refresh_from_db()
        pauses.append((entry.available_at - now).total_seconds())
        now = entry.available_at
    assert pauses == [2, 4, 8]
    assert entry.last_error == "RuntimeError: the index is away"
    assert _work(handler, now)
    entry.refresh_from_db()
    assert (entry.done_at, entry.last_error, len(handler.seen)) == (now, "", 4)


def test_an_entry_is_set_aside_after_the_last_attempt_and_can_be_put_back(caplog: pytest.LogCaptureFixture):
    entry = outbox.record("a.done", now=NOW)
    handler = Handler(fails=outbox.MAX_ATTEMPTS)
    now = NOW
    for _ in range(outbox.MAX_ATTEMPTS):
        assert _work(handler, now)
        now += timedelta(hours=1)
    assert not _work(handler, now)
    entry.refresh_from_db()
    assert (entry.failed_at is not None, entry.done_at, outbox.waiting()) == (True, None, 0)
    assert outbox.retry_failed(now=now) == 1
    assert _work(handler, now)
    assert len(handler.seen) == outbox.MAX_ATTEMPTS + 1


def test_an_unknown_topic_is_a_failure_that_is_kept(caplog: pytest.LogCaptureFixture):
    entry = outbox.record("nobody.knows", now=NOW)
    assert _work(Handler())
    entry.refresh_from_db()
    assert entry.last_error == "KeyError: 'nobody.knows'"


def test_sweep_deletes_only_what_was_done_long_ago():
    outbox.record("a.done", now=NOW)
    _work(Handler())
    waiting = outbox.record("a.done", now=NOW)
    assert outbox.sweep(now=NOW + outbox.KEEP_DONE) == 0
    assert outbox.sweep(now=NOW + outbox.KEEP_DONE + SECOND) == 1
    assert [entry.pk for entry in OutboxEntry.objects.all()] == [waiting.pk]

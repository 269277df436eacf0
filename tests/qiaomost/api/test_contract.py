"""Generated calls, each answer held to the description; ``benchmarks/api_contract.py`` makes thousands of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from schemathesis.core.failures import FailureGroup

from benchmarks.api_contract import check
from qiaomost.accounts.services import make_key
from qiaomost.api import description
from qiaosearch.searching import Collection
from tests.factories import MembershipFactory
from tests.qiaomost.scenes import a_challenge_with_answers

pytestmark = pytest.mark.django_db

CALLS = 240


@pytest.fixture(autouse=True)
def _connection_stays(db: None) -> Iterator[None]:
    """Requests would close the connection that the test's transaction is on."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def scene(index: Collection, settings: Any) -> dict[str, Any]:
    limits = {"api_limit_key": 10_000, "api_limit_visitor": 10_000}
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update=limits)
    challenge, member = a_challenge_with_answers(2), MembershipFactory()
    secret = make_key(actor=member.user, name="Generated calls", days=30, now=timezone.now())[1]
    return {
        "ids": {"record_id": [str(challenge.pk)], "organisation_id": [str(challenge.organisation_id)]},
        "readers": [{}, {"Authorization": f"Bearer {secret}"}, {}, {"Authorization": "Bearer qm_wrong"}],
    }


def test_answers_are_as_described(scene: dict[str, Any]):
    statuses = check(WSGIHandler(), calls=CALLS, seed=1, **scene)
    assert set(statuses) == {200, 401, 404, 422}
    assert sum(statuses.values()) == CALLS


def test_an_answer_that_is_not_described_is_found(scene: dict[str, Any], monkeypatch: pytest.MonkeyPatch):
    told = [refusal for refusal in description.REFUSALS if refusal.status != 404]
    monkeypatch.setattr(description, "REFUSALS", told)
    with pytest.raises(FailureGroup):
        check(WSGIHandler(), calls=CALLS, seed=1, **scene)

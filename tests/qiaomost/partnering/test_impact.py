"""Twelve and twenty-four months after an outcome each side is asked what has come of it; silence is noted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from qiaomost.common.errors import DomainError, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.transitions import verbs_of
from qiaomost.partnering import services
from qiaomost.partnering.models import CaseEvent, ImpactRequest, Notice
from qiaomost.partnering.selectors.outcomes import months_before
from qiaomost.partnering.services import Figures
from qiaomost.partnering.services.notifying import prepare_notices
from qiaomost.partnering.states.outcomes import IMPACT_TRANSITIONS, ImpactState
from tests.factories import NOW
from tests.qiaomost.partnering.conftest import Parties
from tests.qiaomost.partnering.working import confirmed
from tests.unwritten import nothing_written

A_YEAR, TWO_YEARS = datetime(2027, 9, 1, 8, tzinfo=UTC), datetime(2028, 9, 1, 8, tzinfo=UTC)
FIGURES = Figures(
    is_industrialised=True, stage="series", jobs=12, projects=1, band="under_10m", currency="CNY"
)
PEOPLE = ("engineer", "cn_adviser", "ru_adviser", "researcher", "administrator", "outsider", "colleague")
VERBS: dict[str, tuple[Any, dict[str, Any]]] = {
    "answer": (services.answer_impact, {"figures": FIGURES}),
    "decline": (services.decline_impact, {}),
}


def asked(parties: Parties) -> ImpactRequest:
    """The question to the company, after a year."""
    confirmed(parties)
    services.follow_impact(now=A_YEAR)
    return ImpactRequest.objects.get(side="sender")


def request_in(state: str, parties: Parties) -> ImpactRequest:
    request = asked(parties)
    if state == ImpactState.LAPSED:
        services.follow_impact(now=A_YEAR + timedelta(days=60))
        services.follow_impact(now=A_YEAR + timedelta(days=120))
    elif state != ImpactState.ASKED:
        verb = "answer" if state == ImpactState.ANSWERED else "decline"
        service, words = VERBS[verb]
        service(actor=parties.engineer, request_id=request.pk, now=A_YEAR, **words)
    return ImpactRequest.objects.get(pk=request.pk)


def test_each_side_is_asked_once_after_12_and_after_24_months(parties: Parties):
    confirmed(parties)
    assert services.follow_impact(now=A_YEAR - timedelta(minutes=1)) == 0
    assert (services.follow_impact(now=A_YEAR), services.follow_impact(now=A_YEAR)) == (1, 0)
    assert services.follow_impact(now=TWO_YEARS) == 3  # asked anew, and both reminded of the first question
    rows = ImpactRequest.objects.order_by("months", "side").values_list("months", "side")
    assert list(rows) == [(12, "owner"), (12, "sender"), (24, "owner"), (24, "sender")]


def test_node_that_slept_asks_only_what_is_due_now(parties: Parties):
    confirmed(parties)
    services.follow_impact(now=TWO_YEARS)
    assert set(ImpactRequest.objects.values_list("months", flat=True)) == {24}


@pytest.mark.parametrize("state", ImpactState)
def test_impact_verbs_move_or_are_refused(state: str, parties: Parties):
    request = request_in(state, parties)
    assert request.state == state
    legal = verbs_of(IMPACT_TRANSITIONS, ImpactState(state))
    for verb, (service, words) in VERBS.items():
        for name in PEOPLE:
            if verb in legal and name == "engineer":
                continue  # the road of the next test
            with nothing_written(), pytest.raises(DomainError) as refusal:
                service(actor=getattr(parties, name), request_id=request.pk, now=A_YEAR, **words)
            expected = TransitionRefused if name == "engineer" else NotAllowed
            assert refusal.type is (NotFound if name in {"outsider", "colleague"} else expected)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", sorted(IMPACT_TRANSITIONS["answer"][0]))
def test_impact_legal_verbs_reach_their_state(verb: str, state: str, parties: Parties):
    request = request_in(state, parties)
    service, words = VERBS[verb]
    moved = service(actor=parties.engineer, request_id=request.pk, now=A_YEAR, **words)
    assert moved.state == IMPACT_TRANSITIONS[verb][1]
    assert moved.jobs == (12 if verb == "answer" else None)


def test_silence_is_reminded_to_its_side_and_then_noted(parties: Parties):
    request = asked(parties)
    services.answer_impact(
        actor=parties.researcher,
        request_id=ImpactRequest.objects.get(side="owner").pk,
        figures=FIGURES,
        now=A_YEAR,
    )
    late = datetime(request.due_on.year, request.due_on.month, request.due_on.day, 8, tzinfo=UTC)
    assert services.follow_impact(now=late) == 0
    assert services.follow_impact(now=late + timedelta(days=1)) == 1
    event = CaseEvent.objects.latest("pk")
    assert event.topic == "partnering.impact_reminded"
    prepare_notices(event)
    assert [one.user for one in Notice.objects.filter(event=event)] == [parties.engineer]
    assert services.follow_impact(now=late + timedelta(days=30)) == 1
    assert ImpactRequest.objects.get(pk=request.pk).state == ImpactState.LAPSED
    assert CaseEvent.objects.latest("pk").topic == "partnering.impact_lapsed"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stage": "moon"}, "stage"),
        ({"jobs": -1}, "jobs"),
        ({"currency": ""}, "currency"),
        ({"band": "x"}, "band"),
    ],
)
def test_figures_that_break_a_rule_write_nothing(changes: Any, field: str, parties: Parties):
    request = asked(parties)
    with nothing_written(), pytest.raises(Invalid) as refusal:
        services.answer_impact(
            actor=parties.engineer, request_id=request.pk, figures=replace(FIGURES, **changes), now=NOW
        )
    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize(
    "columns",
    [{"state": "answered"}, {"months": 18}, {"jobs": 3}, {"state": "declined"}, {"band": "under_1m"}],
)
def test_database_refuses_impossible_answers(columns: dict[str, Any], parties: Parties):
    request = asked(parties)
    with pytest.raises(IntegrityError), transaction.atomic():
        ImpactRequest.objects.filter(pk=request.pk).update(**columns)


def test_months_before_keeps_to_the_calendar():
    assert months_before(datetime(2028, 2, 29, tzinfo=UTC), 12) == datetime(2027, 2, 28, tzinfo=UTC)
    assert months_before(datetime(2027, 1, 31, tzinfo=UTC), 24) == datetime(2025, 1, 31, tzinfo=UTC)

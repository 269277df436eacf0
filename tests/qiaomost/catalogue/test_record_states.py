"""Every verb in every state: it moves as the table says, or is refused and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from qiaomost.accounts.models import User
from qiaomost.catalogue import services
from qiaomost.catalogue.models import Finding, Record
from qiaomost.catalogue.selectors import draft_of
from qiaomost.catalogue.states import EDITABLE, RECORD_TRANSITIONS, RecordState
from qiaomost.common.errors import NotAllowed, NotFound, TransitionRefused
from qiaomost.common.transitions import verbs_of
from tests.factories import NOW, RecordFactory, text_draft
from tests.qiaomost.catalogue.snapshots import snapshot, verbs
from tests.qiaomost.conftest import People

Verb = Callable[[User, Record], Any]


def _plain(service: Callable[..., Any], **more: str) -> Verb:
    return lambda actor, record: service(actor=actor, record_id=record.pk, now=NOW, **more)


def _amend(actor: User, record: Record) -> None:
    draft = replace(draft_of(record), texts=(text_draft(title="更换后的题目"),))
    services.edit_record(
        actor=actor, record_id=record.pk, draft=draft, expected_version=record.version, now=NOW
    )


VERBS: dict[str, tuple[str, Verb]] = {
    "submit": ("author", _plain(services.submit_record)),
    "return": ("reviewer", _plain(services.return_record)),
    "accept": ("reviewer", _plain(services.accept_record)),
    "screen": ("screener", _plain(services.screen_record)),
    "block": ("screener", _plain(services.block_record, reason="需要出口许可")),
    "clear": ("screener", _plain(services.clear_record)),
    "publish": ("author", _plain(services.publish_record)),
    "hold": ("author", _plain(services.hold_record)),
    "resume": ("author", _plain(services.resume_record)),
    "amend": ("author", _amend),
    "renew": ("author", _plain(services.renew_record)),
    "declare_moot": ("author", _plain(services.declare_moot, reason="问题已解决")),
    "archive": ("author", _plain(services.archive_record)),
}
"""Verb → who may take it, and how."""

PAIRS = [
    (state, verb)
    for state in RecordState
    for verb in VERBS
    if not (verb == "amend" and state in EDITABLE)  # there an edit is no amendment
]


def record_in(state: str, people: People) -> Record:
    record = RecordFactory(
        kind="challenge",
        organisation=people.organisation,
        author=people.author,
        state=state,
        **({"expires_at": NOW + timedelta(days=10)} if state in {"published", "on_hold", "expired"} else {}),
    )
    for review in record.reviews.all():
        review.reviewer = people.reviewer
        review.save()
        Finding.objects.create(review=review, severity="minor", text="补充试验条件")
    return record


def test_the_table_of_verbs_is_complete():
    assert set(VERBS) | {"expire"} == set(RECORD_TRANSITIONS)


@pytest.mark.parametrize(("state", "verb"), PAIRS)
def test_verb_moves_or_is_refused(state: RecordState, verb: str, people: People):
    record = record_in(state, people)
    who, act = VERBS[verb]
    before = snapshot()
    if verb in verbs_of(RECORD_TRANSITIONS, state):
        act(getattr(people, who), record)
        moved = Record.objects.get(pk=record.pk)
        assert moved.state == RECORD_TRANSITIONS[verb][1]
        assert moved.version > record.version
        assert verb in verbs()
    else:
        with pytest.raises(TransitionRefused):
            act(getattr(people, who), record)
        assert snapshot() == before


@pytest.mark.parametrize("state", RecordState)
def test_expire_takes_only_what_is_public(state: RecordState, people: People):
    record = record_in(state, people)
    before = snapshot()
    expired = services.expire_due(now=NOW + timedelta(days=10))
    if "expire" in verbs_of(RECORD_TRANSITIONS, state):
        assert expired == 1
        assert Record.objects.get(pk=record.pk).state == RecordState.EXPIRED
    else:
        assert (expired, snapshot()) == (0, before)


OWNERS = frozenset({"author", "own_adviser", "administrator"})
ALLOWED = {
    "author": OWNERS,
    "reviewer": frozenset({"reviewer"}),
    "screener": frozenset({"screener", "own_adviser", "administrator"}),
}
ROLES = (
    "author",
    "colleague",
    "own_adviser",
    "reviewer",
    "screener",
    "administrator",
    "member_elsewhere",
    "without_membership",
)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", VERBS)
def test_verb_is_for_its_role_only(verb: str, role: str, people: People):
    start = sorted(RECORD_TRANSITIONS[verb][0])[0]
    record = record_in(start, people)
    who, act = VERBS[verb]
    before = snapshot()
    if role in ALLOWED[who]:
        act(getattr(people, role), record)
        assert Record.objects.get(pk=record.pk).state == RECORD_TRANSITIONS[verb][1]
    else:
        with pytest.raises((NotAllowed, NotFound)):
            act(getattr(people, role), record)
        assert snapshot() == before


def test_who_may_not_see_a_record_does_not_learn_that_it_exists(people: People):
    record = record_in("draft", people)
    with pytest.raises(NotFound):
        services.submit_record(actor=people.member_elsewhere, record_id=record.pk, now=NOW)
    with pytest.raises(NotAllowed):
        services.submit_record(actor=people.colleague, record_id=record.pk, now=NOW)


def test_membership_of_an_organisation_outside_the_network_gives_no_right(people: People):
    record = record_in("draft", people)
    people.organisation.is_member = False
    people.organisation.save()
    with pytest.raises(NotFound):
        services.submit_record(actor=people.author, record_id=record.pk, now=NOW)

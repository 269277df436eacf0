from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qiaomost.common import outbox
from qiaomost.common.errors import Conflict, Invalid, NotAllowed, TransitionRefused
from qiaomost.forum.models import Session, TimeBand, TimetableProposal
from qiaomost.forum.selectors.timetable import clashes_by_session
from qiaomost.forum.services import timetables
from qiaomost.forum.services.meetings.planning import StillRunning
from qiaomost.forum.services.sessions import place_session
from qiaomost.forum.states.timetables import PROPOSAL_TRANSITIONS, ProposalState
from qiaomost.wiring import HANDLERS
from tests.factories import NOW, PersonFactory
from tests.qiaomost.forum.conftest import Forum
from tests.qiaomost.forum.programming import NINE, session

HOME = "/forum/harbin-2026/organise/proposals/"


@pytest.fixture
def hours(forum: Forum) -> None:
    TimeBand.objects.create(site=forum.site, starts_at=NINE, ends_at=NINE + timedelta(hours=2))


def order(forum: Forum, scope: str = "unplaced") -> TimetableProposal:
    return timetables.order_timetable(
        actor=forum.organiser, edition_id=forum.edition.pk, scope=scope, seconds=1, now=NOW
    )


def make(proposal: TimetableProposal) -> TimetableProposal:
    assert timetables.make_timetable(proposal_id=proposal.pk, clock=lambda: NOW)
    proposal.refresh_from_db()
    return proposal


def take(forum: Forum, proposal: TimetableProposal, verb: str, sign: str = "") -> object:
    who = {"actor": forum.organiser, "edition_id": forum.edition.pk, "number": proposal.number, "now": NOW}
    if verb == "discard":
        return timetables.discard_timetable(**who)
    return timetables.apply_timetable(sign=sign, **who)


def unplaced(forum: Forum, title: str, *people: object) -> Session:
    return session(forum, title, *people, room=None, starts_at=None)  # type: ignore[arg-type]


def places() -> list[tuple[object, ...]]:
    return list(Session.objects.order_by("pk").values_list("pk", "room_id", "starts_at", "version"))


@pytest.mark.usefixtures("hours")
def test_the_worker_proposes_the_organiser_sees_the_difference_and_applies_it_in_one_step(
    client: Client, forum: Forum
):
    speaker = PersonFactory()
    kept, first, second = session(forum, "Kept", speaker), *(unplaced(forum, one, speaker) for one in "AB")
    client.force_login(forum.organiser)
    assert client.post(HOME, {"scope": "unplaced", "seconds": "0"}).status_code == 422
    assert client.post(HOME, {"scope": "unplaced", "seconds": "1"}).status_code == 302
    assert "every 1s" in client.get(f"{HOME}1/").content.decode()
    before = places()
    while outbox.work(HANDLERS, clock=timezone.now):
        pass
    assert places() == before
    page = client.get(f"{HOME}1/")
    shown = page.context["page"]
    assert [row.before for row in shown.rows] == ["Without a place"] * 2
    assert (shown.difference.clashes, shown.stale, shown.homeless) == (0, 0, ())
    assert client.post(HOME, {"scope": "all", "seconds": "1"}).status_code == 422  # one at a time
    assert client.post(f"{HOME}1/apply/", {"sign": "stale"}).status_code == 409
    assert places() == before
    answer = client.post(f"{HOME}1/apply/", {"sign": shown.difference.sign})
    assert answer.status_code == 302
    sessions = list(Session.objects.prefetch_related("appearances"))
    assert clashes_by_session(forum.edition, sessions) == {}
    assert {one.pk: one.version for one in sessions} == {kept.pk: 1, first.pk: 2, second.pk: 2}
    assert all(one.starts_at for one in sessions)
    assert TimetableProposal.objects.get().state == "applied"


@pytest.mark.usefixtures("hours")
def test_what_was_changed_meanwhile_is_told_and_stays(client: Client, forum: Forum):
    stale, moved = unplaced(forum, "Stale"), unplaced(forum, "Moved")
    proposal = make(order(forum))
    later = NINE + timedelta(minutes=100)
    place_session(
        actor=forum.organiser,
        edition_id=forum.edition.pk,
        session_id=stale.pk,
        version=1,
        room_id=forum.room.pk,
        starts_at=later,
        now=NOW,
    )
    session(forum, "Newer", starts_at=NINE + timedelta(minutes=60))
    client.force_login(forum.organiser)
    page = client.get(f"{HOME}1/")
    assert "1 session was changed meanwhile" in page.content.decode()
    shown = page.context["page"]
    assert ([title for _one, title in shown.newer], shown.stale) == (["Newer"], 1)
    assert take(forum, proposal, "apply", shown.difference.sign) == 1
    stale.refresh_from_db()
    moved.refresh_from_db()
    assert (stale.starts_at, moved.starts_at is not None) == (later, True)


@pytest.mark.usefixtures("hours")
def test_pinned_sessions_that_clash_are_named_and_only_then_nothing_is_proposed(client: Client, forum: Forum):
    for title in ("One", "Two"):
        session(forum, title, is_pinned=True)
    session(forum, "Free")
    proposal = make(order(forum, "all"))
    assert proposal.state == "failed"
    client.force_login(forum.organiser)
    titles = {title for _one, title in client.get(f"{HOME}1/").context["page"].clashing}
    assert titles == {"One", "Two"}
    Session.objects.filter(texts__title="Two").update(is_pinned=False)
    assert make(order(forum)).state == "ready"


@pytest.mark.usefixtures("hours")
def test_a_worker_that_dies_is_followed_and_one_thrown_away_keeps_nothing(forum: Forum, monkeypatch):
    unplaced(forum, "One")
    proposal = order(forum)
    found = timetables.propose

    def killed(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(timetables, "propose", killed)
        with pytest.raises(KeyboardInterrupt):
            timetables.make_timetable(proposal_id=proposal.pk, clock=lambda: NOW)
    with pytest.raises(StillRunning):
        timetables.make_timetable(proposal_id=proposal.pk, clock=lambda: NOW)

    def thrown_away(*args: object, **more: object) -> object:
        take(forum, proposal, "discard")
        return found(*args, **more)

    monkeypatch.setattr(timetables, "propose", thrown_away)
    later = NOW + timedelta(seconds=1) + timetables.GRACE
    assert not timetables.make_timetable(proposal_id=proposal.pk, clock=lambda: later)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.content) == ("discarded", {})


def test_each_step_is_possible_in_its_states_alone_and_for_organisers(forum: Forum):
    proposal = order(forum)
    with pytest.raises(Conflict):
        order(forum)
    with pytest.raises(Invalid):
        order_by(forum, scope="nothing")
    with pytest.raises(NotAllowed):
        order_by(forum, actor=forum.other_organiser)
    for state in ProposalState:
        for verb in ("apply", "discard"):
            TimetableProposal.objects.update(
                state=state, applied_at=NOW, content={"versions": {}, "places": {}}
            )
            sources, _target = PROPOSAL_TRANSITIONS[verb]
            if state not in sources:
                with pytest.raises(TransitionRefused):
                    take(forum, proposal, verb)
            elif verb == "discard":
                take(forum, proposal, verb)
            else:
                with pytest.raises(Conflict):
                    take(forum, proposal, verb, "unseen")


def order_by(forum: Forum, **values: object) -> None:
    given = {
        "actor": forum.organiser,
        "scope": "all",
        "edition_id": forum.edition.pk,
        "seconds": 1,
        "now": NOW,
    }
    timetables.order_timetable(**(given | values))  # type: ignore[arg-type]


@pytest.mark.usefixtures("hours")
def test_the_difference_takes_the_same_queries_for_many_sessions(client: Client, forum: Forum):
    client.force_login(forum.organiser)
    counts = []
    for wanted in (1, 3):
        while Session.objects.count() < wanted:
            unplaced(forum, "Another", PersonFactory())
        make(order(forum))
        number = TimetableProposal.objects.first().number
        client.get(f"{HOME}{number}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{HOME}{number}/")
        counts.append(len(queries))
        take(forum, TimetableProposal.objects.first(), "discard")
    assert counts[0] == counts[1]

"""Every address of the forum × everybody who may come to it. What no line names is the organisers' alone."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from django.test import Client

from qiaomost.accounts.models import User
from qiaomost.common.models import AuditEntry
from qiaomost.forum.drafts.delegations import DelegationDraft
from qiaomost.forum.models import FormField, Mail, RegistrationInvitation, TimetableProposal
from qiaomost.forum.services.delegations.keeping import create_delegation
from qiaomost.forum.services.materials import add_material
from qiaomost.forum.services.meetings.planning import order_plan
from qiaomost.forum.services.releasing import release_programme
from tests.factories import NOW, PersonFactory
from tests.qiaomost.compliance.making import PDF
from tests.qiaomost.forum.checking import check, raw, sent
from tests.qiaomost.forum.checking import station as handed_out
from tests.qiaomost.forum.contributions import conftest as contributing
from tests.qiaomost.forum.contributions.conftest import Called
from tests.qiaomost.forum.meetings import conftest as meeting
from tests.qiaomost.forum.meetings.conftest import Meetings, opt_in, user_of
from tests.qiaomost.forum.programming import session
from tests.qiaomost.forum.registering import opened
from tests.qiaomost.walking import Route, routes

called, meetings = contributing.called, meeting.meetings

READERS = ("visitor", "member", "participant", "reviewer", "other organiser", "organiser")
"""The participant comes from the other country and is no side of anything that the addresses name."""

OPEN = {
    "200 200 200 200 200 200": (
        *(
            "forum",
            "edition",
            "forum-programme",
            "forum-feed",
            "forum-pdf",
            "forum-track-feed",
            "forum-session",
        ),
        *(
            "forum-session-feed",
            "forum-material",
            "check-document",
            "forum-worker",
            "forum-stage",
            "forum-stage-large",
        ),
        *("forum-calls", "forum-call"),
    ),
    "404 404 404 404 404 200": (  # before the edition is over
        *("forum-citations", "forum-figures", "forum-proceedings", "forum-report"),
    ),
    "302 422 422 422 422 302": ("add-session-material", "contribute"),  # without a file; with nothing written
    "302 404 409 404 404 404": ("ask-for-letter",),
    "404 404 404 404 404 404": (  # with somebody's guess of a secret
        *("forum-schedule-feed", "forum-meetings-feed", "station", "station-scans", "station-people"),
        *("station-picture", "station-list", "station-worker"),
    ),
    "302 200 200 200 200 200": (  # what one sees there is one's own
        *("forum-reviews", "delegations", "forum-schedule", "forum-meetings", "register", "forum-offers"),
    ),
    "302 302 302 302 302 302": ("forum-mark",),
    "302 405 200 405 405 302": (
        "forum-my-meetings",
        "forum-recommended",
    ),  # led to how one takes part; take no POST
    "302 404 200 404 404 404": (
        *("forum-meeting-profile", "forum-partner", "own-badge"),
        *("change-registration", "stay", "forum-meetings-calendar", "forum-my-meetings-pdf", "feedback"),
    ),
    "302 404 404 404 404 404": (
        *("register-invited", "forum-schedule-revoke", "forum-meeting-answer", "act-on-registration"),
        *("change-contribution", "change-delegate", "stay-of-delegate"),
    ),
    "302 404 404 200 404 200": ("contribution",),
    "302 404 404 302 404 403": ("no-conflict-of-review",),
    "302 404 404 422 404 403": ("declare-conflict", "score-contribution", "note-on-contribution"),
    "302 404 404 403 404 302": ("decide-contribution",),
    "302 404 404 403 404 403": ("take-contribution",),
    "302 403 403 403 200 200": ("new-edition",),
}
"""Statuses, in the order of ``READERS`` → names of routes."""

REFUSED = {"403", "404"}
CLOSED = {"visitor": {"302"}, "organiser": {"200", "404"}}
"""Statuses of all other addresses; some name what is not there."""

VERBS = {
    "forum-plan-step": "cancel",
    "take-timetable-proposal": "discard",
    "move-forum-call": "decide",
    "take-contribution": "withdraw",
}


@dataclass(frozen=True)
class Scene:
    """What the addresses name, and who comes."""

    values: Mapping[str, object]
    accounts: Mapping[str, User | None]


@pytest.fixture
def scene(meetings: Meetings, called: Called) -> Scene:
    forum, organiser = opened(meetings.forum), meetings.forum.organiser
    who = {"actor": organiser, "edition_id": forum.edition.pk, "now": NOW}
    one = session(forum, "Frost", PersonFactory())
    file = {"session_id": one.pk, "name": "a.pdf", "content": io.BytesIO(PDF), "now": NOW}
    material = add_material(actor=organiser, **file)
    row = called.submitted()
    called.move("review")
    release_programme(**who)
    order_plan(seconds=1, **who)
    TimetableProposal.objects.create(edition=forum.edition, number=1, scope="all", made_at=NOW)
    names = {"zh": "代表团", "ru": "Делегация", "en": "Delegation"}
    draft = DelegationDraft(names, "RU", "delegate", "contact@example.org", None)
    common = {"edition": forum.edition, "names": names}
    invited = {"category": forum.category, "language": "en", "sent_at": NOW, "expires_at": NOW}
    values = {
        "code": forum.edition.code,
        "part": "site",
        "part_id": forum.site.pk,
        "track": forum.track.code,
        "session_id": one.pk,
        "appearance_id": one.appearances.get().pk,
        "material_id": material.pk,
        "number": 1,
        "call_id": called.call.pk,
        "user_id": called.second.pk,
        "contribution_id": row.pk,
        "mail_id": Mail.objects.create(edition=forum.edition, prepared_at=NOW, language="zh").pk,
        "profile_id": meetings.liu.pk,
        "request_id": meetings.ask(profile_id=opt_in(forum, "RU").pk).pk,
        "registration_id": meetings.liu.registration.pk,
        "delegation_id": create_delegation(draft=draft, **who).pk,
        "field": FormField.objects.create(code="food", kind="text", **common).code,
        "invitation_id": RegistrationInvitation.objects.create(edition=forum.edition, **invited).pk,
        "check_id": (made := check(forum)).pk,
        "station_id": (desk := handed_out(forum, made))[0].pk,
        "scan_id": sent(desk[1], raw(made, meetings.liu.registration))[0]["id"],
        "extension": "csv",
        "format": "csv",
        "what": "rules",
        "way": "up",
        "verb": "accept",
    }
    people = (None, forum.member, user_of(meetings.ivan), called.reviewer, forum.other_organiser, organiser)
    return Scene(values, dict(zip(READERS, people, strict=True)))


def forum_routes() -> list[Route]:
    return [one for one in routes() if one.pattern.startswith("forum/")]


def answers(scene: Scene, reader: str, account: User | None) -> Iterator[tuple[Route, int]]:
    client = Client()
    if account is not None:
        client.force_login(account)
    for route in forum_routes():
        part = {"part": "terms"} if "setup" in route.pattern else {}
        verb = {"verb": VERBS[route.name]} if route.name in VERBS else {}
        path = route.path(**scene.values | part | verb)
        answer = client.get(path)
        # a page that takes POST alone sends everybody back; what it would do is tried by those who may not
        if answer.status_code == 302 and account is not None:
            if reader == "organiser":
                continue
            answer = client.post(path)
        elif answer.status_code == 405:
            answer = client.post(path)
        answer.getvalue()  # a file is closed once it is read
        yield route, answer.status_code


def test_every_page_opens_for_those_alone_who_may_see_it(scene: Scene):
    named = {name: statuses.split() for statuses, names in OPEN.items() for name in names}
    assert set(named) <= {route.name for route in forum_routes()}
    wrong = {}
    for position, (reader, account) in enumerate(scene.accounts.items()):
        before = AuditEntry.objects.count()
        for route, status in answers(scene, reader, account):
            statuses = {named[route.name][position]} if route.name in named else CLOSED.get(reader, REFUSED)
            if str(status) not in statuses:
                wrong[reader, route.name] = status
        is_refused = reader not in {"participant", "reviewer"}  # who have pages of their own
        assert not is_refused or AuditEntry.objects.count() == before, reader
    assert not wrong, "\n".join(map(str, sorted(wrong.items())))

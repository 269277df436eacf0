"""How fast the adviser's desk, the list of cases and a case's page answer, with many cases and several readers at once.

    python benchmarks/cases.py --cases 20000 --readers 4 --requests 200

A fresh node gets cases in the states of a network at work, a course of events for each, and two advisers who carry
hundreds of them. The site is served as the README serves it (two web processes of eight threads). Readers ask over HTTP
with sessions of their own. What the pages are measured against is a page of the same site that reads no case (“My
account”), asked in the same run: it shows what the machine, the server and the frame of a page cost alone. Beside the
clock stand the milliseconds of processor of an answer, which other work on the machine changes least.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from node import command_line, fresh_node, show
from served import WARMING, serving, timed

DESKS = 40
"""Advisers on each side, who share the cases."""


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--requests", type=int, default=200, help="of each page")
    parser.add_argument(
        "--database", default="", help="postgresql://…; SQLite in a temporary folder if absent"
    )
    options = parser.parse_args()
    with fresh_node(encoder="hashing", database=options.database):
        figures = measure(options.cases, options.readers, options.requests)
    show(figures, as_json=options.json)


def measure(cases: int, readers: int, requests: int) -> dict[str, Any]:
    """Times in milliseconds."""
    advisers = fill(cases)
    pages = {
        "a page without cases": [(user, "/account/") for user in advisers],
        "adviser's desk": [(user, "/desk/") for user in advisers],
        "list of cases": [(user, "/cases/") for user in advisers],
        "board": [(user, "/cases/board/") for user in advisers],
        "a case": list(cases_of(advisers)),
        "a room": list(rooms_of(advisers)),
    }
    command = [sys.executable, "-m", "qiaomost", "serve", "--no-worker", "--port"]
    with serving(command, dict(os.environ), "/") as server:
        keys = {user: session_of(user) for user in advisers}
        figures: dict[str, Any] = {"cases": cases, "readers at once": readers}
        for name, asked in pages.items():
            chosen = random.Random(5).choices(asked, k=requests + WARMING)
            paths, sessions = [path for _, path in chosen], [keys[user] for user, _ in chosen]
            figures |= timed(name, server, paths, readers, sessions=sessions)
    return figures


def fill(cases: int) -> list[Any]:
    """Write organisations, people, records and cases; returns the advisers."""
    from django.utils import timezone

    from qiaomost.partnering.models import Case, CaseEvent, Cooperation, Interest, Participant

    now, draw = timezone.now(), random.Random(4)
    network = [people_of(country, cases // 2 + 1) for country in ("CN", "RU")]
    rows: dict[type, list[Any]] = {Case: [], Interest: [], Participant: [], Cooperation: [], CaseEvent: []}
    for number in range(cases):
        sender, owner = network if number % 2 else reversed(network)
        for row in one_case(
            sender, owner, owner["records"][number // 2], now - timedelta(days=draw.randrange(400)), draw
        ):
            rows[type(row)].append(row)
    for model, made in rows.items():
        model.objects.bulk_create(made, batch_size=500)  # type: ignore[attr-defined]
    return [user for side in network for user in side["advisers"]]


def people_of(country: str, records_wanted: int) -> dict[str, Any]:
    """An organisation with advisers, a member, and a published record for each case."""
    from django.utils import timezone

    from qiaomost.accounts.models import User
    from qiaomost.catalogue.models import Record, RecordText
    from qiaomost.network.models import Membership, Organisation, OrganisationName, Person, PersonName
    from qiaomost.partnering.demo.people import give_second_factor

    now = timezone.now()
    organisation = Organisation.objects.create(country=country, kind="association", is_member=True)
    for language in ("zh", "ru", "en"):
        OrganisationName.objects.create(organisation=organisation, language=language, name=f"Union {country}")
    users = []
    for number in range(DESKS + 1):
        user = User.objects.create_user(f"{country.lower()}{number}@example.org")
        role = "member" if number == DESKS else "adviser"
        Membership.objects.create(user=user, organisation=organisation, role=role)
        give_second_factor(user)
        person = Person.objects.create(user=user, organisation=organisation, language="en")
        PersonName.objects.create(person=person, language="en", family=f"Number {number}", given=country)
        users.append(user)
    dates = {
        "created_at": now,
        "updated_at": now,
        "published_at": now,
        "expires_at": now + timedelta(days=365),
    }
    records = Record.objects.bulk_create(
        Record(
            kind="achievement", organisation=organisation, source_language="en", state="published", **dates
        )
        for _ in range(records_wanted)
    )
    RecordText.objects.bulk_create(
        RecordText(
            record=record,
            language="en",
            origin="original",
            state="approved",
            approved_at=now,
            title=f"Foundations on frozen ground, design {number}",
            description="Heat flow, frost heave and settlement of foundations. " * 40,
        )
        for number, record in enumerate(records)
    )
    return {"organisation": organisation, "advisers": users[:-1], "member": users[-1], "records": records}


def one_case(sender: Any, owner: Any, record: Any, at: Any, draw: random.Random) -> Iterator[Any]:
    """The rows of a case that began at ``at``, in a state drawn like those of a network at work."""
    from qiaomost.partnering.events import Topic
    from qiaomost.partnering.models import Case, CaseEvent, Cooperation, Interest, Participant

    stage = draw.choice(("interest", "interest", "negotiation", "closed", "closed", "closed"))
    is_over, is_room = stage == "closed", stage == "negotiation"
    case = Case(
        record=record,
        sender_organisation=sender["organisation"],
        owner_organisation=owner["organisation"],
        sender_adviser=draw.choice(sender["advisers"]),
        owner_adviser=draw.choice(owner["advisers"]),
        stage=stage,
        turn="nobody" if is_over else draw.choice(("owner", "owner_adviser", "sender_adviser")),
        due_on=None if is_over else (at + timedelta(days=draw.randrange(400))).date(),
        opened_at=at,
        closed_at=at if is_over else None,
    )
    yield case
    words = {"offer": "We build on frozen ground. " * 20, "request": "We ask for your design. " * 10}
    state = {"interest": "delivered", "negotiation": "accepted", "closed": "lapsed"}[stage]
    yield Interest(
        case=case, state=state, language="en", submitted_at=at, delivered_at=at, answered_at=at, **words
    )
    yield Participant(case=case, user=sender["member"], side="sender", role="lead", since=at)
    yield Participant(case=case, user=owner["member"], side="owner", role="lead", since=at)
    if is_room:
        yield Cooperation(case=case, state="negotiating", introduced_at=at, room_opened_at=at)
    for topic in list(Topic)[: 12 if is_room else 6]:
        yield CaseEvent(case=case, at=at, actor=case.sender_adviser, topic=topic, side="sender")


def cases_of(advisers: list[Any]) -> Iterator[tuple[Any, str]]:
    from qiaomost.partnering.models import Case

    for user in advisers:
        for pk in Case.objects.filter(sender_adviser=user).values_list("pk", flat=True)[:20]:
            yield user, f"/cases/{pk}/"


def rooms_of(advisers: list[Any]) -> Iterator[tuple[Any, str]]:
    from qiaomost.partnering.models import Case

    for user in advisers:
        rooms = Case.objects.filter(sender_adviser=user, cooperation__room_opened_at__isnull=False)
        for pk in rooms.values_list("pk", flat=True)[:20]:
            yield user, f"/cases/{pk}/room/"


def session_of(user: Any) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    main()

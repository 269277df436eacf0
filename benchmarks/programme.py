"""How fast the page of a released programme answers, beside an empty page of the same site in the same run.

    python benchmarks/programme.py --sessions 300 --requests 200

A fresh node gets an edition of one site, ten rooms and as many sessions as asked, each with two speakers and texts in
three languages, and releases them. Pages are taken through the whole of Django in this process, in each language in
turn, by a signed-in reader who has marked sessions; the first request of each language, which makes the rows, is told
on its own. The empty page is the programme of an edition that has released nothing.
"""

from __future__ import annotations

import statistics
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

from node import command_line, fresh_node, show

LANGUAGES = ("zh-hans", "ru", "en")
FULL, EMPTY = "/forum/full/programme/?zone=Europe/Moscow", "/forum/empty/programme/"


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--sessions", type=int, default=300)
    parser.add_argument("--requests", type=int, default=200, help="of each page")
    options = parser.parse_args()
    with fresh_node(encoder="hashing", QIAOMOST_ALLOWED_HOSTS='["testserver"]'):
        figures = measure(options.sessions, options.requests)
    show(figures, as_json=options.json)


def measure(sessions: int, requests: int) -> dict[str, Any]:
    """Times in milliseconds, sizes in kilobytes."""
    from django.test import Client

    client = Client()
    client.force_login(fill(sessions))
    first = [taken(client, FULL, language)[0] for language in LANGUAGES]
    turns = [LANGUAGES[n % len(LANGUAGES)] for n in range(requests)]
    full = [taken(client, FULL, language) for language in turns]
    empty = [taken(client, EMPTY, language)[0] for language in turns]
    return {
        "sessions": sessions,
        "first request of a language, ms": round(max(first), 1),
        **percentiles("programme", [time_ms for time_ms, _size in full]),
        "programme, kB": round(max(size for _time, size in full) / 1000),
        **percentiles("empty page", empty),
    }


def taken(client: Any, path: str, language: str) -> tuple[float, int]:
    """Take a page; returns milliseconds and bytes."""
    client.cookies["django_language"] = language
    start = time.perf_counter()
    answer = client.get(path)
    passed = (time.perf_counter() - start) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return passed, len(answer.content)


def percentiles(name: str, times: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=20)
    return {f"{name}, p50 ms": round(cuts[9], 1), f"{name}, p95 ms": round(cuts[18], 1)}


def fill(count: int) -> Any:
    """Make both editions, release the full one, and return a reader who has marked ten sessions."""
    from qiaomost.accounts.models import User
    from qiaomost.forum.models import Appearance, Edition, Room, Session, SessionText, Site, Star, Track
    from qiaomost.forum.services.releasing import release_programme
    from qiaomost.network.models import Organisation, OrganisationName, Person, PersonName

    now = datetime(2026, 9, 1, tzinfo=UTC)
    host = Organisation.objects.create(country="CN", kind="association", is_member=True)
    OrganisationName.objects.create(organisation=host, language="zh", name="松北寒区工程研究院")
    days = {"first_day": date(2026, 10, 20), "last_day": date(2026, 10, 22), "state": "announced"}
    names = {"zh": "论坛", "ru": "Форум", "en": "Forum"}
    full, _ = (
        Edition.objects.create(code=one, organiser=host, names=names, **days) for one in ("full", "empty")
    )
    site = Site.objects.create(edition=full, code="harbin", time_zone="Asia/Shanghai", names=names)
    rooms = [Room.objects.create(site=site, names=names, capacity=100) for _ in range(10)]
    tracks = [
        Track.objects.create(edition=full, code=f"t{n}", kind="sub_forum", names=names) for n in range(10)
    ]
    made = []
    for n in range(count):
        day, slot = divmod(n // 10, 10)
        starts = datetime(2026, 10, 20, 1, tzinfo=UTC) + timedelta(days=day, minutes=40 * slot)
        place = {"room": rooms[n % 10], "starts_at": starts, "spoken": ["zh"], "interpreted": ["ru"]}
        made.append(
            Session.objects.create(
                edition=full, track=tracks[n % 10], kind="talk", state="confirmed", **place
            )
        )
        for language, title in (("zh", "冻土路基"), ("ru", "Мёрзлые грунты"), ("en", "Frozen ground")):
            SessionText.objects.create(
                session=made[-1], language=language, title=f"{title} {n}", abstract="…"
            )
        for m in range(2):
            person = Person.objects.create(language="zh", organisation=host)
            PersonName.objects.create(person=person, language="zh", family="张", given=f"伟{n}{m}")
            Appearance.objects.create(session=made[-1], person=person, role="speaker")
    release_programme(actor=None, edition_id=full.pk, now=now)
    reader = User.objects.create(email="reader@example.org")
    Star.objects.bulk_create(Star(user=reader, session=one, starred_at=now) for one in made[:10])
    return reader


if __name__ == "__main__":
    main()

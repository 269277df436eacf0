"""Sessions for tests of the programme."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from qiaomost.forum.models import Appearance, Session, SessionText
from qiaomost.forum.states import SessionState
from qiaomost.network.models import Person
from tests.qiaomost.forum.conftest import Forum

NINE = datetime(2026, 10, 20, 1, 0, tzinfo=UTC)
"""Nine o'clock in Harbin."""


def session(forum: Forum, title: str = "Frost heave", *people: Person, **values: Any) -> Session:
    """A confirmed talk at nine in the hall, in Chinese with interpretation into Russian."""
    given = {
        "track": forum.track,
        "kind": "talk",
        "state": SessionState.CONFIRMED,
        "room": forum.room,
        "starts_at": NINE,
        "spoken": ["zh"],
        "interpreted": ["ru"],
    }
    abstracts = values.pop("abstracts", {"en": "Frost.", "zh": "冻胀。"})
    titles = {"en": title, "zh": f"{title}（中）", "ru": f"{title} (рус.)"}
    made = Session.objects.create(edition=forum.edition, **(given | values))
    for language, words in titles.items():
        origin = "original" if language == "zh" else "machine" if language == "ru" else "human"
        SessionText.objects.create(
            session=made, language=language, title=words, abstract=abstracts.get(language, ""), origin=origin
        )
    for person in people:
        Appearance.objects.create(session=made, person=person, role="speaker")
    return made

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from qiaomost.catalogue.demo.loading import load_demonstration
from qiaomost.forum.demo.edition import load_edition
from qiaomost.forum.demo.people import PARTICIPANTS
from qiaomost.forum.models import Appearance, Edition, Registration, Session, SessionText
from qiaomost.partnering.demo.people import load_people
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_edition_is_whole_in_three_languages_and_nobody_is_in_two_places():
    load_demonstration(now=NOW)
    load_people(now=NOW)
    load_edition(now=NOW)
    load_edition(now=NOW)  # a second time changes nothing
    edition = Edition.objects.get()
    assert (edition.sites.count(), edition.tracks.count(), edition.sessions.count()) == (3, 10, 120)
    assert Registration.objects.count() == PARTICIPANTS
    assert dict(Counter(SessionText.objects.values_list("language", flat=True))) == {
        "zh": 120,
        "ru": 120,
        "en": 120,
    }
    assert clashes() == []
    assert edition.versions.get().number == 1


def clashes() -> list[str]:
    """Each person and room that has two sessions at once."""
    busy: dict[object, list[Session]] = {}
    for one in Session.objects.select_related("room").order_by("starts_at"):
        busy.setdefault(one.room, []).append(one)
    for one in Appearance.objects.select_related("session", "person").order_by("session__starts_at"):
        if one.session not in busy.setdefault(one.person, []):
            busy[one.person].append(one.session)
    return [
        f"{who}: {before} and {after}"
        for who, sessions in busy.items()
        for before, after in pairwise(sessions)
        if after.starts_at < before.ends_at
    ]

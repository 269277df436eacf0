from __future__ import annotations

from collections import Counter

import pytest

from qiaomost.catalogue.demo.loading import load_demonstration
from qiaomost.forum.demo.edition import load_edition
from qiaomost.forum.demo.people import PARTICIPANTS
from qiaomost.forum.models import Edition, Registration, SessionText
from qiaomost.forum.selectors.timetable import clashes_by_session
from qiaomost.partnering.demo.people import load_people
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_edition_is_whole_in_three_languages_and_nothing_clashes():
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
    sessions = edition.sessions.prefetch_related("appearances")
    assert clashes_by_session(edition, sessions) == {}
    assert edition.versions.get().number == 1

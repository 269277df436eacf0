from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from qiaomost.catalogue.demo.loading import load_demonstration
from qiaomost.compliance.demo import load_sample_controls
from qiaomost.forum.demo.loading import load_past
from qiaomost.forum.demo.past import PARTICIPANTS
from qiaomost.forum.demo.people import invent_people
from qiaomost.forum.models import Edition, PlannedMeeting, SessionText, Signing
from qiaomost.forum.selectors.figures import edition_figures
from qiaomost.forum.selectors.timetable import clashes_by_session
from qiaomost.partnering.demo import cases
from qiaomost.partnering.demo.people import load_people
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TOLD = {"ach-ct-07", "ach-ct-08", "ach-ct-09"}


def test_the_edition_that_is_over_shows_what_came_of_it(client: Client, monkeypatch: pytest.MonkeyPatch):
    told: Any = [one for one in cases.stories() if one.record in TOLD]
    monkeypatch.setattr(cases, "stories", lambda: told)
    load_demonstration(now=NOW)
    load_sample_controls(now=NOW)
    load_people(now=NOW)
    cases.load_cases(now=NOW)
    invent_people(10, now=NOW, prefix="interpreter")
    load_past(now=NOW)
    load_past(now=NOW)  # a second time changes nothing
    edition = Edition.objects.get()
    assert edition.closed_at is not None
    assert edition.closed_at < NOW
    assert clashes_by_session(edition, edition.sessions.prefetch_related("appearances")) == {}
    assert set(Counter(SessionText.objects.values_list("language", flat=True)).values()) == {27}
    found = edition_figures(edition, NOW + timedelta(days=1))
    assert (found.people.total, found.held.sessions) == (PARTICIPANTS, 25)
    assert (found.meetings.held, PlannedMeeting.objects.count()) == (23, 25)
    assert (found.came.interests, found.came.agreements, found.came.industrial) == (2, 3, 1)
    assert Signing.objects.filter(state="signed").count() == 3
    part = client.get("/forum/yekaterinburg-2026/stage/").context["parts"][0]
    assert [sum(step.is_passed for step in row.steps) for row in part.rows] == [3, 5, 1]

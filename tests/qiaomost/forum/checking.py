"""Checks, stations and scans for tests of check-in."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from qiaomost.forum.drafts.checkins import CheckDraft, ScanDraft
from qiaomost.forum.models import CheckType, Registration, Station
from qiaomost.forum.services.checks import save_check, save_station
from tests.factories import NOW
from tests.qiaomost.forum.conftest import Forum

NAMES = {"zh": "会场入口", "ru": "Вход на площадку", "en": "Entry to the site"}


def check(forum: Forum, **values: Any) -> CheckType:
    """A check at the site in Harbin, once for each person unless said."""
    given = {"names": NAMES, "kind": "site", "rule": "once", "site_id": forum.site.pk}
    draft = CheckDraft(**(given | values))
    return save_check(actor=forum.organiser, edition_id=forum.edition.pk, draft=draft, now=NOW)


def station(forum: Forum, *checks: CheckType, name: str = "Desk 1") -> tuple[Station, str]:
    """A station and the secret of its link."""
    return save_station(
        actor=forum.organiser,
        edition_id=forum.edition.pk,
        name=name,
        checks=[one.pk for one in checks],
        now=NOW,
    )


def scan_draft(made: CheckType, whom: Registration | str, at: datetime = NOW, **values: Any) -> ScanDraft:
    """A badge read by the camera; ``whom`` may be a code that no badge has."""
    code = whom if isinstance(whom, str) else whom.token.upper()
    given = {"id": uuid4(), "direction": "in", "way": "camera", "scanned_at": at, "code": code}
    return ScanDraft(check_id=made.pk, **(given | values))


def sent(secret: str, *scans: dict[str, Any], client: Client | None = None) -> list[dict[str, Any]]:
    """What the server answers to a device that sends these."""
    answer = (client or Client()).post(
        f"/forum/harbin-2026/stations/{secret}/scans/",
        json.dumps({"scans": scans}),
        content_type="application/json",
        headers={"accept-language": "ru"},
    )
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["scans"]
    return found


def raw(
    made: CheckType, whom: Registration | str, *, id: UUID | None = None, **values: Any
) -> dict[str, Any]:
    """A scan as a device sends it."""
    code = whom if isinstance(whom, str) else whom.token.upper()
    given = {"id": str(id or uuid4()), "check": made.pk, "direction": "in", "way": "camera", "code": code}
    return {**given, "ago_ms": 0, **values}

"""What is checked at the doors of the demonstration's edition, and the stations that do it."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from qiaomost.forum.drafts.checkins import CheckDraft
from qiaomost.forum.models import Edition
from qiaomost.forum.services.checks import save_check, save_station
from qiaomost.partnering.demo.people import account_of

FILE = Path(__file__).with_name("checks.toml")
ORGANISER = "bai"


@transaction.atomic
def load_checks(edition: Edition, *, now: datetime) -> None:
    """Define the checks and both stations. Nobody knows their links: an organiser makes new ones."""
    if edition.checks.exists():
        return
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    who: dict[str, Any] = {"actor": account_of(ORGANISER), "edition_id": edition.pk, "now": now}
    sites = dict(edition.sites.values_list("code", "pk"))
    checks = []
    for row in content["check"]:
        row["site_id"] = sites[row.pop("site")]
        row["categories"] = tuple(row.get("categories", ()))
        checks.append(save_check(draft=CheckDraft(**row), **who).pk)
    for row in content["station"]:
        save_station(name=row["name"], checks=[checks[place] for place in row["checks"]], **who)

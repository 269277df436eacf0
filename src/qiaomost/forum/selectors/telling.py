"""A session in words: its title, its time and place; and whom a change of it concerns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qiaomost.accounts.models import User
from qiaomost.common.languages import in_language, reading_order
from qiaomost.forum.comparing import Content, Item
from qiaomost.forum.models import Appearance, FixedMeeting, MeetingTable, PlannedMeeting, Star


def concerned_by(sessions: Collection[UUID]) -> dict[str, list[User]]:
    """Session id → the active accounts of those who appear in it or have marked it, each once; two queries."""
    found: dict[str, dict[object, User]] = defaultdict(dict)
    appearing = Appearance.objects.filter(session__in=sessions, person__user__is_active=True)
    for row in appearing.select_related("person__user"):
        if row.person.user is not None:
            found[str(row.session_id)][row.person.user_id] = row.person.user
    marked = Star.objects.filter(session__in=sessions, user__is_active=True).select_related("user")
    for star in marked.order_by("pk"):
        found[str(star.session_id)].setdefault(star.user_id, star.user)
    return {key: list(users.values()) for key, users in found.items()}


def title_of(item: Item, reader: str) -> str:
    """Return the title of a released session for a reader."""
    titles = {code: text["title"] for code, text in item["texts"].items()}
    return in_language(titles, reading_order(reader)) or ""


def time_and_place(content: Content, item: Item, reader: str) -> str:
    """Return day, time and place of a released session in the site's zone, in the active language."""
    room = content["rooms"][item["room"]]
    site = content["sites"][room["site"]]
    starts = datetime.fromisoformat(item["starts_at"]).astimezone(ZoneInfo(site["zone"]))
    day = formatted(starts, pgettext("format of a date", "j F Y"))
    names = (in_language(one["names"], reading_order(reader)) or "" for one in (site, room))
    return " · ".join((day, f"{starts:%H:%M}", *names))


def meeting_place(place: PlannedMeeting | FixedMeeting, reader: str) -> str:
    """Return day, time, site, room and table of a meeting by the clock of the site, in the active language."""
    site = place.slot.site
    starts, ends = (moment.astimezone(site.zone) for moment in (place.slot.starts_at, place.slot.ends_at))
    day = formatted(starts, pgettext("format of a date", "j F Y"))
    return " · ".join((day, f"{starts:%H:%M}–{ends:%H:%M}", table_in_words(place.table, reader)))


def table_in_words(table: MeetingTable, reader: str) -> str:
    """Return site, room and number of a table, in the active language."""
    return _("%(site)s, %(room)s, table %(number)d") % {
        "site": table.room.site.name_in(reader),
        "room": table.room.name_in(reader),
        "number": table.number,
    }

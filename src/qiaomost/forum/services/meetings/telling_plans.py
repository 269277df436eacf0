"""Everybody whose meetings a plan changes is told what changes, in their own language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.forum.models import MeetingPlan, MeetingProfile, MeetingRequest, PlannedMeeting
from qiaomost.forum.selectors.differences import Difference, difference_of
from qiaomost.forum.selectors.meetings import profiles
from qiaomost.forum.selectors.telling import meeting_place
from qiaomost.forum.services.meetings.telling import send_words

PLAN_SUBJECT = gettext_noop("Your meetings at “%(edition)s”")
PLAN_WORDS = gettext_noop(
    "The plan of your meetings at “%(edition)s” is new or has changed. Read it on the page “My meetings”."
)

Line = Callable[[str], str]
"""Reader's language → one change, in the active language."""


def tell_of_plan(plan: MeetingPlan, before: MeetingPlan | None, *, now: datetime) -> int:
    """Tell everybody whose meetings differ from those of the plan before; returns how many."""
    lines = changes_by_person(difference_of(plan, before))
    for profile in profiles().filter(pk__in=lines):
        reader = profile.registration.language
        names = {"edition": plan.edition.name_in(reader)}
        with translation.override(INTERFACE_CODES[reader]):
            words = "\n".join(line(reader) for line in lines[profile.pk])
        cause = f"meeting-plan-{plan.number}"
        send_words(profile, PLAN_SUBJECT, (PLAN_WORDS,), names, words=words, cause=cause, now=now)
    return len(lines)


def changes_by_person(difference: Difference) -> Mapping[UUID, list[Line]]:
    """Profile → what changes for them: first what is dropped, then what is moved, then what is new."""
    lines: dict[UUID, list[Line]] = defaultdict(list)
    for one in difference.dropped:
        for mine, other in _sides(one.request):
            lines[mine.pk].append(_dropped(one, other, difference))
    for old, new in difference.moved:
        for mine, other in _sides(new.request):
            lines[mine.pk].append(_moved(old, new, other))
    for one in difference.added:
        for mine, other in _sides(one.request):
            lines[mine.pk].append(_added(one, other))
    return lines


def _sides(request: MeetingRequest) -> Iterator[tuple[MeetingProfile, MeetingProfile]]:
    yield request.asker, request.asked
    yield request.asked, request.asker


def _name(profile: MeetingProfile, reader: str) -> str:
    return profile.registration.person.name_in(reader)


def _dropped(one: PlannedMeeting, other: MeetingProfile, difference: Difference) -> Line:
    def line(reader: str) -> str:
        values = {"person": _name(other, reader), "before": meeting_place(one, reader)}
        reason = difference.reasons.get(one.request_id)
        words = _("Cancelled: %(person)s, was %(before)s.") % values
        return f"{words} {reason.label}" if reason else words

    return line


def _moved(old: PlannedMeeting, new: PlannedMeeting, other: MeetingProfile) -> Line:
    def line(reader: str) -> str:
        places = {"before": meeting_place(old, reader), "place": meeting_place(new, reader)}
        values = {"person": _name(other, reader), **places}
        if places["before"] == places["place"]:
            return _("Another interpreter: %(person)s, %(place)s.") % values
        return _("Moved: %(person)s, now %(place)s (was %(before)s).") % values

    return line


def _added(one: PlannedMeeting, other: MeetingProfile) -> Line:
    def line(reader: str) -> str:
        return _("New: %(person)s, %(place)s.") % {
            "person": _name(other, reader),
            "place": meeting_place(one, reader),
        }

    return line

"""The pages of an edition's organisers in their groups, and which of them is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.forum.models import Edition

register = template.Library()


@dataclass(frozen=True)
class Place:
    """A page: its route, and the routes of the pages that stand under it."""

    label: Promise | str
    route: str
    under: Sequence[str] = ()
    what: str = ""
    url: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Group:
    """Pages of one kind of work; a group leads to its first page."""

    label: Promise | str
    places: Sequence[Place]

    @property
    def is_open(self) -> bool:
        return any(one.is_open for one in self.places)


GROUPS = (
    Group(
        pgettext_lazy("of a forum", "Programme"),
        (
            Place(_("Edition and sites"), "organise-edition", ("add-forum-part", "change-forum-part")),
            Place(
                pgettext_lazy("of a forum", "Sessions"),
                "organise-sessions",
                ("add-forum-session", "organise-session", "place-forum-session", "add-appearance"),
            ),
            Place(_("Schedule editor"), "organise-schedule", ("timetable-proposals", "timetable-proposal")),
            Place(pgettext_lazy("of a programme", "Release"), "organise-release"),
            Place(
                _("Call for contributions"),
                "forum-calls",
                ("forum-call-desk", "change-forum-call", "open-forum-call", "seat-forum-reviewer"),
            ),
            Place(_("Mails of this edition"), "forum-mails"),
        ),
    ),
    Group(
        pgettext_lazy("of a forum", "People"),
        (
            Place(_("Registrations"), "registrations", ("registration", "decide-registration")),
            Place(_("Form and categories"), "registration-setup", ("save-registration-setup",)),
            Place(
                _("Check-in and badges"),
                "check-in",
                (
                    *("check-ins", "check-in-setup", "add-check", "change-check", "add-station"),
                    *("change-station", "renew-station", "badges", "print-badges"),
                ),
            ),
            Place(
                _("Delegations"),
                "delegations",
                (
                    *("add-delegation", "delegation", "change-delegation", "read-delegates"),
                    *("confirm-delegates", "add-delegate", "change-delegate", "stay-of-delegate"),
                ),
            ),
            Place(_("Letters of invitation"), "letters", ("issue-letter", "issuer")),
            Place(_("Arrivals and hotels"), "organisers-list", what="arrivals"),
        ),
    ),
    Group(
        pgettext_lazy("work of the organisers", "Meetings"),
        (
            Place(
                pgettext_lazy("1:1 meetings", "Planning"), "forum-meetings-desk", ("forum-meetings-change",)
            ),
            Place(_("Fixed meetings"), "forum-fixed-meetings"),
            Place(
                pgettext_lazy("1:1 meetings", "On the day"),
                "forum-meetings-day",
                ("forum-meetings-day-change", "forum-plan-changes"),
            ),
            Place(
                pgettext_lazy("1:1 meetings", "What became of them"),
                "forum-meeting-results",
                ("forum-meeting-result",),
            ),
        ),
    ),
    Group(
        pgettext_lazy("work of the organisers", "Results"),
        (
            Place(_("Signing ceremony"), "forum-signings", ("forum-paper", "plan-signing", "sign-on-stage")),
            Place(_("Certificates of attendance"), "certificates"),
            Place(pgettext_lazy("of a forum", "Feedback"), "feedback-results"),
            Place(pgettext_lazy("an edition of the forum", "In figures"), "forum-figures"),
            Place(pgettext_lazy("of a forum", "Proceedings"), "forum-proceedings"),
            Place(pgettext_lazy("of an edition", "Export"), "forum-exports"),
        ),
    ),
)


@register.simple_tag(takes_context=True)
def organisers_groups(context: dict[str, Any], edition: Edition) -> Sequence[Group]:
    """Return the groups with the addresses of this edition, the open page marked."""
    match = context["request"].resolver_match
    route = match.url_name if match else ""
    return [replace(group, places=[_placed(one, edition, route) for one in group.places]) for group in GROUPS]


def _placed(place: Place, edition: Edition, route: str) -> Place:
    given = [edition.code, place.what] if place.what else [edition.code]
    is_open = route == place.route or route in place.under
    return replace(place, url=reverse(place.route, args=given), is_open=is_open)

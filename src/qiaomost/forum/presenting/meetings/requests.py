"""One's requests, and the steps that one may take with each."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.common.transitions import verbs_of
from qiaomost.forum.models import MeetingProfile, MeetingRequest, Unplanned
from qiaomost.forum.permissions.meetings import may_take
from qiaomost.forum.presenting.meetings.people import Partner, partner_of
from qiaomost.forum.selectors.meeting_plans import unplanned_of
from qiaomost.forum.selectors.meetings import colleagues_of, requests_of
from qiaomost.forum.states.meetings import REQUEST_TRANSITIONS, TO_PLAN, RequestState

VERB_LABELS: dict[str, str | Promise] = {
    "accept": pgettext_lazy("request for a meeting", "Accept"),
    "decline": pgettext_lazy("request for a meeting", "Decline"),
    "propose": _("Propose something else"),
    "agree": _("Agree to the day"),
    "pass_on": _("Ask the colleague instead"),
    "withdraw": pgettext_lazy("request for a meeting", "Withdraw"),
}


@dataclass(frozen=True, slots=True)
class Step:
    verb: str
    label: str
    asks: str


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as one of its two sides sees it."""

    request: MeetingRequest
    is_mine: bool
    other: Partner
    colleague: str
    steps: tuple[Step, ...]
    why_not: str = ""


def rows_of(mine: MeetingProfile, reader: str) -> list[RequestRow]:
    """All requests of ``mine``; a constant number of queries."""
    left, rows = unplanned_of(mine), requests_of(mine).prefetch_related(*_RECORDS)
    return [row_of(one, mine, reader, left.get(one.pk)) for one in rows]


_RECORDS = ("asker__records__texts", "asked__records__texts")


def row_of(
    request: MeetingRequest, mine: MeetingProfile, reader: str, left: Unplanned | None = None
) -> RequestRow:
    """One request for ``mine``; ``left``: the published plan has no place for it."""
    is_mine = request.asker_id == mine.pk
    other = request.asked if is_mine else request.asker
    colleague = request.colleague
    return RequestRow(
        request=request,
        is_mine=is_mine,
        other=partner_of(other, mine, reader),
        colleague=colleague.registration.person.name_in(reader) if colleague and colleague.is_listed else "",
        steps=tuple(_steps(request, mine)),
        why_not=str(left.get_reason_display()) if left and request.state in TO_PLAN else "",
    )


def _steps(request: MeetingRequest, mine: MeetingProfile) -> list[Step]:
    verbs = verbs_of(REQUEST_TRANSITIONS, RequestState(request.state))
    possible = [verb for verb in verbs if may_take(request, mine, verb)]
    if "agree" in possible and request.proposed_day is None:
        possible.remove("agree")
    if "pass_on" in possible and request.colleague_id is None:
        possible.remove("pass_on")
    asks = {"decline": "words", "propose": "proposal"}
    return [Step(verb, str(VERB_LABELS[verb]), asks.get(verb, "")) for verb in possible]


def colleagues_for(mine: MeetingProfile, reader: str) -> list[tuple[str, str]]:
    """Choices of a proposal: colleagues who take part in the meetings."""
    return [(str(one.pk), one.registration.person.name_in(reader)) for one in colleagues_of(mine)]

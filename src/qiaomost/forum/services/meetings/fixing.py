"""Meetings that the organisers put at their place, for guests of honour above all; every plan keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, Message, NotFound, TransitionRefused
from qiaomost.forum.models import (
    Edition,
    FixedMeeting,
    MeetingInterpreter,
    MeetingProfile,
    MeetingRequest,
    MeetingSlot,
    MeetingTable,
)
from qiaomost.forum.models.meetings import WORDS_LIMIT
from qiaomost.forum.permissions.meetings import is_shown
from qiaomost.forum.scheduling.problem import Meeting
from qiaomost.forum.scheduling.verifying import Breach, Rule, breaches
from qiaomost.forum.selectors.meetings import profiles
from qiaomost.forum.selectors.results import place_of, state_of
from qiaomost.forum.services.editions import lock_edition
from qiaomost.forum.services.meetings.mending import problem_now
from qiaomost.forum.services.meetings.problem import Numbered
from qiaomost.forum.states.meetings import OPEN_REQUESTS, RequestState
from qiaomost.forum.states.results import ResultState

CLASHES: Mapping[Rule, tuple[str, Message]] = {
    Rule.KNOWN: ("slot", gettext_lazy("This can’t be planned at present.")),
    Rule.PERSON_ONCE_AT_A_TIME: ("person", gettext_lazy("This person has another fixed meeting then.")),
    Rule.PERSON_TRAVEL: (
        "person",
        gettext_lazy("This person can’t be there in time from another fixed meeting, or for it."),
    ),
    Rule.PERSON_FREE: (
        "person",
        gettext_lazy("This person is taken up then: by a session, a blocked time, or the way from or to it."),
    ),
    Rule.PERSON_SITE: ("person", gettext_lazy("This person can’t be met at this site.")),
    Rule.AGREED_DAY: ("slot", gettext_lazy("The two agreed on another day.")),
    Rule.LIMIT: ("person", gettext_lazy("This person has as many fixed meetings as they want.")),
    Rule.TABLE_ONCE_AT_A_TIME: ("table", gettext_lazy("Another fixed meeting is held at this table then.")),
    Rule.TABLE_OPEN: ("table", gettext_lazy("This table can’t be used then.")),
    Rule.INTERPRETER_NEEDED: (
        "interpreter",
        gettext_lazy("The two share no language, and no interpreter is free for them then."),
    ),
    Rule.INTERPRETER_LANGUAGES: ("interpreter", gettext_lazy("The two do not need this interpreter.")),
    Rule.INTERPRETER_ONCE_AT_A_TIME: (
        "interpreter",
        gettext_lazy("This interpreter has another fixed meeting then."),
    ),
    Rule.INTERPRETER_TRAVEL: (
        "interpreter",
        gettext_lazy("This interpreter can’t be there in time from another fixed meeting, or for it."),
    ),
    Rule.INTERPRETER_HOURS: ("interpreter", gettext_lazy("This interpreter does not work then.")),
    Rule.INTERPRETER_SITE: ("interpreter", gettext_lazy("This interpreter does not work at this site.")),
}
"""Broken rule → the field beside which the reason stands, and the reason; ``person`` is one of the two."""


@dataclass(frozen=True, slots=True)
class FixedDraft:
    """Two profiles, where and when; without an interpreter one is looked for where the two share no language."""

    one_id: UUID
    other_id: UUID
    slot_id: int
    table_id: int
    interpreter_id: int | None = None
    words: str = ""


@transaction.atomic
def fix_meeting(*, actor: User, edition_id: UUID, draft: FixedDraft, now: datetime) -> FixedMeeting:
    """Put a meeting of two at its place. Where neither asked the other, the organisers arrange it, and say why.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        Invalid: somebody or something is not known, or it clashes; the reason stands beside what clashes.
    """
    edition = lock_edition(actor, edition_id)
    one, other = _profile(edition, draft.one_id, "one"), _profile(edition, draft.other_id, "other")
    if one.pk == other.pk:
        raise Invalid(fields={"other": _("Choose two different people.")})
    slot, table = _place(edition, draft, now)
    request = _request(actor, one, other, draft, now)
    meeting = _fitting(edition, request, slot, table, draft)
    values = {"slot": slot, "table": table, "interpreter_id": meeting.interpreter}
    row, _made = FixedMeeting.objects.update_or_create(request=request, defaults=values)
    audit.record(actor, "fix_meeting", row, now=now)
    return row


@transaction.atomic
def release_meeting(*, actor: User, edition_id: UUID, fixed_id: int, now: datetime) -> None:
    """Let plans put a meeting elsewhere again. One that was arranged and is in no published plan is withdrawn.

    Raises:
        NotFound, NotAllowed: there is none, or ``actor`` does not organise the edition.
    """
    edition = lock_edition(actor, edition_id)
    row = FixedMeeting.objects.filter(request__edition=edition, pk=fixed_id).select_related("request").first()
    if row is None:
        raise NotFound
    request = row.request
    audit.record(actor, "release_meeting", row, now=now)
    row.delete()
    if request.is_arranged and place_of(request) is None:
        request.state, request.answered_at = RequestState.WITHDRAWN, now
        request.version += 1
        request.save(update_fields=["state", "answered_at", "version"])


def clashes_of(edition: Edition) -> dict[UUID, str]:
    """Request → why its fixed meeting can't be kept as things are now; plans put such a one elsewhere."""
    rows = list(FixedMeeting.objects.filter(request__edition=edition))
    numbered = problem_now(edition)
    kept = {one.request for one in numbered.problem.fixed}
    meetings = [
        Meeting(numbered.requests[one.request_id], one.slot_id, one.table_id, one.interpreter_id)
        for one in rows
        if one.request_id in numbered.requests
    ]
    found = breaches(replace(numbered.problem, fixed=()), meetings)
    reasons = {request: str(CLASHES[one.rule][1]) for one in reversed(found) for request in one.requests}
    missing = str(CLASHES[Rule.KNOWN][1])
    return {
        one.request_id: reasons.get(numbered.requests.get(one.request_id, 0), missing)
        for one in rows
        if numbered.requests.get(one.request_id) not in kept
    }


def _profile(edition: Edition, profile_id: UUID, field: str) -> MeetingProfile:
    profile = profiles().filter(registration__edition=edition, pk=profile_id).first()
    if profile is None or not is_shown(profile):
        raise Invalid(fields={field: _("Choose somebody who takes part in the meetings.")})
    return profile


def _place(edition: Edition, draft: FixedDraft, now: datetime) -> tuple[MeetingSlot, MeetingTable]:
    slot = MeetingSlot.objects.filter(site__edition=edition, pk=draft.slot_id).first()
    table = MeetingTable.objects.filter(room__site__edition=edition, pk=draft.table_id)
    table_row = table.select_related("room").first()
    if slot is None or slot.starts_at <= now:
        raise Invalid(fields={"slot": _("Choose a time that is still to come.")})
    if table_row is None or table_row.room.site_id != slot.site_id:
        raise Invalid(fields={"table": _("Choose a table at the site of that time.")})
    return slot, table_row


def _request(
    actor: User, one: MeetingProfile, other: MeetingProfile, draft: FixedDraft, now: datetime
) -> MeetingRequest:
    """The open request between the two, accepted now; else a new one that the organisers arrange."""
    between = Q(asker=one, asked=other) | Q(asker=other, asked=one)
    request = MeetingRequest.objects.filter(between, state__in=sorted(OPEN_REQUESTS)).first()
    if request is None:
        return _arranged(actor, one, other, draft, now)
    if state_of(request) != ResultState.PLANNED:
        raise TransitionRefused(_("The two have met already, or their meeting was cancelled."))
    if request.state != RequestState.ACCEPTED:
        request.state, request.answered_at = RequestState.ACCEPTED, now
        request.version += 1
        request.save(update_fields=["state", "answered_at", "version"])
    return request


def _arranged(
    actor: User, one: MeetingProfile, other: MeetingProfile, draft: FixedDraft, now: datetime
) -> MeetingRequest:
    words = cleaned_prose(draft.words)
    if not words or len(words) > WORDS_LIMIT:
        raise Invalid(
            fields={
                "words": _("Neither asked the other yet: say to both why they meet, in 1,000 characters.")
            }
        )
    request = MeetingRequest.objects.create(
        edition_id=one.registration.edition_id,
        asker=one,
        asked=other,
        state=RequestState.ACCEPTED,
        language=actor.language or one.registration.language,
        reason=words,
        is_arranged=True,
        made_at=now,
        answered_at=now,
    )
    audit.record(actor, "arrange_meeting", request, now=now)
    return request


def _fitting(
    edition: Edition, request: MeetingRequest, slot: MeetingSlot, table: MeetingTable, draft: FixedDraft
) -> Meeting:
    """The meeting with the interpreter that was chosen, or with the first who can.

    Raises:
        Invalid: it clashes.
    """
    numbered = problem_now(edition)
    number = numbered.requests[request.pk]
    others = [one for one in numbered.problem.fixed if one.request != number]
    chosen = draft.interpreter_id
    rows = MeetingInterpreter.objects.filter(edition=edition).values_list("pk", flat=True)
    options = [None, *rows] if chosen is None else [chosen]
    refused: list[Sequence[Breach]] = []
    for interpreter in options:
        meeting = Meeting(number, slot.pk, table.pk, interpreter)
        found = breaches(replace(numbered.problem, fixed=()), [*others, meeting])
        if not found:
            return meeting
        refused.append(found)
    raise Invalid(fields=_reasons(numbered, number, min(refused, key=len)))


def _reasons(numbered: Numbered, number: int, found: Sequence[Breach]) -> dict[str, Message]:
    sides = next(one.sides for one in numbered.problem.requests if one.id == number)
    fields = dict(zip(sides, ("one", "other"), strict=True))
    reasons: dict[str, Message] = {}
    for one in found:
        field, message = CLASHES[one.rule]
        if field == "person":
            field = fields.get(one.subject or 0, "slot")
        reasons.setdefault(field, message)
    return reasons

"""From the table into the pipeline: a held meeting goes on as an expression of interest."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common.errors import Invalid, NotFound, TransitionRefused
from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.forum.models import Edition, PlannedMeeting
from qiaomost.forum.selectors.meetings import records_to_continue
from qiaomost.forum.selectors.results import own_meeting, place_of, reference_of, state_of
from qiaomost.forum.states.results import ResultState
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.models import Case
from qiaomost.partnering.models.cases import Origin
from qiaomost.partnering.services import Beginning, InterestDraft, start_interest


@transaction.atomic
def continue_meeting(
    *, actor: User, edition: Edition, request_id: UUID, record_id: UUID, draft: InterestDraft, now: datetime
) -> Case:
    """Begin an expression of interest in a record of the other side; the case keeps at which table it began.

    Its advisers are seated as those of every other interest: one's own when it is submitted, the other side's when it
    is forwarded.

    Raises:
        NotFound: ``actor`` has no part in the meeting, or it has no place in the published plan.
        NotAllowed: ``actor`` does not write for the organisation as which they take part.
        TransitionRefused: the meeting was not held, they take part without an organisation, or the record is closed.
        Conflict: the organisation has an open case about this record already.
        Invalid: the record is none of the other side's, or a field breaks a rule.
    """
    mine, request = own_meeting(actor, edition, request_id)
    place, organisation = place_of(request), mine.registration.organisation
    if place is None:
        raise NotFound
    if state_of(request) != ResultState.HELD:
        raise TransitionRefused(_("Only a meeting that was held goes on as an expression of interest."))
    if organisation is None:
        raise TransitionRefused(_("You take part without an organisation; only members express interest."))
    other = request.asked if request.asker_id == mine.pk else request.asker
    if not records_to_continue(other, standing_of(actor)).filter(pk=record_id).exists():
        raise Invalid(fields={"record": _("Choose a record of the other side that is open for interest.")})
    return start_interest(
        actor=actor,
        record_id=record_id,
        organisation_id=organisation.pk,
        draft=draft,
        now=now,
        beginning=beginning_at(place),
    )


def beginning_at(place: PlannedMeeting) -> Beginning:
    """What a case keeps of the meeting that it began with; the day is the one at the site."""
    site = place.slot.site
    edition = place.plan.edition
    words = {}
    for language, interface in INTERFACE_CODES.items():
        with translation.override(interface):
            words[language] = _("%(edition)s, %(site)s, %(room)s, table %(number)d") % {
                "edition": edition.name_in(language),
                "site": site.name_in(language),
                "room": place.table.room.name_in(language),
                "number": place.table.number,
            }
    day = place.slot.starts_at.astimezone(site.zone).date()
    return Beginning(Origin.MEETING, reference_of(edition, place.request), words, day)

"""What an award opens: a case with an accepted interest between answerer and owner, for the advisers to introduce."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from qiaomost.accounts.models import User
from qiaomost.common.errors import TransitionRefused
from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.network.models import Membership
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Answer, Call, Case, Interest, Participant
from qiaomost.partnering.models.cases import Origin, ParticipantRole
from qiaomost.partnering.services.advising import seat_adviser
from qiaomost.partnering.services.steps import settle, tell
from qiaomost.partnering.states import InterestState, Side, Stage, Turn


def open_case(call: Call, answer: Answer, *, actor: User, now: datetime) -> Case:
    """Open the case of an awarded answer, or return the one that both sides have about the challenge already.

    Raises:
        TransitionRefused: nobody advises a side, or nobody of a side is there to lead it.
    """
    record = call.record
    present = Case.objects.filter(
        record=record, sender_organisation_id=answer.organisation_id, closed_at__isnull=True
    ).first()
    if present is not None:
        return present
    case = Case.objects.create(
        record=record,
        origin=Origin.ANSWER,
        sender_organisation_id=answer.organisation_id,
        owner_organisation_id=record.organisation_id,
        stage=Stage.DRAFT,
        turn=Turn.SENDER,
        opened_at=now,
    )
    _accept(case, answer, now)
    owners = (record.author_id, call.opened_by_id, actor.pk)
    _lead(case, Side.SENDER, (answer.author_id,), now)
    _lead(case, Side.OWNER, owners, now)
    for side in Side:
        seat_adviser(case, side, now=now)
    settle(case, now=now)
    tell(case, Topic.INTEREST_SUBMITTED, actor=None, now=answer.submitted_at or now)
    tell(case, Topic.INTEREST_ACCEPTED, actor=actor, now=now, answer=str(answer.pk))
    return case


def _accept(case: Case, answer: Answer, now: datetime) -> None:
    with override(INTERFACE_CODES[answer.language]):
        request = _("As set out in our answer to the challenge, awarded after its public notice.")
    Interest.objects.create(
        case=case,
        state=InterestState.ACCEPTED,
        language=answer.language,
        offer=answer.title,
        request=request,
        submitted_at=answer.submitted_at,
        delivered_at=now,
        answered_at=now,
        answer=answer.reason,
    )


def _lead(case: Case, side: Side, candidates: tuple[UUID | None, ...], now: datetime) -> None:
    """The first of ``candidates`` who still belongs to the side's organisation leads it, else anybody who does."""
    organisation = case.organisation_of(side)
    members = Membership.objects.filter(organisation=organisation, is_active=True, user__is_active=True)
    there = list(members.order_by("since", "pk").values_list("user_id", flat=True))
    leader = next((one for one in candidates if one in there), None) or next(iter(there), None)
    if leader is None:
        raise TransitionRefused(_("Nobody of this organisation is there to lead its side."), code="no_leader")
    Participant.objects.create(case=case, user_id=leader, side=side, role=ParticipantRole.LEAD, since=now)

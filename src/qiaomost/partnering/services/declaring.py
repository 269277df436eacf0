"""Files of a side without a record: its officer is asked, and declares for the case."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common.errors import NotFound, TransitionRefused
from qiaomost.compliance.models import Declaration
from qiaomost.compliance.permissions.officers import organisations_as_officer
from qiaomost.compliance.services.declaring import DeclarationDraft, declare_for_case
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Case, CaseEvent
from qiaomost.partnering.services.crossing import needs_declaration
from qiaomost.partnering.services.rooms import is_opened, writing
from qiaomost.partnering.services.steps import lock_case, tell
from qiaomost.partnering.states import Side


@transaction.atomic
def ask_declaration(*, actor: User, case_id: UUID, now: datetime) -> CaseEvent:
    """Ask the compliance officers of one's side to declare what it hands over.

    Raises:
        NotFound, NotAllowed, RoomClosed: ``actor`` may not write in this room.
        TransitionRefused: the files of this side rest on no declaration.
    """
    guest = writing(actor, case_id)
    if not needs_declaration(guest.case, guest.side):
        raise TransitionRefused(_("Files of your side need no declaration."))
    return tell(guest.case, Topic.DECLARATION_ASKED, actor=actor, now=now, side=guest.side.value)


@transaction.atomic
def declare_files(
    *, actor: User, case_id: UUID, side: Side, draft: DeclarationDraft, now: datetime
) -> Declaration:
    """Declare, as a compliance officer of ``side``, what a list makes of what it hands over in this case.

    Raises:
        NotFound: there is no such case with a room, or ``actor`` is no officer of the side.
        TransitionRefused: the side has a record in the case, which is classified instead, or the edition is not in
            force.
        Invalid: as ``declare_for_case``.
    """
    case = declared_case(actor, lock_case(case_id), side)
    if not needs_declaration(case, side):
        raise TransitionRefused(_("Files of your side need no declaration."))
    declaration = declare_for_case(
        actor=actor, case_id=case.pk, organisation=case.organisation_of(side), draft=draft, now=now
    )
    tell(case, Topic.DECLARATION_MADE, actor=actor, now=now, side=side.value, answer=declaration.answer)
    return declaration


def declared_case(actor: User, case: Case, side: Side) -> Case:
    """Return a case to an officer of one of its sides, who is nothing else in it.

    Raises:
        NotFound: its room was never opened, or ``actor`` is no officer of ``side``.
    """
    if not is_opened(case) or case.organisation_of(side).pk not in organisations_as_officer(
        standing_of(actor)
    ):
        raise NotFound
    return case

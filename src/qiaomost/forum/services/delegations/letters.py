"""Letters of invitation for the members of a delegation, as its contact person asks for them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, TransitionRefused
from qiaomost.forum.models import DelegationMember
from qiaomost.forum.selectors.delegations import members_of
from qiaomost.forum.selectors.issued import letters_of
from qiaomost.forum.services.delegations.keeping import lock_delegation


@transaction.atomic
def ask_for_letters(*, actor: User, delegation_id: UUID, has_consents: bool, now: datetime) -> int:
    """Ask for a letter for each member who is ready for one; return for how many.

    ``has_consents``: the contact person states that these members have agreed in writing to the use of their passport
    data, and the audit trail keeps that they did.

    Raises:
        NotFound, NotAllowed: ``actor`` does not look after the delegation.
        Invalid: the consents are not stated.
        TransitionRefused: nobody is ready.
    """
    delegation = lock_delegation(actor, delegation_id)
    ready = letters_of(members_of(delegation)).ready
    if not ready:
        raise TransitionRefused(_("Nobody here is ready for a letter."), code="nobody_ready")
    if not has_consents:
        raise Invalid(fields={"has_consents": _("Say that these persons have agreed in writing.")})
    DelegationMember.objects.filter(pk__in=[one.pk for one in ready]).update(letter_asked_at=now)
    for member in ready:
        audit.record(actor, "ask_for_letter", member.registration, now=now)
    return len(ready)

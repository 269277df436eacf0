"""What two persons say of a hit: the first proposes, another one agrees or sends it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit, outbox
from qiaomost.common.errors import Conflict, Invalid, NotAllowed, NotFound
from qiaomost.common.transitions import next_state
from qiaomost.compliance.models import Screening, ScreeningHit
from qiaomost.compliance.models.screening import REASON_LIMIT
from qiaomost.compliance.permissions.parties import can_decide_hits, can_screen_parties
from qiaomost.compliance.services.screening import settle
from qiaomost.compliance.states.screening import DECIDED, HIT_TRANSITIONS, PROPOSED, HitState
from qiaomost.network.selectors import standing_of
from qiaomost.network.services.checks import require
from qiaosearch.text.normalise import clean


@transaction.atomic
def decide_hit(*, actor: User, hit_id: int, verb: str, reason: str, now: datetime) -> ScreeningHit:
    """Say something of a hit, with a reason: a verb of ``HIT_TRANSITIONS``.

    ``propose_confirm`` and ``propose_dismiss`` are the first person's, ``confirm`` and ``dismiss`` another's;
    ``send_back`` and ``reopen`` take back what was said, which stays in the audit trail.

    Raises:
        NotFound: there is no such hit or verb, or ``actor`` may not know of it.
        NotAllowed: the case is ``actor``'s own, or ``actor`` is the first person and would be the second.
        Conflict: the party was screened again meanwhile.
        TransitionRefused: the state of the hit does not allow the verb.
        Invalid: there is no reason, or it is too long.
    """
    screening, hit = _locked(actor, hit_id)
    if verb not in HIT_TRANSITIONS:
        raise NotFound
    require(can_decide_hits(standing_of(actor), screening))
    state = next_state(HIT_TRANSITIONS, HitState(hit.state), verb)
    if not screening.is_current:
        raise Conflict(_("The party was screened again meanwhile. Look at its last screening."))
    if state in DECIDED and hit.proposed_by_id == actor.pk:
        raise NotAllowed(
            _("Whoever proposed it does not decide it: a second person does."), code="not_the_second_person"
        )
    _say(hit, state, actor=actor, reason=_reason(reason), now=now)
    audit.record(actor, verb, hit, now=now, reason=reason, state=state)
    if settle(screening):
        outbox.record(
            "compliance.screening_settled", now=now, screening_id=screening.pk, state=screening.state
        )
    return hit


def _locked(actor: User, hit_id: int) -> tuple[Screening, ScreeningHit]:
    """Read a hit under the lock of its screening: of two decisions at once, the second sees the first."""
    require_known = can_screen_parties(standing_of(actor))
    of_hit = Screening.objects.select_for_update(of=("self",)).filter(hits=hit_id) if require_known else None
    screening = of_hit.select_related("person").first() if of_hit is not None else None
    if screening is None:
        raise NotFound
    return screening, ScreeningHit.objects.get(pk=hit_id)


def _say(hit: ScreeningHit, state: HitState, *, actor: User, reason: str, now: datetime) -> None:
    hit.state = state
    if state in PROPOSED:
        hit.proposed_by, hit.proposed_at, hit.proposal_reason = actor, now, reason
    elif state in DECIDED:
        hit.decided_by, hit.decided_at, hit.decision_reason = actor, now, reason
    else:
        hit.proposed_by = hit.proposed_at = hit.decided_by = hit.decided_at = None
        hit.proposal_reason = hit.decision_reason = ""
    hit.save()


def _reason(text: str) -> str:
    words = clean(text).strip()
    if not words:
        raise Invalid(fields={"reason": _("Say why: whoever looks at this later has nothing else to go by.")})
    if len(words) > REASON_LIMIT:
        raise Invalid(fields={"reason": _("At most %(limit)s characters.") % {"limit": REASON_LIMIT}})
    return words

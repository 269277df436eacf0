"""Who screens parties and decides hits."""

from __future__ import annotations

from qiaomost.compliance.models import Screening
from qiaomost.network.models import Role
from qiaomost.network.permissions import Standing


def can_screen_parties(standing: Standing) -> bool:
    """See the desk of screening and screen parties: compliance officers, and administrators of the node."""
    return standing.has_role(Role.COMPLIANCE_OFFICER) or standing.is_administrator


def can_decide_hits(standing: Standing, screening: Screening) -> bool:
    """Decide hits: who screens parties, but nobody in a case of their own or of their organisation."""
    person = screening.person
    is_self = person is not None and person.user_id is not None and person.user_id == standing.user_id
    organisation_id = person.organisation_id if person else screening.organisation_id
    is_own = organisation_id is not None and standing.belongs_to(organisation_id)
    return can_screen_parties(standing) and not is_self and not is_own

"""Who brings an agreement to the stage, and who reads what an edition leaves behind."""

from __future__ import annotations

from qiaomost.accounts.models import User
from qiaomost.forum.models import Edition, Registration, Session
from qiaomost.forum.permissions import can_add_material, can_organise
from qiaomost.forum.states import EditionState, RegistrationState
from qiaomost.network.permissions import Standing
from qiaomost.partnering.models import Agreement
from qiaomost.partnering.permissions.agreements import seats_in
from qiaomost.partnering.states.agreements import AgreementRole

OFFER = frozenset({AgreementRole.LEAD, AgreementRole.SIGNATORY, AgreementRole.ADVISER})


def can_offer(standing: Standing, agreement: Agreement) -> bool:
    """Offer an agreement for a stage: those who sign for a side, and its advisers; reads ``case.participants``."""
    return any(role in OFFER for _side, role in seats_in(standing, agreement.case))


def can_read_figures(standing: Standing, edition: Edition) -> bool:
    """Read the reduced statistics and report: organisers always, everybody once the edition is closed."""
    return edition.state == EditionState.ARCHIVED or can_organise(standing, edition)


def can_read_all_materials(standing: Standing, session: Session, user: User | None) -> bool:
    """Read also the files of a session that are not public: who takes part, appears in it, or organises."""
    if user is None:
        return False
    takes_part = Registration.objects.filter(
        edition=session.edition_id, user=user, state=RegistrationState.ACCEPTED
    )
    return can_add_material(standing, session, user) or takes_part.exists()

"""What of a case crosses the border, and the gates of export control that it has to pass.

Every verb that leads further over the border asks here, so that no page, command or interface can go around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.common.errors import NotAllowed
from qiaomost.compliance.gates import Gate, GateStage, check_gate, require_declared, require_gate
from qiaomost.compliance.models import Purpose
from qiaomost.compliance.parties import require_parties_clear
from qiaomost.compliance.selectors.consent import has_withdrawn
from qiaomost.compliance.services.screening import screen_party
from qiaomost.network.models import Organisation
from qiaomost.partnering.models import Case
from qiaomost.partnering.states import Side


def crossings(case: Case) -> Iterator[tuple[Record, Organisation]]:
    """Each record of the case with whom it would reach."""
    yield case.record, case.sender_organisation
    if case.own_record is not None:
        yield case.own_record, case.owner_organisation


def gates_of(case: Case, stage: GateStage, *, now: datetime) -> list[tuple[Record, Gate]]:
    """Each record of the case with its gate at ``stage`` today."""
    return [
        (record, check_gate(stage=stage, record=record, counterpart=recipient, on=localdate(now)))
        for record, recipient in crossings(case)
    ]


def screen_sides(case: Case, *, now: datetime) -> None:
    """Compare both organisations with the screening lists in force, where that has not been done.

    Call it in a transaction of its own before ``require_sides_clear``: what it finds has to stay when that refuses.
    """
    for organisation in (case.sender_organisation, case.owner_organisation):
        screen_party(actor=None, organisation_id=organisation.pk, now=now)


def require_sides_clear(case: Case, *, now: datetime) -> None:
    """Check that no screening list stands against either organisation.

    Raises:
        PartyNotCleared: one of them has an open or confirmed hit; which, only those who screen are told.
    """
    require_parties_clear((case.sender_organisation, case.owner_organisation), now)


def require_consent_to_cross(actor: User, case: Case) -> None:
    """Check that ``actor`` has not taken back that their data and words go to the other country.

    Raises:
        NotAllowed: they have, and the sides are of two countries.
    """
    countries = {case.sender_organisation.country, case.owner_organisation.country}
    if len(countries) > 1 and has_withdrawn(actor.pk, Purpose.CROSS_BORDER_TRANSFER):
        raise NotAllowed(
            _(
                "You have withdrawn your consent to showing your data in the other country. "
                "Agree again under “My data”."
            ),
            code="consent_withdrawn",
        )


def require_handing_over(case: Case, side: Side, *, now: datetime) -> None:
    """Check that technical data of ``side`` may reach the other one: before an upload, and before each download.

    What a side hands over is judged by its own record; where it has none in the case, by what its officer declared.

    Raises:
        GateClosed: export control keeps it; with what is missing.
    """
    giver, on = case.organisation_of(side), localdate(now)
    pairs = [pair for pair in crossings(case) if pair[0].organisation_id == giver.pk]
    for record, recipient in pairs:
        require_gate(stage=GateStage.FILE, record=record, counterpart=recipient, on=on)
    if not pairs:
        recipient = case.organisation_of(side.other)
        require_declared(case_id=case.pk, giver=giver, recipient=recipient, on=on)


def needs_declaration(case: Case, side: Side) -> bool:
    """Whether files of ``side`` rest on a declaration: it has no record in the case, and they cross a border."""
    giver, recipient = case.organisation_of(side), case.organisation_of(side.other)
    owned = any(record.organisation_id == giver.pk for record, _recipient in crossings(case))
    return not owned and giver.country != recipient.country


def require_crossing(case: Case, stage: GateStage, *, now: datetime) -> None:
    """Check that export control lets every record of the case reach ``stage``.

    Raises:
        GateClosed: it does not; with what is missing.
    """
    for record, recipient in crossings(case):
        require_gate(stage=stage, record=record, counterpart=recipient, on=localdate(now))

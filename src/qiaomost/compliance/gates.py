"""The gates that partnering asks before each stage: the facts of today, and the decision of ``rules`` over them.

GateClosed (DomainError)    409  export control keeps the stage closed; ``gate.missing`` says what is wanted
"""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiaomost.catalogue.models import Record
from qiaomost.common.errors import DomainError
from qiaomost.compliance.models import ExportDocument
from qiaomost.compliance.rules import Facts, Gate, GateStage, Level, Requirement, decide
from qiaomost.compliance.selectors.classifying import CLASSIFIED_KINDS, findings_for
from qiaomost.network.models import Organisation

__all__ = [
    "Gate",
    "GateClosed",
    "GateStage",
    "Level",
    "Requirement",
    "check_gate",
    "facts_between",
    "require_gate",
]


class GateClosed(DomainError):
    """Export control keeps a stage closed."""

    status = HTTPStatus.CONFLICT
    code = "gate_closed"
    default_message = gettext_lazy("Export control keeps this closed.")

    def __init__(self, gate: Gate) -> None:
        super().__init__(_message(gate))
        self.gate = gate
        self.missing = gate.missing


def check_gate(*, stage: GateStage, record: Record, counterpart: Organisation, on: date) -> Gate:
    """Tell whether ``stage`` may begin between the owner of ``record`` and ``counterpart``.

    Args:
        stage: what is about to happen.
        record: what would cross the border; challenges count like achievements.
        counterpart: who would receive it. Documents for another recipient do not count.
        on: the day (of the node's time zone) for which editions and documents have to be in force.
    """
    return decide(stage, facts_between(record, counterpart, on=on))


def require_gate(*, stage: GateStage, record: Record, counterpart: Organisation, on: date) -> Gate:
    """Return the gate of ``check_gate``, which is open.

    Raises:
        GateClosed: it is not; with what is missing.
    """
    gate = check_gate(stage=stage, record=record, counterpart=counterpart, on=on)
    if not gate.is_open:
        raise GateClosed(gate)
    return gate


def facts_between(record: Record, counterpart: Organisation, *, on: date) -> Facts:
    """Read what decides every stage between the owner of ``record`` and ``counterpart`` on a day."""
    owner, recipient = record.organisation.country, counterpart.country
    is_exempt = record.kind not in CLASSIFIED_KINDS
    if is_exempt or owner == recipient:
        return Facts(owner, recipient, is_exempt=is_exempt)
    rows = ExportDocument.objects.filter(record=record, recipient=counterpart)
    documents = frozenset(row.kind for row in rows if row.is_valid_on(on))
    return Facts(owner, recipient, findings_for(record, on=on), documents)


def _message(gate: Gate) -> str:
    if gate.is_forbidden:
        return _("The control list prohibits this export: nothing may cross the border.")
    wanted = "; ".join(str(requirement.text) for requirement in gate.missing)
    return _("Export control keeps this closed. Still wanted: %(documents)s.") % {"documents": wanted}

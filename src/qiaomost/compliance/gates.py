"""The gates that partnering asks before each stage: the facts of today, and the decision of ``rules`` over them.

GateClosed (DomainError)    409  export control keeps the stage closed; ``gate.missing`` says what is wanted
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiaomost.catalogue.models import Record
from qiaomost.common.errors import DomainError
from qiaomost.compliance.models import Declaration, ExportDocument
from qiaomost.compliance.rules import Facts, Gate, GateStage, Level, Requirement, decide
from qiaomost.compliance.selectors.classifying import CLASSIFIED_KINDS, declared_findings, findings_for
from qiaomost.network.models import Organisation

__all__ = [
    "Gate",
    "GateClosed",
    "GateStage",
    "Level",
    "Requirement",
    "check_declared",
    "check_gate",
    "declarations_of",
    "facts_between",
    "require_declared",
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


def check_declared(*, case_id: UUID, giver: Organisation, recipient: Organisation, on: date) -> Gate:
    """Tell whether ``giver`` may hand files over in a case in which it has no record, by what its officers declared.

    A declaration stands for the classification, and names the documents that a record would have on file.
    """
    if giver.country == recipient.country:
        return decide(GateStage.FILE, Facts(giver.country, recipient.country))
    rows = list(declarations_of(case_id, giver.pk))
    findings = declared_findings(rows, giver.country, on=on)
    gate = decide(
        GateStage.FILE, Facts(giver.country, recipient.country, findings, _documents_declared(rows, on))
    )
    return replace(gate, missing=tuple(_declaration_wanted(one) for one in gate.missing))


def require_declared(*, case_id: UUID, giver: Organisation, recipient: Organisation, on: date) -> Gate:
    """Return the gate of ``check_declared``, which is open.

    Raises:
        GateClosed: it is not; with what is missing.
    """
    gate = check_declared(case_id=case_id, giver=giver, recipient=recipient, on=on)
    if not gate.is_open:
        raise GateClosed(gate)
    return gate


def declarations_of(case_id: UUID, organisation_id: UUID) -> QuerySet[Declaration]:
    """What officers of an organisation declared for a case, oldest first."""
    rows = Declaration.objects.filter(case_id=case_id, organisation_id=organisation_id)
    joined = rows.select_related("edition", "entry", "officer__person")
    return joined.prefetch_related("officer__person__names").order_by("pk")


def _documents_declared(rows: Iterable[Declaration], on: date) -> frozenset[str]:
    """The kinds of documents in force that the latest declarations name."""
    latest = {row.edition.control_list: row for row in rows}
    return frozenset(
        one["kind"]
        for row in latest.values()
        for one in row.documents
        if not one["valid_until"] or date.fromisoformat(one["valid_until"]) >= on
    )


def _declaration_wanted(one: Requirement) -> Requirement:
    if one.code != "classification":
        return one
    text = gettext_lazy("A declaration for this case by the compliance officer of the side that hands over")
    return Requirement("declaration", text)


def _message(gate: Gate) -> str:
    if gate.is_forbidden:
        return _("The control list prohibits this export: nothing may cross the border.")
    wanted = "; ".join(str(requirement.text) for requirement in gate.missing)
    return _("Export control keeps this closed. Still wanted: %(documents)s.") % {"documents": wanted}

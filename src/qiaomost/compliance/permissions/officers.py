"""What officers do, and who may look on. Predicates over a standing and a record."""

from __future__ import annotations

from uuid import UUID

from qiaomost.catalogue.models import Record
from qiaomost.network.models import Role
from qiaomost.network.permissions import Standing


def organisations_as_officer(standing: Standing) -> frozenset[UUID]:
    """The organisations for which ``standing`` decides."""
    held = Role.COMPLIANCE_OFFICER.value
    return frozenset(organisation for organisation, role in standing.memberships if role == held)


def can_decide(standing: Standing, record: Record) -> bool:
    """Classify a record, record and withdraw its documents: a compliance officer of its organisation, nobody else."""
    return record.organisation_id in organisations_as_officer(standing)


def can_see_gates(standing: Standing, record: Record) -> bool:
    """See what export control asks of a record: its own side, and administrators of the node."""
    return standing.belongs_to(record.organisation_id) or standing.is_administrator


def can_read_documents(standing: Standing, record: Record) -> bool:
    """Read the files of export documents: officers and advisers of the record's organisation."""
    return can_read_documents_of(standing, record.organisation_id)


def can_read_documents_of(standing: Standing, organisation_id: UUID) -> bool:
    """The same of what an organisation's officers declared for a case."""
    is_adviser = (organisation_id, Role.ADVISER.value) in standing.memberships
    return is_adviser or organisation_id in organisations_as_officer(standing)

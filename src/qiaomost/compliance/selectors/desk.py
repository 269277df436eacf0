"""What the desk of compliance officers shows: their records, their documents, the lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.selectors import record_for
from qiaomost.catalogue.states import RecordState
from qiaomost.common.errors import NotFound
from qiaomost.compliance.models import (
    Classification,
    ControlEdition,
    ControlEntry,
    Declaration,
    ExportDocument,
)
from qiaomost.compliance.permissions.officers import can_read_documents, can_read_documents_of, can_see_gates
from qiaomost.compliance.selectors.classifying import CLASSIFIED_KINDS
from qiaomost.compliance.states.documents import DocumentState
from qiaomost.network.models import Membership, Organisation, Role
from qiaomost.network.permissions import Standing

RUNS_OUT_WITHIN = timedelta(days=60)
NOT_YET = (RecordState.DRAFT, RecordState.RETURNED, RecordState.EXPIRED, RecordState.ARCHIVED)
"""States in which a record waits for nobody's classification: with its author, or over."""


def records_of(organisations: Collection[UUID]) -> QuerySet[Record]:
    """The achievements and challenges of some organisations, last changed first, with what a list shows."""
    rows = Record.objects.filter(organisation_id__in=organisations, kind__in=CLASSIFIED_KINDS)
    shown = rows.exclude(state__in=NOT_YET).select_related("organisation")
    return shown.prefetch_related("texts", "organisation__names").order_by("-updated_at", "pk")


def documents_running_out(organisations: Collection[UUID], *, on: date) -> QuerySet[ExportDocument]:
    """Documents of some organisations' records that end within ``RUNS_OUT_WITHIN``, the first to end first."""
    rows = ExportDocument.objects.filter(
        record__organisation_id__in=organisations, state=DocumentState.RECORDED
    )
    ending = rows.filter(valid_until__gte=on, valid_until__lte=on + RUNS_OUT_WITHIN)
    return _with_parties(ending).order_by("valid_until", "pk")


def documents_of(record: Record) -> QuerySet[ExportDocument]:
    """All documents of a record, the latest first."""
    return _with_parties(record.export_documents.all()).order_by("-recorded_at", "pk")


def _with_parties(rows: QuerySet[ExportDocument]) -> QuerySet[ExportDocument]:
    joined = rows.select_related("record", "recipient", "officer__person", "withdrawn_by__person")
    names = ("officer__person__names", "withdrawn_by__person__names")
    return joined.prefetch_related("recipient__names", "record__texts", *names)


def answers_of(record: Record) -> QuerySet[Classification]:
    """All answers for a record, the latest first."""
    rows = Classification.objects.filter(record=record).select_related("edition", "entry", "officer__person")
    return rows.prefetch_related("officer__person__names").order_by("-pk")


def record_of_standing(standing: Standing, record_id: UUID) -> Record:
    """Read a record whose gates ``standing`` may see.

    Raises:
        NotFound: there is none, or ``standing`` may not know of it, or is not of its side.
    """
    record = record_for(standing, record_id)
    if not can_see_gates(standing, record):
        raise NotFound
    return record


def document_for(standing: Standing, document_id: UUID) -> ExportDocument:
    """Read a document whose file ``standing`` may read.

    Raises:
        NotFound: there is none, or its file is not for ``standing``.
    """
    document = ExportDocument.objects.select_related("record").filter(pk=document_id).first()
    if document is None or not can_read_documents(standing, document.record):
        raise NotFound
    return document


def declared_file(standing: Standing, declaration_id: int, sha256: str) -> Mapping[str, Any]:
    """Read what a declaration keeps of a document's file, for those who may read it.

    Raises:
        NotFound: there is none, or it is not for ``standing``.
    """
    row = Declaration.objects.filter(pk=declaration_id).first()
    if row is None or not can_read_documents_of(standing, row.organisation_id):
        raise NotFound
    found = next((one for one in row.documents if one.get("sha256") == sha256), None)
    if found is None:
        raise NotFound
    return cast(Mapping[str, Any], found)


def officers_of(organisations: Collection[UUID]) -> QuerySet[Membership]:
    """The compliance officers of some organisations, with their names."""
    rows = Membership.objects.filter(
        organisation_id__in=organisations, role=Role.COMPLIANCE_OFFICER, is_active=True, user__is_active=True
    )
    return rows.select_related("user__person").prefetch_related("user__person__names").order_by("pk")


def possible_recipients(record: Record) -> QuerySet[Organisation]:
    """Member organisations of the other country, with their names."""
    others = Organisation.objects.filter(is_member=True).exclude(country=record.organisation.country)
    return others.prefetch_related("names").order_by("region", "pk")


def editions_listed() -> QuerySet[ControlEdition]:
    """All editions, list by list, the latest first; ``size`` is how many entries each has."""
    rows = ControlEdition.objects.annotate(size=Count("entries"))
    return rows.order_by("control_list", "-valid_from", "-pk")


def entries_listed(edition: ControlEdition, words: str) -> QuerySet[ControlEntry]:
    """The entries of an edition whose code, name or control points contain ``words``, by code."""
    found = Q(code__icontains=words)
    for language in ("zh", "ru", "en"):
        found |= Q(**{f"name_{language}__icontains": words})
        found |= Q(**{f"control_points_{language}__icontains": words})
    rows = edition.entries.all()
    return (rows.filter(found) if words else rows).order_by("code")

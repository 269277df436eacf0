"""Records, organisations, experts and subjects as plain values, cut to what their reader may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from qiaomost.catalogue.models import Record, RecordKind, Subject
from qiaomost.catalogue.permissions import can_see_owner
from qiaomost.catalogue.selectors import (
    draft_of,
    published_among,
    readable_texts,
    sections_visible,
    text_for,
)
from qiaomost.catalogue.selectors.harvesting import Change
from qiaomost.common.languages import LanguageCode
from qiaomost.discovery.serialising import address_of
from qiaomost.network.gazetteer import city_in
from qiaomost.network.models import Organisation
from qiaomost.network.permissions import Standing


def record_values(
    record: Record, standing: Standing, reader: str, evidence: Collection[UUID] | None = None
) -> dict[str, Any]:
    """Return the shape ``schemas.Record``; ``record`` comes with its content.

    ``evidence`` are the records that speak for others and that ``standing`` may see, as ``evidence_seen`` tells; if
    absent, they are asked for.
    """
    seen = evidence_seen([record], standing) if evidence is None else evidence
    draft = draft_of(record)
    facts = asdict(draft.facts)
    facts.pop("person_id", None)
    return {
        "id": str(record.pk),
        "kind": record.kind,
        "state": record.state,
        "language": record.source_language,
        "country": record.organisation.country,
        "organisation": _owner(record, standing, reader),
        "person": record.expert.person.name_in(reader) if record.kind == RecordKind.EXPERT else None,
        "open_for_interest": record.open_for_interest,
        "subjects": [
            {"code": subject.code, "label": subject.label_in(reader)}
            for subject in sorted(record.subjects.all(), key=lambda subject: subject.position)
        ],
        "texts": [
            {
                "language": text.language,
                "origin": text.origin,
                "state": text.state,
                "sections": sections_visible(standing, record, text),
                "acceptance_criteria": text.acceptance_criteria,
                "keywords": text.keywords,
            }
            for text in sorted(readable_texts(record), key=lambda text: text.language)
        ],
        "facts": _plain(facts),
        "evidence": _evidence(record, seen),
        "updated": record.updated_at.isoformat(),
        "url": address_of(str(record.pk)),
    }


def record_line(record: Record, standing: Standing, reader: str) -> dict[str, Any]:
    """Return the shape ``schemas.RecordLine``."""
    return {
        "id": str(record.pk),
        "kind": record.kind,
        **_title(record, standing, reader),
        "language": record.source_language,
        "country": record.organisation.country,
        "organisation": _owner(record, standing, reader),
        "open_for_interest": record.open_for_interest,
        "subjects": _codes(record),
        "published": record.published_at.isoformat() if record.published_at else "",
        "updated": record.updated_at.isoformat(),
        "url": address_of(str(record.pk)),
    }


def evidence_seen(records: Iterable[Record], standing: Standing) -> frozenset[UUID]:
    """The published records that speak for one of ``records`` and that ``standing`` may see; one query."""
    named = {item.target_id for record in records for item in record.evidence.all() if item.target_id}
    return frozenset(published_among(standing, named)) if named else frozenset()


def change_values(
    change: Change, standing: Standing, reader: str, evidence: Collection[UUID]
) -> dict[str, Any]:
    """Return the shape ``schemas.Change``; ``evidence`` is as for ``record_values``."""
    return {
        "id": str(change.record_id),
        "changed": instant(change.changed_at),
        "record": record_values(change.record, standing, reader, evidence) if change.record else None,
    }


def instant(moment: datetime) -> str:
    """A time as an address can have it without encoding."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def expert_values(record: Record, standing: Standing, reader: str) -> dict[str, Any]:
    """Return the shape ``schemas.ExpertEntry``."""
    expert = record.expert
    return {
        "id": str(record.pk),
        "name": expert.person.name_in(reader),
        "names": {name.language: name.full() for name in expert.person.names.all()},
        **_title(record, standing, reader),
        "country": record.organisation.country,
        "organisation": _owner(record, standing, reader),
        "languages": expert.languages,
        "willing_to": expert.willing_to,
        "subjects": _codes(record),
        "url": address_of(str(record.pk)),
    }


def organisation_values(organisation: Organisation, reader: str) -> dict[str, Any]:
    """Return the shape ``schemas.OrganisationEntry``; comes from ``organisations_listed``."""
    plain = ("country", "region", "cities", "kind", "ror", "uscc", "ogrn", "inn", "lei", "is_member")
    return {
        "id": str(organisation.pk),
        "name": organisation.name_in(reader),
        "names": organisation.forms(),
        "about": {row.language: row.about for row in organisation.names.all() if row.about},
        **{name: getattr(organisation, name) for name in plain},
        "city": city_in(organisation.place, reader),
        "records": getattr(organisation, "record_count", 0),
    }


def subject_values(subject: Subject) -> dict[str, Any]:
    """Return the shape ``schemas.SubjectEntry``."""
    return {
        "code": subject.code,
        "parent": subject.parent_id,
        "labels": {language: subject.label_in(language) for language in LanguageCode.values},
        "grnti": subject.grnti,
        "gbt13745": subject.gbt13745,
    }


def _title(record: Record, standing: Standing, reader: str) -> dict[str, str]:
    text = text_for(record, reader)
    title = sections_visible(standing, record, text).get("title", "")
    return {"title": title, "title_language": text.language}


def _owner(record: Record, standing: Standing, reader: str) -> dict[str, str] | None:
    is_anonymous = record.kind == RecordKind.CHALLENGE and record.challenge.is_anonymous
    if not can_see_owner(standing, record.organisation_id, is_anonymous=is_anonymous):
        return None
    owner = record.organisation
    return {"id": str(owner.pk), "name": owner.name_in(reader), "city": city_in(owner.place, reader)}


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Money and days as text, as JSON has no words for them."""
    return {name: str(value) if isinstance(value, Decimal | date) else value for name, value in facts.items()}


def _codes(record: Record) -> list[str]:
    return [subject.code for subject in sorted(record.subjects.all(), key=lambda subject: subject.position)]


def _evidence(record: Record, seen: Collection[UUID]) -> list[dict[str, Any]]:
    """What speaks for a record, without records that its reader may not know of."""
    items = sorted(record.evidence.all(), key=lambda item: item.pk)
    return [
        {
            "kind": item.kind,
            "record": str(item.target_id) if item.target_id else None,
            "title": item.title,
            "year": item.year,
            "address": item.address,
        }
        for item in items
        if item.target_id is None or item.target_id in seen
    ]

"""A record as plain values, cut to what its reader may see."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from qiaomost.catalogue.models import Record, RecordKind
from qiaomost.catalogue.permissions import can_see, can_see_owner
from qiaomost.catalogue.selectors import draft_of, readable_texts, sections_visible
from qiaomost.discovery.selectors import published_records
from qiaomost.discovery.serialising import address_of
from qiaomost.network.permissions import Standing


def record_values(record: Record, standing: Standing, reader: str) -> dict[str, Any]:
    """Return the shape ``schemas.Record``; ``record`` comes from ``catalogue.selectors.record_for``."""
    draft = draft_of(record)
    facts = asdict(draft.facts)
    facts.pop("person_id", None)
    is_anonymous = bool(facts.get("is_anonymous"))
    owner = record.organisation
    return {
        "id": str(record.pk),
        "kind": record.kind,
        "state": record.state,
        "language": record.source_language,
        "country": owner.country,
        "organisation": {"id": str(owner.pk), "name": owner.name_in(reader), "city": owner.city}
        if can_see_owner(standing, record, is_anonymous=is_anonymous)
        else None,
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
        "facts": facts,
        "evidence": _evidence(record, standing),
        "updated": record.updated_at.isoformat(),
        "url": address_of(str(record.pk)),
    }


def _evidence(record: Record, standing: Standing) -> list[dict[str, Any]]:
    """What speaks for a record, without records that ``standing`` may not know of."""
    items = sorted(record.evidence.all(), key=lambda item: item.pk)
    known = published_records(str(item.target_id) for item in items if item.target_id)
    shown = {id_ for id_, target in known.items() if can_see(standing, target)}
    return [
        {"kind": item.kind, "record": str(item.target_id)}
        if item.target_id
        else {"kind": item.kind, "title": item.title, "year": item.year, "address": item.address}
        for item in items
        if item.target_id is None or str(item.target_id) in shown
    ]

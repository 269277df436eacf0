"""Published records as rows of the catalogue's own shape (see ``native``), with what one reader may see of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from qiaomost.catalogue.models import Achievement, Challenge, Evidence, Record, RecordKind, RecordText
from qiaomost.catalogue.permissions import can_see, can_see_owner
from qiaomost.catalogue.selectors import records_to_index, records_visible_to, sections_visible
from qiaomost.catalogue.states import RecordState, TextState
from qiaomost.network.models import Organisation, Person
from qiaomost.network.permissions import MEMBERS_GROUP, Standing

CHUNK = 200
_NAMES = ("organisation__names", "contact__organisation__names", "expert__person__organisation__names")


def records_to_export(standing: Standing, *, kind: str = "") -> QuerySet[Record]:
    """Published records that ``standing`` may see, all or of one kind, with all that a row says of them."""
    records = records_to_index().filter(pk__in=records_visible_to(standing).values("pk"))
    records = records.filter(kind=kind) if kind else records
    return records.prefetch_related(*_NAMES, "evidence__target")


def found_rows(standing: Standing, *, ids: Sequence[str], node: str) -> Iterator[dict[str, Any]]:
    """Yield rows as ``export_rows`` does for the records of a found list that ``standing`` may see, in its order."""
    records = {str(record.pk): record for record in records_to_export(standing).filter(pk__in=ids)}
    return (_filled(_row(standing, records[id_], node)) for id_ in ids if id_ in records)


def export_rows(standing: Standing, *, kind: str, node: str) -> Iterator[dict[str, Any]]:
    """Yield one row for each record, in a stable order.

    Only approved texts are in, and only sections that ``standing`` may read. Who stands behind an anonymous challenge
    is left out for all but its own side and those who screen; contact persons for those who are not members.

    Args:
        standing: the reader.
        kind: a value of ``RecordKind``, or an empty string for all.
        node: the source that records are given which were written here.
    """
    for record in records_to_export(standing, kind=kind).iterator(chunk_size=CHUNK):
        yield _filled(_row(standing, record, node))


def _row(standing: Standing, record: Record, node: str) -> dict[str, Any]:
    is_anonymous = record.kind == RecordKind.CHALLENGE and record.challenge.is_anonymous
    shows_owner = can_see_owner(standing, record.organisation_id, is_anonymous=is_anonymous)
    shows_contact = shows_owner and (
        MEMBERS_GROUP in standing.visibility_groups() or standing.belongs_to(record.organisation_id)
    )
    texts = [text for text in record.texts.all() if text.state == TextState.APPROVED]
    sections = {text.language: sections_visible(standing, record, text) for text in texts}
    seen = {name for visible in sections.values() for name in visible}
    return {
        **_origin(record, node),
        "kind": record.kind,
        "source_language": record.source_language,
        "country": record.organisation.country,
        "organisation": _organisation(record.organisation, node) if shows_owner else None,
        "contact": _person(record.contact, node) if record.contact and shows_contact else None,
        "subjects": sorted(subject.pk for subject in record.subjects.all()),
        "address": record.source_address if shows_owner else "",
        "updated": record.updated_at.isoformat(),
        "open_for_interest": record.open_for_interest,
        "disclosure": record.disclosure,
        "section_disclosure": {
            name: level for name, level in record.section_disclosure.items() if name in seen
        },
        "texts": {text.language: _text(text, sections[text.language]) for text in texts},
        "facts": {**_facts(record, node), "evidence": list(_evidence(standing, record, node))},
    }


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty; what has to be there never is."""
    kept = {name: _filled(value) if isinstance(value, dict) else value for name, value in row.items()}
    empty: tuple[object, ...] = (None, "", [], {})
    return {name: value for name, value in kept.items() if value not in empty or name == "facts"}


def _origin(thing: Record | Organisation | Person, node: str) -> dict[str, str]:
    """Where it came from, which for what was written here is this node and its id."""
    own = not thing.source_id
    return {"source": node if own else thing.source, "id": str(thing.pk) if own else thing.source_id}


def _organisation(organisation: Organisation, node: str) -> dict[str, Any]:
    names = list(organisation.names.all())
    return {
        **_origin(organisation, node),
        "country": organisation.country,
        "region": organisation.region,
        "city": organisation.cities,
        "address": organisation.addresses,
        "kind": organisation.kind,
        "names": {name.language: name.name for name in names},
        "about": {name.language: name.about for name in names if name.about},
        "is_demonstration": organisation.is_demonstration,
    }


def _person(person: Person, node: str) -> dict[str, Any]:
    """The name as its bearer writes it; the other forms follow from it."""
    name = next(name for name in person.names.all() if name.language == person.language)
    return {
        **_origin(person, node),
        "organisation": _organisation(person.organisation, node) if person.organisation else None,
        "language": person.language,
        "name": {"family": name.family, "given": name.given, "patronymic": name.patronymic},
        "position": person.position,
    }


def _text(text: RecordText, sections: dict[str, str]) -> dict[str, Any]:
    return {
        **sections,
        "acceptance_criteria": text.acceptance_criteria,
        "keywords": text.keywords,
        "origin": text.origin,
        "translated_by": text.translated_by,
    }


def _facts(record: Record, node: str) -> dict[str, Any]:
    if record.kind == RecordKind.ACHIEVEMENT:
        return _achievement(record.achievement)
    if record.kind == RecordKind.CHALLENGE:
        return _challenge(record.challenge)
    expert = record.expert
    return {
        "person": _person(expert.person, node),
        "willing_to": expert.willing_to,
        "languages": expert.languages,
    }


def _achievement(facts: Achievement) -> dict[str, Any]:
    rights = sorted(facts.ip_rights.all(), key=lambda right: right.pk)
    return {
        "stage": facts.stage,
        "trl": facts.trl,
        "production_readiness": facts.production_readiness,
        "market_readiness": facts.market_readiness,
        "ip": [
            {"territory": right.territory, "status": right.status, "number": right.number} for right in rights
        ],
        "cooperation": facts.cooperation,
    }


def _challenge(facts: Challenge) -> dict[str, Any]:
    return {
        "deliverable": facts.deliverable,
        "budget": None if facts.budget is None else format(facts.budget, "f"),
        "currency": facts.currency,
        "deadline": facts.deadline and facts.deadline.isoformat(),
        "ip_terms": facts.ip_terms,
        "anonymous": facts.is_anonymous,
        "trl_min": facts.trl_min,
        "cooperation": facts.cooperation,
    }


def _evidence(standing: Standing, record: Record, node: str) -> Iterator[dict[str, Any]]:
    for item in sorted(record.evidence.all(), key=lambda item: item.pk):
        if item.target is None:
            yield _filled(_evidence_text(item))
        elif item.target.state == RecordState.PUBLISHED and can_see(standing, item.target):
            origin = _origin(item.target, node)
            yield {"record": origin["id"], "source": origin["source"]}


def _evidence_text(item: Evidence) -> dict[str, Any]:
    return {
        "title": item.title,
        "kind": item.kind,
        "abstract": item.abstract,
        "language": item.language,
        "year": item.year,
        "address": item.address,
    }

"""How parties stand towards the lists: what is compared, what is found, what follows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from qiaomost.compliance.comparing import VERSION
from qiaomost.compliance.comparing.parties import Comparison, Party, PartyKind, PartyName
from qiaomost.compliance.comparing.scoring import compare, keys_of_party
from qiaomost.compliance.drafts.screening import SCHEMATA, compared
from qiaomost.compliance.models import ListedKey, ListedParty, Screening, ScreeningEdition
from qiaomost.compliance.states.screening import STATUS_OF, PartyStatus, ScreeningState
from qiaomost.network.identifiers import IdentifierKind
from qiaomost.network.models import Organisation, Person, PersonName

ScreenedParty = Organisation | Person


@dataclass(frozen=True, slots=True)
class Found:
    """One on a list that may be the party, and why; ``digest`` is of both sides."""

    listed: ListedParty
    comparison: Comparison
    digest: str


def editions_in_force(*, now: datetime) -> list[ScreeningEdition]:
    """The last edition of each list that was complete at ``now``, by list."""
    complete = ScreeningEdition.objects.filter(completed_at__lte=now)
    newest = Window(
        RowNumber(), partition_by=[F("list_name")], order_by=[F("completed_at").desc(), F("pk").desc()]
    )
    return list(complete.annotate(place=newest).filter(place=1).order_by("list_name"))


def inputs_of(party: ScreenedParty) -> dict[str, Any]:
    """What is compared of a party: names as somebody wrote them, identifiers, and the keys made of both."""
    facts = _organisation(party) if isinstance(party, Organisation) else _person(party)
    return {
        "kind": facts.kind.value,
        "names": [[name.text, name.language, name.parts] for name in facts.names],
        "identifiers": sorted(map(list, facts.identifiers)),
        "keys": sorted(keys_of_party(facts)),
    }


def screening_digest(inputs: Mapping[str, Any], editions: Sequence[ScreeningEdition]) -> str:
    """Return a digest of all that a result depends on: what is compared, with what, by which rules."""
    return _digest(VERSION, inputs, [[edition.list_name, edition.sha256] for edition in editions])


def found_in(inputs: Mapping[str, Any], editions: Sequence[ScreeningEdition]) -> list[Found]:
    """Compare what a party was with editions, of whatever age; equal arguments give equal hits, in equal order."""
    party = _party_of(inputs)
    keys = ListedKey.objects.filter(edition__in=editions, key__in=inputs["keys"])
    rows = ListedParty.objects.filter(pk__in=keys.values("listed_id"), schema__in=_schemata(party.kind))
    found = []
    for row in rows.select_related("edition").order_by("edition__list_name", "entity_id"):
        comparison = compare(party, compared(row.names, row.identifiers))
        if comparison is not None:
            digest = _digest(VERSION, inputs, row.edition.list_name, row.digest)
            found.append(Found(row, comparison, digest))
    return found


def party_status(party: ScreenedParty, now: datetime) -> PartyStatus:
    """How a party stands towards the lists that were in force at ``now``.

    A hit that is open or confirmed goes on to count after a newer edition has come, until the party is screened again.
    """
    editions = editions_in_force(now=now)
    if not editions:
        return PartyStatus.NO_LISTS
    latest = current_screening(party)
    if latest is None:
        return PartyStatus.NEVER_SCREENED
    state = ScreeningState(latest.state)
    if state in {ScreeningState.CONFIRMED, ScreeningState.HITS_OPEN}:
        return STATUS_OF[state]
    return STATUS_OF[state] if _is_of_today(latest, party, editions) else PartyStatus.OUTDATED


def is_of_today(screening: Screening, *, now: datetime) -> bool:
    """Whether screening the party at ``now`` would compare the very same."""
    return _is_of_today(screening, screening.party, editions_in_force(now=now))


def _is_of_today(screening: Screening, party: ScreenedParty, editions: Sequence[ScreeningEdition]) -> bool:
    return screening.digest == screening_digest(inputs_of(party), editions)


def current_screening(party: ScreenedParty) -> Screening | None:
    """The last screening of a party."""
    field = "organisation" if isinstance(party, Organisation) else "person"
    return Screening.objects.filter(**{field: party}, is_current=True).first()


def replays_to_the_same(screening: Screening) -> bool:
    """Whether the same inputs and editions give the same hits again."""
    editions = list(screening.editions.order_by("list_name"))
    again = [(one.listed.pk, evidence_of(one.comparison)) for one in found_in(screening.inputs, editions)]
    kept = screening.hits.order_by("listed__edition__list_name", "listed__entity_id")
    return again == [(hit.listed_id, hit.evidence) for hit in kept]


def evidence_of(comparison: Comparison) -> list[dict[str, object]]:
    """The evidence as it is stored."""
    return [item.as_json() for item in comparison.evidence]


def _organisation(organisation: Organisation) -> Party:
    rows = organisation.names.order_by("language")
    identifiers = ((kind.value, getattr(organisation, kind)) for kind in IdentifierKind)
    return Party(
        PartyKind.ORGANISATION,
        tuple(PartyName(row.name, row.language) for row in rows),
        frozenset((kind, value) for kind, value in identifiers if value),
    )


def _person(person: Person) -> Party:
    rows = person.names.filter(is_derived=False).select_related("person").order_by("language")
    return Party(PartyKind.PERSON, tuple(map(_personal, rows)))


def _personal(row: PersonName) -> PartyName:
    return PartyName(row.full(), row.language, (row.family, row.given, row.patronymic))


def _party_of(inputs: Mapping[str, Any]) -> Party:
    names = (
        PartyName(text, language, tuple(parts) if parts else None)
        for text, language, parts in inputs["names"]
    )
    identifiers = frozenset((kind, value) for kind, value in inputs["identifiers"])
    return Party(PartyKind(inputs["kind"]), tuple(names), identifiers)


def _schemata(kind: PartyKind) -> list[str]:
    return [schema for schema, kinds in SCHEMATA.items() if kind in kinds]


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

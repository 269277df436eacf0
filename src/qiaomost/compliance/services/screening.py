"""Screening a party: compared with every list in force, and its hits written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from qiaomost.accounts.models import User
from qiaomost.common import audit, outbox
from qiaomost.common.errors import NotFound
from qiaomost.compliance.models import Screening, ScreeningEdition, ScreeningHit
from qiaomost.compliance.permissions.parties import can_screen_parties
from qiaomost.compliance.selectors.screening import (
    Found,
    ScreenedParty,
    current_screening,
    editions_in_force,
    evidence_of,
    found_in,
    inputs_of,
    screening_digest,
)
from qiaomost.compliance.states.screening import HitState, outcome_of
from qiaomost.network.models import Organisation, Person
from qiaomost.network.selectors import standing_of
from qiaomost.network.services.checks import require

SAID = (
    "state",
    "proposed_by",
    "proposed_at",
    "proposal_reason",
    "decided_by",
    "decided_at",
    "decision_reason",
)
"""What persons have said of a hit: a later screening takes it over where both sides are still the same."""


@transaction.atomic
def screen_party(
    *,
    actor: User | None,
    organisation_id: UUID | None = None,
    person_id: UUID | None = None,
    now: datetime,
) -> Screening:
    """Compare a party with the lists in force; where nothing has changed since the last time, that one stands.

    Hits of the last screening whose both sides are unchanged keep what was said of them; others begin open.

    Args:
        actor: who asks; ``None`` is the system, before an introduction, say.
        organisation_id: the party, if it is an organisation.
        person_id: the party, if it is a person.
        now: the time of screening.

    Raises:
        NotAllowed: ``actor`` may not screen parties.
        NotFound: there is no such party.
    """
    require(actor is None or can_screen_parties(standing_of(actor)))
    party = _locked(organisation_id, person_id)
    inputs, editions = inputs_of(party), editions_in_force(now=now)
    digest, last = screening_digest(inputs, editions), current_screening(party)
    if last is not None and last.digest == digest:
        return last
    screening = Screening(
        **{"organisation" if isinstance(party, Organisation) else "person": party},
        inputs=inputs,
        digest=digest,
        screened_at=now,
        screened_by=actor,
    )
    _write(screening, found_in(inputs, editions), editions, last)
    audit.record(actor, "screen_party", screening, now=now, state=screening.state, digest=digest)
    outbox.record("compliance.party_screened", now=now, screening_id=screening.pk)
    return screening


@transaction.atomic
def ask_for_screening(*, now: datetime) -> int:
    """Put a job into the outbox for every member organisation and every person with an account; returns how many."""
    organisations = Organisation.objects.filter(is_member=True).order_by("pk").values_list("pk", flat=True)
    persons = Person.objects.filter(user__isnull=False).order_by("pk").values_list("pk", flat=True)
    for organisation_id in organisations:
        outbox.record("compliance.organisation_due", now=now, organisation_id=str(organisation_id))
    for person_id in persons:
        outbox.record("compliance.person_due", now=now, person_id=str(person_id))
    return len(organisations) + len(persons)


def settle(screening: Screening) -> bool:
    """Bring the state of a locked screening in line with its hits; returns whether it has changed."""
    states = list(screening.hits.values_list("state", flat=True))
    state = outcome_of(states, with_lists=screening.editions.exists())
    if state == screening.state:
        return False
    screening.state = state
    screening.save(update_fields=["state"])
    return True


def _locked(organisation_id: UUID | None, person_id: UUID | None) -> ScreenedParty:
    """Keep others from screening the same party until the transaction ends."""
    party: ScreenedParty | None = None
    if organisation_id is not None:
        party = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
    elif person_id is not None:
        party = Person.objects.select_for_update().filter(pk=person_id).first()
    if party is None:
        raise NotFound
    return party


def _write(
    screening: Screening,
    found: Sequence[Found],
    editions: Sequence[ScreeningEdition],
    last: Screening | None,
) -> None:
    said = _said(last)
    hits = [_hit(one, said.get(one.digest)) for one in found]
    screening.hit_count = len(hits)
    screening.state = outcome_of([hit.state for hit in hits], with_lists=bool(editions))
    if last is not None:
        last.is_current = False
        last.save(update_fields=["is_current"])
    screening.save()
    screening.editions.set(editions)
    for hit in hits:
        hit.screening = screening
    ScreeningHit.objects.bulk_create(hits)


def _said(last: Screening | None) -> dict[str, ScreeningHit]:
    """Digest → hit of the last screening of which somebody has said something."""
    if last is None:
        return {}
    spoken = Screening.objects.select_for_update().get(pk=last.pk).hits.exclude(state=HitState.OPEN)
    return {hit.digest: hit for hit in spoken}


def _hit(found: Found, earlier: ScreeningHit | None) -> ScreeningHit:
    said: dict[str, Any] = {name: getattr(earlier, name) for name in SAID} if earlier else {}
    return ScreeningHit(
        listed=found.listed,
        is_strong=found.comparison.is_strong,
        identifiers_differ=found.comparison.identifiers_differ,
        score=found.comparison.score,
        evidence=evidence_of(found.comparison),
        digest=found.digest,
        carried_from=earlier,
        **said,
    )

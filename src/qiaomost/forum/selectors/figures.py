"""What an edition was, in figures: who took part, what was held, and what came of it. For page and report alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.states import RecordState
from qiaomost.forum.models import Appearance, Contribution, Edition, Registration, Signing
from qiaomost.forum.rules.small_counts import Breakdown, broken_down
from qiaomost.forum.selectors.results import (
    MeetingFigures,
    agreements_begun_at,
    interests_begun_at,
    meeting_figures,
)
from qiaomost.forum.states import AppearanceRole, RegistrationState, SessionKind, SessionState
from qiaomost.forum.states.after import SigningState
from qiaomost.forum.states.contributions import ContributionState
from qiaomost.partnering.models import Agreement, Case, Outcome
from qiaomost.partnering.selectors.progress import Progress, progress_of
from qiaomost.partnering.states.outcomes import OutcomeState

TAKEN = (ContributionState.ACCEPTED, ContributionState.CONFIRMED)
SPEAKING = (AppearanceRole.SPEAKER, AppearanceRole.PANELLIST)


@dataclass(frozen=True, slots=True)
class People:
    """Those who took part. Every breakdown counts each of them once."""

    total: int
    registered: int
    organisations: int
    by_country: Breakdown
    by_organisation: Breakdown
    by_field: Breakdown
    by_category: Breakdown


@dataclass(frozen=True, slots=True)
class Held:
    """Sessions by kind and track, those who spoke, and what was contributed."""

    sessions: int
    by_kind: tuple[tuple[str, int], ...]
    by_track: tuple[tuple[int, int], ...]
    speakers: int
    submitted: int
    accepted: int


@dataclass(frozen=True, slots=True)
class CameOf:
    """What began at the edition: at its tables, or on its stage."""

    interests: int
    on_stage: int
    agreements: int
    in_force: int
    outcomes: int
    industrial: int


@dataclass(frozen=True, slots=True)
class EditionFigures:
    people: People
    held: Held
    meetings: MeetingFigures
    came: CameOf


def edition_figures(edition: Edition, now: datetime) -> EditionFigures:
    """Count everything of an edition; a constant number of queries."""
    return EditionFigures(
        people=_people(edition),
        held=_held(edition),
        meetings=meeting_figures(edition, now),
        came=_came_of(edition),
    )


def _people(edition: Edition) -> People:
    registered = Registration.objects.filter(edition=edition)
    taking_part = registered.filter(state=RegistrationState.ACCEPTED)
    rows = list(
        taking_part.values_list("person_id", "organisation_id", "organisation__country", "category__code")
    )
    fields = _fields({person for person, *_rest in rows}, {row[1] for row in rows if row[1]})
    homes = Counter(str(organisation or "") for _person, organisation, *_rest in rows)
    return People(
        total=len(rows),
        registered=registered.count(),
        organisations=len([key for key in homes if key]),
        by_country=broken_down(Counter(country or "" for _p, _o, country, _c in rows)),
        by_organisation=broken_down(homes),
        by_field=broken_down(Counter(_field(fields, person, home) for person, home, *_rest in rows)),
        by_category=broken_down(Counter(category for *_rest, category in rows)),
    )


def _fields(persons: set[UUID], organisations: set[UUID]) -> Mapping[UUID, str]:
    """Person or organisation → the subject that most of their published records have."""
    found: dict[UUID, Counter[str]] = defaultdict(Counter)
    rows = Record.objects.filter(
        Q(contact__in=persons) | Q(organisation__in=organisations),
        state=RecordState.PUBLISHED,
        subjects__isnull=False,
    )
    for contact, organisation, subject in rows.values_list("contact_id", "organisation_id", "subjects"):
        for one in (contact, organisation):
            if one is not None:
                found[one][subject] += 1
    return {
        one: min(counts, key=lambda subject: (-counts[subject], subject)) for one, counts in found.items()
    }


def _field(fields: Mapping[UUID, str], person: UUID, home: UUID | None) -> str:
    """Somebody's own field, else that of their organisation, else none."""
    return fields.get(person) or (fields.get(home, "") if home else "")


def _held(edition: Edition) -> Held:
    sessions = edition.sessions.filter(state=SessionState.CONFIRMED).exclude(kind=SessionKind.BREAK)
    speaking = Appearance.objects.filter(session__in=sessions, role__in=SPEAKING)
    contributed = Contribution.objects.filter(call__track__edition=edition).aggregate(
        submitted=Count("pk", filter=Q(submitted_at__isnull=False)),
        accepted=Count("pk", filter=Q(state__in=TAKEN)),
    )
    by_kind = sessions.order_by().values_list("kind").annotate(count=Count("pk")).order_by("-count", "kind")
    by_track = sessions.order_by().values_list("track_id").annotate(count=Count("pk"))
    kinds, tracks = tuple(by_kind), tuple(by_track.order_by("track__position", "track_id"))
    return Held(
        sessions=sum(count for _kind, count in kinds),
        by_kind=kinds,
        by_track=tracks,
        speakers=speaking.values("person_id").distinct().count(),
        **contributed,
    )


def _came_of(edition: Edition) -> CameOf:
    interests = interests_begun_at(edition)
    agreements = list(agreements_of_edition(edition))
    progress: Mapping[UUID, Progress] = progress_of(agreements)
    cases = Case.objects.filter(Q(pk__in=interests.values("pk")) | Q(agreements__in=agreements)).distinct()
    return CameOf(
        interests=interests.count(),
        on_stage=Signing.objects.filter(edition=edition, state=SigningState.SIGNED).count(),
        agreements=len(agreements),
        in_force=sum(one.in_force_on is not None for one in agreements),
        outcomes=Outcome.objects.filter(case__in=cases.values("pk"), state=OutcomeState.CONFIRMED).count(),
        industrial=sum(one.industrial_on is not None for one in progress.values()),
    )


def agreements_of_edition(edition: Edition) -> QuerySet[Agreement]:
    """Signed agreements that came from an edition: signed on its stage, or begun at its tables."""
    begun = Q(pk__in=agreements_begun_at(edition).values("pk"))
    on_stage = Q(signing__edition=edition, signing__state=SigningState.SIGNED)
    return Agreement.objects.filter(begun | on_stage).order_by("signed_at", "pk")

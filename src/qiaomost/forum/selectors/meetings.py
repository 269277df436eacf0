"""Profiles and requests as somebody may see them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.selectors import records_with_owner
from qiaomost.catalogue.states import RecordState
from qiaomost.common.errors import NotFound
from qiaomost.forum.models import Edition, MeetingProfile, MeetingRequest, MeetingRules, Registration
from qiaomost.forum.permissions.meetings import may_meet
from qiaomost.forum.states import RegistrationState
from qiaomost.network.permissions import Standing

PERSON = ("registration__person__names", "registration__organisation__names")
OF_PROFILE = (
    "registration__person",
    "registration__organisation",
    "registration__category",
    "registration__user",
)


def rules_of(edition: Edition) -> MeetingRules | None:
    """The rules of an edition's meetings; ``None`` where it has none."""
    return MeetingRules.objects.filter(edition=edition).first()


def registration_of(user_id: UUID | None, edition: Edition) -> Registration:
    """Return the place of an account among those who take part.

    Raises:
        NotFound: it takes no part.
    """
    if user_id is None:
        raise NotFound
    rows = Registration.objects.filter(edition=edition, user_id=user_id, state=RegistrationState.ACCEPTED)
    rows = rows.select_related("person", "organisation", "category").prefetch_related("organisation__names")
    mine = rows.first()
    if mine is None:
        raise NotFound
    return mine


def profile_of(user: User, edition: Edition) -> MeetingProfile | None:
    """The profile of an account, listed or not."""
    rows = profiles().filter(registration__edition=edition, registration__user=user)
    return rows.filter(registration__state=RegistrationState.ACCEPTED).first()


def profiles() -> QuerySet[MeetingProfile]:
    """All profiles, with what is said of a person."""
    return MeetingProfile.objects.select_related(*OF_PROFILE).prefetch_related(*PERSON)


def listed_profiles(edition: Edition, standing: Standing) -> QuerySet[MeetingProfile]:
    """Those who opted in and take part, with the records that ``standing`` may see."""
    shown = records_with_owner(standing).prefetch_related("texts")
    rows = profiles().filter(registration__edition=edition, is_listed=True)
    rows = rows.filter(registration__state=RegistrationState.ACCEPTED)
    return rows.prefetch_related(Prefetch("records", queryset=shown))


def partners_for(mine: MeetingProfile, rules: MeetingRules, standing: Standing) -> list[MeetingProfile]:
    """Those whom the rules let ``mine`` meet."""
    rows = listed_profiles(rules.edition, standing).exclude(pk=mine.pk)
    return [one for one in rows if may_meet(rules, mine.registration, one.registration)]


def partner_for(
    mine: MeetingProfile, rules: MeetingRules, standing: Standing, profile_id: UUID
) -> MeetingProfile:
    """Read one whom ``mine`` may meet.

    Raises:
        NotFound: there is none, they did not opt in, or the rules do not let the two meet.
    """
    other = listed_profiles(rules.edition, standing).filter(pk=profile_id).first()
    if other is None or not may_meet(rules, mine.registration, other.registration):
        raise NotFound
    return other


def requests_of(profile: MeetingProfile) -> QuerySet[MeetingRequest]:
    """What somebody asked and was asked, the newest first."""
    rows = MeetingRequest.objects.filter(Q(asker=profile) | Q(asked=profile))
    return with_people(rows).order_by("-made_at", "pk")


def with_people(rows: QuerySet[MeetingRequest]) -> QuerySet[MeetingRequest]:
    """Requests with both persons and their organisations; a constant number of queries."""
    sides = ("asker", "asked")
    joined = [f"{side}__{path}" for side in (*sides, "colleague") for path in OF_PROFILE]
    fetched = [f"{side}__{path}" for side in (*sides, "colleague") for path in PERSON]
    return rows.select_related(*joined).prefetch_related(*fetched)


def colleagues_of(profile: MeetingProfile) -> QuerySet[MeetingProfile]:
    """Those of the same organisation who opted in, too."""
    mine = profile.registration
    rows = profiles().filter(is_listed=True, registration__edition_id=mine.edition_id)
    rows = rows.filter(registration__state=RegistrationState.ACCEPTED).exclude(pk=profile.pk)
    if mine.organisation_id is None:
        return rows.none()
    return rows.filter(registration__organisation_id=mine.organisation_id)


def records_to_show(registration: Registration) -> QuerySet[Record]:
    """Published records of somebody's organisation; anonymous challenges would not stay so."""
    if registration.organisation_id is None:
        return Record.objects.none()
    rows = Record.objects.filter(organisation_id=registration.organisation_id, state=RecordState.PUBLISHED)
    named = rows.exclude(challenge__is_anonymous=True)
    return named.prefetch_related("texts").order_by("-updated_at", "pk")


def records_to_continue(other: MeetingProfile, standing: Standing) -> QuerySet[Record]:
    """Records of the other side's organisation in which ``standing`` may express interest; those that it showed first.

    Anonymous challenges are not among them: a meeting must not tell whose they are.
    """
    rows = records_with_owner(standing).filter(organisation=other.registration.organisation)
    rows = rows.filter(state=RecordState.PUBLISHED, open_for_interest=True)
    named = rows.exclude(challenge__is_anonymous=True).prefetch_related("texts")
    shown = Exists(MeetingProfile.records.through.objects.filter(meetingprofile=other, record=OuterRef("pk")))
    return named.annotate(is_shown=shown).order_by("-is_shown", "-updated_at", "pk")

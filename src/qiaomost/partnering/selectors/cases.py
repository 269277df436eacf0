"""Cases for their people: one, a list, a desk, a board."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.states import RecordState
from qiaomost.common.errors import NotFound
from qiaomost.network.models import Membership, Role
from qiaomost.network.permissions import Standing
from qiaomost.partnering.models import AdviserNote, Case, CaseEvent, Nda, NdaSignature, Notice, Participant
from qiaomost.partnering.permissions import can_see, roles_in
from qiaomost.partnering.states import Side, Stage

LISTED = ("participants", "sender_organisation__names", "owner_organisation__names", "record__texts")
"""What a list reads of a case besides the row; its page reads the names of its people too."""

PEOPLE = (
    "participants__user__person__names",
    "sender_adviser__person__names",
    "owner_adviser__person__names",
)

ADVISER_SEATS = ("sender_adviser_id", "owner_adviser_id")


def cases_of(standing: Standing) -> QuerySet[Case]:
    """The cases in which ``standing`` has a seat, with what a list shows of them; the node's are not among them."""
    if standing.user_id is None:
        return Case.objects.none()
    me = standing.user_id
    seats = Participant.objects.filter(user_id=me).values("case_id")
    if standing.has_role(Role.ADVISER):  # a union: with a disjunction, databases look at every case
        seats = seats.union(*(Case.objects.filter(**{seat: me}).values("pk") for seat in ADVISER_SEATS))
    return _listed(Case.objects.filter(pk__in=seats))


def desk_of(standing: Standing) -> QuerySet[Case]:
    """Open cases that ``standing`` advises; an administrator sees those of everybody."""
    rows = Case.objects.filter(sender_adviser__isnull=False) if standing.is_administrator else None
    return _listed((advised_by(standing) if rows is None else rows).filter(closed_at__isnull=True))


def advised_by(standing: Standing) -> QuerySet[Case]:
    """The cases, open or over, in which ``standing`` has an adviser's seat."""
    if standing.user_id is None or not standing.has_role(Role.ADVISER):
        return Case.objects.none()
    me = standing.user_id
    return Case.objects.filter(Q(sender_adviser_id=me) | Q(owner_adviser_id=me))


def case_for(standing: Standing, case_id: UUID) -> Case:
    """Read one case with all that its page shows.

    Raises:
        NotFound: there is none, or ``standing`` has no part in it.
    """
    row = _listed(Case.objects.filter(pk=case_id))
    joined = row.select_related("sender_adviser__person", "owner_adviser__person")
    case = joined.prefetch_related(*PEOPLE).first()
    if case is None or not can_see(roles_in(standing, case)):
        raise NotFound
    return case


def course_of(case: Case) -> QuerySet[CaseEvent]:
    """The steps of a case in their order."""
    return CaseEvent.objects.filter(case=case).order_by("pk")


def case_with(case_id: UUID) -> Case:
    """Read one case with all that its page shows; who may see it, the caller asks.

    Raises:
        NotFound: there is none.
    """
    case = _listed(Case.objects.filter(pk=case_id)).first()
    if case is None:
        raise NotFound
    return case


def events_of(case: Case) -> QuerySet[CaseEvent]:
    """The steps of a case in their order, with who took them."""
    return course_of(case).select_related("actor__person").prefetch_related("actor__person__names")


def notes_of(case: Case) -> QuerySet[AdviserNote]:
    """What the advisers noted; for those alone for whom ``can_read_notes`` holds."""
    return (
        AdviserNote.objects.filter(case=case)
        .select_related("author__person")
        .prefetch_related("author__person__names")
    )


def last_nda(case: Case) -> Nda | None:
    """The version of the NDA that counts, with its signatures."""
    rows = Nda.objects.filter(case=case).select_related("case").prefetch_related("signatures")
    return rows.order_by("-version").first()


def is_signed(nda: Nda) -> bool:
    """Whether both sides have signed this version; asks the database anew."""
    return set(NdaSignature.objects.filter(nda=nda).values_list("side", flat=True)) == set(Side.values)


def open_case_about(record_id: UUID, standing: Standing) -> Case | None:
    """The open case that ``standing`` has about a record, if any."""
    return cases_of(standing).filter(record_id=record_id, closed_at__isnull=True).first()


def stage_counts(cases: QuerySet[Case]) -> dict[Stage, int]:
    """Column of the board → how many cases stand there."""
    rows = cases.order_by().values_list("stage").annotate(count=Count("pk"))
    counted = dict(rows)
    return {stage: counted.get(stage, 0) for stage in Stage}


def unread_notices(standing: Standing) -> QuerySet[Notice]:
    """What an account has been told of and not read, newest first."""
    if standing.user_id is None:
        return Notice.objects.none()
    rows = Notice.objects.filter(user_id=standing.user_id, read_at__isnull=True)
    return rows.select_related("event__case").order_by("-pk")


def _listed(cases: QuerySet[Case]) -> QuerySet[Case]:
    joined = cases.select_related(
        "interest",
        "cooperation",
        "record__challenge",
        "sender_organisation",
        "owner_organisation",
    )
    return joined.prefetch_related(*LISTED)


def recipients_of(case: Case) -> list[User]:
    """Accounts of the owner's organisation to whom its adviser may deliver, with their persons."""
    rows = Membership.objects.filter(
        organisation_id=case.owner_organisation_id, is_active=True, user__is_active=True
    )
    users = User.objects.filter(pk__in=rows.exclude(user=case.owner_adviser).values("user_id"))
    return list(users.select_related("person").prefetch_related("person__names").order_by("pk"))


def records_to_offer(organisations: Collection[UUID]) -> QuerySet[Record]:
    """Published records of some organisations, with their texts: what may go with an interest."""
    rows = Record.objects.filter(organisation_id__in=organisations, state=RecordState.PUBLISHED)
    return rows.prefetch_related("texts").order_by("-updated_at", "pk")

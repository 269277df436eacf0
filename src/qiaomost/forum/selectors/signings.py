"""Agreements on the stage of an edition: for its organisers, for their own people, for everybody."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.states import RecordState
from qiaomost.common.errors import NotFound
from qiaomost.forum.models import Edition, Session, Signing
from qiaomost.forum.permissions.after import can_offer
from qiaomost.forum.selectors.editions import editions_for
from qiaomost.forum.states import SessionKind, SessionState
from qiaomost.forum.states.after import SigningState
from qiaomost.network.models import Organisation
from qiaomost.network.permissions import Standing
from qiaomost.partnering.models import Agreement
from qiaomost.partnering.selectors.agreements import PARTIES, agreements_of
from qiaomost.partnering.states.agreements import ENDED

OF_AGREEMENT = tuple(f"agreement__{path}" for path in PARTIES)


def signings_of(edition: Edition) -> QuerySet[Signing]:
    """All of an edition in the order of the stage, offers last, for its organisers; five queries."""
    rows = Signing.objects.filter(edition=edition).select_related(
        "session__room__site",
        "offered_by__person",
        "agreement__case__sender_organisation",
        "agreement__case__owner_organisation",
        "agreement__case__record",
    )
    rows = rows.prefetch_related("session__texts", "offered_by__person__names", *OF_AGREEMENT)
    return rows.order_by("starts_at", "position", "offered_at")


def signing_in(edition: Edition, signing_id: UUID) -> Signing:
    """One agreement on the stage of an edition.

    Raises:
        NotFound: there is none.
    """
    row = signings_of(edition).filter(pk=signing_id).first()
    if row is None:
        raise NotFound
    return row


def signed_on_stage(edition: Edition) -> QuerySet[Signing]:
    """What everybody may know: signed on this stage, and both sides let the public register show it."""
    rows = signings_of(edition).filter(state=SigningState.SIGNED)
    return rows.filter(agreement__shown_by_sender=True, agreement__shown_by_owner=True)


def agreements_to_offer(standing: Standing) -> list[Agreement]:
    """Agreements that ``standing`` may offer for a stage, and that are on none."""
    rows = agreements_of(standing).filter(signing__isnull=True).exclude(state__in=ENDED)
    return [one for one in rows if can_offer(standing, one)]


def own_signings(standing: Standing, edition: Edition) -> list[Signing]:
    """Those of an edition that ``standing`` may offer or take off."""
    return [one for one in signings_of(edition) if can_offer(standing, one.agreement)]


def earlier_editions(standing: Standing, edition: Edition) -> QuerySet[Edition]:
    """Editions that began before this one, newest first."""
    return editions_for(standing).filter(first_day__lt=edition.first_day).order_by("-first_day", "pk")


def ceremonies_of(edition: Edition) -> QuerySet[Session]:
    """The sessions in which agreements are signed, with their place."""
    rows = edition.sessions.filter(kind=SessionKind.SIGNING, starts_at__isnull=False)
    rows = rows.exclude(state=SessionState.CANCELLED).select_related("room__site")
    return rows.prefetch_related("texts").order_by("starts_at", "pk")


def records_between(*organisations: Organisation) -> QuerySet[Record]:
    """Published records of some organisations that an agreement can be about, newest first."""
    rows = Record.objects.filter(organisation__in=organisations, state=RecordState.PUBLISHED)
    named = rows.exclude(challenge__is_anonymous=True)
    return named.select_related("organisation").prefetch_related("texts").order_by("-updated_at", "pk")

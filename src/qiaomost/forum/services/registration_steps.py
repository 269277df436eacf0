"""The steps of a registration: lock, transition, places counted under lock, audit, mail, and who moves up."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Conflict, Invalid, NotAllowed, NotFound
from qiaomost.common.transitions import next_state
from qiaomost.compliance.models import Purpose
from qiaomost.compliance.selectors.consent import has_withdrawn
from qiaomost.forum.models import Category, Registration, RegistrationTerms
from qiaomost.forum.models.registrations import REASON_LIMIT
from qiaomost.forum.permissions import can_organise
from qiaomost.forum.services.registration_mails import tell_state
from qiaomost.forum.states import REGISTRATION_TRANSITIONS, RegistrationState
from qiaomost.network.selectors import standing_of
from qiaosearch.text.normalise import clean

HOLDING = (RegistrationState.ACCEPTED, RegistrationState.OFFERED)
"""States that take a place of a category."""

OWN_VERBS = frozenset({"take_up", "withdraw"})
ORGANISERS_VERBS = frozenset({"accept", "queue", "offer", "reject"})


class NoPlace(Conflict):
    """All places of the category are taken."""

    code = "no_place"


@transaction.atomic
def decide_registration(
    *, actor: User, registration_id: UUID, verb: str, now: datetime, reason: str = ""
) -> Registration:
    """Accept, queue, offer or reject, as an organiser; whoever is rejected, even after acceptance, is told why.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        TransitionRefused: ``verb`` is not possible in the present state.
        NoPlace: the category is full.
        Invalid: a rejection has no reason.
    """
    registration = lock_registration(registration_id)
    if verb not in ORGANISERS_VERBS or not can_organise(standing_of(actor), registration.edition):
        raise NotAllowed
    words = clean(reason).strip()
    if verb == "reject" and not 1 <= len(words) <= REASON_LIMIT:
        raise Invalid(fields={"reason": _("Give a reason of at most %d characters.") % REASON_LIMIT})
    registration.reason = words
    return move(registration, verb, actor=actor, now=now)


@transaction.atomic
def act_on_own_registration(*, actor: User, registration_id: UUID, verb: str, now: datetime) -> Registration:
    """Take up an offered place, or withdraw.

    Raises:
        NotFound: it is not ``actor``'s.
        TransitionRefused: ``verb`` is not possible in the present state, or the offer has run out.
    """
    registration = lock_registration(registration_id)
    if registration.user_id != actor.pk or verb not in OWN_VERBS:
        raise NotFound
    if verb == "take_up" and registration.offer_expires_at and registration.offer_expires_at <= now:
        raise Conflict(_("The offer has run out."), code="expired")
    return move(registration, verb, actor=actor, now=now)


def withdraw_registrations(*, account_id: UUID, now: datetime) -> int:
    """Withdraw registrations of an account that took its consent back, for what is still to come; returns how many.

    Done twice it changes nothing; where the account has agreed again meanwhile, all stays.
    """
    if not has_withdrawn(account_id, Purpose.FORUM_REGISTRATION):
        return 0
    possible = REGISTRATION_TRANSITIONS["withdraw"][0]
    rows = Registration.objects.filter(
        user_id=account_id, state__in=possible, edition__last_day__gte=localdate(now)
    )
    return sum(_withdraw(pk, now) for pk in list(rows.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _withdraw(registration_id: UUID, now: datetime) -> bool:
    registration = lock_registration(registration_id)
    if registration.state not in REGISTRATION_TRANSITIONS["withdraw"][0]:
        return False
    move(registration, "withdraw", actor=registration.user, now=now)
    return True


def lock_registration(registration_id: UUID) -> Registration:
    """Read a registration under the lock of its category, so that places are counted one after another.

    Raises:
        NotFound: there is none.
    """
    category_id = (
        Registration.objects.filter(pk=registration_id).values_list("category_id", flat=True).first()
    )
    if category_id is None:
        raise NotFound
    lock_category(category_id)
    return Registration.objects.select_related("edition", "category", "user", "person").get(
        pk=registration_id
    )


def lock_category(category_id: int) -> Category:
    """Keep others from taking a place of a category until the transaction ends."""
    return Category.objects.select_for_update().get(pk=category_id)


def places_left(category: Category) -> int | None:
    """How many places are free; ``None`` where there is no limit. Right only under ``lock_category``."""
    if category.quota is None:
        return None
    return category.quota - Registration.objects.filter(category=category, state__in=HOLDING).count()


def has_place(category: Category) -> bool:
    """Whether one more place is free."""
    left = places_left(category)
    return left is None or left > 0


def move(registration: Registration, verb: str, *, actor: User | None, now: datetime) -> Registration:
    """Take one transition under the lock of the category; whoever waits moves up where a place becomes free.

    Raises:
        TransitionRefused: ``verb`` is not possible in the present state.
        NoPlace: the category is full.
    """
    before = RegistrationState(registration.state)
    after = next_state(REGISTRATION_TRANSITIONS, before, verb)
    if after in HOLDING and before not in HOLDING and not has_place(registration.category):
        raise NoPlace(_("All places of this category are taken."))
    registration.state = after
    registration.offer_expires_at = (
        now + _offer_time(registration) if after == RegistrationState.OFFERED else None
    )
    if after == RegistrationState.WAITING:
        registration.queued_at = now
    if verb == "lapse":
        registration.offers_lapsed += 1
    registration.version += 1
    registration.save(
        update_fields=["state", "offer_expires_at", "queued_at", "offers_lapsed", "version", "reason"]
    )
    audit.record(actor, f"{verb}_registration", registration, now=now)
    tell_state(registration, now=now)
    if before in HOLDING and after not in HOLDING:
        _move_up(registration.category, now)
    return registration


def lapse_offers_due(*, now: datetime) -> int:
    """Give places that nobody took up in time to the next who wait; returns how many lapsed."""
    due = Registration.objects.filter(state=RegistrationState.OFFERED, offer_expires_at__lte=now)
    return sum(_lapse(pk, now) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _lapse(registration_id: UUID, now: datetime) -> bool:
    registration = lock_registration(registration_id)
    expires_at = registration.offer_expires_at
    if registration.state != RegistrationState.OFFERED or expires_at is None or expires_at > now:
        return False  # taken up since the list was read
    move(registration, "lapse", actor=None, now=now)
    return True


def _move_up(category: Category, now: datetime) -> None:
    """Offer the free place to whoever has waited longest and has not let an offer lapse."""
    waiting = Registration.objects.filter(
        category=category, state=RegistrationState.WAITING, offers_lapsed=0
    ).order_by(F("queued_at").asc(nulls_last=True), "made_at", "pk")
    following = waiting.select_related("edition", "category", "user", "person").first()
    if following is not None and has_place(category):
        move(following, "offer", actor=None, now=now)


def _offer_time(registration: Registration) -> timedelta:
    terms = RegistrationTerms.objects.filter(edition_id=registration.edition_id).first()
    return timedelta(hours=terms.offer_hours if terms else 72)

"""The life of a hit, decided by two persons, and what the hits of a screening amount to."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.transitions import Transitions


class HitState(models.TextChoices):
    OPEN = "open", _("Open")
    CONFIRM_PROPOSED = "confirm_proposed", _("Confirmation proposed")
    DISMISS_PROPOSED = "dismiss_proposed", _("Dismissal proposed")
    CONFIRMED = "confirmed", _("Confirmed: it is the same party")
    DISMISSED = "dismissed", _("Dismissed: it is another party")


H = HitState

HIT_TRANSITIONS: Transitions[HitState] = {
    "propose_confirm": (frozenset({H.OPEN}), H.CONFIRM_PROPOSED),
    "propose_dismiss": (frozenset({H.OPEN}), H.DISMISS_PROPOSED),
    "confirm": (frozenset({H.CONFIRM_PROPOSED}), H.CONFIRMED),
    "dismiss": (frozenset({H.DISMISS_PROPOSED}), H.DISMISSED),
    "send_back": (frozenset({H.CONFIRM_PROPOSED, H.DISMISS_PROPOSED}), H.OPEN),
    "reopen": (frozenset({H.CONFIRMED, H.DISMISSED}), H.OPEN),
}

PROPOSED = frozenset({H.CONFIRM_PROPOSED, H.DISMISS_PROPOSED})
"""One person has spoken; another one has the word."""

DECIDED = frozenset({H.CONFIRMED, H.DISMISSED})
"""Two persons have spoken."""


class ScreeningState(models.TextChoices):
    NO_LISTS = "no_lists", _("Nothing to compare with")
    CLEAR = "clear", _("Clear")
    HITS_OPEN = "hits_open", _("Hits to be decided")
    CONFIRMED = "confirmed", _("A hit is confirmed")
    DISMISSED = "dismissed", _("All hits are dismissed")


WITHOUT_HITS = frozenset({ScreeningState.NO_LISTS, ScreeningState.CLEAR})
"""States of a screening that found nothing."""


class PartyStatus(models.TextChoices):
    """How a party stands towards the lists; derived, never stored."""

    CLEAR = "clear", _("Clear")
    OPEN = "open", _("Hits are being decided")
    REFUSED = "refused", _("On a list, as two persons have confirmed")
    NEVER_SCREENED = "never_screened", _("Never screened")
    OUTDATED = "outdated", _("To be screened again")
    NO_LISTS = "no_lists", _("The node has no list")


STATUS_OF: dict[ScreeningState, PartyStatus] = {
    ScreeningState.NO_LISTS: PartyStatus.NO_LISTS,
    ScreeningState.CLEAR: PartyStatus.CLEAR,
    ScreeningState.HITS_OPEN: PartyStatus.OPEN,
    ScreeningState.CONFIRMED: PartyStatus.REFUSED,
    ScreeningState.DISMISSED: PartyStatus.CLEAR,
}
"""State of a screening of today → status of its party. An older one with hits still refuses or waits."""


def outcome_of(hits: Collection[str], *, with_lists: bool) -> ScreeningState:
    """Return the state of a screening with hits in these states: one confirmed hit outweighs all others."""
    if not with_lists:
        return ScreeningState.NO_LISTS
    if not hits:
        return ScreeningState.CLEAR
    if HitState.CONFIRMED in hits:
        return ScreeningState.CONFIRMED
    return ScreeningState.DISMISSED if set(hits) == {HitState.DISMISSED} else ScreeningState.HITS_OPEN

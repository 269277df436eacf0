"""What became of a planned meeting: what its two sides say, and what the organisers decide; as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import models
from django.utils.translation import pgettext_lazy

from qiaomost.common.transitions import Transitions


class ResultState(models.TextChoices):
    """A meeting without a result is ``planned``."""

    PLANNED = "planned", pgettext_lazy("1:1 meeting", "Planned")
    HELD = "held", pgettext_lazy("1:1 meeting", "Held")
    NO_SHOW = "no_show", pgettext_lazy("1:1 meeting", "A side did not come")
    DISPUTED = "disputed", pgettext_lazy("1:1 meeting", "The two sides contradict each other")
    CANCELLED = "cancelled", pgettext_lazy("1:1 meeting", "Cancelled by the organisers")


class Party(models.TextChoices):
    """The two sides of a meeting."""

    ASKER = "asker", pgettext_lazy("1:1 meeting", "The side that asked")
    ASKED = "asked", pgettext_lazy("1:1 meeting", "The side that was asked")


class Said(models.TextChoices):
    """What a side or an organiser says of a meeting; ``both_absent`` is for organisers alone."""

    HELD = "held", pgettext_lazy("1:1 meeting", "It was held")
    ASKER_ABSENT = "asker_absent", pgettext_lazy("1:1 meeting", "The side that asked did not come")
    ASKED_ABSENT = "asked_absent", pgettext_lazy("1:1 meeting", "The side that was asked did not come")
    BOTH_ABSENT = "both_absent", pgettext_lazy("1:1 meeting", "Nobody came")


ABSENT: Mapping[Party, Said] = {Party.ASKER: Said.ASKER_ABSENT, Party.ASKED: Said.ASKED_ABSENT}
SIDES_SAY = frozenset({Said.HELD, Said.ASKER_ABSENT, Said.ASKED_ABSENT})

S = ResultState
NOT_CANCELLED = frozenset({S.PLANNED, S.HELD, S.NO_SHOW, S.DISPUTED})

RESULT_TRANSITIONS: Transitions[ResultState] = {
    "open": (NOT_CANCELLED, S.PLANNED),
    "hold": (NOT_CANCELLED, S.HELD),
    "miss": (NOT_CANCELLED, S.NO_SHOW),
    "dispute": (NOT_CANCELLED, S.DISPUTED),
    "cancel": (frozenset({S.PLANNED}), S.CANCELLED),
    "restore": (frozenset({S.CANCELLED}), S.PLANNED),
}
"""The first four follow from what was said, by ``verdict``."""


class ResultRole(models.TextChoices):
    """What somebody is to a meeting."""

    SIDE = "side", pgettext_lazy("1:1 meeting", "One of its two sides")
    ORGANISER = "organiser", pgettext_lazy("1:1 meeting", "Organiser")


ACTIONS: Mapping[str, ResultRole] = {
    "report": ResultRole.SIDE,
    "continue": ResultRole.SIDE,
    "decide": ResultRole.ORGANISER,
    "cancel": ResultRole.ORGANISER,
    "restore": ResultRole.ORGANISER,
}
"""Action → who takes it. ``report`` and ``decide`` lead where ``verdict`` says; ``continue`` needs a held meeting."""


def verdict(said: Iterable[str], decision: str) -> str:
    """Return the verb that follows from what the sides said; a decision of the organisers outweighs them.

    Sides that name different absent ones contradict each other as much as sides of which one says that it was held.
    """
    words = {decision} if decision else {one for one in said if one}
    if not words:
        return "open"
    if len(words) > 1:
        return "dispute"
    return "hold" if words == {Said.HELD} else "miss"

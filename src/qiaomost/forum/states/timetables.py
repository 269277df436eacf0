"""The life of a proposed timetable, as data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.common.transitions import Transitions


class ProposalScope(models.TextChoices):
    """Which sessions may move. Pinned sessions, and all that are no keynote, talk or round table, stay anyway."""

    UNPLACED = "unplaced", _("Place what has no place or clashes; the rest stays")
    ALL = "all", _("Place everything anew that is not pinned")


class ProposalState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("proposed timetable", "Waiting for the worker")
    RUNNING = "running", pgettext_lazy("proposed timetable", "Being calculated")
    READY = "ready", pgettext_lazy("proposed timetable", "Ready to be looked at")
    APPLIED = "applied", pgettext_lazy("proposed timetable", "Applied")
    DISCARDED = "discarded", pgettext_lazy("proposed timetable", "Thrown away")
    FAILED = "failed", pgettext_lazy("proposed timetable", "Could not be made")


P = ProposalState

PROPOSAL_TRANSITIONS: Transitions[ProposalState] = {
    "start": (frozenset({P.WAITING, P.RUNNING}), P.RUNNING),
    "finish": (frozenset({P.RUNNING}), P.READY),
    "fail": (frozenset({P.RUNNING}), P.FAILED),
    "apply": (frozenset({P.READY}), P.APPLIED),
    "discard": (frozenset({P.WAITING, P.RUNNING, P.READY}), P.DISCARDED),
}
"""A running one starts again where its worker died; one that is thrown away while it runs is kept nowhere."""

OPEN_PROPOSALS = frozenset({P.WAITING, P.RUNNING, P.READY})

"""The life of a call for contributions and of a contribution to it, as data: who takes each verb."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.common.transitions import Transitions
from qiaomost.forum.states import SessionKind


class CallPhase(models.TextChoices):
    COLLECTING = "collecting", _("Contributions are collected")
    REVIEW = "review", pgettext_lazy("call for contributions", "Under review")
    DISCUSSION = "discussion", _("Reviewers discuss")
    DECIDED = "decided", _("Review is closed")


class ContributionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    WAITING = "waiting", _("On the waiting list")
    ACCEPTED = "accepted", pgettext_lazy("contribution", "Accepted")
    CONFIRMED = "confirmed", pgettext_lazy("contribution", "Confirmed")
    REJECTED = "rejected", pgettext_lazy("contribution", "Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Decision(models.TextChoices):
    """A verb of the organisers; it waits until all that wait are applied together."""

    ACCEPT = "accept", pgettext_lazy("contribution", "Accept")
    QUEUE = "queue", _("Put on the waiting list")
    REJECT = "reject", pgettext_lazy("contribution", "Decline")


class Part(models.TextChoices):
    """What somebody is before a contribution."""

    AUTHOR = "author", _("Author")
    REVIEWER = "reviewer", _("Reviewer")
    ORGANISER = "organiser", _("Organiser")


P, S = CallPhase, ContributionState

CALL_KINDS = (SessionKind.KEYNOTE, SessionKind.TALK, SessionKind.PANEL)
"""Kinds of session that can be asked for."""

PHASE_TRANSITIONS: Transitions[CallPhase] = {
    "review": (frozenset({P.COLLECTING}), P.REVIEW),
    "discuss": (frozenset({P.REVIEW}), P.DISCUSSION),
    "decide": (frozenset({P.REVIEW, P.DISCUSSION}), P.DECIDED),
}

CONTRIBUTION_TRANSITIONS: Transitions[ContributionState] = {
    "submit": (frozenset({S.DRAFT}), S.SUBMITTED),
    "accept": (frozenset({S.SUBMITTED, S.WAITING}), S.ACCEPTED),
    "queue": (frozenset({S.SUBMITTED}), S.WAITING),
    "reject": (frozenset({S.SUBMITTED, S.WAITING}), S.REJECTED),
    "confirm": (frozenset({S.ACCEPTED}), S.CONFIRMED),
    "withdraw": (frozenset({S.DRAFT, S.SUBMITTED, S.WAITING, S.ACCEPTED, S.CONFIRMED}), S.WITHDRAWN),
    "lapse": (frozenset({S.ACCEPTED}), S.WITHDRAWN),
}

UNDER_REVIEW = frozenset({P.REVIEW, P.DISCUSSION})
DECIDED = (S.WAITING, S.ACCEPTED, S.CONFIRMED, S.REJECTED)

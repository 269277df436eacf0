"""The life of a request for a meeting and of a plan of meetings, as data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.common.transitions import Transitions


class RequestState(models.TextChoices):
    """An accepted request is planned before one that waits; ``passed_on`` went to a colleague as a new request."""

    SENT = "sent", pgettext_lazy("request for a meeting", "Waiting for an answer")
    PROPOSED = "proposed", pgettext_lazy("request for a meeting", "Something else is proposed")
    ACCEPTED = "accepted", pgettext_lazy("request for a meeting", "Accepted")
    DECLINED = "declined", pgettext_lazy("request for a meeting", "Declined")
    PASSED_ON = "passed_on", pgettext_lazy("request for a meeting", "Passed on to a colleague")
    WITHDRAWN = "withdrawn", pgettext_lazy("request for a meeting", "Withdrawn")


R = RequestState

OPEN_REQUESTS = frozenset({R.SENT, R.PROPOSED, R.ACCEPTED})
TO_PLAN = frozenset({R.SENT, R.ACCEPTED})

REQUEST_TRANSITIONS: Transitions[RequestState] = {
    "accept": (frozenset({R.SENT}), R.ACCEPTED),
    "decline": (frozenset({R.SENT}), R.DECLINED),
    "propose": (frozenset({R.SENT}), R.PROPOSED),
    "agree": (frozenset({R.PROPOSED}), R.ACCEPTED),
    "pass_on": (frozenset({R.PROPOSED}), R.PASSED_ON),
    "withdraw": (OPEN_REQUESTS, R.WITHDRAWN),
}

ASKERS_VERBS = frozenset({"agree", "pass_on", "withdraw"})
"""Verbs of whoever asked; the others are the asked one's. An accepted meeting may be withdrawn by either."""


class PlanState(models.TextChoices):
    """A run of the scheduler and what came of it; one plan of an edition at most is published."""

    WAITING = "waiting", pgettext_lazy("plan of meetings", "Waiting for the worker")
    RUNNING = "running", pgettext_lazy("plan of meetings", "Being calculated")
    READY = "ready", pgettext_lazy("plan of meetings", "Ready")
    PUBLISHED = "published", pgettext_lazy("plan of meetings", "Published")
    REPLACED = "replaced", pgettext_lazy("plan of meetings", "Replaced by a later plan")
    CANCELLED = "cancelled", pgettext_lazy("plan of meetings", "Cancelled")
    FAILED = "failed", pgettext_lazy("plan of meetings", "Could not be made")


P = PlanState

PLAN_TRANSITIONS: Transitions[PlanState] = {
    "start": (frozenset({P.WAITING, P.RUNNING}), P.RUNNING),
    "finish": (frozenset({P.RUNNING}), P.READY),
    "fail": (frozenset({P.RUNNING}), P.FAILED),
    "cancel": (frozenset({P.WAITING, P.RUNNING}), P.CANCELLED),
    "publish": (frozenset({P.READY}), P.PUBLISHED),
    "replace": (frozenset({P.PUBLISHED}), P.REPLACED),
}
"""A running plan starts again where its worker died."""


class NoMeeting(models.TextChoices):
    """Why a request has no place in a plan; the values are the scheduler's."""

    NO_COMMON_SITE = "no_common_site", _("You are not at the same site.")
    NO_COMMON_SLOT = "no_common_slot", _("There is no time at which both of you are free.")
    NO_TABLE = "no_table", _("No table is free when both of you are.")
    NO_INTERPRETER = (
        "no_interpreter",
        _("You share no language, and no interpreter is free when both of you are."),
    )
    NOT_ON_THAT_DAY = (
        "not_on_that_day",
        _("You agreed on a day, and on it no time, table or interpreter is free for both of you."),
    )
    LIMIT_REACHED = "limit_reached", _("One of you has as many meetings as they want.")
    NOT_CHOSEN = (
        "not_chosen",
        _("Other meetings, which weigh more, took the times that would have been possible."),
    )


class DisturbanceKind(models.TextChoices):
    """What can go wrong with a plan on the day."""

    PARTICIPANT = "participant", _("A participant is not there")
    TABLE = "table", _("A table can’t be used")
    INTERPRETER = "interpreter", _("An interpreter can’t work")

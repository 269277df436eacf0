"""The life of milestones, outcomes and questions of impact, as data: who may take which verb, and where it leads."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.transitions import Transitions


class MilestoneState(models.TextChoices):
    DUE = "due", _("Due")
    REPORTED = "reported", _("Reported")
    ACCEPTED = "accepted", _("Accepted")
    TO_BE_REWORKED = "to_be_reworked", _("To be reworked")
    FAILED = "failed", _("Failed")


class OutcomeState(models.TextChoices):
    CLAIMED = "claimed", _("Claimed")
    DISPUTED = "disputed", _("Disputed")
    CONFIRMED = "confirmed", _("Confirmed")


class ImpactState(models.TextChoices):
    ASKED = "asked", _("Asked")
    ANSWERED = "answered", _("Answered")
    DECLINED = "declined", _("Answer declined")
    LAPSED = "lapsed", _("No answer")


M, O, A = MilestoneState, OutcomeState, ImpactState  # noqa: E741

OPEN_MILESTONES = frozenset({M.DUE, M.REPORTED, M.TO_BE_REWORKED})
"""Milestones that somebody still has to report or to accept."""

MILESTONE_TRANSITIONS: Transitions[MilestoneState] = {
    "report": (frozenset({M.DUE, M.TO_BE_REWORKED}), M.REPORTED),
    "accept": (frozenset({M.REPORTED}), M.ACCEPTED),
    "rework": (frozenset({M.REPORTED}), M.TO_BE_REWORKED),
    "fail": (frozenset({M.DUE, M.REPORTED, M.TO_BE_REWORKED}), M.FAILED),
}
"""``report`` is the performing side's; the others are the end user's who accepts."""

OUTCOME_TRANSITIONS: Transitions[OutcomeState] = {
    "confirm": (frozenset({O.CLAIMED}), O.CONFIRMED),
    "dispute": (frozenset({O.CLAIMED}), O.DISPUTED),
    "claim_again": (frozenset({O.DISPUTED}), O.CLAIMED),
}
"""An outcome begins as claimed; ``claim_again`` is the claimant's side's, the others are the other side's."""

IMPACT_TRANSITIONS: Transitions[ImpactState] = {
    "answer": (frozenset({A.ASKED, A.LAPSED}), A.ANSWERED),
    "decline": (frozenset({A.ASKED, A.LAPSED}), A.DECLINED),
    "lapse": (frozenset({A.ASKED}), A.LAPSED),
}
"""``lapse`` is the worker's, after a reminder; an answer that comes later is still taken."""

IMPACT_MONTHS = (12, 24)
"""How many months after the first confirmed outcome each side is asked what has come of it."""

IMPACT_TERM = 20
"""Working days within which a question of impact is to be answered."""

ACCEPTANCE_TERM = 10
"""Working days within which a report is to be accepted or sent back."""

COMPLETION_TERM = 20
"""Working days within which the advisers complete a cooperation whose milestones are all done."""


class OutcomeKind(models.TextChoices):
    PUBLICATION = "publication", _("Joint publication")
    PATENT = "patent", _("Patent")
    PROTOTYPE = "prototype", _("Prototype")
    LICENCE = "licence", _("Licence granted")
    SERIES = "series", _("Product in series")
    JOBS = "jobs", _("Jobs created")
    REVENUE = "revenue", _("Revenue")


class Territory(models.TextChoices):
    """Where a patent or a licence holds: WIPO ST.3 codes, ``PCT`` for an international application."""

    CN = "CN", _("China")
    RU = "RU", _("Russia")
    EA = "EA", _("Eurasian Patent Organisation")
    PCT = "PCT", _("International (PCT)")
    EP = "EP", _("European Patent Organisation")
    OTHER = "OTH", _("Another territory")


class Band(models.TextChoices):
    """A yearly sum, where parties do not wish to name the exact one."""

    UNDER_1M = "under_1m", _("up to 1 million")
    UNDER_10M = "under_10m", _("1 to 10 million")
    UNDER_50M = "under_50m", _("10 to 50 million")
    UNDER_100M = "under_100m", _("50 to 100 million")
    UNDER_500M = "under_500m", _("100 to 500 million")
    OVER_500M = "over_500m", _("over 500 million")


class Currency(models.TextChoices):
    CNY = "CNY", "CNY"
    RUB = "RUB", "RUB"
    USD = "USD", "USD"
    EUR = "EUR", "EUR"


class EvidenceKind(models.TextChoices):
    DOI = "doi", _("DOI")
    URL = "url", _("Address on the web")
    FILE = "file", _("File")

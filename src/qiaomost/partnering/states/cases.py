"""The life of a case, as data: an expression of interest, then a cooperation; and whose turn each state is."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.common.transitions import Transitions


class InterestState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    SCREENED = "screened", _("Screened")
    FORWARDED = "forwarded", _("Forwarded to the other side’s adviser")
    DELIVERED = "delivered", _("Delivered")
    TENTATIVE = "tentative", _("Answered tentatively")
    ACCEPTED = "accepted", pgettext_lazy("an interest", "Accepted")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Lapsed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class CooperationState(models.TextChoices):
    INTRODUCED = "introduced", _("Introduced")
    NDA = "nda", _("NDA being signed")
    NEGOTIATING = "negotiating", _("Negotiating")
    PARKED = "parked", _("Parked")
    AGREED = "agreed", _("Agreement signed")
    RUNNING = "running", _("Running")
    COMPLETED = "completed", _("Completed")
    OUTCOME_CLAIMED = "outcome_claimed", _("Outcome claimed")
    OUTCOME_CONFIRMED = "outcome_confirmed", _("Outcome confirmed")
    CLOSED = "closed", _("Closed without agreement")


I, C = InterestState, CooperationState  # noqa: E741

WAITING = frozenset({I.SUBMITTED, I.SCREENED, I.FORWARDED, I.DELIVERED, I.TENTATIVE})
"""States in which somebody owes an answer."""

INTEREST_TRANSITIONS: Transitions[InterestState] = {
    "submit": (frozenset({I.DRAFT}), I.SUBMITTED),
    "send_back": (frozenset({I.SUBMITTED, I.SCREENED}), I.DRAFT),
    "screen": (frozenset({I.SUBMITTED}), I.SCREENED),
    "forward": (frozenset({I.SCREENED}), I.FORWARDED),
    "deliver": (frozenset({I.FORWARDED}), I.DELIVERED),
    "answer_tentatively": (frozenset({I.DELIVERED}), I.TENTATIVE),
    "accept": (frozenset({I.DELIVERED, I.TENTATIVE}), I.ACCEPTED),
    "decline": (WAITING, I.DECLINED),
    "withdraw": (WAITING | {I.DRAFT}, I.WITHDRAWN),
    "lapse": (WAITING, I.LAPSED),
}

COOPERATION_TRANSITIONS: Transitions[CooperationState] = {
    "open_nda": (frozenset({C.INTRODUCED}), C.NDA),
    "open_room": (frozenset({C.NDA}), C.NEGOTIATING),
    "park": (frozenset({C.NEGOTIATING}), C.PARKED),
    "resume": (frozenset({C.PARKED}), C.NEGOTIATING),
    "agree": (frozenset({C.INTRODUCED, C.NDA, C.NEGOTIATING}), C.AGREED),
    "start": (frozenset({C.AGREED}), C.RUNNING),
    "complete": (frozenset({C.RUNNING}), C.COMPLETED),
    "claim_outcome": (frozenset({C.COMPLETED, C.OUTCOME_CONFIRMED}), C.OUTCOME_CLAIMED),
    "dispute_outcome": (frozenset({C.OUTCOME_CLAIMED}), C.COMPLETED),
    "confirm_outcome": (frozenset({C.OUTCOME_CLAIMED}), C.OUTCOME_CONFIRMED),
    "close": (frozenset({C.INTRODUCED, C.NDA, C.NEGOTIATING, C.PARKED}), C.CLOSED),
    "reopen": (frozenset({C.CLOSED}), C.INTRODUCED),
}
"""``agree`` leads from ``introduced`` and ``nda`` where the agreement exists on paper alone.

A reopened case begins with its introduction: NDA and room are taken up again only after their gates.
"""


class Side(models.TextChoices):
    """The two sides of a case: who expressed interest, and whose record it is."""

    SENDER = "sender", _("Interested side")
    OWNER = "owner", _("Owner’s side")

    @property
    def other(self) -> Side:
        """The side across."""
        return Side.OWNER if self is Side.SENDER else Side.SENDER


class Turn(models.TextChoices):
    """Who has to act next."""

    SENDER = "sender", _("Interested side")
    SENDER_ADVISER = "sender_adviser", _("Interested side’s adviser")
    OWNER_ADVISER = "owner_adviser", _("Owner’s adviser")
    OWNER = "owner", _("Owner’s side")
    ADVISERS = "advisers", _("Both advisers")
    SIDES = "sides", _("Both sides")
    NOBODY = "nobody", _("Nobody")


class CaseRole(models.TextChoices):
    """What an account is in one case; permissions and notices speak of nothing else."""

    SENDER = "sender", _("Interested side")
    SENDER_ADVISER = "sender_adviser", _("Interested side’s adviser")
    OWNER = "owner", _("Owner’s side")
    OWNER_ADVISER = "owner_adviser", _("Owner’s adviser")
    ADMINISTRATOR = "administrator", _("Node administrator")


ADVISERS = frozenset({CaseRole.SENDER_ADVISER, CaseRole.OWNER_ADVISER})
SIDES = frozenset({CaseRole.SENDER, CaseRole.OWNER})
SIDE_OF: Mapping[CaseRole, Side] = {
    CaseRole.SENDER: Side.SENDER,
    CaseRole.SENDER_ADVISER: Side.SENDER,
    CaseRole.OWNER: Side.OWNER,
    CaseRole.OWNER_ADVISER: Side.OWNER,
}

HOLDERS: Mapping[Turn, frozenset[CaseRole]] = {
    Turn.SENDER: frozenset({CaseRole.SENDER}),
    Turn.SENDER_ADVISER: frozenset({CaseRole.SENDER_ADVISER}),
    Turn.OWNER_ADVISER: frozenset({CaseRole.OWNER_ADVISER}),
    Turn.OWNER: frozenset({CaseRole.OWNER}),
    Turn.ADVISERS: ADVISERS,
    Turn.SIDES: SIDES,
    Turn.NOBODY: frozenset(),
}
"""Turn → who holds it. With an interest, whoever holds the turn takes the verbs that are legal then."""

COOPERATION_VERBS: Mapping[str, frozenset[CaseRole]] = {
    "open_nda": ADVISERS,
    "park": ADVISERS,
    "resume": ADVISERS,
    "close": ADVISERS | SIDES,
    "reopen": ADVISERS,
    "complete": ADVISERS,
    "claim_outcome": SIDES,
    "dispute_outcome": SIDES,
    "confirm_outcome": SIDES,
}
"""Verbs of a cooperation that people take, and who; the others follow from signatures and outcomes."""


class Stage(models.TextChoices):
    """Where in the chain a case stands: the columns of the board."""

    DRAFT = "draft", _("Draft")
    INTEREST = "interest", _("Interest")
    INTRODUCTION = "introduction", _("Introduction and NDA")
    NEGOTIATION = "negotiation", _("Negotiation")
    AGREEMENT = "agreement", _("Agreement")
    OUTCOME = "outcome", _("Outcome")
    CLOSED = "closed", _("Closed")


REMINDER_EXTENSION = 5
"""Working days that a reminder grants before an unanswered interest lapses."""

INTEREST_TURNS: Mapping[InterestState, tuple[Stage, Turn, int | None]] = {
    I.DRAFT: (Stage.DRAFT, Turn.SENDER, None),
    I.SUBMITTED: (Stage.INTEREST, Turn.SENDER_ADVISER, 5),
    I.SCREENED: (Stage.INTEREST, Turn.SENDER_ADVISER, 5),
    I.FORWARDED: (Stage.INTEREST, Turn.OWNER_ADVISER, 5),
    I.DELIVERED: (Stage.INTEREST, Turn.OWNER, 10),
    I.TENTATIVE: (Stage.INTEREST, Turn.OWNER, 20),
    I.ACCEPTED: (Stage.INTRODUCTION, Turn.ADVISERS, 5),
    I.DECLINED: (Stage.CLOSED, Turn.NOBODY, None),
    I.LAPSED: (Stage.CLOSED, Turn.NOBODY, None),
    I.WITHDRAWN: (Stage.CLOSED, Turn.NOBODY, None),
}
"""State → column of the board, whose turn, and within how many working days of both countries."""

COOPERATION_TURNS: Mapping[CooperationState, tuple[Stage, Turn, int | None]] = {
    C.INTRODUCED: (Stage.INTRODUCTION, Turn.ADVISERS, 5),
    C.NDA: (Stage.INTRODUCTION, Turn.SIDES, 20),
    C.NEGOTIATING: (Stage.NEGOTIATION, Turn.SIDES, 60),
    C.PARKED: (Stage.NEGOTIATION, Turn.ADVISERS, None),
    C.AGREED: (Stage.AGREEMENT, Turn.ADVISERS, 20),
    C.RUNNING: (Stage.AGREEMENT, Turn.SIDES, None),
    C.COMPLETED: (Stage.OUTCOME, Turn.SIDES, 20),
    C.OUTCOME_CLAIMED: (Stage.OUTCOME, Turn.SIDES, 20),
    C.OUTCOME_CONFIRMED: (Stage.OUTCOME, Turn.NOBODY, None),
    C.CLOSED: (Stage.CLOSED, Turn.NOBODY, None),
}
"""The same for cooperations; a parked one is due on its own date, a running one by its milestones."""


class DeclineReason(models.TextChoices):
    """Why an interest is declined; words go with it."""

    NO_FIT = "no_fit", _("It does not fit what is sought or offered")
    NO_CAPACITY = "no_capacity", _("No capacity at present")
    ALREADY_COOPERATING = "already_cooperating", _("Already cooperating with somebody else")
    TERMS = "terms", _("The terms of cooperation do not suit")
    INCOMPLETE = "incomplete", _("Too little is said to judge")
    EXPORT_CONTROL = "export_control", _("Export control stands against it")
    OTHER = "other", _("Another reason")


class CloseReason(models.TextChoices):
    """Why a cooperation ends without agreement; words go with it."""

    NO_CONSENSUS = "no_consensus", _("No consensus on the terms")
    TECHNICAL = "technical", _("The technical solution does not hold")
    FUNDING = "funding", _("No funding")
    EXPORT_CONTROL = "export_control", _("Export control stands against it")
    NO_ANSWER = "no_answer", _("One side no longer answers")
    OTHER = "other", _("Another reason")

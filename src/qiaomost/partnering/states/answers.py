"""The life of a call for answers and of an answer to it, as data: who takes each verb, and in which phase."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.transitions import Transitions


class CallState(models.TextChoices):
    OPEN = "open", _("Open for answers")
    BLIND = "blind", _("Reviewed without names")
    NAMED = "named", _("Reviewed with names")
    NOTICE = "notice", _("Public notice of the award")
    AWARDED = "awarded", _("Awarded")
    ENDED = "ended", _("Ended without an award")
    MOOT = "moot", _("Challenge withdrawn")


class AnswerState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    ELIGIBLE = "eligible", _("Eligible")
    INELIGIBLE = "ineligible", _("Not eligible")
    SCORED = "scored", _("Scored")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    SELECTED = "selected", _("Selected")
    PUBLIC_NOTICE = "public_notice", _("Under public notice")
    AWARDED = "awarded", _("Awarded")
    REJECTED = "rejected", _("Not chosen")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ObjectionState(models.TextChoices):
    OPEN = "open", _("To be decided")
    UPHELD = "upheld", _("Upheld")
    DISMISSED = "dismissed", _("Dismissed")


class CallRole(models.TextChoices):
    """What an account is in one call."""

    OWNER = "owner", _("Owner of the challenge")
    REVIEWER = "reviewer", _("Reviewer of the answers")
    ANSWERER = "answerer", _("Answering side")


C, A = CallState, AnswerState

CALL_TRANSITIONS: Transitions[CallState] = {
    "close": (frozenset({C.OPEN}), C.BLIND),
    "name": (frozenset({C.BLIND}), C.NAMED),
    "give_notice": (frozenset({C.NAMED}), C.NOTICE),
    "go_back": (frozenset({C.NOTICE}), C.NAMED),
    "award": (frozenset({C.NOTICE}), C.AWARDED),
    "end": (frozenset({C.BLIND, C.NAMED}), C.ENDED),
    "declare_moot": (frozenset({C.OPEN, C.BLIND, C.NAMED, C.NOTICE}), C.MOOT),
}

OPEN_ANSWERS = frozenset({A.SUBMITTED, A.ELIGIBLE, A.SCORED, A.SHORTLISTED, A.SELECTED, A.PUBLIC_NOTICE})
"""States in which an answer waits for a decision."""

ANSWER_TRANSITIONS: Transitions[AnswerState] = {
    "submit": (frozenset({A.DRAFT}), A.SUBMITTED),
    "revise": (frozenset({A.SUBMITTED}), A.DRAFT),
    "withdraw": (frozenset({A.DRAFT, A.SUBMITTED}), A.WITHDRAWN),
    "find_eligible": (frozenset({A.SUBMITTED}), A.ELIGIBLE),
    "find_ineligible": (frozenset({A.SUBMITTED}), A.INELIGIBLE),
    "score": (frozenset({A.ELIGIBLE}), A.SCORED),
    "shortlist": (frozenset({A.SCORED}), A.SHORTLISTED),
    "select": (frozenset({A.SHORTLISTED}), A.SELECTED),
    "give_notice": (frozenset({A.SELECTED}), A.PUBLIC_NOTICE),
    "go_back": (frozenset({A.PUBLIC_NOTICE}), A.SHORTLISTED),
    "award": (frozenset({A.PUBLIC_NOTICE}), A.AWARDED),
    "reject": (frozenset({A.SCORED, A.SHORTLISTED, A.SELECTED}), A.REJECTED),
    "pass_over": (OPEN_ANSWERS | {A.DRAFT}, A.REJECTED),
}

CALL_VERBS: Mapping[str, frozenset[CallRole]] = {
    "close": frozenset({CallRole.OWNER}),
    "name": frozenset({CallRole.OWNER}),
    "give_notice": frozenset({CallRole.OWNER}),
    "go_back": frozenset(),
    "award": frozenset({CallRole.OWNER}),
    "end": frozenset({CallRole.OWNER}),
    "declare_moot": frozenset(),
}
"""Verb of a call → who takes it; one that nobody takes follows from something else."""

ANSWER_VERBS: Mapping[str, tuple[CallState | None, frozenset[CallRole]]] = {
    "submit": (C.OPEN, frozenset({CallRole.ANSWERER})),
    "revise": (C.OPEN, frozenset({CallRole.ANSWERER})),
    "withdraw": (C.OPEN, frozenset({CallRole.ANSWERER})),
    "find_eligible": (C.BLIND, frozenset({CallRole.OWNER})),
    "find_ineligible": (C.BLIND, frozenset({CallRole.OWNER})),
    "score": (C.BLIND, frozenset()),
    "shortlist": (C.NAMED, frozenset({CallRole.OWNER})),
    "select": (C.NAMED, frozenset({CallRole.OWNER})),
    "give_notice": (C.NAMED, frozenset()),
    "go_back": (C.NOTICE, frozenset()),
    "award": (C.NOTICE, frozenset()),
    "reject": (C.NAMED, frozenset({CallRole.OWNER})),
    "pass_over": (None, frozenset()),
}
"""Verb of an answer → the phase in which it is taken (``None``: any), and who takes it."""

WITH_NAMES = frozenset({C.NAMED, C.NOTICE, C.AWARDED, C.ENDED})
"""Phases in which owner and reviewers know who answered."""

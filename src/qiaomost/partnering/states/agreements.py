"""The life of an agreement, as data: who may take which verb, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.transitions import Transitions


class AgreementState(models.TextChoices):
    DRAFTING = "drafting", _("Being drafted")
    LEGAL_REVIEW = "legal_review", _("Before the lawyers")
    TRANSLATION_APPROVED = "translation_approved", _("Translation approved")
    APPROVALS_PENDING = "approvals_pending", _("Before export control")
    APPROVED = "approved", _("Ready for signature")
    REFUSED = "refused", _("Refused by export control")
    SIGNED = "signed", _("Signed")
    REGISTERED = "registered", _("Registered")
    NOT_REGISTERED = "not_registered", _("Not registered")
    IN_FORCE = "in_force", _("In force")
    AMENDED = "amended", _("Replaced by an amended agreement")
    SUSPENDED = "suspended", _("Suspended")
    EXPIRED = "expired", _("Expired")
    TERMINATED = "terminated", _("Terminated early")
    COMPLETED = "completed", _("Performed in full")


S = AgreementState

BEFORE_SIGNATURE = frozenset(
    {S.DRAFTING, S.LEGAL_REVIEW, S.TRANSLATION_APPROVED, S.APPROVALS_PENDING, S.APPROVED, S.REFUSED}
)
SIGNED_NOT_BEGUN = frozenset({S.SIGNED, S.REGISTERED, S.NOT_REGISTERED})
RUNNING = frozenset({S.IN_FORCE, S.SUSPENDED})
ENDED = frozenset({S.AMENDED, S.EXPIRED, S.TERMINATED, S.COMPLETED})

AGREEMENT_TRANSITIONS: Transitions[AgreementState] = {
    "submit_for_review": (frozenset({S.DRAFTING}), S.LEGAL_REVIEW),
    "approve_translation": (frozenset({S.LEGAL_REVIEW}), S.TRANSLATION_APPROVED),
    "request_approvals": (frozenset({S.TRANSLATION_APPROVED}), S.APPROVALS_PENDING),
    "approve": (frozenset({S.APPROVALS_PENDING}), S.APPROVED),
    "refuse": (frozenset({S.APPROVALS_PENDING}), S.REFUSED),
    "send_back": (BEFORE_SIGNATURE - {S.DRAFTING}, S.DRAFTING),
    "sign": (frozenset({S.APPROVED}), S.SIGNED),
    "register": (frozenset({S.SIGNED, S.NOT_REGISTERED}), S.REGISTERED),
    "leave_unregistered": (frozenset({S.SIGNED}), S.NOT_REGISTERED),
    "enter_into_force": (frozenset({S.REGISTERED, S.NOT_REGISTERED}), S.IN_FORCE),
    "suspend": (frozenset({S.IN_FORCE}), S.SUSPENDED),
    "resume": (frozenset({S.SUSPENDED}), S.IN_FORCE),
    "amend": (RUNNING, S.AMENDED),
    "expire": (RUNNING, S.EXPIRED),
    "terminate": (RUNNING, S.TERMINATED),
    "complete": (frozenset({S.IN_FORCE}), S.COMPLETED),
}
"""``approve`` and ``sign`` follow from the second side's word, ``amend`` from a successor that enters into force."""


class AgreementRole(models.TextChoices):
    """What an account is with an agreement; a side's lead reviews where the side has no lawyer."""

    LEAD = "lead", _("Lead")
    MEMBER = "member", _("Team member")
    SIGNATORY = "signatory", _("Signatory")
    LAWYER = "lawyer", _("Lawyer")
    REVIEWER = "reviewer", _("Reviews for a side")
    ADVISER = "adviser", _("Adviser")
    OFFICER = "officer", _("Compliance officer")


R = AgreementRole

PEOPLE = frozenset({R.LEAD, R.MEMBER, R.SIGNATORY, R.LAWYER, R.ADVISER})
"""Those of the case; an officer of export control is none of them."""

CARRIERS = frozenset({R.LEAD, R.LAWYER, R.ADVISER})

AGREEMENT_VERBS: Mapping[str, frozenset[AgreementRole]] = {
    "draft": PEOPLE,
    "edit": PEOPLE,
    "revise": CARRIERS,
    "declare_in_step": CARRIERS,
    "submit_for_review": CARRIERS,
    "review": frozenset({R.REVIEWER}),
    "approve_translation": CARRIERS,
    "request_approvals": CARRIERS,
    "decide": frozenset({R.OFFICER}),
    "send_back": CARRIERS,
    "sign": frozenset({R.LEAD, R.SIGNATORY}),
    "register": CARRIERS,
    "leave_unregistered": CARRIERS,
    "enter_into_force": CARRIERS,
    "suspend": CARRIERS,
    "resume": CARRIERS,
    "begin_amendment": CARRIERS,
    "terminate": CARRIERS,
    "complete": CARRIERS,
    "show": frozenset({R.LEAD, R.SIGNATORY}),
}
"""Verb that people take → who. ``review``, ``decide`` and ``sign`` are taken once by each side."""

ACTS: Mapping[str, frozenset[AgreementState]] = {
    "edit": frozenset({S.DRAFTING}),
    "revise": BEFORE_SIGNATURE,
    "declare_in_step": frozenset({S.DRAFTING}),
    "review": frozenset({S.LEGAL_REVIEW}),
    "decide": frozenset({S.APPROVALS_PENDING}),
    "begin_amendment": RUNNING,
    "show": SIGNED_NOT_BEGUN | RUNNING | ENDED,
}
"""Verbs that by themselves move nothing → the states in which they are possible. ``revise`` leads back to drafting."""

NOT_ON_PAPER = frozenset(
    {"edit", "revise", "declare_in_step", "submit_for_review", "send_back", "begin_amendment"}
)
"""Verbs that change the text; an agreement that exists on paper has none here."""

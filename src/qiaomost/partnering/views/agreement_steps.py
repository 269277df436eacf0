"""The verbs of an agreement as its page offers them: service, label, what it asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from qiaomost.common.errors import Message
from qiaomost.network.forms import VerbForm
from qiaomost.partnering.forms import agreements as forms
from qiaomost.partnering.services import agreements as services


@dataclass(frozen=True, slots=True)
class AgreementStep:
    """One verb; ``form`` is what it asks, ``warns`` what to know before it; ``ends``: it can't be undone."""

    service: Callable[..., Any]
    label: Message
    form: type[VerbForm] = VerbForm
    warns: Message = ""
    ends: bool = False


AGREEMENT_STEPS: Mapping[str, AgreementStep] = {
    "declare_in_step": AgreementStep(
        services.declare_in_step,
        _("The translation is in step"),
        forms.DeclareForm,
        _("You state that all languages of this version say the same."),
    ),
    "submit_for_review": AgreementStep(
        services.submit_for_review,
        _("Put it before the lawyers"),
        warns=_("Until it comes back nobody can edit the text."),
    ),
    "review": AgreementStep(
        services.review_agreement,
        _("Review for your side"),
        forms.ReviewForm,
        _("An objection sends the agreement back to drafting."),
    ),
    "approve_translation": AgreementStep(
        services.approve_translation,
        _("Approve the translation"),
        warns=_("You state that all languages of this version say the same."),
    ),
    "request_approvals": AgreementStep(
        services.request_approvals,
        _("Put it before export control"),
        warns=_("The compliance officers of both organisations are told."),
    ),
    "decide": AgreementStep(
        services.decide_approval,
        _("Decide for your export control"),
        forms.DecisionForm,
        _("A decision on record, in your name. This page gives no legal advice."),
    ),
    "sign": AgreementStep(services.sign_agreement, _("Record your side’s signature"), forms.SignedCopyForm),
    "register": AgreementStep(services.register_agreement, _("Record registration"), forms.RegistrationForm),
    "leave_unregistered": AgreementStep(
        services.leave_unregistered, _("It is not registered"), forms.WhyForm
    ),
    "enter_into_force": AgreementStep(services.enter_into_force, _("It is in force"), forms.TermForm),
    "complete": AgreementStep(
        services.complete_agreement,
        _("Performed in full"),
        warns=_("Both sides have done all that it asks."),
    ),
    "begin_amendment": AgreementStep(
        services.begin_amendment,
        _("Amend"),
        warns=_("A successor begins with this text; until it is in force itself, this agreement stays."),
    ),
    "resume": AgreementStep(services.resume_agreement, _("Resume")),
    "show": AgreementStep(
        services.show_in_register,
        _("Public register"),
        forms.ShowForm,
        _(
            "Shown are subject, parties, kind, dates and registration numbers, and on the stage of a forum how far"
            " it has come: in force, milestones, kinds of outcomes, industrial use; once both sides agree."
        ),
    ),
    "send_back": AgreementStep(services.send_back, _("Back to drafting"), forms.ChangeForm),
    "suspend": AgreementStep(services.suspend_agreement, _("Suspend"), forms.WhyForm),
    "terminate": AgreementStep(services.terminate_agreement, _("Terminate"), forms.WhyForm, ends=True),
}
"""Verb → its step, in the order of the buttons: what leads on first, what ends it last."""

"""The verbs of a case as its page offers them: service, label, what it asks, and who sees the button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from qiaomost.common.errors import Message
from qiaomost.common.transitions import verbs_of
from qiaomost.network.forms import VerbForm
from qiaomost.partnering import forms, services
from qiaomost.partnering.models import Case
from qiaomost.partnering.permissions import Roles, can_carry, can_withdraw
from qiaomost.partnering.presenting.parties import is_introduced
from qiaomost.partnering.presenting.rows import may_act
from qiaomost.partnering.states import (
    COOPERATION_TRANSITIONS,
    INTEREST_TRANSITIONS,
    CooperationState,
    InterestState,
)
from qiaomost.partnering.states.outcomes import OPEN_MILESTONES


@dataclass(frozen=True, slots=True)
class Step:
    """One verb; ``form`` is what it asks, ``warns`` what to know before it; ``ends``: the case is over then."""

    service: Callable[..., Any]
    label: Message
    form: type[VerbForm] = VerbForm
    warns: Message = ""
    ends: bool = False


STEPS: Mapping[str, Step] = {
    "submit": Step(services.submit_interest, _("Submit to my adviser")),
    "screen": Step(services.screen_interest, _("Complete and serious: screened")),
    "forward": Step(services.forward_interest, _("Forward to the other side’s adviser")),
    "deliver": Step(services.deliver_interest, _("Deliver to the owner"), forms.DeliverForm),
    "accept": Step(
        services.accept_interest,
        _("Accept the interest"),
        forms.AnswerForm,
        _("The two advisers then introduce you to each other."),
    ),
    "introduce": Step(
        services.introduce,
        _("Confirm the introduction"),
        warns=_("When both advisers have confirmed, the parties see each other’s names."),
    ),
    "resume": Step(services.resume_cooperation, _("Resume")),
    "complete": Step(
        services.complete_cooperation,
        _("The work is completed"),
        warns=_("The two sides then say what has come of it."),
    ),
    "reopen": Step(services.reopen_cooperation, _("Reopen")),
    "answer_tentatively": Step(
        services.answer_interest_tentatively, _("Answer tentatively"), forms.TentativeForm
    ),
    "send_back": Step(services.send_back_interest, _("Send back for completion"), forms.ReasonForm),
    "park": Step(services.park_cooperation, _("Park until a date"), forms.ParkForm),
    "decline": Step(services.decline_interest, _("Decline"), forms.DeclineForm, ends=True),
    "withdraw": Step(
        services.withdraw_interest,
        _("Withdraw"),
        warns=_("A withdrawn interest can’t be taken up again."),
        ends=True,
    ),
    "close": Step(services.close_cooperation, _("Close without agreement"), forms.CloseForm, ends=True),
}
"""Verb → its step, in the order of the buttons: what leads on first, what ends it last."""


def steps_for(case: Case, roles: Roles) -> dict[str, Step]:
    """Return what somebody with ``roles`` may do now."""
    return {verb: step for verb, step in STEPS.items() if verb in _offered(case, roles)}


def _offered(case: Case, roles: Roles) -> set[str]:
    if is_introduced(case):
        legal = verbs_of(COOPERATION_TRANSITIONS, CooperationState(case.cooperation.state))
        offered = {verb for verb in legal if verb in STEPS and can_carry(roles, verb)}
        if "complete" in offered and case.milestones.filter(state__in=OPEN_MILESTONES).exists():
            offered.remove("complete")
        return offered
    legal = verbs_of(INTEREST_TRANSITIONS, InterestState(case.interest.state))
    offered = {verb for verb in legal if may_act(case, roles) and verb != "withdraw"}
    if "withdraw" in legal and can_withdraw(roles):
        offered.add("withdraw")
    if case.interest.state == InterestState.ACCEPTED and may_act(case, roles):
        offered.add("introduce")
    return offered

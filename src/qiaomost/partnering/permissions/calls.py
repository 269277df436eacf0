"""Who somebody is in a call for answers and before one of its answers, and what each may know."""

from __future__ import annotations

from uuid import UUID

from qiaomost.catalogue.permissions import can_edit
from qiaomost.network.models import Role
from qiaomost.network.permissions import Standing
from qiaomost.partnering.models import Answer, Call
from qiaomost.partnering.states.answers import WITH_NAMES, AnswerState, CallRole, CallState

CallRoles = frozenset[CallRole]


def can_call(standing: Standing, call: Call) -> bool:
    """Run a call: who of the owner's organisation may edit its challenge; an administrator's right is not enough."""
    return can_edit(standing, call.record) and is_owners(standing, call)


def is_owners(standing: Standing, call: Call) -> bool:
    """Whether ``standing`` belongs to the organisation that calls, in any role."""
    return standing.belongs_to(call.record.organisation_id)


def has_seat(standing: Standing, call: Call) -> bool:
    """Review in this call: seated, with the role in force, and not of the owner; reads ``call.reviewers``."""
    return (
        standing.has_role(Role.REVIEWER)
        and not is_owners(standing, call)
        and any(seat.user_id == standing.user_id for seat in call.reviewers.all())
    )


def roles_in_call(standing: Standing, call: Call) -> CallRoles:
    """What ``standing`` is in the call as a whole."""
    roles = {CallRole.OWNER: can_call(standing, call), CallRole.REVIEWER: has_seat(standing, call)}
    return frozenset(role for role, is_it in roles.items() if is_it)


def roles_for(standing: Standing, call: Call, answer: Answer) -> CallRoles:
    """What ``standing`` is before one answer; nothing for whom it does not exist.

    Owner and reviewers know of an answer once it has a number, which it gets when the call closes. A reviewer with a
    conflict of interest is none of this answer. Reads ``call.reviewers``, ``answer.team`` and ``answer.declarations``.
    """
    roles = set()
    if is_answering(standing, call, answer):
        roles.add(CallRole.ANSWERER)
    elif answer.number is not None:
        roles |= roles_in_call(standing, call)
        if is_excluded(standing, call, answer):
            roles.discard(CallRole.REVIEWER)
    return frozenset(roles)


def is_answering(standing: Standing, call: Call, answer: Answer) -> bool:
    """Whether ``standing`` belongs to one of the organisations that answer; nobody is on both sides."""
    return bool(standing.organisations & team_of(answer)) and not is_owners(standing, call)


def can_write_answer(standing: Standing, call: Call, answer: Answer) -> bool:
    """Write, submit and withdraw an answer: those of the organisation that leads it."""
    return standing.belongs_to(answer.organisation_id) and not is_owners(standing, call)


def team_of(answer: Answer) -> frozenset[UUID]:
    """The organisations that give an answer; reads ``answer.team``."""
    return frozenset({answer.organisation_id, *(one.organisation_id for one in answer.team.all())})


def is_excluded(standing: Standing, call: Call, answer: Answer) -> bool:
    """Whether a conflict of interest keeps a reviewer from an answer: declared, or by their organisations."""
    declared = any(
        one.has_conflict and one.reviewer.user_id == standing.user_id for one in answer.declarations.all()
    )
    return declared or is_owners(standing, call) or bool(standing.organisations & team_of(answer))


def has_declared(standing: Standing, answer: Answer) -> bool:
    """Whether a reviewer has said that no interest of theirs stands against judging an answer."""
    return any(
        one.reviewer.user_id == standing.user_id and not one.has_conflict for one in answer.declarations.all()
    )


def may_know_names(call: Call, roles: CallRoles) -> bool:
    """Know who answered: they themselves; owner and reviewers from the phase with names on."""
    return CallRole.ANSWERER in roles or call.state in WITH_NAMES


def is_public(call: Call, answer: Answer) -> bool:
    """Whether an answer stands on the page of notices, for everybody."""
    return call.state in {CallState.NOTICE, CallState.AWARDED} and answer.state in {
        AnswerState.PUBLIC_NOTICE,
        AnswerState.AWARDED,
    }


def can_decide_objections(standing: Standing, call: Call) -> bool:
    """Decide objections: administrators of the node and whoever runs the call."""
    return standing.is_administrator or can_call(standing, call)

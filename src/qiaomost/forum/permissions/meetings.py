"""Who may meet whom, and who may take which step of a request."""

from __future__ import annotations

from qiaomost.forum.models import MeetingProfile, MeetingRequest, MeetingRules, Registration
from qiaomost.forum.states import RegistrationState
from qiaomost.forum.states.meetings import ASKERS_VERBS, RequestState


def takes_part(registration: Registration) -> bool:
    """Whether somebody takes part in the edition, and so may have meetings."""
    return registration.state == RegistrationState.ACCEPTED


def is_shown(profile: MeetingProfile) -> bool:
    """Whether other participants may know of a profile; reads its registration."""
    return profile.is_listed and takes_part(profile.registration)


def may_meet(rules: MeetingRules, one: Registration, other: Registration) -> bool:
    """Whether the rules let two meet; reads organisations and categories."""
    if one.pk == other.pk:
        return False
    if rules.across_countries and country_of(one) == country_of(other):
        return False
    pair = {one.category.code, other.category.code}
    return not rules.pairs or any(set(allowed) == pair for allowed in rules.pairs)


def country_of(registration: Registration) -> str:
    """The country that somebody comes from: their organisation's, else their language's."""
    if registration.organisation is not None:
        return registration.organisation.country
    return {"zh": "CN", "ru": "RU"}.get(registration.language, "")


def may_take(request: MeetingRequest, profile: MeetingProfile, verb: str) -> bool:
    """Take a step of a request: the one who asked theirs, the one asked the others; both give up what is agreed."""
    if profile.pk == request.asker_id:
        return verb in ASKERS_VERBS
    if profile.pk != request.asked_id:
        return False
    return verb not in ASKERS_VERBS or (verb == "withdraw" and request.state == RequestState.ACCEPTED)

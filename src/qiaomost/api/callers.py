"""Who calls the API, and how often they may: by a key, by the session of the site, or as a visitor."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from qiaomost.accounts.models import User
from qiaomost.accounts.selectors import key_in_force
from qiaomost.accounts.services import count_call, note_use_of_key
from qiaomost.common.errors import TooManyCalls, WrongKey

SPAN_S = 60
"""Calls are counted by the minute."""

COSTS = {"/api/v1/records.jsonl": 60}
"""Address → as how many calls it counts, where that is more than one; never as more than a caller has."""

SCHEME = "bearer"
NETWORK_BITS = 64
"""An IPv6 visitor owns a network of this size, not one address."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose eyes an answer is for. ``name`` is what calls are counted by, at most ``limit`` a span."""

    user: User | AnonymousUser
    name: str
    policy: str
    limit: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a caller's span, which ends after ``seconds``."""

    policy: str
    limit: int
    left: int
    seconds: int

    def tell(self, response: HttpResponseBase) -> None:
        """Write the headers ``RateLimit`` and ``RateLimit-Policy`` (an IETF draft; structured fields)."""
        response.headers["RateLimit-Policy"] = f'"{self.policy}";q={self.limit};w={SPAN_S}'
        response.headers["RateLimit"] = f'"{self.policy}";r={max(self.left, 0)};t={self.seconds}'


def admit(caller: Caller, path: str, *, now: datetime) -> Allowance:
    """Count a call of ``path``; returns what is left. One call too many leaves less than nothing."""
    span, gone = divmod(int(now.timestamp()), SPAN_S)
    calls = count_call(caller=caller.name, span=span, calls=min(COSTS.get(path, 1), caller.limit))
    return Allowance(caller.policy, caller.limit, caller.limit - calls, SPAN_S - gone)


def require_left(allowance: Allowance) -> None:
    """Raise ``TooManyCalls`` where the allowance is overdrawn."""
    if allowance.left < 0:
        raise TooManyCalls(retry_after_s=allowance.seconds)


def caller_of(request: HttpRequest, *, now: datetime) -> Caller:
    """Return who calls.

    Raises:
        WrongKey: the header ``Authorization`` has no key in force.
    """
    authorization = request.headers.get("Authorization")
    limit = settings.QIAOMOST.api_limit_key
    if authorization is None:
        user = request.user
        return (
            Caller(user, f"account:{user.pk}", "account", limit)
            if isinstance(user, User)
            else visitor(request)
        )
    scheme, _, secret = authorization.partition(" ")
    key = key_in_force(secret.strip(), now=now) if scheme.lower() == SCHEME else None
    if key is None:
        raise WrongKey
    note_use_of_key(key, now=now)
    return Caller(key.user, f"key:{key.pk}", "key", limit)


def visitor(request: HttpRequest) -> Caller:
    """Return whoever calls without a key, known by their address."""
    return Caller(
        AnonymousUser(), f"address:{_place(request)}", "visitor", settings.QIAOMOST.api_limit_visitor
    )


def _place(request: HttpRequest) -> str:
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except PermissionDenied:  # a socket that knows no addresses: all who come that way count as one
        return "unknown"
    bits = NETWORK_BITS if address.version == 6 else address.max_prefixlen
    return str(ipaddress.ip_network((address, bits), strict=False).network_address)

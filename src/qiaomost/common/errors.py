"""The tree of errors that a domain verb may raise; one middleware turns them into pages or JSON.

DomainError
├── WrongKey            401  a program's key is unknown, revoked or has run out
├── NotAllowed          403  the actor may not do this
├── NotFound            404  there is no such thing, or the actor may not know of it
├── TransitionRefused   409  the state does not allow this verb
├── Conflict            409  somebody else changed it meanwhile
├── TooLarge            413  more bytes than allowed
├── Invalid             422  the input breaks a rule; ``fields`` says which
└── TooManyCalls        429  a program asks too often; ``retry_after_s`` says how long to wait
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Message = str | Promise


class DomainError(Exception):
    """Base of all refusals. ``code`` is for programs, ``message`` (translatable) for people."""

    status: HTTPStatus = HTTPStatus.BAD_REQUEST
    code = "refused"
    default_message: Message = _("This can't be done.")

    def __init__(self, message: Message | None = None, *, code: str | None = None) -> None:
        self.message: Message = message if message is not None else self.default_message
        self.code = code or self.code
        super().__init__(str(self.message))

    def __str__(self) -> str:
        return str(self.message)


class WrongKey(DomainError):
    """A program's key is unknown, revoked or has run out."""

    status = HTTPStatus.UNAUTHORIZED
    code = "wrong_key"
    default_message = _("This key is not known, was revoked or has run out.")


class NotAllowed(DomainError):
    """The actor may not do this."""

    status = HTTPStatus.FORBIDDEN
    code = "not_allowed"
    default_message = _("You are not allowed to do this.")


class NotFound(DomainError):
    """There is no such thing, or the actor may not know of it."""

    status = HTTPStatus.NOT_FOUND
    code = "not_found"
    default_message = _("There is nothing here.")


class TransitionRefused(DomainError):
    """The present state does not allow this verb."""

    status = HTTPStatus.CONFLICT
    code = "transition_refused"
    default_message = _("The present state does not allow this step.")


class Conflict(DomainError):
    """Somebody else changed it meanwhile."""

    status = HTTPStatus.CONFLICT
    code = "conflict"
    default_message = _("Somebody else has changed this meanwhile.")


class TooLarge(DomainError):
    """More bytes than allowed."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "too_large"
    default_message = _("This is too large.")


class Invalid(DomainError):
    """The input breaks a rule. ``fields`` maps a field to what is wrong with it."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "invalid"
    default_message = _("Some values are not valid.")

    def __init__(
        self, message: Message | None = None, *, fields: Mapping[str, Message] | None = None
    ) -> None:
        super().__init__(message)
        self.fields: dict[str, Message] = dict(fields or {})

    def __str__(self) -> str:
        details = "; ".join(f"{name}: {text}" for name, text in self.fields.items())
        return f"{self.message} {details}".strip()


class TooManyCalls(DomainError):
    """A program asks too often; it may ask again after ``retry_after_s`` seconds."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too_many_calls"
    default_message = _("Too many calls. Wait as long as Retry-After says.")

    def __init__(self, *, retry_after_s: int) -> None:
        super().__init__()
        self.retry_after_s = retry_after_s

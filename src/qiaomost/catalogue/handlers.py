"""The mails of a record's life (see ``qiaomost.wiring``). A job done twice mails nobody twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiaomost.accounts import mail
from qiaomost.catalogue.models import Disclosure, Record
from qiaomost.catalogue.selectors.people import Addresses, owner_side, reviewers, screeners
from qiaomost.catalogue.services import Topic
from qiaomost.catalogue.states import MAX_RENEWALS, RecordState, TextOrigin
from qiaomost.common.errors import Message


@dataclass(frozen=True, slots=True)
class Telling:
    """A mail: to whom, what it says and asks, on which page to go on, and the state in which it is true."""

    to: Callable[[Record], Addresses]
    said: Message
    todo: Message
    page: str
    state: RecordState


S = RecordState
TELLINGS: Mapping[str, Telling] = {
    Topic.SUBMITTED: Telling(
        reviewers,
        _("A record waits for a reviewer"),
        _("Take the review, write down what has to be mended, and accept the record or return it:"),
        "review",
        S.UNDER_REVIEW,
    ),
    Topic.RETURNED: Telling(
        owner_side,
        _("Your record has come back from review"),
        _("Read the findings, answer them, mend the text and submit it again:"),
        "my-record",
        S.RETURNED,
    ),
    Topic.ACCEPTED: Telling(
        screeners,
        _("A record waits for screening"),
        _("The review is passed. Screen the record for what must not be published:"),
        "review",
        S.ACCEPTED,
    ),
    Topic.BLOCKED: Telling(
        owner_side,
        _("Screening has stopped your record"),
        _("Read the reason, then mend the record or archive it:"),
        "my-record",
        S.BLOCKED,
    ),
    Topic.CLEARED: Telling(
        owner_side,
        _("Your record can be published"),
        _("Approve the languages that you want shown, then publish:"),
        "my-record",
        S.CLEARED,
    ),
    Topic.EXPIRING: Telling(
        owner_side, _("Your record is about to expire"), _("Its page:"), "my-record", S.PUBLISHED
    ),
    Topic.EXPIRED: Telling(
        owner_side,
        _("Your record has expired"),
        _("Nobody finds it any more. Its text is kept, and you can archive it:"),
        "my-record",
        S.EXPIRED,
    ),
}
"""What is told by mail of a record."""


def on_record_submitted(payload: Mapping[str, Any]) -> None:
    """Ask for a review."""
    _tell(Topic.SUBMITTED, payload)


def on_record_returned(payload: Mapping[str, Any]) -> None:
    """Tell the owner's side that there are findings."""
    _tell(Topic.RETURNED, payload)


def on_record_accepted(payload: Mapping[str, Any]) -> None:
    """Ask for screening."""
    _tell(Topic.ACCEPTED, payload)


def on_record_blocked(payload: Mapping[str, Any]) -> None:
    """Tell the owner's side that there is a reason against publication."""
    _tell(Topic.BLOCKED, payload)


def on_record_cleared(payload: Mapping[str, Any]) -> None:
    """Tell the owner's side that publishing is up to them."""
    _tell(Topic.CLEARED, payload)


def on_record_expiring(payload: Mapping[str, Any]) -> None:
    """Tell the owner's side until when it can be renewed."""
    _tell(Topic.EXPIRING, payload)


def on_record_expired(payload: Mapping[str, Any]) -> None:
    """Tell the owner's side that the time is over."""
    _tell(Topic.EXPIRED, payload)


def _tell(topic: Topic, payload: Mapping[str, Any]) -> None:
    """Mail everybody concerned, unless the record has moved on or been renewed meanwhile."""
    telling = TELLINGS[topic]
    rows = Record.objects.filter(pk=payload["record_id"], state=telling.state)
    if topic == Topic.EXPIRING:
        rows = rows.filter(expiry_noticed_at__isnull=False)
    record = rows.prefetch_related("texts").first()
    if record is not None:
        cause = f"{topic}:{record.pk}:{payload.get('version', '')}"
        mail.deliver_each(telling.to(record), lambda person: _send(cause, telling, record, *person))


def _send(cause: str, telling: Telling, record: Record, address: str, language: str) -> None:
    """Of a record that not everybody may read, a mail leaves the title out: mails pass through many hands."""
    mail.send_once(
        cause,
        "catalogue/mail/record",
        address,
        language=language,
        now=timezone.now(),
        said=telling.said,
        todo=telling.todo,
        record=record,
        title=_title(record) if record.disclosure == Disclosure.PUBLIC else "",
        expires_at=record.expires_at if telling is TELLINGS[Topic.EXPIRING] else None,
        can_renew=record.renewals < MAX_RENEWALS,
        path=reverse(telling.page, args=[record.pk]),
    )


def _title(record: Record) -> str:
    return next(text.title for text in record.texts.all() if text.origin == TextOrigin.ORIGINAL)

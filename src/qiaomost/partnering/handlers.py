"""How partnering reacts to its own events: notices with a mail for each, translations beside messages; and digests."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from qiaomost.accounts import mail
from qiaomost.partnering.events import TELLINGS, Topic
from qiaomost.partnering.events.calls import CALL_TELLINGS, CallTopic
from qiaomost.partnering.models import CallEvent, CallNotice, CaseEvent, Notice
from qiaomost.partnering.presenting.notices import path_of
from qiaomost.partnering.services.answers.concluding import cancel_call
from qiaomost.partnering.services.answers.notifying import mark_call_mailed, prepare_call_notices
from qiaomost.partnering.services.notifying import mark_mailed, prepare_notices
from qiaomost.partnering.services.outcomes_translations import suggest_outcome_translations
from qiaomost.partnering.services.rooms_digests import Digest, digests_due, mark_digest
from qiaomost.partnering.services.rooms_translations import suggest_translations

logger = logging.getLogger(__name__)


def on_case_event(payload: Mapping[str, Any]) -> None:
    """Tell everybody concerned; a job done twice tells nobody twice.

    A mail says what happened and where to read on, and nothing of what the case is about.
    """
    rows = CaseEvent.objects.select_related("case").prefetch_related("case__participants")
    event = rows.get(pk=payload["event_id"])
    mail.deliver_each(prepare_notices(event), lambda notice: _send(notice, event))


def on_outcome_claimed(payload: Mapping[str, Any]) -> None:
    """Put beside what was claimed what memory and machine make of it; done twice, it changes nothing."""
    event = CaseEvent.objects.get(pk=payload["event_id"])
    suggest_outcome_translations(outcome_id=UUID(event.detail["outcome"]), now=timezone.now())


def _send(notice: Notice, event: CaseEvent) -> None:
    mail.send_once(
        f"notice:{notice.pk}",
        "partnering/mail/event",
        notice.user.email,
        language=notice.user.language,
        now=timezone.now(),
        said=TELLINGS[Topic(event.topic)].said,
        case=event.case,
        path=path_of(event),
    )
    mark_mailed(notice, now=timezone.now())


def on_message_written(payload: Mapping[str, Any]) -> None:
    """Put beside a message of a room what memory and machine make of it; done twice, it changes nothing."""
    suggest_translations(message_id=payload["message_id"], version=payload["version"], now=timezone.now())


def mail_room_digests(*, now: datetime) -> int:
    """Mail everybody once a day at most how many messages of which rooms wait for them; returns how many mails."""
    digests = digests_due(now=now)
    try:
        mail.deliver_each(digests, lambda digest: _send_digest(digest, now))
    except (mail.MailInFlight, OSError):
        logger.exception("digests: some wait for the next round")
    return len(digests)


def _send_digest(digest: Digest, now: datetime) -> None:
    mail.send_once(
        f"room-digest:{digest.user.pk}:{digest.day}",
        "partnering/mail/digest",
        digest.user.email,
        language=digest.user.language,
        now=now,
        waiting=[(one, reverse("case-room", args=[one.case.pk])) for one in digest.waiting],
        count=sum(one.count for one in digest.waiting),
    )
    mark_digest(digest)


def on_call_event(payload: Mapping[str, Any]) -> None:
    """Tell everybody whom a step of a call for answers concerns; a job done twice tells nobody twice."""
    event = CallEvent.objects.select_related("call__record", "answer").get(pk=payload["event_id"])
    mail.deliver_each(prepare_call_notices(event), lambda notice: _send_call_mail(notice, event))


def on_record_withdrawn(payload: Mapping[str, Any]) -> None:
    """A challenge that is moot ends its call, so that those who answered hear of it."""
    if payload.get("verb") == "declare_moot":
        cancel_call(record_id=UUID(payload["record_id"]), now=timezone.now())


def _send_call_mail(notice: CallNotice, event: CallEvent) -> None:
    mail.send_once(
        f"call-notice:{notice.pk}",
        "partnering/mail/call",
        notice.user.email,
        language=notice.user.language,
        now=timezone.now(),
        said=CALL_TELLINGS[CallTopic(event.topic)][0],
        call=event.call,
        path=reverse("call", args=[event.call_id]),
    )
    mark_call_mailed(notice, now=timezone.now())

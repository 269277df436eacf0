"""How partnering reacts to its own events: notices, and a mail for each (see ``qiaomost.wiring``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone

from qiaomost.accounts import mail
from qiaomost.partnering.events import TELLINGS, Topic
from qiaomost.partnering.models import CaseEvent, Notice
from qiaomost.partnering.services.notifying import claim_mail, mark_mailed, prepare_notices, release_mail


def on_case_event(payload: Mapping[str, Any]) -> None:
    """Tell everybody concerned; a job done twice tells nobody twice.

    A mail says what happened and where to read on, and nothing of what the case is about.
    """
    rows = CaseEvent.objects.select_related("case").prefetch_related("case__participants")
    event = rows.get(pk=payload["event_id"])
    for notice in prepare_notices(event):
        if claim_mail(notice, now=timezone.now()):
            _send(notice, event)


def _path(event: CaseEvent) -> str:
    """Where to read on: the agreement, which an officer sees without the case, else the case."""
    if "agreement" in event.detail:
        return reverse("agreement", args=[event.detail["agreement"]])
    return reverse("case", args=[event.case_id])


def _send(notice: Notice, event: CaseEvent) -> None:
    try:
        mail.send(
            "partnering/mail/event",
            notice.user.email,
            language=notice.user.language,
            said=TELLINGS[Topic(event.topic)].said,
            case=event.case,
            path=_path(event),
        )
    except OSError:  # the mail server refused it: nothing was sent
        release_mail(notice)
        raise
    mark_mailed(notice, now=timezone.now())

"""What the forum does when something has happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from qiaomost.forum.presenting.exports import exported
from qiaomost.forum.services.exports import export_to_write, keep_export
from qiaomost.forum.services.mailing import send_mail
from qiaomost.forum.services.meetings.planning import make_plan
from qiaomost.forum.services.registration_steps import withdraw_registrations
from qiaomost.forum.services.timetables import make_timetable


def on_mail_released(payload: Mapping[str, Any]) -> None:
    """Send it, once."""
    send_mail(mail_id=payload["mail_id"], now=timezone.now())


def on_meeting_plan_ordered(payload: Mapping[str, Any]) -> None:
    """Calculate it; a run that another worker has is left to that one."""
    make_plan(plan_id=payload["plan_id"], clock=timezone.now)


def on_timetable_ordered(payload: Mapping[str, Any]) -> None:
    """Propose it; a run that another worker has is left to that one."""
    make_timetable(proposal_id=payload["proposal_id"], clock=timezone.now)


def on_export_ordered(payload: Mapping[str, Any]) -> None:
    """Write it, once; one that is written or gone stays so."""
    export = export_to_write(payload["export_id"])
    if export is not None:
        keep_export(export_id=export.pk, content=exported(export), now=timezone.now())


def on_consent_withdrawn(payload: Mapping[str, Any]) -> None:
    """Whose data may no longer be used for a forum is registered for none that is still to come."""
    withdraw_registrations(account_id=UUID(payload["account_id"]), now=timezone.now())

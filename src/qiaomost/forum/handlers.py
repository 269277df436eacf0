"""What the forum does when something has happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from qiaomost.forum.services.mailing import send_mail


def on_mail_released(payload: Mapping[str, Any]) -> None:
    """Send it, once."""
    send_mail(mail_id=payload["mail_id"], now=timezone.now())

"""The life of a record and of its texts, as data."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.transitions import Transitions


class RecordState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    UNDER_REVIEW = "under_review", _("Under review")
    RETURNED = "returned", _("Returned to the author")
    ACCEPTED = "accepted", _("Accepted by the reviewer")
    SCREENING = "screening", _("Being screened")
    BLOCKED = "blocked", _("Blocked by screening")
    CLEARED = "cleared", _("Cleared for publication")
    PUBLISHED = "published", _("Published")
    ON_HOLD = "on_hold", _("On hold")
    EXPIRED = "expired", _("Expired")
    ARCHIVED = "archived", _("Archived")


class TextOrigin(models.TextChoices):
    ORIGINAL = "original", _("Original")
    HUMAN = "human", _("Translated by a person")
    MACHINE = "machine", _("Translated by a machine")


class TextState(models.TextChoices):
    DRAFT = "draft", _("Not yet approved")
    APPROVED = "approved", _("Approved by the owner")
    STALE = "stale", _("Older than the original")


S = RecordState

RECORD_TRANSITIONS: Transitions[RecordState] = {
    "submit": (frozenset({S.DRAFT, S.RETURNED}), S.UNDER_REVIEW),
    "return": (frozenset({S.UNDER_REVIEW}), S.RETURNED),
    "accept": (frozenset({S.UNDER_REVIEW}), S.ACCEPTED),
    "screen": (frozenset({S.ACCEPTED, S.BLOCKED}), S.SCREENING),
    "block": (frozenset({S.SCREENING}), S.BLOCKED),
    "clear": (frozenset({S.SCREENING}), S.CLEARED),
    "publish": (frozenset({S.CLEARED}), S.PUBLISHED),
    "hold": (frozenset({S.PUBLISHED}), S.ON_HOLD),
    "resume": (frozenset({S.ON_HOLD}), S.PUBLISHED),
    "amend": (frozenset({S.ACCEPTED, S.CLEARED, S.PUBLISHED, S.ON_HOLD, S.BLOCKED}), S.UNDER_REVIEW),
    "renew": (frozenset({S.PUBLISHED}), S.PUBLISHED),
    "expire": (frozenset({S.PUBLISHED, S.ON_HOLD}), S.EXPIRED),
    "declare_moot": (frozenset({S.PUBLISHED, S.ON_HOLD}), S.ARCHIVED),
    "archive": (frozenset({S.DRAFT, S.RETURNED, S.BLOCKED, S.PUBLISHED, S.ON_HOLD, S.EXPIRED}), S.ARCHIVED),
}

EDITABLE = frozenset({S.DRAFT, S.RETURNED})
"""States in which the author edits freely; in the others an edit is an amendment."""

CLOSED = frozenset({S.EXPIRED, S.ARCHIVED})
"""States in which nothing of a record changes any more."""

APPROVABLE = frozenset({S.CLEARED, S.PUBLISHED, S.ON_HOLD})
"""States in which the owner approves a language: after screening, and for later translations."""

LIFETIME = timedelta(days=365)
EXPIRY_NOTICE = timedelta(days=14)
RENEWAL_OPENS = timedelta(days=30)
MAX_RENEWALS = 1

"""What checks at the doors of a forum can be, and what becomes of a scan."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CheckKind(models.TextChoices):
    SITE = "site", _("Entry to the site")
    HALL = "hall", _("Entry to a hall")
    MATERIALS = "materials", _("Hand-out of materials")
    DAY = "day", _("Attendance of a day")


class CheckRule(models.TextChoices):
    """How often one person is counted. Days are those of the check's site."""

    ONCE = "once", _("Once")
    DAILY = "daily", _("Once a day")
    IN_OUT = "in_out", _("In and out")


class Direction(models.TextChoices):
    IN = "in", pgettext_lazy("check-in", "In")
    OUT = "out", pgettext_lazy("check-in", "Out")


class Way(models.TextChoices):
    """How somebody was recognised."""

    CAMERA = "camera", _("Badge, by camera")
    TYPED = "typed", _("Code, typed or by a scanner")
    NAME = "name", _("By name")


class Refusal(models.TextChoices):
    """Why a scan does not count, as things stood when the server got it."""

    UNKNOWN = "unknown", _("No badge of this edition has this code.")
    REPLACED = "replaced", _("This badge was replaced by a new one.")
    STATE = "state", _("The registration is not accepted.")
    CATEGORY = "category", _("This category is not admitted here.")
    CLOSED = "closed", _("This check is closed.")


class ScanResult(models.TextChoices):
    """What a scan is worth beside all others of the same person at the same check."""

    DONE = "done", _("Counted")
    ALREADY = "already", _("Already checked in")
    NOT_IN = "not_in", _("Was not checked in")
    UNDONE = "undone", _("Undone")
    REFUSED = "refused", _("Refused")

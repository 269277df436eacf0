"""How a record stands towards a control list on a day; derived from the answers and the editions, never stored."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClassificationState(models.TextChoices):
    UNCLASSIFIED = "unclassified", _("Not classified yet")
    NEEDS_RECHECK = "needs_recheck", _("To be checked again")
    UNSURE = "unsure", _("Unsure")
    NOT_LISTED = "not_listed", _("Not listed")
    LISTED = "listed", _("Listed")


UNDECIDED = frozenset(
    {
        ClassificationState.UNCLASSIFIED,
        ClassificationState.NEEDS_RECHECK,
        ClassificationState.UNSURE,
    }
)
"""States in which nobody has said, of the edition in force, what the list asks for."""

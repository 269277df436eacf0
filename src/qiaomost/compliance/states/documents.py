"""The life of an export document: it is recorded, and may be withdrawn; time alone ends it too."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.transitions import Transitions


class DocumentState(models.TextChoices):
    RECORDED = "recorded", _("Recorded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


DOCUMENT_TRANSITIONS: Transitions[DocumentState] = {
    "withdraw": (frozenset({DocumentState.RECORDED}), DocumentState.WITHDRAWN),
}

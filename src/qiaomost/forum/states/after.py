"""What can come after an edition: agreements on its stage, exports of all of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from qiaomost.common.transitions import Transitions


class SigningState(models.TextChoices):
    """``offered`` by the people of the agreement; ``planned`` into a ceremony; ``signed`` on stage."""

    OFFERED = "offered", pgettext_lazy("agreement on stage", "Offered")
    PLANNED = "planned", pgettext_lazy("agreement on stage", "Planned")
    SIGNED = "signed", pgettext_lazy("agreement on stage", "Signed")


S = SigningState

SIGNING_TRANSITIONS: Transitions[SigningState] = {
    "plan": (frozenset({S.OFFERED, S.PLANNED}), S.PLANNED),
    "sign": (frozenset({S.PLANNED}), S.SIGNED),
}
"""What is not signed may be taken off the stage, which deletes its place there."""


class ExportState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("export", "Being written")
    WRITTEN = "written", pgettext_lazy("export", "Ready")


class ExportFormat(models.TextChoices):
    JSON = "json", "JSON"
    CSV = "zip", pgettext_lazy("export", "CSV (ZIP)")
    XLSX = "xlsx", "XLSX"
    CALENDAR = "ics", "iCalendar"

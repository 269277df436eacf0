"""What harvesters are told of a record that they once saw and no longer see."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.models.records import Disclosure, Record


class Showing(models.Model):
    """Since when readers of a level see a record as it is now, or see it no more.

    There is none for a level whose readers never saw it. ``changed_at`` is the time of the write itself.
    """

    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="showings", verbose_name=_("record")
    )
    level = models.CharField(_("disclosure"), max_length=8, choices=Disclosure.choices)
    is_shown = models.BooleanField(_("shown"))
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("showing of a record")
        verbose_name_plural = _("showings of records")
        indexes = [models.Index(fields=["level", "changed_at", "record"], name="showing_in_order")]
        constraints = [
            models.UniqueConstraint(fields=["record", "level"], name="showing_once_per_level"),
            models.CheckConstraint(
                name="showing_level_known", condition=models.Q(level__in=Disclosure.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}, {self.level}: {self.is_shown}"

"""What participants say of an edition afterwards. A sheet names nobody; who has given one is kept apart."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.forum.models.editions import Edition
from qiaomost.forum.models.registrations import Registration


class FeedbackTerms(models.Model):
    """When participants are asked."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="feedback_terms")
    opens_at = models.DateTimeField(_("feedback opens at"))
    closes_at = models.DateTimeField(_("feedback closes at"))

    class Meta:
        verbose_name = _("terms of feedback")
        verbose_name_plural = _("terms of feedback")
        constraints = [
            models.CheckConstraint(
                name="feedback_closes_after_it_opens",
                condition=models.Q(closes_at__gt=models.F("opens_at")),
            )
        ]

    def __str__(self) -> str:
        return str(self.edition)

    def is_open(self, now: datetime) -> bool:
        """Whether one may answer now."""
        return self.opens_at <= now < self.closes_at


class FeedbackSheet(models.Model):
    """One answered form, ``values`` by the short name of each field: without name, time or order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="feedback_sheets")
    values = models.JSONField(_("answers"), default=dict)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.pk)


class FeedbackGiven(models.Model):
    """That somebody has answered, so that nobody answers twice."""

    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="feedback_given")

    class Meta:
        verbose_name = _("feedback given")
        verbose_name_plural = _("feedback given")

    def __str__(self) -> str:
        return str(self.registration_id)

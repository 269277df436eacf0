"""What discovery keeps beside the index: what people say of matches."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.models import Record

FEEDBACK_WORDS_LIMIT = 1000
"""Longest remark on a match, in characters."""


class Verdict(models.TextChoices):
    RELEVANT = "relevant", _("Relevant")
    NOT_RELEVANT = "not_relevant", _("Not relevant")


class MatchFeedback(models.Model):
    """What one account says of one candidate for a record: a relevance judgement, which no ranking reads."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("account")
    )
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+", verbose_name=_("record"))
    candidate = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="+", verbose_name=_("candidate")
    )
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict.choices)
    words = models.TextField(_("remark"), blank=True, validators=[MaxLengthValidator(FEEDBACK_WORDS_LIMIT)])
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("feedback on a match")
        verbose_name_plural = _("feedback on matches")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "record", "candidate"], name="match_feedback_once_per_account"
            ),
            models.CheckConstraint(
                name="match_feedback_verdict_known", condition=models.Q(verdict__in=Verdict.values)
            ),
            models.CheckConstraint(
                name="match_feedback_of_two_records", condition=~models.Q(record=models.F("candidate"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} × {self.candidate_id}: {self.verdict}"

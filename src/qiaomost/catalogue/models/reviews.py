"""Review of a record by a second person: one round after the other, findings with their severity."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.models.records import Record
from qiaomost.common.languages import LanguageCode


class Severity(models.TextChoices):
    """A blocker or a major finding has to be answered before acceptance; a minor one is advice."""

    BLOCKER = "blocker", _("Blocker")
    MAJOR = "major", _("Major")
    MINOR = "minor", _("Minor")


class Decision(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")


class Review(models.Model):
    """One round of review; open until it has a decision."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="reviews")
    round = models.PositiveSmallIntegerField(_("round"))
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision = models.CharField(_("decision"), max_length=8, choices=Decision.choices, blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(fields=["record", "round"], name="review_round_unique"),
            models.UniqueConstraint(
                fields=["record"], condition=models.Q(decision=""), name="review_one_open"
            ),
            models.CheckConstraint(
                name="review_by_second_person",
                condition=models.Q(reviewer__isnull=True)
                | models.Q(submitted_by__isnull=True)
                | ~models.Q(reviewer=models.F("submitted_by")),
            ),
            models.CheckConstraint(
                name="review_closed_has_reviewer",
                condition=models.Q(decision="", closed_at__isnull=True)
                | (~models.Q(decision="") & models.Q(closed_at__isnull=False, reviewer__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} · {self.round}"


class Finding(models.Model):
    """What a reviewer found in one section of one language, and how the author answered."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="findings")
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices)
    section = models.CharField(_("section"), max_length=32, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices, blank=True)
    text = models.TextField(_("finding"), max_length=2000)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    is_resolved = models.BooleanField(_("resolved"), default=False)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    def __str__(self) -> str:
        return f"{self.get_severity_display()}: {self.text[:60]}"

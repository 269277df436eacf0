"""Advisers: what each can take on, what they note among themselves, and who took over from whom."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.models import Subject
from qiaomost.partnering.models.cases import WORDS_LIMIT, Case
from qiaomost.partnering.states import Side

CAPACITY = 30
"""Open cases that an adviser carries unless the profile says otherwise."""


class AdviserProfile(models.Model):
    """What an adviser says of their own desk; whoever has the role and no profile has the defaults."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="adviser_profile",
        verbose_name=_("account"),
    )
    subjects = models.ManyToManyField(Subject, blank=True, related_name="+", verbose_name=_("subjects"))
    capacity = models.PositiveSmallIntegerField(
        _("open cases at most"), default=CAPACITY, validators=[MinValueValidator(1)]
    )
    leave_from = models.DateField(_("on leave from"), null=True, blank=True)
    leave_until = models.DateField(_("on leave until"), null=True, blank=True)

    class Meta:
        verbose_name = _("adviser’s profile")
        verbose_name_plural = _("advisers’ profiles")
        constraints = [
            models.CheckConstraint(
                name="adviser_leave_has_both_ends",
                condition=models.Q(leave_from__isnull=True, leave_until__isnull=True)
                | models.Q(leave_from__lte=models.F("leave_until")),
            )
        ]

    def __str__(self) -> str:
        return str(self.user)

    def is_on_leave(self, day: date) -> bool:
        """Whether the adviser is away on ``day``."""
        return bool(self.leave_from and self.leave_until and self.leave_from <= day <= self.leave_until)


class AdviserNote(models.Model):
    """A note that the two advisers of a case read, and nobody else."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("text"), validators=[MaxLengthValidator(WORDS_LIMIT)])

    class Meta:
        verbose_name = _("adviser’s note")
        verbose_name_plural = _("advisers’ notes")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.case} {self.at:%Y-%m-%d}"


class HandOver(models.Model):
    """A side of a case passed from one adviser to another."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="hand_overs")
    side = models.CharField(_("side"), max_length=8, choices=Side.choices)
    before = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    after = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    reason = models.TextField(_("reason"), validators=[MaxLengthValidator(WORDS_LIMIT)])

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")

    def __str__(self) -> str:
        return f"{self.case} {self.before} → {self.after}"

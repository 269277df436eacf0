"""The review of contributions: who reviews, with which interest, their points and what they say among themselves."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.forum.models.contributions import REASON_LIMIT, CallCriterion, Contribution, ContributionCall


class ReviewerSeat(models.Model):
    """A reviewer's seat in the call of a track."""

    call = models.ForeignKey(ContributionCall, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seated_at = models.DateTimeField(_("seated at"))

    class Meta:
        verbose_name = _("seat of a reviewer")
        verbose_name_plural = _("seats of reviewers")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["call", "user"], name="forum_reviewer_one_seat")]

    def __str__(self) -> str:
        return f"{self.call} {self.user}"


class ConflictDeclaration(models.Model):
    """What a reviewer declared of a contribution: a conflict of interest, or none. A conflict is final."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="declarations")
    seat = models.ForeignKey(ReviewerSeat, on_delete=models.CASCADE, related_name="declarations")
    has_conflict = models.BooleanField(_("conflict of interest"))
    text = models.TextField(_("which"), blank=True, validators=[MaxLengthValidator(REASON_LIMIT)])
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("declaration of interest")
        verbose_name_plural = _("declarations of interest")
        constraints = [
            models.UniqueConstraint(fields=["contribution", "seat"], name="forum_declaration_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.has_conflict}"


class ReviewSheet(models.Model):
    """A reviewer's points for a contribution, with what they say to them."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="sheets")
    seat = models.ForeignKey(ReviewerSeat, on_delete=models.PROTECT, related_name="sheets")
    comment = models.TextField(_("comment"), validators=[MaxLengthValidator(REASON_LIMIT)])
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["contribution", "seat"], name="forum_review_once"),
            models.CheckConstraint(name="forum_review_has_a_comment", condition=~models.Q(comment="")),
        ]

    def __str__(self) -> str:
        return f"{self.contribution} {self.seat_id}"


class ReviewScore(models.Model):
    """Points for one criterion; ``maximum`` is the criterion's, so that the database refuses more."""

    sheet = models.ForeignKey(ReviewSheet, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(CallCriterion, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(_("points"))
    maximum = models.PositiveSmallIntegerField(_("most points"))

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="forum_score_once_a_criterion"),
            models.CheckConstraint(
                name="forum_score_at_most_the_maximum", condition=models.Q(points__lte=models.F("maximum"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points}/{self.maximum}"


class ReviewNote(models.Model):
    """What a reviewer says to the others about a contribution."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="notes")
    seat = models.ForeignKey(ReviewerSeat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("text"), validators=[MaxLengthValidator(REASON_LIMIT)])

    class Meta:
        verbose_name = _("note of a reviewer")
        verbose_name_plural = _("notes of reviewers")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.contribution} {self.at:%Y-%m-%d}"

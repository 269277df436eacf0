"""The review of answers: who reviews, with which interest, the points they give and what they say among themselves."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.partnering.models.answers.answers import Answer
from qiaomost.partnering.models.answers.calls import Call, Criterion
from qiaomost.partnering.models.cases import WORDS_LIMIT
from qiaomost.partnering.states.answers import CallState

ACCOUNT = settings.AUTH_USER_MODEL


class Reviewer(models.Model):
    """A reviewer's seat in a call."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="reviewers")
    user = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    seated_at = models.DateTimeField(_("seated at"))

    class Meta:
        verbose_name = _("reviewer of a call")
        verbose_name_plural = _("reviewers of calls")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["call", "user"], name="reviewer_one_seat")]

    def __str__(self) -> str:
        return f"{self.call} {self.user}"


class Declaration(models.Model):
    """What a reviewer declared of an answer: a conflict of interest, or none. A conflict is final."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="declarations")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="declarations")
    has_conflict = models.BooleanField(_("conflict of interest"))
    text = models.TextField(_("which"), blank=True, validators=[MaxLengthValidator(WORDS_LIMIT)])
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("declaration of interest")
        verbose_name_plural = _("declarations of interest")
        constraints = [models.UniqueConstraint(fields=["answer", "reviewer"], name="declaration_once")]

    def __str__(self) -> str:
        return f"{self.reviewer} {self.has_conflict}"


class Assessment(models.Model):
    """A reviewer's points for an answer in one phase; those given with names replace those given without."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="assessments")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="assessments")
    phase = models.CharField(_("phase"), max_length=8, choices=CallState.choices)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.UniqueConstraint(fields=["answer", "reviewer", "phase"], name="assessment_once_a_phase"),
            models.CheckConstraint(
                name="assessment_in_a_phase_of_review",
                condition=models.Q(phase__in=(CallState.BLIND, CallState.NAMED)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} {self.reviewer_id} {self.phase}"


class Score(models.Model):
    """Points for one criterion; ``maximum`` is the criterion's, so that the database refuses more."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(_("points"))
    maximum = models.PositiveSmallIntegerField(_("most points"))
    comment = models.TextField(_("comment"), validators=[MaxLengthValidator(WORDS_LIMIT)])

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="score_once_a_criterion"),
            models.CheckConstraint(
                name="score_at_most_the_maximum", condition=models.Q(points__lte=models.F("maximum"))
            ),
            models.CheckConstraint(name="score_has_a_comment", condition=~models.Q(comment="")),
        ]

    def __str__(self) -> str:
        return f"{self.points}/{self.maximum}"


class AnswerNote(models.Model):
    """What a reviewer says to the others about an answer; nobody else reads it."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="notes")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("text"), validators=[MaxLengthValidator(WORDS_LIMIT)])

    class Meta:
        verbose_name = _("note of a reviewer")
        verbose_name_plural = _("notes of reviewers")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.answer} {self.at:%Y-%m-%d}"

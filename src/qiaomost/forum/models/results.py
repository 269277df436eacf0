"""What became of a meeting: what each side said of it, what it noted for itself, and what the organisers decided."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.forum.models.meetings import MeetingProfile, MeetingRequest
from qiaomost.forum.states.results import SIDES_SAY, ResultState, Said

NOTE_LIMIT, WHY_LIMIT = 2000, 500
BEST_RATING = 5
Q = models.Q


class MeetingResult(models.Model):
    """What became of a request that had a place in a published plan; without a row it is planned.

    It belongs to the request, not to the place, so that it outlives every later plan.
    """

    request = models.OneToOneField(MeetingRequest, on_delete=models.CASCADE, related_name="result")
    state = models.CharField(
        _("state"), max_length=9, choices=ResultState.choices, default=ResultState.PLANNED
    )
    decision = models.CharField(
        _("decision of the organisers"), max_length=12, choices=Said.choices, blank=True, default=""
    )
    why = models.CharField(_("why it was cancelled"), max_length=WHY_LIMIT, blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("result of a meeting")
        verbose_name_plural = _("results of meetings")
        constraints = [
            models.CheckConstraint(name="meeting_result_state", condition=Q(state__in=ResultState.values)),
            models.CheckConstraint(
                name="meeting_result_decided_has_date",
                condition=Q(decision="") & ~Q(state=ResultState.CANCELLED) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_result_decided_is_not_disputed",
                condition=Q(decision="")
                | Q(decision=Said.HELD, state=ResultState.HELD)
                | ~Q(decision=Said.HELD) & Q(state=ResultState.NO_SHOW),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.get_state_display()}"


class MeetingStatement(models.Model):
    """What one side said of a meeting. Its note is read by that side alone; its rating goes into figures alone."""

    result = models.ForeignKey(MeetingResult, on_delete=models.CASCADE, related_name="statements")
    profile = models.ForeignKey(MeetingProfile, on_delete=models.CASCADE, related_name="statements")
    said = models.CharField(_("what it says"), max_length=12, choices=Said.choices, blank=True, default="")
    said_at = models.DateTimeField(_("said at"))
    note = models.TextField(_("note"), blank=True, default="", validators=[MaxLengthValidator(NOTE_LIMIT)])
    rating = models.PositiveSmallIntegerField(
        _("rating"), null=True, validators=[MinValueValidator(1), MaxValueValidator(BEST_RATING)]
    )

    class Meta:
        verbose_name = _("statement on a meeting")
        verbose_name_plural = _("statements on meetings")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["result", "profile"], name="meeting_statement_once_a_side"),
            models.CheckConstraint(
                name="meeting_statement_said", condition=Q(said__in=("", *sorted(SIDES_SAY)))
            ),
            models.CheckConstraint(
                name="meeting_statement_rating",
                condition=Q(rating__isnull=True) | Q(rating__range=(1, BEST_RATING), said=Said.HELD),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile} {self.said}"

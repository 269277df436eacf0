"""What goes wrong on the day: somebody does not come or comes late, a table or an interpreter can't be had."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.forum.models.editions import Edition
from qiaomost.forum.models.meetings import MeetingProfile
from qiaomost.forum.models.plans import MeetingInterpreter, MeetingTable
from qiaomost.forum.states.meetings import DisturbanceKind

Q = models.Q


def _of(kind: DisturbanceKind, subject: str) -> Q:
    columns = {f"{one}__isnull": one != subject for one in ("profile", "table", "interpreter")}
    return Q(kind=kind, **columns)


class Disturbance(models.Model):
    """``starts_at`` and ``ends_at`` bound it; without an end it lasts. A lifted one counts no more."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="disturbances")
    kind = models.CharField(_("kind"), max_length=11, choices=DisturbanceKind.choices)
    profile = models.ForeignKey(MeetingProfile, on_delete=models.CASCADE, null=True, related_name="+")
    table = models.ForeignKey(MeetingTable, on_delete=models.CASCADE, null=True, related_name="+")
    interpreter = models.ForeignKey(MeetingInterpreter, on_delete=models.CASCADE, null=True, related_name="+")
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"), null=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    noted_at = models.DateTimeField(_("noted at"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True)

    class Meta:
        verbose_name = _("disturbance")
        verbose_name_plural = _("disturbances")
        ordering = ("noted_at", "pk")
        constraints = [
            models.CheckConstraint(
                name="disturbance_names_its_subject",
                condition=_of(DisturbanceKind.PARTICIPANT, "profile")
                | _of(DisturbanceKind.TABLE, "table")
                | _of(DisturbanceKind.INTERPRETER, "interpreter"),
            ),
            models.CheckConstraint(
                name="disturbance_runs_forward",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=models.F("starts_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_at:%Y-%m-%d %H:%M} UTC"

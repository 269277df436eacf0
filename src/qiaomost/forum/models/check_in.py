"""What is checked at an edition, who keeps the stations, and who came."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.forum.models.editions import Edition, Named, Site
from qiaomost.forum.models.registrations import Registration
from qiaomost.forum.states.registrations import WITH_CHECK_OUT, CheckKind


class Check(Named):
    """One thing that is checked: a site, a hall, the materials, a day. Any number of stations check it at once."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="checks")
    kind = models.CharField(_("kind"), max_length=9, choices=CheckKind.choices)
    site = models.ForeignKey(Site, on_delete=models.SET_NULL, null=True, blank=True, related_name="checks")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(name="check_kind_known", condition=models.Q(kind__in=CheckKind.values))
        ]

    @property
    def has_check_out(self) -> bool:
        """Whether who left may come again."""
        return self.kind in WITH_CHECK_OUT


class StationKeeper(models.Model):
    """An account that may check people in at an edition without organising it."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="keepers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_stations")

    class Meta:
        verbose_name = _("keeper of a station")
        verbose_name_plural = _("keepers of stations")
        constraints = [models.UniqueConstraint(fields=["edition", "user"], name="station_keeper_unique")]

    def __str__(self) -> str:
        return str(self.user)


class CheckIn(models.Model):
    """Somebody came, and perhaps left. ``id`` is the station's, so that sending twice is one check-in.

    ``at`` and ``left_at`` are the station's times; ``received_at`` is when the site learned of it.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    check_done = models.ForeignKey(Check, on_delete=models.PROTECT, related_name="check_ins")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="check_ins")
    station = models.CharField(_("station"), max_length=40)
    at = models.DateTimeField(_("at"))
    received_at = models.DateTimeField(_("received at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    left_id = models.UUIDField(null=True, unique=True)
    left_at = models.DateTimeField(_("left at"), null=True)

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["check_done", "registration"],
                condition=models.Q(left_at__isnull=True),
                name="check_in_one_open",
            ),
            models.CheckConstraint(
                name="check_in_left_whole",
                condition=models.Q(left_at__isnull=True, left_id__isnull=True)
                | models.Q(left_at__isnull=False, left_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.at}"

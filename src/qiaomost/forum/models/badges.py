"""Badges as they were printed and replaced."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.forum.models.registrations import Registration


class BadgePrint(models.Model):
    """The last printing of somebody's badge; what has another digest now is printed anew."""

    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="badge_print")
    printed_at = models.DateTimeField(_("printed at"))
    digest = models.CharField(_("SHA-256 of what it says"), max_length=64)

    class Meta:
        verbose_name = _("printed badge")
        verbose_name_plural = _("printed badges")

    def __str__(self) -> str:
        return str(self.registration_id)


class ReplacedBadge(models.Model):
    """A code that opens nothing any more; kept, so that a station can say why."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="replaced_badges")
    token = models.CharField(max_length=16, unique=True)
    replaced_at = models.DateTimeField(_("replaced at"))

    class Meta:
        verbose_name = _("replaced badge")
        verbose_name_plural = _("replaced badges")

    def __str__(self) -> str:
        return str(self.registration_id)

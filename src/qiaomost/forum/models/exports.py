"""What an organiser takes along of an edition: ordered on a page, written by the worker, fetched for some days."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.languages import LanguageCode
from qiaomost.forum.models.editions import Edition
from qiaomost.forum.states.after import ExportFormat, ExportState

Q = models.Q
EXPORT_FOLDER = "forum-exports"
KEPT_FOR = timedelta(days=7)
"""How long the file of an export is there: it holds personal data."""


class EditionExport(models.Model):
    """Everything of an edition in one file. Whoever organises the edition may fetch it, nobody else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="exports")
    format = models.CharField(_("format"), max_length=4, choices=ExportFormat.choices)
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices)
    state = models.CharField(
        _("state"), max_length=7, choices=ExportState.choices, default=ExportState.WAITING
    )
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    ordered_at = models.DateTimeField(_("ordered at"))
    written_at = models.DateTimeField(_("written at"), null=True, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("export of an edition")
        verbose_name_plural = _("exports of editions")
        ordering = ("-ordered_at", "pk")
        constraints = [
            models.CheckConstraint(
                name="edition_export_values_known",
                condition=Q(format__in=ExportFormat.values, state__in=ExportState.values),
            ),
            models.CheckConstraint(
                name="edition_export_written_has_file",
                condition=Q(state=ExportState.WAITING, written_at__isnull=True, sha256="")
                | Q(state=ExportState.WRITTEN, written_at__isnull=False) & ~Q(sha256=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.format}"

    @property
    def path(self) -> str:
        """Where its bytes lie: under their hash."""
        return f"{EXPORT_FOLDER}/{self.sha256[:2]}/{self.sha256}"

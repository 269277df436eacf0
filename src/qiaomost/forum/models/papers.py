"""Papers that the forum gives out with a number: invitation letters for visas, certificates of attendance."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.forum.models.editions import Edition
from qiaomost.forum.models.registrations import Registration
from qiaomost.forum.states.registrations import PaperKind


class Paper(models.Model):
    """``facts`` is what the paper says, frozen; ``key`` opens its page of verification, and can't be guessed."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="papers")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(_("kind"), max_length=10, choices=PaperKind.choices)
    serial = models.PositiveIntegerField()
    key = models.SlugField(max_length=40, unique=True)
    facts = models.JSONField(_("what it says"))
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ("issued_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind", "serial"], name="paper_number_unique"),
            models.UniqueConstraint(
                fields=["registration", "kind"],
                condition=models.Q(revoked_at__isnull=True),
                name="paper_one_in_force",
            ),
            models.CheckConstraint(name="paper_kind_known", condition=models.Q(kind__in=PaperKind.values)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What stands on the paper: HARBIN-2026/A-00012."""
        return f"{self.edition.code}/{self.kind[0]}-{self.serial:05d}".upper()

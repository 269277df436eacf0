"""What happens to personal data: legal holds, certificates of erasure, reads from the other country."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.append_only import AppendOnlyModel
from qiaomost.network.models import Country, Person

HOLD_REASON_LIMIT = 1000


class LegalHold(models.Model):
    """Why an account's data may not be erased for now."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("account")
    )
    reason = models.TextField(_("reason"), validators=[MaxLengthValidator(HOLD_REASON_LIMIT)])
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("placed by")
    )
    placed_at = models.DateTimeField(_("placed at"))
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lifted by"),
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(lifted_at=None), name="legal_hold_one_in_force"
            ),
            models.CheckConstraint(name="legal_hold_has_a_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="legal_hold_lifted_by_somebody",
                condition=models.Q(lifted_at=None, lifted_by=None)
                | models.Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.placed_at:%Y-%m-%d}"


class ErasureCertificate(AppendOnlyModel):
    """What was erased of an account and what was kept, and why; it names nobody. Its id is its own hash."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, primary_key=True)
    account_id = models.UUIDField(_("account"), unique=True)
    erased_at = models.DateTimeField(_("erased at"))
    content = models.JSONField(_("content"))
    signature = models.CharField(_("signature"), max_length=64)

    class Meta:
        verbose_name = _("certificate of erasure")
        verbose_name_plural = _("certificates of erasure")

    def __str__(self) -> str:
        return f"{self.erased_at:%Y-%m-%d} {self.sha256}"


class CrossBorderRead(AppendOnlyModel):
    """On one day, one account of another country read the personal data of one person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person concerned")
    )
    recipient_id = models.UUIDField(_("account of the reader"))
    recipient_country = models.CharField(_("country of the reader"), max_length=2, choices=Country.choices)
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("read across the border")
        verbose_name_plural = _("reads across the border")
        indexes = [models.Index(fields=["day", "recipient_country"], name="cross_border_day")]
        constraints = [
            models.UniqueConstraint(fields=["subject", "recipient_id", "day"], name="cross_border_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.recipient_country}"

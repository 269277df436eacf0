"""What every app writes beside its own rows: the audit trail, the outbox, and signs of life."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """Who did what to which object, and when. Rows are only ever added."""

    at = models.DateTimeField(_("at"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("actor"),
    )
    verb = models.CharField(_("verb"), max_length=64)
    object_type = models.CharField(_("object type"), max_length=64)
    object_id = models.CharField(_("object"), max_length=64)
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        indexes = [models.Index(fields=["object_type", "object_id", "at"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.object_type} {self.object_id}"


class OutboxEntry(models.Model):
    """Something that happened, waiting for those who react to it (see ``qiaomost.wiring``).

    A worker leases an entry until ``leased_until``; a lease that ran out is taken over by the next worker.
    """

    topic = models.CharField(_("topic"), max_length=80)
    payload = models.JSONField(_("payload"), default=dict)
    created_at = models.DateTimeField(_("created at"))
    available_at = models.DateTimeField(_("available at"))
    leased_until = models.DateTimeField(_("leased until"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    done_at = models.DateTimeField(_("done at"), null=True)
    failed_at = models.DateTimeField(_("failed at"), null=True)

    class Meta:
        verbose_name = _("outbox entry")
        verbose_name_plural = _("outbox")
        indexes = [
            models.Index(
                fields=["available_at", "id"],
                name="outbox_waiting",
                condition=models.Q(done_at__isnull=True, failed_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="outbox_done_or_failed",
                condition=models.Q(done_at__isnull=True) | models.Q(failed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.topic}"


class Heartbeat(models.Model):
    """When something that has to happen again and again last did: a round of the worker, a backup."""

    name = models.CharField(_("name"), max_length=32, primary_key=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"

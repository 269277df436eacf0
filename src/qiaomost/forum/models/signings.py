"""Agreements on the stage of an edition: offered by their people, planned by the organisers, signed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.forum.models.editions import Edition
from qiaomost.forum.models.sessions import Session
from qiaomost.forum.states.after import SigningState
from qiaomost.partnering.models import Agreement

Q = models.Q


class Signing(models.Model):
    """The place of an agreement in a signing ceremony, which is a session of the programme."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="signings")
    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="signing")
    state = models.CharField(
        _("state"), max_length=8, choices=SigningState.choices, default=SigningState.OFFERED
    )
    session = models.ForeignKey(
        Session,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="signings",
        verbose_name=_("ceremony"),
    )
    position = models.PositiveSmallIntegerField(_("place in the order"), default=0)
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    offered_at = models.DateTimeField(_("offered at"))
    signed_at = models.DateTimeField(_("shown as signed since"), null=True, blank=True)

    class Meta:
        verbose_name = _("agreement on stage")
        verbose_name_plural = _("agreements on stage")
        ordering = ("position", "offered_at", "pk")
        constraints = [
            models.CheckConstraint(name="signing_state_known", condition=Q(state__in=SigningState.values)),
            models.CheckConstraint(
                name="signing_planned_has_ceremony",
                condition=Q(state=SigningState.OFFERED)
                | Q(session__isnull=False, starts_at__isnull=False, position__gte=1),
            ),
            models.CheckConstraint(
                name="signing_signed_has_date",
                condition=Q(state=SigningState.SIGNED, signed_at__isnull=False)
                | ~Q(state=SigningState.SIGNED) & Q(signed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} · {self.edition_id}"

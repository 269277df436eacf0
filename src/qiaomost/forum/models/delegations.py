"""Delegations of an edition: who leads them, in which order their members stand, who looks after them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.forum.models.editions import Edition, Named
from qiaomost.forum.models.registrations import Category, Registration
from qiaomost.network.models import Organisation


class Delegation(Named):
    """Those who come together. ``contact`` is the account of the contact person, once their address is confirmed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="delegations")
    country = models.CharField(_("country"), max_length=2, validators=[RegexValidator(r"^[A-Z]{2}$")])
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="delegations",
        verbose_name=_("organisation"),
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="delegations", verbose_name=_("category")
    )
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="delegations",
        verbose_name=_("contact person"),
    )
    contact_address = models.EmailField(_("address of the contact person"), blank=True)
    position = models.PositiveSmallIntegerField(pgettext_lazy("protocol", "place in the order"), default=0)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ("position", "pk")


class DelegationMember(models.Model):
    """Somebody's place in a delegation; the head comes first, the others in the order of ``position``."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="members")
    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="delegate")
    position = models.PositiveSmallIntegerField(pgettext_lazy("protocol", "place in the order"))
    is_head = models.BooleanField(_("head of the delegation"), default=False)
    address = models.EmailField(_("e-mail address, as in the list"), blank=True)
    letter_asked_at = models.DateTimeField(_("letter of invitation asked for at"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of a delegation")
        verbose_name_plural = _("members of a delegation")
        ordering = ("-is_head", "position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["delegation"], condition=models.Q(is_head=True), name="delegation_has_one_head"
            ),
            models.UniqueConstraint(
                fields=["delegation", "address"],
                condition=~models.Q(address=""),
                name="delegation_address_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} · {self.delegation}"

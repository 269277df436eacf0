"""Delegations, and what is known of somebody's journey. Personal: for the head, the organisers and the person."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.forum.models.editions import Edition, Named
from qiaomost.forum.models.registrations import Registration
from qiaomost.forum.states.registrations import Dietary
from qiaomost.network.models import Country


class Delegation(Named):
    """A group that comes together, with its head."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="delegations")
    country = models.CharField(_("country"), max_length=2, choices=Country.choices)
    head = models.ForeignKey(
        Registration,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("head"),
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ("position", "pk")


class Delegate(models.Model):
    """A member of a delegation, in its order of precedence."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="delegates")
    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="delegate")
    precedence = models.PositiveSmallIntegerField(_("precedence"))

    class Meta:
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        ordering = ("precedence", "pk")
        constraints = [
            models.UniqueConstraint(fields=["delegation", "precedence"], name="delegate_precedence_unique")
        ]

    def __str__(self) -> str:
        return str(self.registration)


class Stay(models.Model):
    """Arrival, hotel, diet and passport of one participant; never leaves this node."""

    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="stay")
    arrives_by = models.CharField(_("flight or train of arrival"), max_length=40, blank=True)
    arrives_at = models.DateTimeField(_("arrives at"), null=True, blank=True)
    departs_by = models.CharField(_("flight or train of departure"), max_length=40, blank=True)
    departs_at = models.DateTimeField(_("departs at"), null=True, blank=True)
    hotel = models.CharField(_("hotel"), max_length=200, blank=True)
    dietary = models.CharField(
        _("dietary need"), max_length=10, choices=Dietary.choices, default=Dietary.NONE
    )
    dietary_words = models.CharField(_("what to know of it"), max_length=200, blank=True)
    passport_name = models.CharField(_("name as in the passport"), max_length=100, blank=True)
    passport_number = models.CharField(_("number of the passport"), max_length=20, blank=True)
    nationality = models.CharField(_("nationality"), max_length=2, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    passport_expires_on = models.DateField(_("passport valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("stay")
        verbose_name_plural = _("stays")
        constraints = [
            models.CheckConstraint(name="stay_diet_known", condition=models.Q(dietary__in=Dietary.values))
        ]

    def __str__(self) -> str:
        return str(self.registration)

    @property
    def has_passport(self) -> bool:
        """Whether everything is there that an invitation letter has to say."""
        return all(
            (
                self.passport_name,
                self.passport_number,
                self.nationality,
                self.born_on,
                self.passport_expires_on,
            )
        )

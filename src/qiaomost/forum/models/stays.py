"""What is known of somebody's journey. Personal: for the organisers and the person alone."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.forum.models.editions import Site
from qiaomost.forum.models.registrations import Registration
from qiaomost.forum.states.registrations import Dietary, Sex

NEEDED = ("passport_name", "passport_number", "nationality", "born_on", "passport_expires_on")
"""What a letter of invitation can't do without."""


class Stay(models.Model):
    """Arrival, hotel, diet and passport of one participant; never leaves this node. Times are by the site's clock."""

    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="stay")
    site = models.ForeignKey(
        Site,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="stays",
        verbose_name=_("site where one takes part"),
    )
    arrives_by = models.CharField(_("flight or train of arrival"), max_length=40, blank=True)
    arrives_at = models.DateTimeField(_("arrives at"), null=True, blank=True)
    arrival_place = models.CharField(_("airport or station of arrival"), max_length=100, blank=True)
    departs_by = models.CharField(_("flight or train of departure"), max_length=40, blank=True)
    departs_at = models.DateTimeField(_("departs at"), null=True, blank=True)
    departure_place = models.CharField(_("airport or station of departure"), max_length=100, blank=True)
    hotel = models.CharField(_("hotel"), max_length=200, blank=True)
    dietary = models.CharField(
        _("dietary need"), max_length=10, choices=Dietary.choices, default=Dietary.NONE
    )
    dietary_words = models.CharField(_("what to know of it"), max_length=200, blank=True)
    interpreter_wish = models.CharField(_("interpreter wished for"), max_length=200, blank=True)
    passport_name = models.CharField(_("name as in the passport"), max_length=100, blank=True)
    passport_number = models.CharField(_("number of the passport"), max_length=20, blank=True)
    sex = models.CharField(
        pgettext_lazy("in a passport", "sex"), max_length=6, blank=True, choices=Sex.choices
    )
    nationality = models.CharField(_("nationality"), max_length=2, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    passport_expires_on = models.DateField(_("passport valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("stay")
        verbose_name_plural = _("stays")
        constraints = [
            models.CheckConstraint(name="stay_diet_known", condition=models.Q(dietary__in=Dietary.values)),
            models.CheckConstraint(name="stay_sex_known", condition=models.Q(sex__in=["", *Sex.values])),
        ]

    def __str__(self) -> str:
        return str(self.registration)

    @property
    def has_passport(self) -> bool:
        """Whether anything of a passport was given."""
        return bool(self.passport_name or self.passport_number)

    @property
    def has_whole_passport(self) -> bool:
        """Whether all that a letter of invitation needs is there."""
        return all(getattr(self, name) for name in NEEDED)

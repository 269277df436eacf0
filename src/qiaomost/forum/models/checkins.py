"""What is checked at the doors of an edition, the stations that do it, and every scan."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.forum.models.editions import Edition, Named, Site
from qiaomost.forum.models.registrations import Category, Registration
from qiaomost.forum.states.checkins import CheckKind, CheckRule, Direction, Refusal, ScanResult, Way

CODE_LIMIT = 64
"""So many signs are kept of a code that no badge has."""


class CheckType(Named):
    """Something that is checked: the entry to a site, a hall, materials, a day. No category named admits all."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="checks")
    kind = models.CharField(_("what is checked"), max_length=9, choices=CheckKind.choices)
    rule = models.CharField(_("one person counts"), max_length=6, choices=CheckRule.choices)
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="checks", verbose_name=_("site")
    )
    categories = models.ManyToManyField(
        Category, blank=True, related_name="checks", verbose_name=_("categories admitted")
    )
    is_open = models.BooleanField(pgettext_lazy("check", "open"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(name="check_kind_known", condition=models.Q(kind__in=CheckKind.values)),
            models.CheckConstraint(name="check_rule_known", condition=models.Q(rule__in=CheckRule.values)),
        ]


class Station(models.Model):
    """A device in the hands of a helper without account. Its link holds a secret, of which SHA-256 alone is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="stations")
    name = models.CharField(_("name of the station"), max_length=100)
    checks = models.ManyToManyField(CheckType, related_name="stations", verbose_name=_("checks"))
    digest = models.CharField(_("SHA-256"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("check-in station")
        verbose_name_plural = _("check-in stations")
        ordering = ("name", "pk")
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="station_name_unique")]

    def __str__(self) -> str:
        return self.name


class Scan(models.Model):
    """One act at a station, under the id that the device gave it. No scan is ever deleted; it may lose its worth.

    ``refusal`` is decided when the scan arrives and stays. ``result`` and ``repeat_of`` follow from all scans of the
    same person at the same check in the order of ``scanned_at``: one that arrives late may change those of others.
    """

    id = models.UUIDField(primary_key=True)
    check_type = models.ForeignKey(CheckType, on_delete=models.PROTECT, related_name="scans")
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="scans")
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, null=True, blank=True, related_name="scans"
    )
    code = models.CharField(_("code that was read"), max_length=CODE_LIMIT, blank=True)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    way = models.CharField(_("recognised"), max_length=6, choices=Way.choices)
    scanned_at = models.DateTimeField(_("scanned at"))
    received_at = models.DateTimeField(_("received at"))
    was_let_in = models.BooleanField(_("the helper was told that it counts"), default=False)
    refusal = models.CharField(_("why refused"), max_length=8, choices=Refusal.choices, blank=True)
    result = models.CharField(_("result"), max_length=7, choices=ScanResult.choices)
    repeat_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="repeats"
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("noun", "check-in")
        verbose_name_plural = _("check-ins")
        ordering = ("-scanned_at", "pk")
        indexes = [
            models.Index(fields=["check_type", "result", "scanned_at"], name="scan_by_check"),
            models.Index(fields=["registration", "check_type", "scanned_at"], name="scan_by_person"),
        ]
        constraints = [
            models.CheckConstraint(
                name="scan_words_known",
                condition=models.Q(
                    result__in=ScanResult.values, direction__in=Direction.values, way__in=Way.values
                ),
            ),
            models.CheckConstraint(
                name="scan_refused_with_a_reason",
                condition=models.Q(result=ScanResult.REFUSED, refusal__in=Refusal.values)
                | (~models.Q(result=ScanResult.REFUSED) & models.Q(refusal="")),
            ),
            models.CheckConstraint(
                name="scan_of_somebody",
                condition=models.Q(registration__isnull=False) | models.Q(refusal=Refusal.UNKNOWN),
            ),
            models.CheckConstraint(
                name="scan_undone_with_a_time",
                condition=models.Q(result=ScanResult.UNDONE, undone_at__isnull=False)
                | (~models.Q(result=ScanResult.UNDONE) & models.Q(undone_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.result}"

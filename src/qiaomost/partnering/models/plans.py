"""What the two sides of a room settle and plan: decisions, tasks, appointments; and what calendars and mails need."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.languages import LanguageCode
from qiaomost.partnering.models.cases import Case
from qiaomost.partnering.models.rooms import TITLE_LIMIT
from qiaomost.partnering.states import Side

ACCOUNT = settings.AUTH_USER_MODEL


class Decision(models.Model):
    """What one side puts down as decided; it holds once somebody of the other side has confirmed it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    text = models.TextField(_("decision"))
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices)
    decided_on = models.DateField(_("decided on"))
    side = models.CharField(_("side"), max_length=8, choices=Side.choices)
    written_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))
    confirmed_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                name="decision_confirmed_by_another",
                condition=models.Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                & ~models.Q(confirmed_by=models.F("written_by")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.pk}"


class Planned(models.Model):
    """What stands in calendars: ``sequence`` grows with each change, as RFC 5545 asks."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=TITLE_LIMIT)
    made_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    changed_at = models.DateTimeField(_("changed at"))
    sequence = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class Task(Planned):
    """Something that somebody of either side does until a day."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    assignee = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("due on"))
    done_at = models.DateTimeField(_("done at"), null=True)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [models.Index(fields=["case", "due_on"], name="task_due")]
        constraints = [
            models.CheckConstraint(
                name="task_done_or_cancelled",
                condition=models.Q(done_at__isnull=True) | models.Q(cancelled_at__isnull=True),
            )
        ]


class Appointment(Planned):
    """When both sides meet, and the address of the video call. ``zone`` is the one in which it was agreed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="appointments")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    zone = models.CharField(_("time zone"), max_length=40)
    link = models.URLField(_("video call"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        indexes = [models.Index(fields=["case", "starts_at"], name="appointment_begins")]
        constraints = [
            models.CheckConstraint(
                name="appointment_ends_after_it_begins",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
            ),
            models.CheckConstraint(
                name="appointment_link_is_https",
                condition=models.Q(link="") | models.Q(link__startswith="https://"),
            ),
        ]


class CalendarKey(models.Model):
    """The secret in the address of an account's calendar; only its SHA-256 is kept. One an account."""

    user = models.OneToOneField(ACCOUNT, on_delete=models.CASCADE, primary_key=True, related_name="+")
    digest = models.CharField(_("SHA-256"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("key of a calendar")
        verbose_name_plural = _("keys of calendars")

    def __str__(self) -> str:
        return str(self.user_id)


class RoomDigest(models.Model):
    """That somebody was mailed on a day how much they have not read: the row is the right to send it."""

    user = models.ForeignKey(ACCOUNT, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(_("day"))
    last_message = models.BigIntegerField(_("last message counted"))

    class Meta:
        verbose_name = _("digest of rooms")
        verbose_name_plural = _("digests of rooms")
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="room_digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"

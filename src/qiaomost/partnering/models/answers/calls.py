"""A call for answers to a challenge: its criteria, what happened in it, and objections to its selection.

``Call`` is what every verb locks first, that of an answer too, so that of two who act at once one waits for the other.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, time

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.models import Record
from qiaomost.partnering.models.cases import WORDS_LIMIT
from qiaomost.partnering.states.answers import CallState, ObjectionState

ACCOUNT = settings.AUTH_USER_MODEL
TOTAL_WEIGHT = 100
"""The weights of a call's criteria add up to this, so that a weighted score reads as points of a hundred."""


class Call(models.Model):
    """A challenge opened for answers, once. ``version`` grows with every step."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="call")
    state = models.CharField(_("state"), max_length=8, choices=CallState.choices, default=CallState.OPEN)
    deadline = models.DateField(_("deadline"))
    eligibility = models.JSONField(_("who may answer"), default=dict)
    countries = models.JSONField(_("countries"), default=list)
    kinds = models.JSONField(_("kinds of organisation"), default=list)
    reviews_needed = models.PositiveSmallIntegerField(_("reviews that an answer needs"), default=2)
    notice_days = models.PositiveSmallIntegerField(_("working days of public notice"), default=5)
    opened_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened at"))
    notice_from = models.DateField(_("under public notice from"), null=True)
    notice_until = models.DateField(_("under public notice until"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("call for answers")
        verbose_name_plural = _("calls for answers")
        constraints = [
            models.CheckConstraint(name="call_state_known", condition=models.Q(state__in=CallState.values)),
            models.CheckConstraint(
                name="call_numbers_in_range",
                condition=models.Q(reviews_needed__range=(1, 9), notice_days__range=(1, 60)),
            ),
            models.CheckConstraint(
                name="call_notice_has_both_ends",
                condition=models.Q(notice_from__isnull=True, notice_until__isnull=True)
                | models.Q(notice_from__lt=models.F("notice_until")),
            ),
            models.CheckConstraint(
                name="call_awarded_after_notice",
                condition=~models.Q(state__in=(CallState.NOTICE, CallState.AWARDED))
                | models.Q(notice_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The short sign under which people speak of the call; tells nothing of its content."""
        return f"QC-{self.pk.hex[:8].upper()}"

    def closes_at(self) -> datetime:
        """When the deadline's day has ended, in UTC."""
        return datetime.combine(self.deadline, time.max, UTC)


class Criterion(models.Model):
    """A question of the form and what it is worth. ``words`` has its text in each language of the record."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    words = models.JSONField(_("criterion"))
    weight = models.PositiveSmallIntegerField(_("weight"))
    maximum = models.PositiveSmallIntegerField(_("most points"))
    limit = models.PositiveSmallIntegerField(_("characters at most"))

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["call", "position"], name="criterion_position_unique"),
            models.CheckConstraint(
                name="criterion_numbers_in_range",
                condition=models.Q(
                    weight__range=(1, TOTAL_WEIGHT), maximum__range=(1, 100), limit__range=(100, 10_000)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call} {self.position}"


class CallEvent(models.Model):
    """One step of a call or of an answer to it. Rows are only ever added."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="events")
    answer = models.ForeignKey(
        "partnering.Answer", on_delete=models.CASCADE, null=True, related_name="events"
    )
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    addressee = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    topic = models.CharField(_("topic"), max_length=80)
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("event of a call")
        verbose_name_plural = _("events of calls")
        indexes = [models.Index(fields=["call", "id"], name="call_event_order")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.topic}"


class CallNotice(models.Model):
    """An event that somebody is told of by mail, once."""

    event = models.ForeignKey(CallEvent, on_delete=models.CASCADE, related_name="notices")
    user = models.ForeignKey(ACCOUNT, on_delete=models.CASCADE, related_name="+")
    mailed_at = models.DateTimeField(_("mailed at"), null=True)

    class Meta:
        verbose_name = _("notice of a call")
        verbose_name_plural = _("notices of calls")
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="call_notice_once")]

    def __str__(self) -> str:
        return f"{self.event} → {self.user}"


class Objection(models.Model):
    """What a member of the network holds against the selection, during the public notice."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="objections")
    answer = models.ForeignKey("partnering.Answer", on_delete=models.CASCADE, related_name="objections")
    author = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("objection"), validators=[MaxLengthValidator(WORDS_LIMIT)])
    state = models.CharField(
        _("state"), max_length=9, choices=ObjectionState.choices, default=ObjectionState.OPEN
    )
    reason = models.TextField(_("reason"), blank=True, validators=[MaxLengthValidator(WORDS_LIMIT)])
    decided_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.CheckConstraint(
                name="objection_decided_with_reason",
                condition=models.Q(state=ObjectionState.OPEN, reason="", decided_at__isnull=True)
                | models.Q(
                    state__in=(ObjectionState.UPHELD, ObjectionState.DISMISSED), decided_at__isnull=False
                )
                & ~models.Q(reason=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.call} {self.state}"

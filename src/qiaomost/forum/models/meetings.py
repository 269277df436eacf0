"""1:1 meetings: who takes part and what they seek, who asks whom, and what came of it."""

from __future__ import annotations

import uuid

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.models import Record
from qiaomost.common.languages import LanguageCode
from qiaomost.forum.models.editions import Edition, Site
from qiaomost.forum.models.registrations import Registration
from qiaomost.forum.states.meetings import OPEN_REQUESTS, RequestState

WORDS_LIMIT = 1000
DAILY_LIMIT = 20
Q = models.Q


class MeetingRules(models.Model):
    """Who may meet whom at an edition, until when one asks, and how long a meeting lasts.

    ``pairs`` are pairs of codes of categories that may meet; none means all. ``is_open`` lets participants opt in.
    """

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="meeting_rules")
    is_open = models.BooleanField(_("participants may opt in"), default=False)
    asked_until = models.DateTimeField(_("requests until"))
    most_requests = models.PositiveSmallIntegerField(_("open requests that one may have sent"), default=20)
    across_countries = models.BooleanField(_("only between countries"), default=False)
    pairs = models.JSONField(_("categories that may meet"), default=list, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=25)
    pause = models.PositiveSmallIntegerField(_("pause after each, in minutes"), default=5)

    class Meta:
        verbose_name = _("rules of the 1:1 meetings")
        verbose_name_plural = _("rules of the 1:1 meetings")
        constraints = [
            models.CheckConstraint(name="meeting_rules_minutes", condition=Q(minutes__range=(10, 120))),
        ]

    def __str__(self) -> str:
        return str(self.edition)


class MeetingProfile(models.Model):
    """A participant who wants meetings. Without ``is_listed`` nobody else learns of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    registration = models.OneToOneField(
        Registration, on_delete=models.CASCADE, related_name="meeting_profile"
    )
    is_listed = models.BooleanField(_("takes part in the 1:1 meetings"), default=False)
    words = models.TextField(
        _("what one seeks and offers"), blank=True, validators=[MaxLengthValidator(WORDS_LIMIT)]
    )
    language = models.CharField(_("language of the text"), max_length=2, choices=LanguageCode.choices)
    records = models.ManyToManyField(Record, blank=True, related_name="+", verbose_name=_("records"))
    sites = models.ManyToManyField(Site, blank=True, related_name="+", verbose_name=_("sites"))
    daily_limit = models.PositiveSmallIntegerField(
        _("meetings a day at most"),
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(DAILY_LIMIT)],
    )
    calendar_digest = models.CharField(max_length=64, null=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("profile for meetings")
        verbose_name_plural = _("profiles for meetings")
        ordering = ("registration__made_at", "pk")
        constraints = [
            models.CheckConstraint(
                name="meeting_profile_limit", condition=Q(daily_limit__range=(1, DAILY_LIMIT))
            )
        ]

    def __str__(self) -> str:
        return str(self.registration)


class BlockedTime(models.Model):
    """A time at which a participant does not want to meet anybody."""

    profile = models.ForeignKey(MeetingProfile, on_delete=models.CASCADE, related_name="blocked")
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))

    class Meta:
        verbose_name = _("blocked time")
        verbose_name_plural = _("blocked times")
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(
                name="blocked_time_runs_forward", condition=Q(ends_at__gt=models.F("starts_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.profile} {self.starts_at:%Y-%m-%d %H:%M}"


class MeetingRequest(models.Model):
    """One participant asks another for a meeting. ``day`` restricts it; a proposal names a colleague or a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="meeting_requests")
    asker = models.ForeignKey(MeetingProfile, on_delete=models.CASCADE, related_name="sent_requests")
    asked = models.ForeignKey(MeetingProfile, on_delete=models.CASCADE, related_name="received_requests")
    state = models.CharField(
        _("state"), max_length=9, choices=RequestState.choices, default=RequestState.SENT
    )
    language = models.CharField(_("language of the text"), max_length=2, choices=LanguageCode.choices)
    reason = models.TextField(_("reason"), validators=[MaxLengthValidator(WORDS_LIMIT)])
    answer = models.TextField(_("answer"), blank=True, validators=[MaxLengthValidator(WORDS_LIMIT)])
    day = models.DateField(_("day"), null=True, blank=True)
    proposed_day = models.DateField(_("proposed day"), null=True, blank=True)
    colleague = models.ForeignKey(
        MeetingProfile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_arranged = models.BooleanField(_("arranged by the organisers"), default=False)
    made_at = models.DateTimeField(_("made at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("request for a meeting")
        verbose_name_plural = _("requests for meetings")
        ordering = ("made_at", "pk")
        indexes = [models.Index(fields=["edition", "state"], name="meeting_request_by_state")]
        constraints = [
            models.CheckConstraint(name="meeting_request_state", condition=Q(state__in=RequestState.values)),
            models.CheckConstraint(name="meeting_request_of_two", condition=~Q(asker=models.F("asked"))),
            models.CheckConstraint(name="meeting_request_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="meeting_request_declined_with_reason",
                condition=~Q(state=RequestState.DECLINED) | ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="meeting_request_answered_has_date",
                condition=Q(state__in=(RequestState.SENT, RequestState.WITHDRAWN))
                | Q(answered_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["asker", "asked"],
                condition=Q(state__in=sorted(OPEN_REQUESTS)),
                name="meeting_request_one_open_a_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asker} → {self.asked}"

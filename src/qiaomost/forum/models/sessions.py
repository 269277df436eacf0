"""Sessions of the programme: their texts, where and when they lie, and who appears in them.

What the public sees is a released version of the programme, not these rows.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.states import TextOrigin
from qiaomost.common.languages import LanguageCode, in_language, reading_order
from qiaomost.forum.models.editions import ABOUT_LIMIT, NAME_LIMIT, Edition, Room, Track
from qiaomost.forum.states import AppearanceRole, SessionKind, SessionState
from qiaomost.network.models import Person


class Session(models.Model):
    """One item of the programme. Without a room and a start it waits for its place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="sessions")
    track = models.ForeignKey(
        Track, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("track")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=SessionKind.choices)
    state = models.CharField(
        _("state"), max_length=9, choices=SessionState.choices, default=SessionState.PLANNED
    )
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("room")
    )
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=30)
    is_pinned = models.BooleanField(_("stays where it is when a timetable is proposed"), default=False)
    spoken = models.JSONField(_("languages spoken"), default=list)
    interpreted = models.JSONField(_("interpreted into"), default=list)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("starts_at", "pk")
        indexes = [models.Index(fields=["edition", "starts_at"], name="session_by_start")]
        constraints = [
            models.CheckConstraint(
                name="session_state_known", condition=models.Q(state__in=SessionState.values)
            ),
            models.CheckConstraint(
                name="session_kind_known", condition=models.Q(kind__in=SessionKind.values)
            ),
            models.CheckConstraint(name="session_lasts", condition=models.Q(minutes__range=(5, 720))),
            models.CheckConstraint(
                name="session_place_is_whole",
                condition=models.Q(room__isnull=True, starts_at__isnull=True)
                | models.Q(room__isnull=False, starts_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title_in(LanguageCode.EN)

    @property
    def ends_at(self) -> datetime | None:
        """When it ends, if it has a place."""
        return self.starts_at and self.starts_at + timedelta(minutes=self.minutes)

    def title_in(self, language: str) -> str:
        """Return the title for a reader of ``language``; reads the prefetched rows."""
        forms = {row.language: row.title for row in self.texts.all()}
        return in_language(forms, reading_order(language)) or str(self.pk)


class SessionText(models.Model):
    """One language of a session, with where it came from."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices)
    title = models.CharField(_("title"), max_length=NAME_LIMIT)
    abstract = models.TextField(_("abstract"), blank=True, validators=[MaxLengthValidator(ABOUT_LIMIT)])
    origin = models.CharField(
        _("origin"), max_length=10, choices=TextOrigin.choices, default=TextOrigin.ORIGINAL
    )

    class Meta:
        verbose_name = _("text of a session")
        verbose_name_plural = _("texts of a session")
        constraints = [
            models.UniqueConstraint(fields=["session", "language"], name="session_text_language_unique")
        ]

    def __str__(self) -> str:
        return self.title


class Appearance(models.Model):
    """A person in a session: as speaker, chair, participant of a round table, or interpreter."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="appearances")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="appearances", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=11, choices=AppearanceRole.choices)
    position = models.PositiveSmallIntegerField(default=0)
    is_vip = models.BooleanField(_("guest of honour"), default=False)

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["session", "person", "role"], name="appearance_unique"),
            models.CheckConstraint(
                name="appearance_role_known", condition=models.Q(role__in=AppearanceRole.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"

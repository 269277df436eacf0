"""What was released of the programme, and what people do with it: they mark sessions, and fetch their calendar."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.languages import LanguageCode
from qiaomost.forum.models.editions import Edition
from qiaomost.forum.models.sessions import Session

ACCOUNT = settings.AUTH_USER_MODEL
MATERIAL_FOLDER = "materials"


class ProgrammeVersion(models.Model):
    """The programme as the public saw it from ``released_at`` on; ``forum.comparing`` says what ``content`` holds.

    It never changes, but for the name of somebody who had their data erased: ``revision`` counts those.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    content = models.JSONField(_("content"))
    revision = models.PositiveIntegerField(default=0)
    released_at = models.DateTimeField(_("released at"))
    released_by = models.ForeignKey(ACCOUNT, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("version of the programme")
        verbose_name_plural = _("versions of the programme")
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="programme_version_once"),
            models.CheckConstraint(name="programme_version_counts", condition=models.Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.edition} · {self.number}"


class Star(models.Model):
    """Somebody has put a session into their schedule."""

    user = models.ForeignKey(ACCOUNT, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="stars")
    starred_at = models.DateTimeField(_("starred at"))

    class Meta:
        verbose_name = _("starred session")
        verbose_name_plural = _("starred sessions")
        constraints = [models.UniqueConstraint(fields=["user", "session"], name="star_once")]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.session_id}"


class ScheduleKey(models.Model):
    """The secret in the address of somebody's schedule of an edition; only its SHA-256 is kept."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(ACCOUNT, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(_("SHA-256"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("key of a schedule")
        verbose_name_plural = _("keys of schedules")
        constraints = [models.UniqueConstraint(fields=["edition", "user"], name="schedule_key_one_each")]

    def __str__(self) -> str:
        return f"{self.edition_id} · {self.user_id}"


class Material(models.Model):
    """A file of a session, checked by its content: slides, a paper, a hand-out.

    Everybody reads it once the session is released, or, without ``is_public``, those alone who take part.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="materials")
    name = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices, blank=True)
    is_public = models.BooleanField(_("everybody may read it"), default=True)
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("material of a session")
        verbose_name_plural = _("materials of a session")
        ordering = ("added_at", "pk")
        constraints = [models.UniqueConstraint(fields=["session", "sha256"], name="material_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where its bytes lie: under their hash, one file for each content."""
        return f"{MATERIAL_FOLDER}/{self.sha256[:2]}/{self.sha256}"

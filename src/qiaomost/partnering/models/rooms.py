"""What lies in a case's room: conversations and who has read how far, files and their versions."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.languages import LanguageCode
from qiaomost.partnering.models.cases import Case
from qiaomost.partnering.states import Side

ACCOUNT = settings.AUTH_USER_MODEL
MESSAGE_LIMIT = 4000
TITLE_LIMIT = 200
ROOM_FOLDER = "rooms"


class Thread(models.Model):
    """A conversation of the room. ``version`` grows with all that happens in it: browsers wait for the next one."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="threads")
    title = models.CharField(_("subject"), max_length=TITLE_LIMIT)
    opened_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened at"))
    version = models.PositiveIntegerField(default=1)
    moved_at = models.DateTimeField(_("last moved at"))

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        indexes = [models.Index(fields=["case", "-moved_at"], name="thread_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.pk}"


class RoomMessage(models.Model):
    """What somebody wrote, in their language. What was withdrawn leaves its place, writer and day, and no words."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(_("side"), max_length=8, choices=Side.choices)
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices)
    text = models.TextField(_("text"), blank=True, validators=[MaxLengthValidator(MESSAGE_LIMIT)])
    version = models.PositiveSmallIntegerField(default=1)
    written_at = models.DateTimeField(_("written at"))
    edited_at = models.DateTimeField(_("changed at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(fields=["thread", "id"], name="message_order")]
        constraints = [
            models.CheckConstraint(
                name="message_words_until_withdrawn",
                condition=models.Q(withdrawn_at__isnull=True) & ~models.Q(text="")
                | models.Q(withdrawn_at__isnull=False, text=""),
            ),
            models.CheckConstraint(
                name="message_values_known",
                condition=models.Q(side__in=Side.values, language__in=LanguageCode.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.pk}"


class TranslationOrigin(models.TextChoices):
    """Whose words the translation of a message is."""

    HUMAN = "human", _("Translated by a person")
    MEMORY = "memory", _("From the translation memory")
    MACHINE = "machine", _("Machine translation")


class Translation(models.Model):
    """Words in another language, as somebody or something wrote them, and who approved them."""

    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices)
    origin = models.CharField(_("origin"), max_length=8, choices=TranslationOrigin.choices)
    provider = models.CharField(_("provider"), max_length=100, blank=True)
    written_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(_("written at"))
    approved_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), null=True)

    class Meta:
        abstract = True


class MessageTranslation(Translation):
    """A message in another language. A machine's is called one until somebody of the room approves it."""

    message = models.ForeignKey(RoomMessage, on_delete=models.CASCADE, related_name="translations")
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("translation of a message")
        verbose_name_plural = _("translations of messages")
        constraints = [
            models.UniqueConstraint(fields=["message", "language"], name="message_translation_once"),
            models.CheckConstraint(
                name="message_translation_of_a_person",
                condition=~models.Q(origin=TranslationOrigin.HUMAN)
                | models.Q(written_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="message_translation_approved_by_somebody",
                condition=models.Q(approved_at__isnull=True, approved_by__isnull=True)
                | models.Q(approved_at__isnull=False, approved_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.language}"


class ReadMark(models.Model):
    """How far somebody has read a conversation."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="marks")
    user = models.ForeignKey(ACCOUNT, on_delete=models.CASCADE, related_name="+")
    up_to = models.BigIntegerField(_("last message read"))
    at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("read mark")
        verbose_name_plural = _("read marks")
        constraints = [models.UniqueConstraint(fields=["thread", "user"], name="read_mark_once")]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.user_id} {self.up_to}"


class RoomFile(models.Model):
    """A file of the room; what it says is in its versions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="files")
    side = models.CharField(_("side"), max_length=8, choices=Side.choices)
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("file of a room")
        verbose_name_plural = _("files of rooms")

    def __str__(self) -> str:
        return str(self.pk)


class FileVersion(models.Model):
    """One version of a file: never changed, its bytes kept under their hash."""

    file = models.ForeignKey(RoomFile, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    added_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("version of a file")
        verbose_name_plural = _("versions of files")
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="file_version_once")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"

    @property
    def path(self) -> str:
        """Where the bytes lie, below the folder of files."""
        return f"{ROOM_FOLDER}/{self.sha256[:2]}/{self.sha256}"

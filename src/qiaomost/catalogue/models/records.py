"""What all kinds of records share: owner, state, texts per language, subjects, attachments, provenance."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.states import RecordState, TextOrigin, TextState
from qiaomost.common.languages import LanguageCode
from qiaomost.network.models import Organisation, Person

TITLE_LIMIT = 256
SUMMARY_LIMIT = 500
SECTION_LIMIT = 4000
ATTACHMENT_FOLDER = "attachments"


class RecordKind(models.TextChoices):
    ACHIEVEMENT = "achievement", _("Achievement")
    CHALLENGE = "challenge", _("Challenge")
    EXPERT = "expert", _("Expert")


SECTIONS: dict[str, tuple[str, ...]] = {
    RecordKind.ACHIEVEMENT: ("title", "summary", "description", "advantages"),
    RecordKind.CHALLENGE: ("title", "summary", "description", "current_solutions", "desired_outcome"),
    RecordKind.EXPERT: ("title", "summary", "description"),
}
"""Kind → the sections of its texts, in the order in which they are read."""


class Disclosure(models.TextChoices):
    """Who may read: anyone; members of the network; the parties of a cooperation after their NDA."""

    PUBLIC = "public", _("Public")
    MEMBERS = "members", _("Members of the network")
    ROOM = "room", _("Parties after an NDA")


class Subject(models.Model):
    """A field of the OECD Fields of R&D (Frascati Manual, 2015), with crosswalks to GRNTI and GB/T 13745."""

    code = models.CharField(_("code"), max_length=8, primary_key=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    position = models.PositiveSmallIntegerField(_("position"))
    label_zh = models.CharField(_("label in Chinese"), max_length=120)
    label_ru = models.CharField(_("label in Russian"), max_length=120)
    label_en = models.CharField(_("label in English"), max_length=120)
    grnti = models.JSONField(_("GRNTI"), default=list)
    gbt13745 = models.JSONField(_("GB/T 13745"), default=list)

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering = ("position",)

    def __str__(self) -> str:
        return f"{self.code} {self.label_en}"

    def label_in(self, language: str) -> str:
        """Return the label for a reader of ``language``."""
        return str(getattr(self, f"label_{language}", self.label_en))


class Record(models.Model):
    """An achievement, a challenge or an expert profile. ``version`` grows with every write."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=RecordKind.choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="records", verbose_name=_("organisation")
    )
    contact = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source_language = models.CharField(_("source language"), max_length=2, choices=LanguageCode.choices)
    subjects = models.ManyToManyField(Subject, related_name="records", verbose_name=_("subjects"), blank=True)
    state = models.CharField(
        _("state"), max_length=16, choices=RecordState.choices, default=RecordState.DRAFT
    )
    open_for_interest = models.BooleanField(_("open for interest"), default=True)
    disclosure = models.CharField(
        _("disclosure"), max_length=8, choices=Disclosure.choices, default=Disclosure.PUBLIC
    )
    section_disclosure = models.JSONField(
        _("disclosure of sections"),
        default=dict,
        blank=True,
        help_text=_("Section → level, where it is narrower than the record's."),
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    expiry_noticed_at = models.DateTimeField(_("notice of expiry sent at"), null=True, blank=True)
    renewals = models.PositiveSmallIntegerField(_("renewals"), default=0)
    export_barred_at = models.DateTimeField(_("kept back by export control since"), null=True, blank=True)
    moot_reason = models.TextField(_("why it is moot"), blank=True)
    source = models.CharField(_("source"), max_length=64, blank=True)
    source_id = models.CharField(_("id in the source"), max_length=200, blank=True)
    source_address = models.URLField(_("address of the source"), max_length=500, blank=True)
    source_digest = models.CharField(_("digest of the source row"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        indexes = [models.Index(fields=["state", "kind", "-updated_at"], name="record_state_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~models.Q(source_id=""), name="record_source_unique"
            ),
            models.CheckConstraint(
                name="record_published_has_dates",
                condition=~models.Q(state=RecordState.PUBLISHED)
                | models.Q(published_at__isnull=False, expires_at__isnull=False),
            ),
            models.CheckConstraint(
                name="record_barred_is_not_published",
                condition=~models.Q(state=RecordState.PUBLISHED) | models.Q(export_barred_at__isnull=True),
            ),
            models.CheckConstraint(
                name="record_state_known", condition=models.Q(state__in=RecordState.values)
            ),
            models.CheckConstraint(name="record_kind_known", condition=models.Q(kind__in=RecordKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def level_of(self, section: str) -> str:
        """Return the disclosure level of a section: the narrower of its own and the record's."""
        own = self.section_disclosure.get(section, self.disclosure)
        return str(max(own, self.disclosure, key=Disclosure.values.index))


class RecordText(models.Model):
    """One language of a record. Exactly one is the original; an edit of it makes the others stale."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices)
    origin = models.CharField(_("origin"), max_length=8, choices=TextOrigin.choices)
    state = models.CharField(_("state"), max_length=8, choices=TextState.choices, default=TextState.DRAFT)
    title = models.CharField(_("title"), max_length=TITLE_LIMIT)
    summary = models.TextField(_("summary"), max_length=SUMMARY_LIMIT, blank=True)
    description = models.TextField(_("description"), max_length=SECTION_LIMIT, blank=True)
    advantages = models.TextField(_("advantages and innovation"), max_length=SECTION_LIMIT, blank=True)
    current_solutions = models.TextField(
        _("current solutions and their limits"), max_length=SECTION_LIMIT, blank=True
    )
    desired_outcome = models.TextField(_("desired outcome"), max_length=SECTION_LIMIT, blank=True)
    acceptance_criteria = models.JSONField(_("acceptance criteria"), default=list, blank=True)
    keywords = models.JSONField(_("keywords"), default=list, blank=True)
    translated_by = models.CharField(_("translated by"), max_length=200, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [
            models.UniqueConstraint(fields=["record", "language"], name="text_language_unique"),
            models.UniqueConstraint(
                fields=["record"], condition=models.Q(origin=TextOrigin.ORIGINAL), name="text_one_original"
            ),
            models.CheckConstraint(
                name="text_original_never_stale",
                condition=~models.Q(origin=TextOrigin.ORIGINAL, state=TextState.STALE),
            ),
            models.CheckConstraint(
                name="text_approved_has_date",
                condition=~models.Q(state=TextState.APPROVED) | models.Q(approved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.title}"


def attachment_path(attachment: Attachment, _name: str) -> str:
    """Return where the bytes lie: by content hash, never by a name that a user chose."""
    return f"{ATTACHMENT_FOLDER}/{attachment.sha256[:2]}/{attachment.sha256}"


class Attachment(models.Model):
    """A file of a record; its type is read from its content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(_("file"), upload_to=attachment_path, max_length=200)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices, blank=True)
    disclosure = models.CharField(
        _("disclosure"), max_length=8, choices=Disclosure.choices, default=Disclosure.PUBLIC
    )
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [models.UniqueConstraint(fields=["record", "sha256"], name="attachment_once")]

    def __str__(self) -> str:
        return self.name

"""The translation memory and the term base."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.languages import LanguageCode
from qiaomost.translation.states import ConceptState, FormStatus, Level, SegmentOrigin, TermSubject

SEGMENT_LIMIT = 4000
FORM_LIMIT = 200
NOTE_LIMIT = 500


class Segment(models.Model):
    """A sentence and its translation. ``scope`` names the case of a text at level ``room``, and is empty for others.

    A machine's segment is kept so that a text is sent once; it is a person's word only once it is approved.
    """

    level = models.CharField(_("level"), max_length=8, choices=Level.choices)
    scope = models.CharField(_("scope"), max_length=80, blank=True)
    source_language = models.CharField(_("source language"), max_length=2, choices=LanguageCode.choices)
    target_language = models.CharField(_("target language"), max_length=2, choices=LanguageCode.choices)
    source_text = models.TextField(_("source text"), max_length=SEGMENT_LIMIT)
    source_normal = models.TextField(_("source text, normalised"))
    source_hash = models.CharField(_("hash of the normalised source text"), max_length=64)
    target_text = models.TextField(_("target text"), max_length=SEGMENT_LIMIT)
    target_normal = models.TextField(_("target text, normalised"))
    target_hash = models.CharField(_("hash of the target text"), max_length=64)
    origin = models.CharField(_("origin"), max_length=8, choices=SegmentOrigin.choices)
    provider = models.CharField(_("provider"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("created at"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("translation memory")
        constraints = [
            models.UniqueConstraint(
                fields=["source_hash", "target_hash", "source_language", "target_language", "level", "scope"],
                name="segment_once",
            ),
            models.CheckConstraint(
                name="segment_scope_of_a_room",
                condition=models.Q(level=Level.ROOM) & ~models.Q(scope="")
                | ~models.Q(level=Level.ROOM) & models.Q(scope=""),
            ),
            models.CheckConstraint(
                name="segment_of_a_person_is_approved",
                condition=models.Q(origin=SegmentOrigin.MACHINE) | models.Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="segment_two_languages",
                condition=~models.Q(source_language=models.F("target_language")),
            ),
            models.CheckConstraint(
                name="segment_values_known",
                condition=models.Q(level__in=Level.values, origin__in=SegmentOrigin.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_language}→{self.target_language} {self.source_text[:60]}"


class SegmentWord(models.Model):
    """A word of an approved segment's source, as a number: by rare words in common similar segments are found."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="words")
    word = models.BigIntegerField(_("word"))

    class Meta:
        verbose_name = _("word of a segment")
        verbose_name_plural = _("words of segments")
        constraints = [models.UniqueConstraint(fields=["word", "segment"], name="segment_word_once")]

    def __str__(self) -> str:
        return f"{self.segment_id} {self.word}"


class Concept(models.Model):
    """One notion of the field, with its forms in each language."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("code"), max_length=80, unique=True)
    subject = models.CharField(_("field"), max_length=20, choices=TermSubject.choices)
    state = models.CharField(
        _("state"), max_length=8, choices=ConceptState.choices, default=ConceptState.ACTIVE
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("concept")
        verbose_name_plural = _("term base")
        constraints = [
            models.CheckConstraint(
                name="concept_values_known",
                condition=models.Q(state__in=ConceptState.values, subject__in=TermSubject.values),
            )
        ]

    def __str__(self) -> str:
        return self.code


class TermForm(models.Model):
    """One form of a concept in one language. ``key`` is what it is recognised by: base forms, or characters.

    ``note`` says in that language what the concept is or is not; the preferred form has it.
    """

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="forms")
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices)
    text = models.CharField(_("form"), max_length=FORM_LIMIT)
    normal = models.CharField(_("form, normalised"), max_length=FORM_LIMIT * 2)
    key = models.CharField(_("key"), max_length=FORM_LIMIT * 2)
    status = models.CharField(_("status"), max_length=9, choices=FormStatus.choices)
    position = models.PositiveSmallIntegerField(_("position"))
    note = models.CharField(_("note"), max_length=NOTE_LIMIT, blank=True)

    class Meta:
        verbose_name = _("form of a term")
        verbose_name_plural = _("forms of terms")
        constraints = [
            models.UniqueConstraint(fields=["concept", "language", "text"], name="term_form_once"),
            models.UniqueConstraint(
                fields=["concept", "language"],
                condition=models.Q(status=FormStatus.PREFERRED),
                name="term_form_one_preferred",
            ),
            models.CheckConstraint(
                name="term_form_status_known", condition=models.Q(status__in=FormStatus.values)
            ),
        ]

    def __str__(self) -> str:
        return self.text

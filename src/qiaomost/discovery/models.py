"""What discovery keeps beside the index: what people say of matches, and what they want to hear of."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.models import Disclosure, Record
from qiaomost.common.languages import LanguageCode

FEEDBACK_WORDS_LIMIT = 1000
"""Longest remark on a match, in characters."""

WATCH_NAME_LIMIT = 120


class Verdict(models.TextChoices):
    RELEVANT = "relevant", _("Relevant")
    NOT_RELEVANT = "not_relevant", _("Not relevant")


class MatchFeedback(models.Model):
    """What one account says of one candidate for a record: a relevance judgement, which no ranking reads."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("account")
    )
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+", verbose_name=_("record"))
    candidate = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="+", verbose_name=_("candidate")
    )
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict.choices)
    words = models.TextField(_("remark"), blank=True, validators=[MaxLengthValidator(FEEDBACK_WORDS_LIMIT)])
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("feedback on a match")
        verbose_name_plural = _("feedback on matches")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "record", "candidate"], name="match_feedback_once_per_account"
            ),
            models.CheckConstraint(
                name="match_feedback_verdict_known", condition=models.Q(verdict__in=Verdict.values)
            ),
            models.CheckConstraint(
                name="match_feedback_of_two_records", condition=~models.Q(record=models.F("candidate"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} × {self.candidate_id}: {self.verdict}"


class Arrival(models.Model):
    """Since when a record is found in a language, at its present level of disclosure: what is new to a watch."""

    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="arrivals", verbose_name=_("record")
    )
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices)
    level = models.CharField(_("disclosure"), max_length=8, choices=Disclosure.choices)
    at = models.DateTimeField(_("at"), db_index=True)

    class Meta:
        verbose_name = _("arrival of a record")
        verbose_name_plural = _("arrivals of records")
        constraints = [models.UniqueConstraint(fields=["record", "language"], name="arrival_once_a_language")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.language} {self.at:%Y-%m-%d %H:%M}"


class Frequency(models.TextChoices):
    """How often a watch may write."""

    NONE = "none", _("No mails")
    DAILY = "daily", _("Once a day at most")
    WEEKLY = "weekly", _("Once a week at most")


class Watch(models.Model):
    """A search that an account keeps, or a record whose answers it watches, to hear of what is new.

    ``criteria`` is the search as ``discovery.criteria`` stores it, ``digest`` its SHA-256; ``vector`` is its words
    encoded under the encoder whose fingerprint has the SHA-256 ``vector_of``. What arrived until ``looked_to`` has
    been compared with it; ``told_on`` is the day of its last mail.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("account")
    )
    record = models.ForeignKey(
        Record,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("record"),
        help_text=_("Whose answers are watched; empty for a search."),
    )
    name = models.CharField(_("name"), max_length=WATCH_NAME_LIMIT, blank=True)
    criteria = models.JSONField(_("what is searched for"), default=dict)
    digest = models.CharField(_("SHA-256"), max_length=64)
    vector = models.BinaryField(_("vector"), default=bytes)
    vector_of = models.CharField(_("encoder"), max_length=64, blank=True)
    frequency = models.CharField(_("mails"), max_length=8, choices=Frequency.choices)
    made_at = models.DateTimeField(_("made at"))
    looked_to = models.DateTimeField(_("looked to"), db_index=True)
    told_on = models.DateField(_("told on"), null=True)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="watch_once_per_account"),
            models.CheckConstraint(
                name="watch_frequency_known", condition=models.Q(frequency__in=Frequency.values)
            ),
            models.CheckConstraint(
                name="watch_of_a_record_or_a_named_search",
                condition=models.Q(record__isnull=False, name="")
                | models.Q(record__isnull=True) & ~models.Q(name=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.name}"


class News(models.Model):
    """A record that is new to a watch; it is told once. Rows of one mail have one ``batch``."""

    watch = models.ForeignKey(
        Watch, on_delete=models.CASCADE, related_name="news", verbose_name=_("saved search")
    )
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+", verbose_name=_("record"))
    found_at = models.DateTimeField(_("found at"))
    seen_at = models.DateTimeField(_("seen at"), null=True)
    batch = models.UUIDField(_("mail"), null=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True)

    class Meta:
        verbose_name = _("piece of news")
        verbose_name_plural = _("news")
        constraints = [
            models.UniqueConstraint(fields=["watch", "record"], name="news_told_once"),
            models.CheckConstraint(
                name="news_mailed_in_a_batch",
                condition=models.Q(mailed_at__isnull=True) | models.Q(batch__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["batch"], name="news_to_mail", condition=models.Q(mailed_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.watch_id} {self.record_id}"

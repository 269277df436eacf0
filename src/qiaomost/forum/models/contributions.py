"""The call for contributions of a track, and what is contributed: texts by language, answers, speakers, decision.

``ContributionCall`` is what every verb locks first, so that of two who act at once one waits for the other.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.states import TextOrigin
from qiaomost.common.languages import LanguageCode, in_language, reading_order
from qiaomost.forum.models.editions import ABOUT_LIMIT, NAME_LIMIT, Site, Track
from qiaomost.forum.models.sessions import Session
from qiaomost.forum.states import SessionKind
from qiaomost.forum.states.contributions import CallPhase, ContributionState, Decision
from qiaomost.network.models import Person

ACCOUNT = settings.AUTH_USER_MODEL
TOTAL_WEIGHT = 100
REASON_LIMIT = 1000


class ContributionCall(models.Model):
    """A track opened for contributions, once. Its clock is the site's."""

    track = models.OneToOneField(
        Track, on_delete=models.CASCADE, related_name="call", verbose_name=_("track")
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site"))
    phase = models.CharField(
        _("phase"), max_length=10, choices=CallPhase.choices, default=CallPhase.COLLECTING
    )
    about = models.JSONField(_("what is asked for"), default=dict, blank=True)
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("deadline"))
    confirm_until = models.DateTimeField(_("to be confirmed until"))
    kinds = models.JSONField(_("kinds of session"), default=list)
    lengths = models.JSONField(_("lengths in minutes"), default=list)
    reviews_needed = models.PositiveSmallIntegerField(_("reviews that a contribution needs"), default=2)
    is_anonymous = models.BooleanField(_("reviewed without names"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("call for contributions")
        verbose_name_plural = _("calls for contributions")
        ordering = ("track__position", "pk")
        constraints = [
            models.CheckConstraint(
                name="contribution_call_phase_known", condition=models.Q(phase__in=CallPhase.values)
            ),
            models.CheckConstraint(
                name="contribution_call_dates_in_order",
                condition=models.Q(closes_at__gt=models.F("opens_at"))
                & models.Q(confirm_until__gt=models.F("closes_at")),
            ),
            models.CheckConstraint(
                name="contribution_call_reviews_in_range",
                condition=models.Q(reviews_needed__range=(1, 9)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.track)


class CallQuestion(models.Model):
    """A question of the form; ``words`` by language."""

    call = models.ForeignKey(ContributionCall, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    words = models.JSONField(_("question"))
    limit = models.PositiveSmallIntegerField(_("characters at most"))
    is_required = models.BooleanField(_("has to be answered"), default=True)

    class Meta:
        verbose_name = _("question of a call")
        verbose_name_plural = _("questions of a call")
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["call", "position"], name="call_question_position_unique"),
            models.CheckConstraint(
                name="call_question_limit_in_range", condition=models.Q(limit__range=(20, 10_000))
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.words, reading_order("en")) or str(self.position)


class CallCriterion(models.Model):
    """What reviewers give points for; the weights of a call add up to a hundred."""

    call = models.ForeignKey(ContributionCall, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    words = models.JSONField(_("criterion"))
    weight = models.PositiveSmallIntegerField(_("weight"))
    maximum = models.PositiveSmallIntegerField(_("most points"))

    class Meta:
        verbose_name = _("criterion of a call")
        verbose_name_plural = _("criteria of a call")
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["call", "position"], name="call_criterion_position_unique"),
            models.CheckConstraint(
                name="call_criterion_numbers_in_range",
                condition=models.Q(weight__range=(1, TOTAL_WEIGHT), maximum__range=(1, 100)),
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.words, reading_order("en")) or str(self.position)


class Contribution(models.Model):
    """What somebody wants to tell at the forum. ``number`` names it where nobody may know whose it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(ContributionCall, on_delete=models.PROTECT, related_name="contributions")
    author = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="contributions")
    number = models.PositiveSmallIntegerField(_("number"), null=True)
    state = models.CharField(
        _("state"), max_length=9, choices=ContributionState.choices, default=ContributionState.DRAFT
    )
    kind = models.CharField(_("kind of session"), max_length=8, choices=SessionKind.choices)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"))
    language = models.CharField(_("language it is given in"), max_length=2, choices=LanguageCode.choices)
    started_at = models.DateTimeField(_("started at"))
    changed_at = models.DateTimeField(_("changed at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    pending = models.CharField(
        _("decision to be applied"), max_length=6, choices=Decision.choices, blank=True, default=""
    )
    reason = models.TextField(
        _("reason"), blank=True, default="", validators=[MaxLengthValidator(REASON_LIMIT)]
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    place = models.PositiveSmallIntegerField(_("place on the waiting list"), null=True)
    confirm_until = models.DateTimeField(_("to be confirmed until"), null=True)
    session = models.OneToOneField(
        Session, on_delete=models.PROTECT, null=True, related_name="contribution", verbose_name=_("session")
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ("number", "started_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="contribution_number_unique"),
            models.CheckConstraint(
                name="contribution_state_known", condition=models.Q(state__in=ContributionState.values)
            ),
            models.CheckConstraint(
                name="contribution_submitted_has_number",
                condition=models.Q(state__in=(ContributionState.DRAFT, ContributionState.WITHDRAWN))
                | models.Q(number__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="contribution_confirmed_has_session",
                condition=~models.Q(state=ContributionState.CONFIRMED) | models.Q(session__isnull=False),
            ),
            models.CheckConstraint(
                name="contribution_accepted_has_deadline",
                condition=~models.Q(state=ContributionState.ACCEPTED) | models.Q(confirm_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call} {self.number or self.pk.hex[:8]}"

    def text_in(self, language: str) -> ContributionText | None:
        """Return the text for a reader of ``language``; reads the prefetched rows."""
        return in_language({row.language: row for row in self.texts.all()}, reading_order(language))


class ContributionText(models.Model):
    """One language of a contribution, with where it came from."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices)
    title = models.CharField(_("title"), max_length=NAME_LIMIT)
    abstract = models.TextField(_("abstract"), blank=True, validators=[MaxLengthValidator(ABOUT_LIMIT)])
    origin = models.CharField(_("origin"), max_length=10, choices=TextOrigin.choices)

    class Meta:
        verbose_name = _("text of a contribution")
        verbose_name_plural = _("texts of a contribution")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "language"], name="contribution_text_language_unique"
            ),
            models.UniqueConstraint(
                fields=["contribution"],
                condition=models.Q(origin=TextOrigin.ORIGINAL),
                name="contribution_text_one_original",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ContributionAnswer(models.Model):
    """What the author wrote to one question of the call."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(CallQuestion, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("answer"))

    class Meta:
        verbose_name = _("answer of a contribution")
        verbose_name_plural = _("answers of a contribution")
        ordering = ("question__position",)
        constraints = [
            models.UniqueConstraint(fields=["contribution", "question"], name="contribution_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.contribution} {self.question_id}"


class CoSpeaker(models.Model):
    """Who speaks beside the author: a person of the network, or somebody invited by name and address."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="speakers")
    position = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(_("language of the name"), max_length=2, choices=LanguageCode.choices)
    family = models.CharField(_("family name"), max_length=100, blank=True)
    given = models.CharField(_("given name"), max_length=100, blank=True)
    address = models.EmailField(_("e-mail address"), blank=True)

    class Meta:
        verbose_name = _("co-speaker")
        verbose_name_plural = _("co-speakers")
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["contribution", "position"], name="co_speaker_position_unique"),
            models.CheckConstraint(
                name="co_speaker_is_somebody",
                condition=models.Q(person__isnull=False) | ~models.Q(family="") & ~models.Q(address=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person) if self.person else self.written_name()

    def written_name(self) -> str:
        """The name as the author wrote it, in the order of its language."""
        if self.language == LanguageCode.ZH:
            return f"{self.family}{self.given}"
        return " ".join(
            (self.family, self.given) if self.language == LanguageCode.RU else (self.given, self.family)
        )

"""An answer to a call: words for each criterion, files, the organisations that give it and their shares."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.languages import LanguageCode
from qiaomost.network.models import Organisation
from qiaomost.partnering.models.answers.calls import Call, Criterion
from qiaomost.partnering.models.cases import Case
from qiaomost.partnering.states.answers import AnswerState

ACCOUNT = settings.AUTH_USER_MODEL
ANSWER_TITLE_LIMIT = 200
ANSWER_FOLDER = "answers"
A = AnswerState

WITH_REASON = (A.INELIGIBLE, A.REJECTED, A.SHORTLISTED, A.SELECTED, A.PUBLIC_NOTICE, A.AWARDED)
"""States that somebody decided, which a reason goes with."""


class Answer(models.Model):
    """What an organisation, or a team that it leads, answers. ``number`` names it where nobody may know whose it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="answers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("number"), null=True)
    state = models.CharField(_("state"), max_length=13, choices=AnswerState.choices, default=A.DRAFT)
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices)
    title = models.CharField(_("title"), max_length=ANSWER_TITLE_LIMIT)
    started_at = models.DateTimeField(_("started at"))
    changed_at = models.DateTimeField(_("changed at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    reason = models.TextField(_("reason"), blank=True, default="")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="answer")

    class Meta:
        verbose_name = _("answer to a challenge")
        verbose_name_plural = _("answers to challenges")
        constraints = [
            models.CheckConstraint(name="answer_state_known", condition=models.Q(state__in=A.values)),
            models.UniqueConstraint(
                fields=["call", "organisation"],
                condition=~models.Q(state=A.WITHDRAWN),
                name="answer_one_an_organisation",
            ),
            models.UniqueConstraint(fields=["call", "number"], name="answer_number_unique"),
            models.UniqueConstraint(
                fields=["call"],
                condition=models.Q(state__in=(A.SELECTED, A.PUBLIC_NOTICE, A.AWARDED)),
                name="answer_one_selected_a_call",
            ),
            models.CheckConstraint(
                name="answer_submitted_has_date",
                condition=models.Q(state__in=(A.DRAFT, A.WITHDRAWN, A.REJECTED))
                | models.Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="answer_decided_with_reason",
                condition=~models.Q(state__in=WITH_REASON)
                | ~models.Q(reason="") & models.Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="answer_awarded_has_case",
                condition=models.Q(state=A.AWARDED, case__isnull=False)
                | ~models.Q(state=A.AWARDED) & models.Q(case__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call} {self.number or self.pk.hex[:8]}"


class AnswerWords(models.Model):
    """What an answer says to one criterion."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="words")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("words of an answer")
        verbose_name_plural = _("words of answers")
        constraints = [models.UniqueConstraint(fields=["answer", "criterion"], name="answer_words_once")]

    def __str__(self) -> str:
        return f"{self.answer} {self.criterion_id}"


class TeamMember(models.Model):
    """An organisation of those that give an answer, its share of a hundred, and who confirmed both for it."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="team")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    share = models.PositiveSmallIntegerField(_("share of a hundred"))
    confirmed_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)

    class Meta:
        verbose_name = _("member of a team")
        verbose_name_plural = _("members of teams")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["answer", "organisation"], name="team_member_once"),
            models.CheckConstraint(name="team_share_in_range", condition=models.Q(share__range=(1, 100))),
            models.CheckConstraint(
                name="team_confirmed_by_somebody",
                condition=models.Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} {self.share}"


def answer_path(file: AnswerFile, _name: str) -> str:
    """Return where the bytes lie: by content hash, never by a name that a user chose."""
    return f"{ANSWER_FOLDER}/{file.sha256[:2]}/{file.sha256}"


class AnswerFile(models.Model):
    """A file that goes with an answer; its type is read from its content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(_("file"), upload_to=answer_path, max_length=200)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("file of an answer")
        verbose_name_plural = _("files of answers")
        ordering = ("added_at", "pk")
        constraints = [models.UniqueConstraint(fields=["answer", "sha256"], name="answer_file_once")]

    def __str__(self) -> str:
        return self.name

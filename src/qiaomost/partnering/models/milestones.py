"""Milestones of an agreement in force: what is due, what was reported, what the end user said to it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.languages import LanguageCode
from qiaomost.partnering.models.agreements import Agreement
from qiaomost.partnering.models.cases import WORDS_LIMIT, Case, Participant
from qiaomost.partnering.models.evidence import EvidenceFile
from qiaomost.partnering.states import Side
from qiaomost.partnering.states.outcomes import MilestoneState

ACCOUNT = settings.AUTH_USER_MODEL


class Milestone(models.Model):
    """A step that the agreement plans: ``title`` and ``deliverable`` by language, as the document has them.

    ``side`` is the one that accepts: its named end user, or, where none is named, its lead. The other side reports.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="milestones")
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="milestones")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.JSONField(_("title, by language"))
    deliverable = models.JSONField(_("what is delivered, by language"))
    criteria = models.JSONField(_("acceptance criteria, by language"), default=dict, blank=True)
    due_on = models.DateField(_("due on"))
    amount = models.DecimalField(_("payment"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    state = models.CharField(
        _("state"), max_length=16, choices=MilestoneState.choices, default=MilestoneState.DUE
    )
    side = models.CharField(_("side that accepts"), max_length=8, choices=Side.choices)
    acceptor = models.ForeignKey(
        Participant, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision = models.TextField(
        _("words of the decision"), blank=True, default="", validators=[MaxLengthValidator(WORDS_LIMIT)]
    )

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="milestone_number_unique"),
            models.CheckConstraint(
                name="milestone_values_known",
                condition=models.Q(state__in=MilestoneState.values, side__in=Side.values),
            ),
            models.CheckConstraint(
                name="milestone_decided_by_somebody",
                condition=models.Q(
                    state__in=(MilestoneState.DUE, MilestoneState.REPORTED),
                    decided_at__isnull=True,
                    decided_by__isnull=True,
                )
                | ~models.Q(state__in=(MilestoneState.DUE, MilestoneState.REPORTED))
                & models.Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="milestone_refused_with_reason",
                condition=~models.Q(state__in=(MilestoneState.TO_BE_REWORKED, MilestoneState.FAILED))
                | ~models.Q(decision=""),
            ),
            models.CheckConstraint(
                name="milestone_payment_has_currency",
                condition=models.Q(amount__isnull=True, currency="")
                | models.Q(amount__isnull=False, amount__gt=0) & ~models.Q(currency=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number} {self.state}"


class MilestoneReport(models.Model):
    """What the performing side reported; after a rework another row. Rows are only ever added."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="reports")
    by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("reported at"))
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices)
    text = models.TextField(_("report"), validators=[MaxLengthValidator(WORDS_LIMIT)])

    class Meta:
        verbose_name = _("report of a milestone")
        verbose_name_plural = _("reports of milestones")

    def __str__(self) -> str:
        return f"{self.milestone} {self.at:%Y-%m-%d}"


class ReportFile(EvidenceFile):
    """A file that goes with a report."""

    report = models.ForeignKey(MilestoneReport, on_delete=models.CASCADE, related_name="files")

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        constraints = [
            models.UniqueConstraint(fields=["report", "sha256"], name="report_file_once"),
            models.CheckConstraint(
                name="report_file_has_content", condition=~models.Q(sha256="") & models.Q(size__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.name

"""What came of a case: outcomes that one side claims and the other confirms, and the impact asked for later."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.models import Stage as ReadinessStage
from qiaomost.common.languages import LanguageCode
from qiaomost.partnering.models.cases import WORDS_LIMIT, Case
from qiaomost.partnering.models.evidence import EvidenceFile
from qiaomost.partnering.models.rooms import Translation, TranslationOrigin
from qiaomost.partnering.states import Side
from qiaomost.partnering.states.outcomes import (
    IMPACT_MONTHS,
    Band,
    Currency,
    EvidenceKind,
    ImpactState,
    OutcomeKind,
    OutcomeState,
    Territory,
)

ACCOUNT = settings.AUTH_USER_MODEL
TITLE_LIMIT = 256
ADDRESS_LIMIT = 500
TRANSLATED_TITLE_LIMIT = 2 * TITLE_LIMIT
"""A translation may be longer than its original: Russian takes more characters than Chinese."""


class Outcome(models.Model):
    """What a side says has come of the case. ``answer`` is the other side's word; it stays until the next answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="outcomes")
    kind = models.CharField(_("kind"), max_length=12, choices=OutcomeKind.choices)
    side = models.CharField(_("claimed by"), max_length=8, choices=Side.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=OutcomeState.choices, default=OutcomeState.CLAIMED
    )
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices)
    title = models.CharField(_("title"), max_length=TITLE_LIMIT)
    description = models.TextField(_("description"), validators=[MaxLengthValidator(WORDS_LIMIT)])
    territory = models.CharField(
        _("territory"), max_length=3, choices=Territory.choices, blank=True, default=""
    )
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, null=True, blank=True)
    band = models.CharField(_("band"), max_length=12, choices=Band.choices, blank=True, default="")
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, blank=True, default="")
    jobs = models.PositiveIntegerField(_("jobs"), null=True, blank=True)
    claimed_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField(_("claimed at"))
    answered_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    answered_side = models.CharField(
        _("answered by"), max_length=8, choices=Side.choices, blank=True, default=""
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answer = models.TextField(
        _("words of the answer"), blank=True, default="", validators=[MaxLengthValidator(WORDS_LIMIT)]
    )

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        indexes = [models.Index(fields=["state", "answered_at"], name="outcome_confirmed_when")]
        constraints = [
            models.CheckConstraint(
                name="outcome_values_known",
                condition=models.Q(
                    state__in=OutcomeState.values, kind__in=OutcomeKind.values, side__in=Side.values
                ),
            ),
            models.CheckConstraint(
                name="outcome_answered_by_the_other_side",
                condition=models.Q(
                    state=OutcomeState.CLAIMED,
                    answered_side="",
                    answered_at__isnull=True,
                    answered_by__isnull=True,
                )
                | ~models.Q(state=OutcomeState.CLAIMED)
                & models.Q(answered_at__isnull=False, answered_by__isnull=False)
                & (
                    models.Q(side=Side.SENDER, answered_side=Side.OWNER)
                    | models.Q(side=Side.OWNER, answered_side=Side.SENDER)
                ),
            ),
            models.CheckConstraint(
                name="outcome_disputed_with_reason",
                condition=~models.Q(state=OutcomeState.DISPUTED) | ~models.Q(answer=""),
            ),
            models.CheckConstraint(
                name="outcome_patent_has_territory",
                condition=~models.Q(kind=OutcomeKind.PATENT) | ~models.Q(territory=""),
            ),
            models.CheckConstraint(
                name="outcome_jobs_are_counted",
                condition=~models.Q(kind=OutcomeKind.JOBS) | models.Q(jobs__isnull=False, jobs__gt=0),
            ),
            models.CheckConstraint(
                name="outcome_revenue_has_a_sum",
                condition=~models.Q(kind=OutcomeKind.REVENUE)
                | models.Q(value__isnull=False)
                | ~models.Q(band=""),
            ),
            models.CheckConstraint(
                name="outcome_sum_has_currency",
                condition=models.Q(value__isnull=True, band="", currency="")
                | (
                    models.Q(value__isnull=False, value__gt=0)
                    | models.Q(value__isnull=True) & ~models.Q(band="")
                )
                & ~models.Q(currency=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.state}"


class OutcomeTranslation(Translation):
    """An outcome's words in another language; called a translation until the side that claimed it approves it."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="translations")
    title = models.CharField(_("title"), max_length=TRANSLATED_TITLE_LIMIT)
    description = models.TextField(_("description"))

    class Meta:
        verbose_name = _("translation of an outcome")
        verbose_name_plural = _("translations of outcomes")
        constraints = [
            models.UniqueConstraint(fields=["outcome", "language"], name="outcome_translation_once"),
            models.CheckConstraint(
                name="outcome_translation_known",
                condition=models.Q(language__in=LanguageCode.values, origin__in=TranslationOrigin.values)
                & ~models.Q(title="")
                & ~models.Q(description=""),
            ),
            models.CheckConstraint(
                name="outcome_translation_approved_by_somebody",
                condition=models.Q(approved_by__isnull=True, approved_at__isnull=True)
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id} {self.language}"


class OutcomeEvidence(EvidenceFile):
    """What speaks for an outcome: a DOI, an address, or a file."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=4, choices=EvidenceKind.choices)
    address = models.CharField(_("address"), max_length=ADDRESS_LIMIT, blank=True, default="")

    class Meta:
        verbose_name = _("evidence of an outcome")
        verbose_name_plural = _("evidence of outcomes")
        constraints = [
            models.CheckConstraint(
                name="outcome_evidence_is_one_thing",
                condition=models.Q(kind=EvidenceKind.FILE, address="", size__gt=0) & ~models.Q(sha256="")
                | models.Q(kind__in=(EvidenceKind.DOI, EvidenceKind.URL), sha256="") & ~models.Q(address=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.address


class ImpactRequest(models.Model):
    """The question to a side, 12 and 24 months after the first confirmed outcome: what has come of it since?"""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="impact_requests")
    side = models.CharField(_("side"), max_length=8, choices=Side.choices)
    months = models.PositiveSmallIntegerField(_("months after the outcome"))
    state = models.CharField(_("state"), max_length=8, choices=ImpactState.choices, default=ImpactState.ASKED)
    asked_at = models.DateTimeField(_("asked at"))
    due_on = models.DateField(_("due on"))
    reminded_on = models.DateField(_("reminded on"), null=True)
    answered_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True)
    is_industrialised = models.BooleanField(_("in industrial use"), null=True)
    stage = models.CharField(
        _("stage"), max_length=12, choices=ReadinessStage.choices, blank=True, default=""
    )
    band = models.CharField(_("yearly revenue"), max_length=12, choices=Band.choices, blank=True, default="")
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, blank=True, default="")
    jobs = models.PositiveIntegerField(_("jobs created"), null=True)
    projects = models.PositiveIntegerField(_("follow-up projects"), null=True)

    class Meta:
        verbose_name = _("question of impact")
        verbose_name_plural = _("questions of impact")
        indexes = [
            models.Index(
                fields=["due_on"], condition=models.Q(state=ImpactState.ASKED), name="impact_open_due"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "side", "months"], name="impact_asked_once"),
            models.CheckConstraint(
                name="impact_values_known",
                condition=models.Q(
                    state__in=ImpactState.values, side__in=Side.values, months__in=IMPACT_MONTHS
                ),
            ),
            models.CheckConstraint(
                name="impact_answered_by_somebody",
                condition=models.Q(
                    state__in=(ImpactState.ANSWERED, ImpactState.DECLINED),
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                )
                | models.Q(
                    state__in=(ImpactState.ASKED, ImpactState.LAPSED),
                    answered_at__isnull=True,
                    answered_by__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="impact_answered_with_figures",
                condition=models.Q(
                    state=ImpactState.ANSWERED,
                    is_industrialised__isnull=False,
                    jobs__isnull=False,
                    projects__isnull=False,
                )
                & ~models.Q(stage="")
                | ~models.Q(state=ImpactState.ANSWERED)
                & models.Q(
                    is_industrialised__isnull=True,
                    stage="",
                    band="",
                    jobs__isnull=True,
                    projects__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="impact_revenue_has_currency",
                condition=models.Q(band="", currency="") | ~models.Q(band="") & ~models.Q(currency=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.side} {self.months}"

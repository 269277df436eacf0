"""What each kind of record adds to ``Record``."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.models.records import Record
from qiaomost.common.languages import LanguageCode
from qiaomost.network.models import Person


class Stage(models.TextChoices):
    CONCEPT = "concept", _("Concept")
    LABORATORY = "laboratory", _("Tested in the laboratory")
    PROTOTYPE = "prototype", _("Prototype")
    PILOT = "pilot", _("Pilot operation")
    DEMONSTRATED = "demonstrated", _("Proven in operation")
    SERIES = "series", _("In series production")


class CooperationKind(models.TextChoices):
    LICENCE = "licence", _("Licence")
    JOINT_RD = "joint_rd", _("Joint research and development")
    JOINT_VENTURE = "joint_venture", _("Joint venture")
    SALE = "sale", _("Sale of the technology")
    TECHNICAL_SERVICE = "technical_service", _("Technical service")


class Deliverable(models.TextChoices):
    IDEA = "idea", _("Idea")
    DESIGN = "design", _("Design")
    PROOF_OF_CONCEPT = "proof_of_concept", _("Proof of concept")
    PROTOTYPE = "prototype", _("Prototype")
    PRODUCT = "product", _("Product")


class IpTerms(models.TextChoices):
    SOLVER_KEEPS = "solver_keeps", _("The solver keeps the rights")
    SHARED = "shared", _("Rights are shared")
    BUYER_OWNS = "buyer_owns", _("The owner of the challenge acquires the rights")
    NEGOTIABLE = "negotiable", _("To be negotiated")


class Willingness(models.TextChoices):
    ADVISE = "advise", _("Advise")
    LECTURE = "lecture", _("Lecture")
    EVALUATE = "evaluate", _("Evaluate projects")
    MENTOR = "mentor", _("Mentor")


def _level(maximum: int) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(1), MaxValueValidator(maximum)]


def _between(field: str, maximum: int) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"%(class)s_{field}_range",
        condition=models.Q(**{f"{field}__isnull": True})
        | models.Q(**{f"{field}__gte": 1, f"{field}__lte": maximum}),
    )


class Achievement(models.Model):
    """Readiness, rights and the kinds of cooperation that the owner of an achievement seeks.

    Readiness levels: technology 1–9 (ISO 16290:2013), production (manufacturing) 1–10, market 1–9.
    """

    record = models.OneToOneField(
        Record, on_delete=models.CASCADE, primary_key=True, related_name="achievement"
    )
    stage = models.CharField(_("stage"), max_length=16, choices=Stage.choices, blank=True)
    trl = models.PositiveSmallIntegerField(
        _("technology readiness"), null=True, blank=True, validators=_level(9)
    )
    production_readiness = models.PositiveSmallIntegerField(
        _("production readiness"), null=True, blank=True, validators=_level(10)
    )
    market_readiness = models.PositiveSmallIntegerField(
        _("market readiness"), null=True, blank=True, validators=_level(9)
    )
    cooperation = models.JSONField(_("cooperation sought"), default=list, blank=True)

    class Meta:
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")
        constraints = [
            _between("trl", 9),
            _between("production_readiness", 10),
            _between("market_readiness", 9),
        ]

    def __str__(self) -> str:
        return f"TRL {self.trl}"


class Challenge(models.Model):
    """What the owner of a challenge asks for, pays and offers."""

    record = models.OneToOneField(
        Record, on_delete=models.CASCADE, primary_key=True, related_name="challenge"
    )
    deliverable = models.CharField(_("deliverable"), max_length=20, choices=Deliverable.choices, blank=True)
    budget = models.DecimalField(_("budget"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(
        _("currency"), max_length=3, choices=[("CNY", "CNY"), ("RUB", "RUB")], blank=True
    )
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    ip_terms = models.CharField(_("terms for rights"), max_length=16, choices=IpTerms.choices, blank=True)
    is_anonymous = models.BooleanField(_("owner stays anonymous until introduction"), default=False)
    trl_min = models.PositiveSmallIntegerField(
        _("lowest technology readiness"), null=True, blank=True, validators=_level(9)
    )
    cooperation = models.JSONField(_("cooperation wanted"), default=list, blank=True)

    class Meta:
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        constraints = [
            _between("trl_min", 9),
            models.CheckConstraint(
                name="challenge_budget_has_currency",
                condition=models.Q(budget__isnull=True) | (models.Q(budget__gt=0) & ~models.Q(currency="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deliverable} {self.deadline or ''}".strip()

    def closes_at(self) -> datetime | None:
        """When the deadline's day has ended, in UTC; ``None`` without a deadline."""
        return datetime.combine(self.deadline, time.max, UTC) if self.deadline else None


class Expert(models.Model):
    """A person as an expert: languages of work and what they are willing to do."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="expert")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="expert_records", verbose_name=_("person")
    )
    willing_to = models.JSONField(_("willing to"), default=list, blank=True)
    languages = models.JSONField(
        _("languages"), default=dict, blank=True, help_text=_("Language → level (CEFR).")
    )

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")

    def __str__(self) -> str:
        return str(self.person)


class IpStatus(models.TextChoices):
    GRANTED = "granted", _("Patent granted")
    PENDING = "pending", _("Patent pending")
    KNOW_HOW = "know_how", _("Know-how")
    COPYRIGHT = "copyright", _("Registered software or design")
    NONE = "none", _("Not protected")


class IpRight(models.Model):
    """The state of intellectual property in one territory (WIPO ST.3 code, or ``PCT``)."""

    achievement = models.ForeignKey(Achievement, on_delete=models.CASCADE, related_name="ip_rights")
    territory = models.CharField(_("territory"), max_length=3)
    status = models.CharField(_("status"), max_length=12, choices=IpStatus.choices)
    number = models.CharField(_("number"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("intellectual property")
        verbose_name_plural = _("intellectual property")

    def __str__(self) -> str:
        return f"{self.territory}: {self.get_status_display()}"


class EvidenceKind(models.TextChoices):
    PUBLICATION = "publication", _("Publication")
    PATENT = "patent", _("Patent")
    REPORT = "report", _("Test report")
    RECORD = "record", _("Record of this catalogue")


class Evidence(models.Model):
    """What speaks for an achievement or an expert: a publication, patent, report, or another record."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=12, choices=EvidenceKind.choices)
    title = models.CharField(_("title"), max_length=500, blank=True)
    abstract = models.TextField(_("abstract"), max_length=4000, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    address = models.URLField(_("address"), max_length=500, blank=True)
    target = models.ForeignKey(
        Record, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence_of"
    )

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                name="evidence_record_or_title",
                condition=models.Q(kind=EvidenceKind.RECORD, target__isnull=False)
                | (~models.Q(kind=EvidenceKind.RECORD) & models.Q(target__isnull=True) & ~models.Q(title="")),
            )
        ]

    def __str__(self) -> str:
        return self.title or str(self.target)

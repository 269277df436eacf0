"""Agreements of a case: their versions, and what each side's lawyer, officer and signatory said to which of them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.network.models import Organisation
from qiaomost.partnering.models.cases import WORDS_LIMIT, Case
from qiaomost.partnering.states import Side
from qiaomost.partnering.states.agreements import BEFORE_SIGNATURE, ENDED, RUNNING, AgreementState

ACCOUNT = settings.AUTH_USER_MODEL
SIGNED_FOLDER = "signed-agreements"
NUMBER_LIMIT = 100


class Kind(models.TextChoices):
    """The kinds of the document templates, as people call them."""

    MOU = "mou", _("Memorandum of understanding")
    NDA = "nda", _("Non-disclosure agreement")
    COOPERATION = "cooperation", _("Cooperation agreement")
    DEVELOPMENT = "development", _("Technology development contract")
    TRANSFER = "transfer", _("Technology transfer contract")
    LICENCE = "licence", _("Technology licence contract")
    CONSULTING = "consulting", _("Technical consulting contract")
    SERVICE = "service", _("Technical service contract")


PRELIMINARY = frozenset({Kind.MOU, Kind.NDA})
"""Kinds whose signature does not yet make the cooperation agreed."""


class Agreement(models.Model):
    """An agreement between the two sides of a case. What it says stands in its versions; the last one counts.

    ``round`` grows each time it goes to the lawyers: reviews, approvals and signatures belong to a round. One that
    exists on ``paper`` alone has no text here but who, what and by when they report: ``paper_of`` put it on record.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="agreements")
    ordinal = models.PositiveSmallIntegerField(_("number within the case"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    subject = models.JSONField(_("what it is about, by language"), default=dict)
    state = models.CharField(
        _("state"), max_length=20, choices=AgreementState.choices, default=AgreementState.DRAFTING
    )
    round = models.PositiveSmallIntegerField(_("round"), default=0)
    amends = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successor"
    )
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, null=True, blank=True)
    technical_value = models.DecimalField(
        _("technical value"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    created_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"))
    signed_at = models.DateTimeField(_("signed by both sides at"), null=True, blank=True)
    registration_cn = models.CharField(
        _("registration number in China"), max_length=NUMBER_LIMIT, blank=True, default=""
    )
    registration_ru = models.CharField(
        _("registration number in Russia"), max_length=NUMBER_LIMIT, blank=True, default=""
    )
    unregistered_reason = models.TextField(
        _("why it is not registered"), blank=True, default="", validators=[MaxLengthValidator(WORDS_LIMIT)]
    )
    in_force_on = models.DateField(_("in force from"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    reason = models.TextField(
        _("why it rests or was ended"), blank=True, default="", validators=[MaxLengthValidator(WORDS_LIMIT)]
    )
    paper_of = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organiser who put the paper on record"),
    )
    stage = models.JSONField(_("stage on which it is to be signed, by language"), default=dict, blank=True)
    report_by = models.DateField(_("first report due on"), null=True, blank=True)
    reminded_days = models.PositiveSmallIntegerField(_("days before the end last reminded of"), null=True)
    shown_by_sender = models.BooleanField(_("the interested side lets the register show it"), default=False)
    shown_by_owner = models.BooleanField(_("the owner’s side lets the register show it"), default=False)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        indexes = [
            models.Index(
                fields=["ends_on"], condition=models.Q(state__in=sorted(RUNNING)), name="agreement_ending"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "ordinal"], name="agreement_number_unique"),
            models.CheckConstraint(
                name="agreement_state_known", condition=models.Q(state__in=AgreementState.values)
            ),
            models.CheckConstraint(name="agreement_kind_known", condition=models.Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="agreement_signed_has_date",
                condition=models.Q(state__in=sorted(BEFORE_SIGNATURE), signed_at__isnull=True)
                | ~models.Q(state__in=sorted(BEFORE_SIGNATURE)) & models.Q(signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="agreement_registered_has_number",
                condition=~models.Q(state=AgreementState.REGISTERED)
                | ~models.Q(registration_cn="")
                | ~models.Q(registration_ru=""),
            ),
            models.CheckConstraint(
                name="agreement_unregistered_has_reason",
                condition=~models.Q(state=AgreementState.NOT_REGISTERED) | ~models.Q(unregistered_reason=""),
            ),
            models.CheckConstraint(
                name="agreement_begun_has_date",
                condition=models.Q(state__in=sorted(RUNNING | ENDED), in_force_on__isnull=False)
                | ~models.Q(state__in=sorted(RUNNING | ENDED)) & models.Q(in_force_on__isnull=True),
            ),
            models.CheckConstraint(
                name="agreement_ended_has_date",
                condition=models.Q(state__in=sorted(ENDED), ended_on__isnull=False)
                | ~models.Q(state__in=sorted(ENDED)) & models.Q(ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="agreement_rests_with_reason",
                condition=~models.Q(state__in=(AgreementState.SUSPENDED, AgreementState.TERMINATED))
                | ~models.Q(reason=""),
            ),
            models.CheckConstraint(
                name="agreement_ends_after_it_begins",
                condition=models.Q(ends_on__isnull=True)
                | models.Q(in_force_on__isnull=False, ends_on__gte=models.F("in_force_on")),
            ),
            models.CheckConstraint(
                name="agreement_paper_has_report_date",
                condition=models.Q(paper_of__isnull=True, report_by__isnull=True)
                | models.Q(paper_of__isnull=False, report_by__isnull=False),
            ),
            models.CheckConstraint(
                name="agreement_technical_value_is_a_part",
                condition=models.Q(technical_value__isnull=True)
                | models.Q(value__isnull=False, technical_value__lte=models.F("value")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The agreement's own number; tells nothing of what it says."""
        return f"{self.case.reference}-A{self.ordinal}"

    @property
    def begins_work(self) -> bool:
        """Whether its signature makes the cooperation agreed: no MoU or NDA, but all that is on paper."""
        return self.paper_of_id is not None or self.kind not in PRELIMINARY

    @property
    def is_shown(self) -> bool:
        """Whether both sides agreed to show it in the public register."""
        return self.shown_by_sender and self.shown_by_owner


class AgreementVersion(models.Model):
    """One text of an agreement in all its languages. ``document`` is an ``AgreementDocument`` as JSON.

    ``stale`` names, by section, the languages that lag behind another; who ``declared`` them in step empties it. The
    text itself is never changed.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    document = models.JSONField(_("document"))
    sha256 = models.CharField(_("SHA-256 of the text"), max_length=64)
    author = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("saved at"))
    what = models.CharField(_("what has changed"), max_length=300, blank=True, default="")
    section = models.CharField(_("section"), max_length=60, blank=True, default="")
    stale = models.JSONField(_("languages that lag behind"), default=dict)
    declared_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField(_("declared in step at"), null=True)

    class Meta:
        verbose_name = _("version of an agreement")
        verbose_name_plural = _("versions of agreements")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_unique"),
            models.CheckConstraint(
                name="agreement_version_declared_by_somebody",
                condition=models.Q(declared_by__isnull=True, declared_at__isnull=True)
                | models.Q(declared_by__isnull=False, declared_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} v{self.number}"

    @property
    def languages(self) -> list[str]:
        """The columns of the text from left to right."""
        shown: list[str] = self.document["languages"]["shown"]
        return shown


class SideWord(models.Model):
    """What somebody said for a side in a round about a version. Rows are only ever added."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE)
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(_("round"))
    side = models.CharField(_("side"), max_length=8, choices=Side.choices)
    user = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["agreement", "round", "side"], name="%(class)s_once_a_side"),
            models.CheckConstraint(name="%(class)s_side_known", condition=models.Q(side__in=Side.values)),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.side} {self.round}"


class AgreementReview(SideWord):
    """What a side's lawyer said to the text."""

    is_approved = models.BooleanField(_("nothing stands against it"))
    words = models.TextField(_("comments"), blank=True, validators=[MaxLengthValidator(WORDS_LIMIT)])

    class Meta(SideWord.Meta):
        verbose_name = _("review of an agreement")
        verbose_name_plural = _("reviews of agreements")
        constraints = [
            *SideWord.Meta.constraints,
            models.CheckConstraint(
                name="agreement_review_objects_with_words",
                condition=models.Q(is_approved=True) | ~models.Q(words=""),
            ),
        ]


class AgreementApproval(SideWord):
    """What a side's officer of export control decided."""

    is_granted = models.BooleanField(_("approved"))
    reference = models.CharField(_("reference"), max_length=NUMBER_LIMIT, blank=True)
    words = models.TextField(_("reason"), validators=[MaxLengthValidator(WORDS_LIMIT)])

    class Meta(SideWord.Meta):
        verbose_name = _("approval of an agreement")
        verbose_name_plural = _("approvals of agreements")
        constraints = [
            *SideWord.Meta.constraints,
            models.CheckConstraint(name="agreement_approval_with_reason", condition=~models.Q(words="")),
        ]


def signed_path(signature: AgreementSignature, _name: str) -> str:
    """Return where the bytes lie: by content hash, never by a name that a user chose."""
    return f"{SIGNED_FOLDER}/{signature.sha256[:2]}/{signature.sha256}"


class AgreementSignature(SideWord):
    """A side's signature: who, when and where, with the signed copy. ``at_forum`` names the edition of a forum."""

    name = models.CharField(_("name of the signatory"), max_length=200)
    position = models.CharField(_("position"), max_length=200)
    signed_on = models.DateField(_("signed on"))
    place = models.CharField(_("place"), max_length=200)
    at_forum = models.CharField(_("on the stage of the forum"), max_length=200, blank=True, default="")
    file = models.FileField(_("file"), upload_to=signed_path, max_length=200)
    file_name = models.CharField(_("name of the file"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)

    class Meta(SideWord.Meta):
        verbose_name = _("signature of an agreement")
        verbose_name_plural = _("signatures of agreements")
        constraints = [
            *SideWord.Meta.constraints,
            models.CheckConstraint(
                name="agreement_signature_has_file", condition=~models.Q(sha256="") & models.Q(size__gt=0)
            ),
        ]

"""The consent ledger: to what somebody has agreed, in which words, and when it was taken back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.append_only import AppendOnlyModel
from qiaomost.common.languages import LanguageCode
from qiaomost.compliance.models.chains import FORMAT, GENESIS, ChainedRow, instant


class Purpose(models.TextChoices):
    """What personal data are used for; each is agreed to by itself."""

    ACCOUNT = "account", _("Keeping your account")
    PUBLISH_PROFILE = "publish_profile", _("Showing your profile as an expert")
    CROSS_BORDER_TRANSFER = "cross_border_transfer", _("Showing your data in the other country")
    FORUM_REGISTRATION = "forum_registration", _("Registration for forums")
    VISA_INVITATION = "visa_invitation", _("Invitation letters for visas")
    MAIL_DIGEST = "mail_digest", _("Mails with what is new")


class ConsentAct(models.TextChoices):
    GIVEN = "given", _("Consent given")
    WITHDRAWN = "withdrawn", _("Consent withdrawn")


class ConsentText(AppendOnlyModel):
    """The words of one version in one language, kept from the first time that somebody agreed to them."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, primary_key=True)
    purpose = models.CharField(_("purpose"), max_length=30, choices=Purpose.choices)
    version = models.PositiveSmallIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("text of a consent")
        verbose_name_plural = _("texts of consents")
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "version", "language"], name="consent_text_version_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version} {self.language}"


class ConsentRow(ChainedRow):
    """One act: an account agrees to one purpose, or takes it back. One chain for each account."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("account")
    )
    purpose = models.CharField(_("purpose"), max_length=30, choices=Purpose.choices)
    act = models.CharField(_("act"), max_length=10, choices=ConsentAct.choices)
    text = models.ForeignKey(
        ConsentText, on_delete=models.PROTECT, related_name="+", verbose_name=_("text shown")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices)

    class Meta:
        verbose_name = _("row of the consent ledger")
        verbose_name_plural = _("consent ledger")
        constraints = [
            models.UniqueConstraint(fields=["account", "sequence"], name="consent_sequence_unique"),
            models.UniqueConstraint(fields=["account", "previous"], name="consent_never_forks"),
            models.CheckConstraint(
                name="consent_first_row",
                condition=models.Q(sequence=1, previous=GENESIS)
                | models.Q(sequence__gt=1) & ~models.Q(previous=GENESIS),
            ),
            models.CheckConstraint(
                name="consent_purpose_known", condition=models.Q(purpose__in=Purpose.values)
            ),
            models.CheckConstraint(name="consent_act_known", condition=models.Q(act__in=ConsentAct.values)),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.sequence} {self.purpose}: {self.act}"

    @property
    def is_given(self) -> bool:
        """Whether the account agrees by this act."""
        return self.act == ConsentAct.GIVEN

    def content(self) -> dict[str, object]:
        return {
            "act": self.act,
            "at": instant(self.at),
            "chain": f"account/{self.account_id}",
            "previous": self.previous,
            "purpose": self.purpose,
            "sequence": self.sequence,
            "text": {"language": self.language, "sha256": self.text_id, "version": self.version},
            "v": FORMAT,
        }

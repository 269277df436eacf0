"""The non-disclosure agreement that opens a case's room: its exact text in both languages, and who signed it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.partnering.models.cases import Case
from qiaomost.partnering.states import Side


class Nda(models.Model):
    """A version of the NDA of a case; the last one counts. ``document`` is an ``AgreementDocument`` as JSON."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ndas")
    version = models.PositiveSmallIntegerField(_("version"))
    document = models.JSONField(_("document"))
    sha256 = models.CharField(_("SHA-256 of the text"), max_length=64)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("issued at"))

    class Meta:
        verbose_name = _("NDA")
        verbose_name_plural = _("NDAs")
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="nda_version_unique")]

    def __str__(self) -> str:
        return self.terms

    @property
    def terms(self) -> str:
        """How the ledger of disclosure refers to this version."""
        return f"{self.case.reference}-NDA-{self.version}"


class NdaSignature(models.Model):
    """A side's signature under exactly one text. Rows are only ever added."""

    nda = models.ForeignKey(Nda, on_delete=models.CASCADE, related_name="signatures")
    side = models.CharField(_("side"), max_length=8, choices=Side.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the signatory"), max_length=200)
    position = models.CharField(_("position"), max_length=200)
    at = models.DateTimeField(_("signed at"))

    class Meta:
        verbose_name = _("signature of an NDA")
        verbose_name_plural = _("signatures of NDAs")
        constraints = [models.UniqueConstraint(fields=["nda", "side"], name="nda_signed_once_a_side")]

    def __str__(self) -> str:
        return f"{self.nda} {self.side}"

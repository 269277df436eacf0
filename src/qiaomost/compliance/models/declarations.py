"""What an officer says for a case of what their side hands over there without a record of its own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.compliance.models.classification import GROUNDS_LIMIT, Answer
from qiaomost.compliance.models.controls import ControlEdition, ControlEntry
from qiaomost.network.models import Organisation

DECLARED = (Answer.NOT_LISTED, Answer.LISTED)
"""An officer who is unsure declares nothing."""


class Declaration(models.Model):
    """One officer's answer for one edition and one case. Rows are only ever added; the latest of an edition counts.

    ``case_id`` is the case's id; this app knows nothing else of it. ``documents`` has, for each document that the
    answer rests on, its ``kind``, ``number`` and ``valid_until`` (ISO date, or empty); where its file is kept, also
    ``name``, ``media_type``, ``size`` and ``sha256``.
    """

    case_id = models.UUIDField(_("case"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    edition = models.ForeignKey(
        ControlEdition, on_delete=models.PROTECT, related_name="+", verbose_name=_("edition")
    )
    answer = models.CharField(
        _("answer"), max_length=12, choices=[(one.value, one.label) for one in DECLARED]
    )
    entry = models.ForeignKey(
        ControlEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entry"),
    )
    documents = models.JSONField(_("documents"), default=list, blank=True)
    grounds = models.TextField(_("grounds"), max_length=GROUNDS_LIMIT)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("officer")
    )
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("declaration for a case")
        verbose_name_plural = _("declarations for cases")
        indexes = [models.Index(fields=["case_id", "organisation"], name="declaration_case")]
        constraints = [
            models.CheckConstraint(
                name="declaration_listed_has_entry",
                condition=models.Q(answer=Answer.LISTED, entry__isnull=False)
                | models.Q(answer=Answer.NOT_LISTED, entry__isnull=True),
            ),
            models.CheckConstraint(name="declaration_has_grounds", condition=~models.Q(grounds="")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.edition}: {self.answer}"

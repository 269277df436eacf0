"""Documents of the authorities, and of those whom they authorise, that open a gate."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.models import Record
from qiaomost.compliance.states.documents import DocumentState
from qiaomost.network.models import Country, Organisation

DOCUMENT_FOLDER = "export-documents"
REASON_LIMIT = 2000


class DocumentKind(models.TextChoices):
    CN_LETTER_OF_INTENT = "cn_letter_of_intent", _("Letter of intent for an export licence (China)")
    CN_EXPORT_LICENCE = "cn_export_licence", _("Export licence (China)")
    RU_IDENTIFICATION_CONCLUSION = (
        "ru_identification_conclusion",
        _("Identification conclusion (Russia)"),
    )
    RU_AUTHORITY_CONSENT = "ru_authority_consent", _("Consent of the authority (Russia)")


KINDS_OF: Mapping[str, tuple[DocumentKind, ...]] = {
    Country.CN: (DocumentKind.CN_LETTER_OF_INTENT, DocumentKind.CN_EXPORT_LICENCE),
    Country.RU: (DocumentKind.RU_IDENTIFICATION_CONCLUSION, DocumentKind.RU_AUTHORITY_CONSENT),
}
"""Country of the owner → the documents that it may need."""


def document_path(document: ExportDocument, _name: str) -> str:
    """Return where the bytes of a document lie."""
    return content_path(document.sha256)


def content_path(sha256: str) -> str:
    """Return where bytes lie: by content hash, never by a name that a user chose."""
    return f"{DOCUMENT_FOLDER}/{sha256[:2]}/{sha256}"


class ExportDocument(models.Model):
    """One document for one record and one recipient, with its file; whoever recorded it is its officer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=30, choices=DocumentKind.choices)
    record = models.ForeignKey(
        Record, on_delete=models.PROTECT, related_name="export_documents", verbose_name=_("record")
    )
    recipient = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("recipient")
    )
    number = models.CharField(_("number"), max_length=100)
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("officer")
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    file = models.FileField(_("file"), upload_to=document_path, max_length=200)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    state = models.CharField(
        _("state"), max_length=10, choices=DocumentState.choices, default=DocumentState.RECORDED
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=REASON_LIMIT, blank=True)

    class Meta:
        verbose_name = _("export document")
        verbose_name_plural = _("export documents")
        indexes = [models.Index(fields=["record", "recipient", "kind"], name="export_document_record")]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "recipient", "kind", "number"],
                condition=models.Q(state=DocumentState.RECORDED),
                name="export_document_once",
            ),
            models.CheckConstraint(
                name="export_document_kind_known", condition=models.Q(kind__in=DocumentKind.values)
            ),
            models.CheckConstraint(
                name="export_document_dates_in_order",
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("issued_on")),
            ),
            models.CheckConstraint(
                name="export_document_has_number_and_file",
                condition=~models.Q(number="") & ~models.Q(sha256="") & models.Q(size__gt=0),
            ),
            models.CheckConstraint(
                name="export_document_withdrawn_with_reason",
                condition=models.Q(
                    state=DocumentState.RECORDED,
                    withdrawn_at__isnull=True,
                    withdrawn_by__isnull=True,
                    reason="",
                )
                | (
                    models.Q(
                        state=DocumentState.WITHDRAWN, withdrawn_at__isnull=False, withdrawn_by__isnull=False
                    )
                    & ~models.Q(reason="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def is_valid_on(self, day: date) -> bool:
        """Whether it is in force on ``day``: recorded, issued by then, and not run out."""
        started = self.state == DocumentState.RECORDED and self.issued_on <= day
        return started and (self.valid_until is None or day <= self.valid_until)

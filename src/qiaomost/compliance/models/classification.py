"""What an officer says of a record: whether an edition of a control list covers it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.models import Record
from qiaomost.compliance.models.controls import ControlEdition, ControlEntry

GROUNDS_LIMIT = 2000


class Answer(models.TextChoices):
    NOT_LISTED = "not_listed", _("Not listed")
    LISTED = "listed", _("Listed")
    UNSURE = "unsure", _("Unsure")


class Classification(models.Model):
    """One officer's answer for one edition. Rows are only ever added; the latest of an edition counts."""

    record = models.ForeignKey(
        Record, on_delete=models.PROTECT, related_name="classifications", verbose_name=_("record")
    )
    edition = models.ForeignKey(
        ControlEdition, on_delete=models.PROTECT, related_name="classifications", verbose_name=_("edition")
    )
    answer = models.CharField(_("answer"), max_length=12, choices=Answer.choices)
    entry = models.ForeignKey(
        ControlEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="classifications",
        verbose_name=_("entry"),
    )
    grounds = models.TextField(_("grounds"), max_length=GROUNDS_LIMIT)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("officer")
    )
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("classification")
        verbose_name_plural = _("classifications")
        indexes = [models.Index(fields=["record", "edition"], name="classification_record")]
        constraints = [
            models.CheckConstraint(
                name="classification_listed_has_entry",
                condition=models.Q(answer=Answer.LISTED, entry__isnull=False)
                | models.Q(answer__in=[Answer.NOT_LISTED, Answer.UNSURE], entry__isnull=True),
            ),
            models.CheckConstraint(name="classification_has_grounds", condition=~models.Q(grounds="")),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.edition}: {self.answer}"

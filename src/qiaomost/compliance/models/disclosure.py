"""The disclosure ledger: who read what of a case, when, and under which terms."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.append_only import AppendOnlyModel
from qiaomost.compliance.models.chains import FORMAT, GENESIS, ChainedRow, instant


class DisclosureAction(models.TextChoices):
    """How something that is confidential reached a reader."""

    READ_FIELD = "read_field", _("Read a field")
    READ_MESSAGE = "read_message", _("Read a message")
    READ_AGREEMENT = "read_agreement", _("Read an agreement")
    DOWNLOAD_FILE = "download_file", _("Downloaded a file")
    EXPORT = "export", _("Exported")


class ReaderName(models.Model):
    """A reader's name as it was. Rows of the ledger hold only its seal, so that the name can be erased.

    The seal is the SHA-256 of account, name and a random salt: with name and salt anybody can check it, without the
    salt nobody can guess the name from it. Erasure blanks both; the database allows no other change.
    """

    seal = models.CharField(_("seal"), max_length=64, primary_key=True)
    account_id = models.UUIDField(_("account"), db_index=True)
    name = models.CharField(_("name"), max_length=320, blank=True)
    salt = models.CharField(_("salt"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("name of a reader")
        verbose_name_plural = _("names of readers")
        constraints = [
            models.CheckConstraint(
                name="reader_name_with_its_salt",
                condition=models.Q(name="", salt="") | ~models.Q(name="") & ~models.Q(salt=""),
            )
        ]

    def __str__(self) -> str:
        return self.name or str(self.account_id)

    def content(self) -> dict[str, object]:
        """What the seal is of."""
        return {"account": str(self.account_id), "name": self.name, "salt": self.salt}


class DisclosureHead(models.Model):
    """The end of a case's chain; whoever appends locks it. The database lets it grow and nothing else."""

    case_id = models.UUIDField(_("case"), primary_key=True)
    length = models.PositiveIntegerField(_("rows"), default=0)
    hash = models.CharField(_("hash"), max_length=64, default=GENESIS)

    class Meta:
        verbose_name = _("head of a disclosure ledger")
        verbose_name_plural = _("heads of disclosure ledgers")

    def __str__(self) -> str:
        return f"{self.length}:{self.hash}"


class DisclosureRow(ChainedRow):
    """One read of something confidential. ``case_id`` is the case's id; this app knows nothing else of it."""

    case_id = models.UUIDField(_("case"))
    account_id = models.UUIDField(_("account"), db_index=True)
    reader = models.ForeignKey(
        ReaderName, on_delete=models.PROTECT, db_column="reader", related_name="+", verbose_name=_("reader")
    )
    organisation_id = models.UUIDField(_("organisation"))
    organisation_name = models.CharField(_("organisation’s name"), max_length=300)
    country = models.CharField(_("country"), max_length=2)
    action = models.CharField(_("action"), max_length=20, choices=DisclosureAction.choices)
    object_type = models.CharField(_("object type"), max_length=64)
    object_id = models.CharField(_("object"), max_length=64)
    object_version = models.CharField(_("version of the object"), max_length=64, blank=True)
    label = models.CharField(_("label"), max_length=300)
    terms = models.CharField(_("terms"), max_length=200)
    terms_sha256 = models.CharField(_("SHA-256 of the terms"), max_length=64)

    class Meta:
        verbose_name = _("row of a disclosure ledger")
        verbose_name_plural = _("disclosure ledgers")
        indexes = [models.Index(fields=["case_id", "account_id", "object_id"], name="disclosure_object")]
        constraints = [
            models.UniqueConstraint(fields=["case_id", "sequence"], name="disclosure_sequence_unique"),
            models.UniqueConstraint(fields=["case_id", "previous"], name="disclosure_never_forks"),
            models.CheckConstraint(
                name="disclosure_first_row",
                condition=models.Q(sequence=1, previous=GENESIS)
                | models.Q(sequence__gt=1) & ~models.Q(previous=GENESIS),
            ),
            models.CheckConstraint(
                name="disclosure_action_known", condition=models.Q(action__in=DisclosureAction.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.sequence}"

    def content(self) -> dict[str, object]:
        return {
            "action": self.action,
            "at": instant(self.at),
            "chain": f"case/{self.case_id}",
            "object": {
                "id": self.object_id,
                "label": self.label,
                "type": self.object_type,
                "version": self.object_version,
            },
            "organisation": {
                "country": self.country,
                "id": str(self.organisation_id),
                "name": self.organisation_name,
            },
            "previous": self.previous,
            "reader": {"account": str(self.account_id), "seal": self.reader_id},
            "sequence": self.sequence,
            "terms": {"reference": self.terms, "sha256": self.terms_sha256},
            "v": FORMAT,
        }


class HeadReceipt(AppendOnlyModel):
    """A head that a party was given to keep outside of this node: what was cut off after it shows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField(_("case"))
    organisation_id = models.UUIDField(_("organisation"))
    length = models.PositiveIntegerField(_("rows"))
    hash = models.CharField(_("hash"), max_length=64)
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("receipt of a head")
        verbose_name_plural = _("receipts of heads")
        constraints = [
            models.UniqueConstraint(
                fields=["case_id", "organisation_id", "length"], name="head_receipt_once_a_length"
            )
        ]

    def __str__(self) -> str:
        return f"{self.length}:{self.hash}"

"""Letters of invitation and certificates of attendance: numbered, issued, revoked, checked by number and code."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.common.languages import in_language, reading_order
from qiaomost.forum.models.editions import Edition, Named
from qiaomost.forum.models.registrations import REASON_LIMIT, TOKEN_LETTERS, Registration
from qiaomost.forum.states.issued import IssuedKind

LINE_LIMIT, NOTE_LIMIT = 300, 1000


def new_code() -> str:
    """Return what proves that one has the document in one's hands: 49 random bits, ten signs to type."""
    return "".join(secrets.choice(TOKEN_LETTERS) for _ in range(10))


class Issuer(Named):
    """Who invites to an edition and certifies attendance; ``names`` is the organisation's. Texts by language."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="issuer")
    addresses = models.JSONField(pgettext_lazy("place", "address"), default=dict)
    registration_number = models.CharField(_("number in the state register"), max_length=60, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    signatories = models.JSONField(_("who signs"), default=dict)
    positions = models.JSONField(_("position of who signs"), default=dict)
    notes = models.JSONField(_("who bears the costs, and what else a letter says"), default=dict, blank=True)

    class Meta:
        verbose_name = _("who issues letters and certificates")
        verbose_name_plural = _("who issues letters and certificates")

    def text_in(self, name: str, language: str) -> str:
        """One of ``addresses``, ``signatories``, ``positions`` and ``notes`` for a reader of ``language``."""
        return in_language(getattr(self, name), reading_order(language)) or ""


class IssuedDocument(models.Model):
    """One letter or certificate. ``content`` is all that it says, by language, so that it can be set anew.

    Whoever erases their data leaves number and dates; what the document said of them is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="issued")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="issued")
    kind = models.CharField(_("kind"), max_length=11, choices=IssuedKind.choices)
    sequence = models.PositiveIntegerField()
    number = models.CharField(pgettext_lazy("of a document", "number"), max_length=60, unique=True)
    code = models.CharField(_("code"), max_length=10, default=new_code, editable=False)
    content = models.JSONField(_("content"), default=dict, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    issued_at = models.DateTimeField(_("issued at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=REASON_LIMIT, blank=True)

    class Meta:
        verbose_name = _("issued document")
        verbose_name_plural = _("issued documents")
        ordering = ("kind", "-sequence")
        constraints = [
            models.CheckConstraint(name="issued_kind_known", condition=models.Q(kind__in=IssuedKind.values)),
            models.UniqueConstraint(fields=["edition", "kind", "sequence"], name="issued_sequence_unique"),
            models.UniqueConstraint(
                fields=["registration", "kind"],
                condition=models.Q(revoked_at=None),
                name="issued_one_in_force",
            ),
            models.CheckConstraint(
                name="issued_revoked_for_a_reason",
                condition=models.Q(revoked_at=None) | ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number

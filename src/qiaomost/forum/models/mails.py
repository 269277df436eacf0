"""Mails of an edition: prepared, looked through by an organiser, released together, sent once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.common.languages import LanguageCode
from qiaomost.forum.models.editions import Edition
from qiaomost.forum.states import MailState

SUBJECT_LIMIT, BODY_LIMIT = 200, 10_000


class Mail(models.Model):
    """One mail to one address, in the language of whoever gets it. ``cause`` makes preparing twice harmless."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="mails")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="forum_mails"
    )
    address = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices)
    subject = models.CharField(pgettext_lazy("mail", "subject"), max_length=SUBJECT_LIMIT)
    body = models.TextField(_("text"), max_length=BODY_LIMIT)
    cause = models.CharField(_("cause"), max_length=120)
    state = models.CharField(_("state"), max_length=8, choices=MailState.choices, default=MailState.PREPARED)
    prepared_at = models.DateTimeField(_("prepared at"))
    released_at = models.DateTimeField(_("released at"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)

    class Meta:
        verbose_name = _("mail of a forum")
        verbose_name_plural = _("mails of a forum")
        ordering = ("prepared_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["edition", "address", "cause"], name="forum_mail_once"),
            models.CheckConstraint(
                name="forum_mail_state_known", condition=models.Q(state__in=MailState.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address} · {self.subject}"

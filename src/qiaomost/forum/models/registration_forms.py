"""What an edition asks of whoever registers: when, in which fields; what they answered; whom it invited."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.languages import LanguageCode
from qiaomost.forum.models.editions import Edition, Named
from qiaomost.forum.models.registrations import Category, Registration
from qiaomost.forum.states.registrations import FieldKind, FormPhase

ANSWER_LIMIT = 2000


class RegistrationTerms(models.Model):
    """When one may register, and how long an offered place is kept."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="registration_terms")
    opens_at = models.DateTimeField(_("registration opens at"))
    closes_at = models.DateTimeField(_("registration closes at"))
    offer_hours = models.PositiveSmallIntegerField(_("hours that an offered place is kept"), default=72)

    class Meta:
        verbose_name = _("terms of registration")
        verbose_name_plural = _("terms of registration")
        constraints = [
            models.CheckConstraint(
                name="registration_closes_after_it_opens",
                condition=models.Q(closes_at__gt=models.F("opens_at")),
            ),
            models.CheckConstraint(
                name="registration_offer_lasts", condition=models.Q(offer_hours__range=(1, 720))
            ),
        ]

    def __str__(self) -> str:
        return str(self.edition)

    def is_open(self, now: datetime) -> bool:
        """Whether one may register now."""
        return self.opens_at <= now < self.closes_at


class FormField(Named):
    """One question; ``names`` is its label. ``options`` are ``{"code", "names"}``."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="form_fields")
    phase = models.CharField(_("asked"), max_length=6, choices=FormPhase.choices, default=FormPhase.FIRST)
    code = models.SlugField(_("short name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=8, choices=FieldKind.choices)
    options = models.JSONField(_("options"), default=list, blank=True)
    is_required = models.BooleanField(_("has to be answered"), default=False)
    shown_if = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("asked only if")
    )
    shown_if_value = models.CharField(_("has the value"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("field of a registration form")
        verbose_name_plural = _("fields of a registration form")
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="form_field_code_unique"),
            models.CheckConstraint(
                name="form_field_kind_known", condition=models.Q(kind__in=FieldKind.values)
            ),
            models.CheckConstraint(
                name="form_field_phase_known", condition=models.Q(phase__in=FormPhase.values)
            ),
        ]


class Answer(models.Model):
    """What somebody answered to one field."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="answers")
    field = models.ForeignKey(FormField, on_delete=models.PROTECT, related_name="answers")
    value = models.JSONField(_("value"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ("field__position", "field_id")
        constraints = [models.UniqueConstraint(fields=["registration", "field"], name="answer_unique")]

    def __str__(self) -> str:
        return f"{self.field_id}: {self.value}"


class RegistrationInvitation(models.Model):
    """A place kept open for one address; its link works for an account that has confirmed this address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="registration_invitations")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="invitations")
    address = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language of the mail"), max_length=2, choices=LanguageCode.choices)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent at"))
    expires_at = models.DateTimeField(_("expires at"))
    registration = models.OneToOneField(
        Registration, on_delete=models.CASCADE, null=True, blank=True, related_name="invitation"
    )

    class Meta:
        verbose_name = _("invitation to register")
        verbose_name_plural = _("invitations to register")
        ordering = ("-sent_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "address"],
                condition=models.Q(registration__isnull=True),
                name="registration_invitation_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.address} · {self.edition}"

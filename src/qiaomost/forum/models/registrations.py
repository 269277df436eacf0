"""Who takes part in an edition, in which category, in which delegation."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.languages import LanguageCode
from qiaomost.forum.models.editions import Edition, Named
from qiaomost.forum.states import RegistrationState
from qiaomost.network.models import Organisation, Person

TOKEN_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # noqa: S105
"""Signs that nobody takes for one another, so that a badge can be typed where no camera reads it."""

REASON_LIMIT = 1000


def new_token() -> str:
    """Return what a badge carries: 79 random bits, typed in four groups of four."""
    return "".join(secrets.choice(TOKEN_LETTERS) for _ in range(16))


class Category(Named):
    """A kind of participant (delegate, speaker, press …), and how many places it has."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="categories")
    code = models.SlugField(_("short name"), max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    quota = models.PositiveIntegerField(_("places"), null=True, blank=True)
    is_moderated = models.BooleanField(_("organisers accept each registration"), default=True)
    is_open = models.BooleanField(_("without invitation"), default=True)
    access_code = models.CharField(_("access code"), max_length=40, blank=True)
    colour = models.CharField(
        _("colour of the badge"),
        max_length=7,
        default="#31598c",
        validators=[RegexValidator(r"^#[0-9a-f]{6}$")],
    )

    class Meta:
        verbose_name = _("category of participants")
        verbose_name_plural = _("categories of participants")
        ordering = ("position", "pk")
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="category_code_unique")]


class Registration(models.Model):
    """A person's place in an edition. Whoever came in a delegation's list may have no account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("category")
    )
    state = models.CharField(
        _("state"), max_length=9, choices=RegistrationState.choices, default=RegistrationState.SUBMITTED
    )
    language = models.CharField(_("language of mails and plans"), max_length=2, choices=LanguageCode.choices)
    speaks = models.JSONField(_("languages spoken"), default=list)
    is_vip = models.BooleanField(_("guest of honour"), default=False)
    made_at = models.DateTimeField(_("submitted at"))
    organisation_name = models.CharField(_("organisation, as written"), max_length=300, blank=True)
    position_words = models.CharField(_("position, as written"), max_length=200, blank=True)
    token = models.CharField(max_length=16, unique=True, default=new_token, editable=False)
    queued_at = models.DateTimeField(_("on the waiting list since"), null=True, blank=True)
    offer_expires_at = models.DateTimeField(_("offer kept until"), null=True, blank=True)
    offers_lapsed = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(_("reason"), blank=True, max_length=REASON_LIMIT)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ("made_at", "pk")
        indexes = [models.Index(fields=["edition", "state"], name="registration_by_state")]
        constraints = [
            models.CheckConstraint(
                name="registration_state_known", condition=models.Q(state__in=RegistrationState.values)
            ),
            models.UniqueConstraint(
                fields=["edition", "person"],
                condition=~models.Q(state__in=(RegistrationState.WITHDRAWN, RegistrationState.REJECTED)),
                name="registration_one_open_each",
            ),
            models.CheckConstraint(
                name="registration_offer_has_an_end",
                condition=models.Q(state=RegistrationState.OFFERED, offer_expires_at__isnull=False)
                | (~models.Q(state=RegistrationState.OFFERED) & models.Q(offer_expires_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.edition}"

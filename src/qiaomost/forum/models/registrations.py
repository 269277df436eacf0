"""Who takes part in an edition, in which category, in which delegation."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.languages import LanguageCode
from qiaomost.forum.models.editions import Edition, Named
from qiaomost.forum.states import RegistrationState
from qiaomost.network.models import Organisation, Person


class Category(Named):
    """A kind of participant (delegate, speaker, press …), and how many places it has."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="categories")
    code = models.SlugField(_("short name"), max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    quota = models.PositiveIntegerField(_("places"), null=True, blank=True)

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
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.edition}"

"""The account: who signs in, in which language they read, and with which keys their programs read for them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiaomost.common.languages import LanguageCode


class UserManager(BaseUserManager["User"]):
    """Creates accounts by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an account; the address is stored with its domain in lower case."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an account with every right on this node."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find an account whatever the case of its address."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. What it may do comes from its memberships (``network.Membership``), not from here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(
        _("language"), max_length=2, choices=LanguageCode.choices, default=LanguageCode.EN
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may use the administration"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.email


KEY_NAME_LIMIT = 100


class ApiKey(models.Model):
    """A key with which a program reads what its owner may see. The key itself is not stored, only its SHA-256."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="api_keys", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=KEY_NAME_LIMIT)
    prefix = models.CharField(_("first characters"), max_length=12)
    digest = models.CharField(_("SHA-256"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("key for programs")
        verbose_name_plural = _("keys for programs")

    def __str__(self) -> str:
        return f"{self.prefix}… · {self.name}"

    def is_in_force(self, now: datetime) -> bool:
        """Whether a program may still use it."""
        return self.revoked_at is None and now < self.expires_at


class CallCount(models.Model):
    """How often somebody called the API in one span of time; all web processes count here."""

    caller = models.CharField(_("caller"), max_length=60)
    span = models.PositiveBigIntegerField(_("span"), db_index=True)
    calls = models.PositiveIntegerField(_("calls"), default=1)

    class Meta:
        verbose_name = _("count of calls")
        verbose_name_plural = _("counts of calls")
        constraints = [models.UniqueConstraint(fields=["caller", "span"], name="call_count_once")]

    def __str__(self) -> str:
        return f"{self.caller} · {self.span}"


class Delivery(models.Model):
    """The sending of one mail to one address, known by the SHA-256 of its cause and address (see ``accounts.mail``)."""

    digest = models.CharField(_("SHA-256"), max_length=64, primary_key=True)
    held_until = models.DateTimeField(_("held until"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, db_index=True)

    class Meta:
        verbose_name = _("delivery of a mail")
        verbose_name_plural = _("deliveries of mails")
        constraints = [
            models.CheckConstraint(
                name="delivery_sent_is_free",
                condition=models.Q(sent_at__isnull=True) | models.Q(held_until__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.digest

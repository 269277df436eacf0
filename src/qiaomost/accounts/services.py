"""Verbs of accounts."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Invalid
from qiaomost.common.languages import LanguageCode


@transaction.atomic
def create_administrator(*, email: str, password: str, now: datetime) -> User:
    """Create an account with every right on this node, or give these rights and a password to an existing one.

    Its address counts as confirmed: who runs this command is trusted. The rights take effect once the account has a
    second factor.

    Raises:
        Invalid: the address is none or another account's, or the password is too weak.
    """
    try:
        validate_email(email)
        validate_password(password)
    except ValidationError as error:
        raise Invalid(fields={"account": " ".join(error.messages)}) from error
    address = email.lower()
    user = User.objects.filter(email__iexact=address).first() or User(email=address)
    if EmailAddress.objects.filter(email__iexact=address, verified=True).exclude(user_id=user.pk).exists():
        raise Invalid(fields={"account": _("This address belongs to another account.")})
    user.is_staff = user.is_superuser = user.is_active = True
    user.set_password(password)
    user.save()
    EmailAddress.objects.filter(user=user, primary=True).exclude(email=address).update(primary=False)
    EmailAddress.objects.update_or_create(
        user=user, email=address, defaults={"verified": True, "primary": True}
    )
    audit.record(None, "create_administrator", user, now=now)
    return user


@transaction.atomic
def choose_language(*, actor: User, language: str, now: datetime) -> None:
    """Keep the language in which the account reads pages and mails.

    Raises:
        Invalid: it is none of the three.
    """
    if language not in LanguageCode.values:
        raise Invalid(fields={"language": _("The site speaks Chinese, Russian and English.")})
    if actor.language == language:
        return
    actor.language = language
    actor.save(update_fields=["language"])
    audit.record(actor, "choose_language", actor, now=now, language=language)

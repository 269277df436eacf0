"""Verbs of accounts."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Invalid


@transaction.atomic
def create_administrator(*, email: str, password: str, now: datetime) -> User:
    """Create an account with every right on this node, or give these rights and a password to an existing one.

    Raises:
        Invalid: the address is none, or the password is too weak.
    """
    try:
        validate_email(email)
        validate_password(password)
    except ValidationError as error:
        raise Invalid(fields={"account": " ".join(error.messages)}) from error
    user = User.objects.filter(email__iexact=email).first() or User(email=User.objects.normalize_email(email))
    user.is_staff = user.is_superuser = user.is_active = True
    user.set_password(password)
    user.save()
    audit.record(None, "create_administrator", user, now=now)
    return user

"""What this app, and the libraries below it, hold about an account."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from qiaomost.accounts.models import ApiKey, User
from qiaomost.common.models import AuditEntry
from qiaomost.common.personal_data import Held, Holder, Kept, Traces


def erase(account: User, _now: datetime) -> Traces:
    """Leave an account that nobody signs in to, with its number and nothing else."""
    sessions = UserSession.objects.filter(user=account)
    Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
    for model in (UserSession, EmailAddress, Authenticator, SocialAccount, ApiKey):
        model.objects.filter(user=account).delete()
    LogEntry.objects.filter(content_type__model="user", object_id=str(account.pk)).update(object_repr="—")
    account.groups.clear()
    account.user_permissions.clear()
    account.email = f"{account.pk.hex}@erased.invalid"
    account.is_active = account.is_staff = account.is_superuser = False
    account.last_login = None
    account.set_unusable_password()
    account.save()
    return Traces(
        erased=(
            _("E-mail addresses, password, second factors, sign-ins elsewhere"),
            _("Sessions with their addresses and browsers, keys for programs"),
        ),
        kept=(
            Kept(
                _("The audit trail: which account did what, and when"),
                _(
                    "What was done on the site must stay traceable for others. It shows the account’s number alone."
                ),
            ),
        ),
    )


HOLDER = Holder(
    held=(
        Held(User, "pk", ("id", "email", "language", "is_active", "is_staff", "date_joined", "last_login")),
        Held(EmailAddress, "user", ("email", "verified", "primary")),
        Held(Authenticator, "user", ("type", "created_at", "last_used_at")),
        Held(SocialAccount, "user", ("provider", "uid", "last_login", "date_joined", "extra_data")),
        Held(UserSession, "user", ("created_at", "ip", "last_seen_at", "user_agent")),
        Held(ApiKey, "user", ("name", "prefix", "created_at", "expires_at", "last_used_at", "revoked_at")),
        Held(LogEntry, "user", ("action_time", "action_flag", "object_id")),
        Held(AuditEntry, "actor", ("at", "verb", "object_type", "object_id")),
    ),
    erase=erase,
)

from __future__ import annotations

from typing import Any

from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from qiaomost.accounts.models import KEY_NAME_LIMIT, User
from qiaomost.accounts.services import KEY_DAYS


class SignupForm(AllauthSignupForm):
    """Takes as long for an address that has an account as for one that has none."""

    def try_save(self, request: HttpRequest) -> Any:
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])  # the hasher is what takes time
        return super().try_save(request)


class AddPasskeyForm(AddWebAuthnForm):
    """A key signs in by itself unless somebody unticks it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields["name"].label = _("Name of the key")


class RenamePasskeyForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("What the key is for"),
        max_length=KEY_NAME_LIMIT,
        help_text=_("Such as the name of the program and of the machine it runs on."),
    )
    days = forms.TypedChoiceField(label=_("Valid for"), coerce=int, initial=90)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days}) for days in KEY_DAYS
        ]

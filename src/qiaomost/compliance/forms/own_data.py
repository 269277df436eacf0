"""What a person says to have their data erased, and an administrator to keep them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from qiaomost.compliance.models.personal_data import HOLD_REASON_LIMIT
from qiaomost.network.forms import VerbForm


class EraseForm(VerbForm):
    address = forms.CharField(
        label=_("To confirm, type the e-mail address of your account"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class HoldForm(VerbForm):
    address = forms.CharField(
        label=_("E-mail address of the account"), max_length=254, widget=forms.EmailInput
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=HOLD_REASON_LIMIT,
        help_text=_(
            "Which proceedings or duty. It is kept with your name; the person is told of the hold alone."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

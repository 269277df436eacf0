"""What an officer says of a hit."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from qiaomost.compliance.models.screening import REASON_LIMIT
from qiaomost.network.forms import VerbForm


class HitForm(VerbForm):
    """A reason; the button that was pressed is the verb."""

    verb = forms.CharField(max_length=20, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LIMIT,
        help_text=_("What you compared, and where you looked. It is kept with your name and the date."),
        widget=forms.Textarea(attrs={"rows": 3, "data-limit": REASON_LIMIT}),
    )

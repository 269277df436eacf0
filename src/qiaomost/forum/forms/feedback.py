"""The forms of feedback: the one that organisers built, and when it is asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiaomost.common.inputs import MomentField
from qiaomost.forum.forms.clocks import ClockedForm
from qiaomost.forum.forms.registrations import BuiltForm
from qiaomost.forum.rules.answers import PREFIX
from qiaomost.forum.states.registrations import FieldKind


class FeedbackForm(BuiltForm):
    """Questions of the third form, with room for sentences; nothing says who answers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in self.built:
            if one.kind == FieldKind.TEXT:
                self.fields[PREFIX + one.code].widget = forms.Textarea(attrs={"rows": 3})


class FeedbackTermsForm(ClockedForm):
    opens_at = MomentField(label=_("Feedback opens at"))
    closes_at = MomentField(label=_("Feedback closes at"))

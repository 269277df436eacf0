"""What a list of cases is narrowed down by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.partnering.selectors.case_search import WORDS, CaseSearch
from qiaomost.partnering.states import Stage
from qiaosearch.text.normalise import clean

ORDER_LABELS = {
    "turn": _("Your turn first"),
    "due": _("By day"),
    "moved": _("Last step first"),
    "newest": _("Newest first"),
}


class CaseSearchForm(forms.Form):
    """A value that is not known is as good as none."""

    q = forms.CharField(label=_("Words, organisation or number"), required=False, max_length=WORDS)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    year = forms.TypedChoiceField(
        label=pgettext_lazy("of a case", "Begun in"), required=False, coerce=int, empty_value=None
    )
    order = forms.ChoiceField(label=_("Order"), required=False, choices=list(ORDER_LABELS.items()))

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "find_%s"
        self.fields["q"].widget = forms.TextInput(attrs={"type": "search", "maxlength": WORDS})
        self.fields["stage"].choices = [("", _("All")), *Stage.choices]  # type: ignore[attr-defined]
        self.fields["year"].choices = [("", _("All")), *((one, str(one)) for one in years)]  # type: ignore[attr-defined]

    def search(self, *, show: str) -> CaseSearch:
        """Return what was asked for."""
        self.is_valid()
        given = self.cleaned_data
        return CaseSearch(
            words=clean(given.get("q", "")).strip(),
            show=show if show in {"mine", "late"} else "",
            stage=given.get("stage", ""),
            year=given.get("year"),
            order=given.get("order") or "turn",
        )

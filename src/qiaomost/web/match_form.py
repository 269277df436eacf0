"""What the addresses of match pages may say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms

from qiaomost.common.languages import LanguageCode
from qiaomost.discovery.selectors import MatchRequest
from qiaomost.network.models import Country
from qiaomost.web.forms import SubjectField
from qiaosearch.matching.matcher import CANDIDATES


class MatchForm(forms.Form):
    """One address for every state of the list; values that do not parse are left out, and the page says so."""

    kind = forms.ChoiceField(required=False)
    country = forms.MultipleChoiceField(required=False, choices=Country.choices)
    language = forms.MultipleChoiceField(required=False, choices=LanguageCode.choices)
    subject = SubjectField(required=False)
    readiness = forms.IntegerField(required=False, min_value=1, max_value=9)
    fit = forms.IntegerField(required=False, min_value=0, max_value=100)
    page = forms.IntegerField(required=False, min_value=1, max_value=CANDIDATES)

    def __init__(self, data: Mapping[str, Any], *, kinds: Sequence[str]) -> None:
        super().__init__(data)
        self.kinds = kinds
        self.fields["kind"].choices = [(kind, kind) for kind in kinds]  # type: ignore[attr-defined]

    def asked(self) -> MatchRequest:
        """Return what is asked, without the values that do not parse."""
        self.is_valid()
        values: dict[str, Any] = self.cleaned_data
        return MatchRequest(
            kind=values.get("kind") or self.kinds[0],
            countries=values.get("country", []),
            languages=values.get("language", []),
            subjects=values.get("subject", []),
            readiness_min=values.get("readiness"),
            fit_min=values.get("fit") or 0,
            page=values.get("page") or 1,
        )


def chosen_ids(values: Sequence[str]) -> list[str]:
    """Return the ids among ``values``, each once, in their order; what is no id is left out."""
    return list(dict.fromkeys(found for value in values if (found := _id(value))))


def _id(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError:
        return ""

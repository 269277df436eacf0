"""What the search page's address may say."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms

from qiaomost.catalogue.models import RecordKind
from qiaomost.common.languages import LanguageCode
from qiaomost.discovery.ordering import Sort
from qiaomost.discovery.selectors import MAX_PAGE, SearchRequest
from qiaomost.network.models import Country
from qiaosearch.text.normalise import clean


class QueryField(forms.CharField):
    """Free text; NUL and invisible controls go before anything else looks at it."""

    def to_python(self, value: Any) -> str:
        return clean(str(super().to_python(value) or "")).strip()


class SubjectField(forms.MultipleChoiceField):
    """Codes of the OECD Fields of R&D, such as ``2`` or ``2.5``; one that nobody uses finds nothing."""

    def valid_value(self, value: str) -> bool:
        return re.fullmatch(r"[1-9](\.[1-9]\d?)?", value, re.ASCII) is not None


class SearchForm(forms.Form):
    """One address for every state of the search; values that do not parse are left out, and the page says so."""

    q = QueryField(required=False)
    kind = forms.MultipleChoiceField(required=False, choices=RecordKind.choices)
    country = forms.MultipleChoiceField(required=False, choices=Country.choices)
    language = forms.MultipleChoiceField(required=False, choices=LanguageCode.choices)
    subject = SubjectField(required=False)
    sort = forms.ChoiceField(required=False, choices=Sort.choices)
    page = forms.IntegerField(required=False, min_value=1, max_value=MAX_PAGE)

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter is set."""
        self.is_valid()
        return any(self.cleaned_data.get(name) for name in ("kind", "country", "language", "subject"))

    def asked(self, today: date) -> SearchRequest:
        """Return what is asked on the day ``today``, without the values that do not parse."""
        self.is_valid()
        values: dict[str, Any] = self.cleaned_data
        return SearchRequest(
            query=values.get("q", ""),
            kinds=values.get("kind", []),
            countries=values.get("country", []),
            languages=values.get("language", []),
            subjects=values.get("subject", []),
            sort=values.get("sort") or Sort.BEST,
            today=today,
            page=values.get("page") or 1,
        )

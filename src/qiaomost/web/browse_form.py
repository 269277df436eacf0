"""What the addresses of the directories may say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from qiaomost.catalogue.models import RecordKind
from qiaomost.network.gazetteer import regions
from qiaomost.network.models import Country, OrganisationKind
from qiaomost.web.forms import QueryField, SubjectField

MAX_PAGE = 500
MAX_NAME = 100
"""Characters of a name to look for."""

NAME = "name"
"""How an address asks for the order of names."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries of a directory a reader wants; empty collections restrict nothing. ``page`` counts from 1."""

    query: str = ""
    countries: Sequence[str] = ()
    kinds: Sequence[str] = ()
    subjects: Sequence[str] = ()
    regions: Sequence[str] = ()
    by_name: bool = False
    page: int = 1


class DirectoryForm(forms.Form):
    """One address for every state of a directory; values that do not parse are left out, and the page says so."""

    q = QueryField(required=False, max_length=MAX_NAME)
    country = forms.MultipleChoiceField(required=False, choices=Country.choices)
    page = forms.IntegerField(required=False, min_value=1, max_value=MAX_PAGE)

    def asked(self) -> Asked:
        """Return what is asked, without the values that do not parse."""
        self.is_valid()
        values: dict[str, Any] = self.cleaned_data
        return Asked(
            query=values.get("q", ""),
            countries=values.get("country", []),
            kinds=values.get("kind", []),
            subjects=values.get("subject", []),
            regions=values.get("region", []),
            by_name=values.get("sort") == NAME,
            page=values.get("page") or 1,
        )


class OrganisationsForm(DirectoryForm):
    """Organisations, by what they are."""

    kind = forms.MultipleChoiceField(required=False, choices=OrganisationKind.choices)
    region = forms.MultipleChoiceField(required=False, choices=[(code, code) for code in regions()])
    sort = forms.ChoiceField(required=False, choices=[(NAME, NAME)])


class ExpertsForm(DirectoryForm):
    """Experts, by what they know."""

    subject = SubjectField(required=False)


class RecordsForm(forms.Form):
    """The records of an organisation, or of a field of science: a kind of them, and a page."""

    kind = forms.ChoiceField(required=False, choices=RecordKind.choices)
    page = forms.IntegerField(required=False, min_value=1, max_value=50)

    def chosen(self) -> tuple[str, int]:
        """Return kind and page, without what does not parse."""
        self.is_valid()
        return self.cleaned_data.get("kind", ""), self.cleaned_data.get("page") or 1

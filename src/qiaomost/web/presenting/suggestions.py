"""What is suggested while a reader types: each suggestion as an address to go to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from qiaomost.discovery.suggesting import Suggestion, SuggestionKind


@dataclass(frozen=True, slots=True)
class Option:
    """A line of the list below the search box."""

    text: str
    language: str
    kind: str
    address: str


def option_of(suggestion: Suggestion) -> Option:
    """Return a suggestion with the address that it leads to."""
    labels = {
        SuggestionKind.KEYWORD.value: _("Keyword"),
        SuggestionKind.SUBJECT.value: _("Field of science"),
        SuggestionKind.RECORD.value: _("Record"),
        SuggestionKind.PERSON.value: _("Expert"),
        SuggestionKind.ORGANISATION.value: _("Organisation"),
    }
    address = _address(suggestion)
    return Option(suggestion.text, suggestion.language, labels[suggestion.kind], address)


def _address(suggestion: Suggestion) -> str:
    if suggestion.kind == SuggestionKind.SUBJECT:
        return f"{reverse('search')}?{urlencode({'subject': suggestion.target})}"
    if suggestion.kind == SuggestionKind.ORGANISATION:
        return reverse("organisation", args=[suggestion.target])
    if suggestion.kind in {SuggestionKind.RECORD, SuggestionKind.PERSON}:
        return reverse("record", args=[suggestion.target])
    return f"{reverse('search')}?{urlencode({'q': suggestion.text})}"

"""Addresses of the present page with one parameter changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import QueryDict

from qiaosearch.text.normalise import clean

register = template.Library()


@register.simple_tag(takes_context=True)
def address_with(context: dict[str, Any], **changes: object) -> str:
    """Return the query string with parameters set, or dropped where the value is ``None`` or empty."""
    parameters = _parameters(context)
    for name, value in changes.items():
        parameters.pop(name, None)
        if value not in (None, ""):
            parameters[name] = [str(value)]
    return f"?{urlencode(parameters, doseq=True)}"


@register.simple_tag(takes_context=True)
def address_toggling(context: dict[str, Any], name: str, value: str) -> str:
    """Return the query string with one value of a facet switched on or off, back on the first page."""
    parameters = _parameters(context)
    chosen = parameters.get(name, [])
    parameters[name] = [one for one in chosen if one != value] if value in chosen else [*chosen, value]
    return f"?{urlencode(parameters, doseq=True)}"


@register.simple_tag
def address_of_values(values: Mapping[str, str]) -> str:
    """Return the query string of parameters."""
    return f"?{urlencode(values)}"


def _parameters(context: dict[str, Any]) -> dict[str, list[str]]:
    """The parameters of the present address without its page, NUL and invisible controls."""
    given: QueryDict = context["request"].GET
    return {
        clean(name): [clean(value) for value in values] for name, values in given.lists() if name != "page"
    }

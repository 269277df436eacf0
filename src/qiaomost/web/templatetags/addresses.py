"""Addresses of the present page with one parameter changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import QueryDict

register = template.Library()


@register.simple_tag(takes_context=True)
def address_with(context: dict[str, Any], **changes: object) -> str:
    """Return the query string with parameters set, or dropped where the value is ``None`` or empty."""
    parameters = _parameters(context)
    for name, value in changes.items():
        parameters.pop(name, None)
        if value not in (None, ""):
            parameters[name] = str(value)
    return f"?{parameters.urlencode()}"


@register.simple_tag(takes_context=True)
def address_toggling(context: dict[str, Any], name: str, value: str) -> str:
    """Return the query string with one value of a facet switched on or off, back on the first page."""
    parameters = _parameters(context)
    chosen = parameters.getlist(name)
    parameters.setlist(name, [one for one in chosen if one != value] if value in chosen else [*chosen, value])
    return f"?{parameters.urlencode()}"


@register.simple_tag
def address_of_values(values: Mapping[str, str]) -> str:
    """Return the query string of parameters."""
    return f"?{urlencode(values)}"


def _parameters(context: dict[str, Any]) -> QueryDict:
    parameters: QueryDict = context["request"].GET.copy()
    parameters.pop("page", None)
    return parameters

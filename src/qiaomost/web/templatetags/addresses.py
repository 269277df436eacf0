"""Addresses of the present page with one parameter changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, urlencode

from django import template
from django.core.handlers.wsgi import get_bytes_from_wsgi
from django.http import QueryDict

from qiaosearch.text.normalise import clean

register = template.Library()


@register.simple_tag(takes_context=True)
def address_with(context: dict[str, Any], **changes: object) -> str:
    """Return the query string with parameters set, or dropped where the value is ``None`` or empty."""
    parameters = dict(_parameters(_query_of(context)))
    for name, value in changes.items():
        parameters.pop(name, None)
        if value not in (None, ""):
            parameters[name] = [str(value)]
    return f"?{urlencode(parameters, doseq=True)}"


@register.simple_tag(takes_context=True)
def address_toggling(context: dict[str, Any], name: str, value: str) -> str:
    """Return the query string with one value of a facet switched on or off, back on the first page."""
    before, chosen, after = _around(_query_of(context), name)
    values = [one for one in chosen if one != value] if value in chosen else [*chosen, value]
    toggled = (f"{name}={quote_plus(one)}" for one in values)
    return f"?{'&'.join((*before, *toggled, *after))}"


@register.simple_tag
def address_of_values(values: Mapping[str, str]) -> str:
    """Return the query string of parameters."""
    return f"?{urlencode(values)}"


def _query_of(context: dict[str, Any]) -> bytes:
    return get_bytes_from_wsgi(context["request"].META, "QUERY_STRING", "")


@lru_cache(maxsize=64)
def _parameters(query: bytes) -> Mapping[str, Sequence[str]]:
    """The parameters of an address without its page, NUL and invisible controls."""
    given = QueryDict(query)
    return {
        clean(name): [clean(value) for value in values] for name, values in given.lists() if name != "page"
    }


@lru_cache(maxsize=256)
def _around(query: bytes, name: str) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """A parameter's values, with what stands before and after it, ready for an address: lists toggle dozens."""
    parameters = _parameters(query)
    names = list(parameters)
    place = names.index(name) if name in parameters else len(names)
    before, after = (_written(parameters, part) for part in (names[:place], names[place + 1 :]))
    return before, parameters.get(name, []), after


def _written(parameters: Mapping[str, Sequence[str]], names: Sequence[str]) -> Sequence[str]:
    return [text for text in (urlencode({one: parameters[one]}, doseq=True) for one in names) if text]

"""Names in the reader's language."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from qiaomost.common.languages import content_language
from qiaomost.network.models import Organisation

register = template.Library()


@register.filter
def named(row: Any) -> str:
    """The name of an organisation or a person, in the language of the page; reads the prefetched rows."""
    name: str = row.name_in(content_language(get_language() or "en"))
    return name


@register.filter
def placed(organisation: Organisation) -> str:
    """The region and the city of an organisation, in the language of the page."""
    return organisation.place_in(content_language(get_language() or "en"))

"""Forms of a page by their address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(forms: Mapping[str, Any], address: str) -> Any:
    """The form that was refused, or kept, at an address; ``None`` where there is none."""
    return forms.get(address)

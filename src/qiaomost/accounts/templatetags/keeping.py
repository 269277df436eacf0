"""What was typed into a small form of a page and refused, or kept over a sign-in, shown at that form again."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag(takes_context=True)
def typed(context: dict[str, Any], action: str, name: str, present: str = "") -> str:
    """Return what was typed as ``name`` into the form that posts to ``action``, else what is stored."""
    kept = context.get("kept")
    return kept.values.get(name, present) if kept and kept.path == action else present


@register.simple_tag(takes_context=True)
def wrong(context: dict[str, Any], action: str) -> list[Any]:
    """Return what is wrong with the form that posts to ``action``."""
    kept = context.get("kept")
    return list(kept.errors.values()) if kept and kept.path == action else []


@register.simple_tag
def action_of(prefix: str, verb: str, record_id: object) -> str:
    """Return the address that takes ``verb``; ``prefix`` is ``record`` or ``review``."""
    return reverse(f"{prefix}-{verb}", args=[record_id])

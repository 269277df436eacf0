"""Linked data of schema.org inside a page: nothing in it can end its element or begin another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from qiaomost.common.languages import INTERFACE_CODES

ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
"""What could end the element that holds the data, or begin another."""

LANGUAGE_TAGS = INTERFACE_CODES | {"zh": "zh-Hans"}


def as_script(values: Mapping[str, Any]) -> SafeString:
    """Return ``values`` without what is empty, as JSON that can stand inside a ``script`` element."""
    whole = {"@context": "https://schema.org", **filled(values)}
    return mark_safe(json.dumps(whole, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 (escaped above)


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is empty."""
    kept = {name: filled(value) if isinstance(value, dict) else value for name, value in values.items()}
    return {name: value for name, value in kept.items() if value not in ("", [], {}, None)}

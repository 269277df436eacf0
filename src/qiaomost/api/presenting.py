"""The description in OpenAPI as a page shows it: each call, its parameters and its answer, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiaomost.api.callers import COSTS

EXAMPLES = Path(__file__).parent / "examples"
EXAMPLE_SITE = "https://bridge.example.org"

Shape = Mapping[str, Any]

_TYPES = {
    "string": gettext_lazy("text"),
    "integer": gettext_lazy("whole number"),
    "number": gettext_lazy("number"),
    "boolean": "true · false",
    "object": gettext_lazy("object"),
    "array": gettext_lazy("list"),
}
_FORMATS = {"uuid": "UUID", "date-time": gettext_lazy("date and time")}


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter, or a part of an answer: its name, what it may be, and what it means."""

    name: str
    values: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Operation:
    """A call; ``example`` is an address of it that answers, or nothing."""

    id: str
    path: str
    summary: str
    parameters: list[Row]
    answer: list[Row]
    example: str


@dataclass(frozen=True, slots=True)
class Example:
    """A short program."""

    language: str
    code: str


def operations(description: Mapping[str, Any]) -> list[Operation]:
    """Return the calls in the order of the description."""
    shapes = description["components"]["schemas"]
    return [
        _operation(path, methods["get"], shapes)
        for path, methods in description["paths"].items()
        if "get" in methods
    ]


def examples() -> list[Example]:
    """Return the examples, with the address of this site; tests run them."""
    site = settings.QIAOMOST.site_url
    names = {"curl": "curl", "python": "Python", "javascript": "JavaScript"}
    return [
        Example(language, (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8").replace(EXAMPLE_SITE, site))
        for name, language in names.items()
    ]


def _operation(path: str, told: Shape, shapes: Mapping[str, Shape]) -> Operation:
    answers = told["responses"]["200"]["content"].get("application/json", {}).get("schema", {})
    is_heavy = path in COSTS
    words = next(
        (one["example"] for one in told["parameters"] if one["name"] == "q" and "example" in one), ""
    )
    example = (
        "" if "{" in path or is_heavy else f"{path}?{urlencode({'q': words} if words else {})}".rstrip("?")
    )
    return Operation(
        id=path.removeprefix("/api/v1/").translate(str.maketrans("/", "-", "{}")),
        path=path,
        summary=_(told["summary"]),
        parameters=[_parameter(one) for one in told["parameters"]],
        answer=_unique(_parts("", answers, shapes)),
        example=example,
    )


def _parameter(told: Shape) -> Row:
    shape = told["schema"]
    values, default = _values(shape), shape.get("default")
    if default not in (None, "", []):
        values = _("%(values)s; %(default)s if absent") % {"values": values, "default": default}
    meaning = told.get("description") or shape.get("description", "")
    return Row(told["name"], values, _(meaning) if meaning else "")


def _parts(name: str, shape: Shape, shapes: Mapping[str, Shape]) -> Iterator[Row]:
    """A row for each part of an answer: objects and lists of objects are taken apart."""
    meaning = shape.get("description", "")
    inner = _inner(shape)
    objects = [(mark, shapes[ref.rpartition("/")[2]]) for mark, ref in inner if ref]
    if name and (meaning or not objects):
        kind = next((_TYPES["array" if mark else "object"] for mark, _shape in objects), None)
        yield Row(name, str(kind or _values(shape)), _(meaning) if meaning else "")
    for mark, found in objects:
        for part, one in found["properties"].items():
            yield from _parts(f"{name}{mark}.{part}".lstrip("."), one, shapes)


def _inner(shape: Shape) -> list[tuple[str, str]]:
    """The shapes that a value names, each with the mark of a list or without."""
    choices = shape.get("anyOf", [shape])
    return [
        (mark, one.get("$ref", ""))
        for choice in choices
        for mark, one in (("", choice), ("[]", choice.get("items", {})))
    ]


def _unique(rows: Iterator[Row]) -> list[Row]:
    return list({row.name: row for row in rows}.values())


def _values(shape: Shape) -> str:
    """What a plain value may be, in words."""
    shape = next((one for one in shape.get("anyOf", ()) if one.get("type") != "null"), shape)
    if known := shape.get("enum"):
        return " · ".join(value for value in known if value)
    if shape.get("type") == "array" and "$ref" not in shape.get("items", {}):
        inner = _values(shape.get("items", {}))
        return _("list: %(values)s") % {"values": inner} if inner else str(_TYPES["array"])
    if "minimum" in shape and "maximum" in shape:
        return f"{shape['minimum']}–{shape['maximum']}"
    if "maxLength" in shape:
        return _("text, at most %(most)d characters") % {"most": shape["maxLength"]}
    return str(_FORMATS.get(shape.get("format", "")) or _TYPES.get(shape.get("type", ""), ""))

"""What a browser would send: the fields of a page's form as they stand, with some typed over."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client

Fields = dict[str, list[str]]


class _Form(HTMLParser):
    """Collects the fields of the form whose class is ``sheet``."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: Fields = {}
        self.inside = False
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = values.get("class") == "sheet"
        if not self.inside:
            return
        if tag == "input":
            ticked = values.get("type") not in {"checkbox", "radio"} or "checked" in values
            if ticked and "name" in values:
                value = values.get("value", "on" if values.get("type") == "checkbox" else "")
                self.fields.setdefault(values["name"], []).append(value)
        elif tag == "textarea":
            self.area = values["name"]
            self.fields[self.area] = [""]
        elif tag == "select":
            self.select = values["name"]
        elif tag == "option" and (self.select not in self.fields or "selected" in values):
            self.fields[self.select] = [values["value"]]

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area][0] += data.removeprefix("\n").removeprefix("\r\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "form":
            self.inside = False


def fields_of(page: Any) -> Fields:
    """Return the fields of an answer's sheet."""
    form = _Form()
    form.feed(page.content.decode())
    form.fields.pop("csrfmiddlewaretoken", None)
    return form.fields


def filled(client: Client, path: str, **typed: Any) -> Fields:
    """Open a page and return its form with ``typed``; ``__`` in a name stands for ``-``."""
    fields = fields_of(client.get(path))
    for name, value in typed.items():
        fields[name.replace("__", "-")] = value if isinstance(value, list) else [value]
    return fields

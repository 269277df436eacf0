"""The manual names every parameter, order and file of the search."""

from __future__ import annotations

import re
from pathlib import Path

from qiaomost.discovery.ordering import Sort
from qiaomost.web.forms import SearchForm
from qiaomost.web.presenting.exports import KINDS, MOST

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "search-addresses.md").read_text(encoding="utf-8")
ROWS = {row[0]: row[1:] for row in re.findall(r"^\| `([\w/]+)` \| (.*?) \| (.*?) \|$", PAGE, re.MULTILINE)}


def test_parameters_of_the_search_are_in_the_manual():
    assert [name for name in ROWS if "/" not in name and name != "parameter"] == list(SearchForm.base_fields)


def test_orders_are_in_the_manual():
    assert re.findall(r"`(\w+)`", ROWS["sort"][0]) == Sort.values


def test_exports_are_in_the_manual():
    assert re.findall(r"^\| `/search/export/(\w+)/`", PAGE, re.MULTILINE) == list(KINDS)
    assert f"at most {MOST:,} records" in PAGE

"""The fonts of printed pages: out of installed packages only, so that every node prints the same bytes."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

FONT_PACKAGE = "pylopdf_fonts_zh_cn"
"""Carries Noto Serif SC and Noto Sans SC; the Latin and Cyrillic of Libertinus Serif comes with typst itself."""

FAMILIES = ("Libertinus Serif", "Noto Serif SC", "Noto Sans SC")


class FontsMissing(RuntimeError):
    """The installation lacks a font without which Chinese or Russian can't be printed."""


@cache
def fonts() -> typst.Fonts:
    """Return the fonts that pages are set in; those of the system are left alone.

    Raises:
        FontsMissing: a family of ``FAMILIES`` is not installed.
    """
    import typst

    found = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=_folders(FONT_PACKAGE)
    )
    require_families(found.families())
    return found


def require_families(present: Collection[str]) -> None:
    """Raise unless all ``FAMILIES`` are among the fonts that are ``present``.

    Raises:
        FontsMissing: with the names of the fonts and of the package to install.
    """
    missing = [family for family in FAMILIES if family not in present]
    if missing:
        package = FONT_PACKAGE.replace("_", "-")
        raise FontsMissing(
            f"No font {', '.join(missing)}: install the Python packages typst and {package} "
            "(both are in requirements/runtime.txt)."
        )


def _folders(package: str) -> list[str]:
    spec = find_spec(package)
    return [*(spec.submodule_search_locations or ())] if spec else []

"""The house rules that a machine can hold: who imports whom, and how large things grow."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "src").rglob("*.py"))
TEMPLATES = sorted((ROOT / "src").rglob("templates/**/*.html"))

MODULE_LINES, FUNCTION_LINES, TEMPLATE_LINES, PARTIAL_LINES = 400, 50, 150, 40


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and lines of each function, without its docstring."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            words = (ast.get_docstring(node, clean=False) or "").count("\n") + 1
            yield f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1 - words


def test_import_contracts_are_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("sys.path", [*sys.path])  # the check adds to it
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS


def test_modules_stay_small():
    assert MODULES
    tests = sorted((ROOT / "tests").rglob("*.py"))
    assert [path.name for path in [*MODULES, *tests] if _lines(path) > MODULE_LINES] == []


def test_functions_stay_small():
    sizes = [size for path in MODULES for size in _functions(path)]
    assert sizes
    assert [name for name, lines in sizes if lines > FUNCTION_LINES] == []


def test_templates_stay_small():
    assert TEMPLATES
    limits = {path: PARTIAL_LINES if path.name.startswith("_") else TEMPLATE_LINES for path in TEMPLATES}
    assert [path.name for path, most in limits.items() if _lines(path) > most] == []


def test_no_module_is_a_drawer_for_odds_and_ends():
    assert [path for path in MODULES if path.stem in {"utils", "helpers", "misc", "common"}] == []

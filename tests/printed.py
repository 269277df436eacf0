"""What is inside a PDF, by the tools of poppler; a test that needs them is skipped where they are not installed."""

from __future__ import annotations

import shutil
import subprocess

import pytest

needs_poppler = pytest.mark.skipif(
    not (shutil.which("pdftotext") and shutil.which("pdffonts")), reason="poppler-utils is not installed"
)


def text_of(pdf: bytes) -> str:
    """The words of a PDF in reading order, spaces and line breaks taken out: lines break anywhere in Chinese."""
    shown = subprocess.run(
        ["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    return "".join(shown.replace("\u00ad", "").split())


def fonts_of(pdf: bytes) -> dict[str, tuple[bool, bool]]:
    """Name of each font without its subset's tag → (is embedded, maps to Unicode)."""
    command = ["pdffonts", "-"]
    lines = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode().splitlines()
    rows = [line.split() for line in lines[2:]]
    return {row[0].partition("+")[2]: (row[-5] == "yes", row[-3] == "yes") for row in rows}

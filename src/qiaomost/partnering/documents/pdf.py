"""An agreement as PDF."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from importlib.resources import files

from qiaomost.common.typesetting import render_pdf
from qiaomost.partnering.documents.layout import arrange
from qiaomost.partnering.documents.values import AgreementDocument


def agreement_pdf(document: AgreementDocument) -> bytes:
    """Return ``document`` as PDF; the same document always gives the same bytes."""
    sheet = arrange(document)
    titles = [row.cells[language] for row in sheet.rows[:1] for language in sheet.languages]
    return render_pdf(_template(), {**asdict(sheet), "titles": titles})


@cache
def _template() -> str:
    return (files(__package__) / "data" / "agreement.typ").read_text(encoding="utf-8")

"""Badges on paper and on a phone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from django.utils.safestring import SafeString, mark_safe

from qiaomost.forum.documents.badges import badges_pdf, qr_svg
from qiaomost.forum.models import Edition
from qiaomost.forum.rules.badges import Badge

LANGUAGES = ("zh", "ru", "en")


def printed_badges(edition: Edition, badges: Iterable[Badge], *, is_sheet: bool) -> bytes:
    """The badges as PDF, with the name of the edition in its three languages."""
    names = {language: edition.names[language] for language in LANGUAGES if edition.names.get(language)}
    return badges_pdf(names, [asdict(one) for one in badges], is_sheet=is_sheet)


def qr_picture(text: str) -> SafeString:
    """A QR code to stand in a page: SVG of our own making, in which ``text`` is only dots."""
    drawing = qr_svg(text)
    return mark_safe(drawing[drawing.index("<svg") :])  # noqa: S308


def in_groups(code: str) -> str:
    """A code as one types it: four groups of four."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))

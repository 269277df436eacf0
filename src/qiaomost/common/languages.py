"""The three languages of the network, as Django chooses and shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

T = TypeVar("T")


class LanguageCode(models.TextChoices):
    """Language of content (ISO 639-1); ``zh`` is simplified Chinese."""

    ZH = "zh", _("Chinese")
    RU = "ru", _("Russian")
    EN = "en", _("English")


INTERFACE_CODES: dict[str, str] = {"zh": "zh-hans", "ru": "ru", "en": "en"}
"""Content language → Django's code of the interface language."""


def content_language(interface_code: str) -> str:
    """Return the content language (``zh``, ``ru``, ``en``) of an interface code such as ``zh-hans``."""
    short = interface_code.partition("-")[0].lower()
    return short if short in INTERFACE_CODES else LanguageCode.EN.value


def reading_order(language: str) -> tuple[str, ...]:
    """Languages in which a reader of ``language`` is shown content, best first; English serves both sides."""
    rest = [code for code in ("en", "zh", "ru") if code != language]
    return (language, *rest)


def in_language(forms: Mapping[str, T], order: Sequence[str]) -> T | None:
    """Return the first of ``forms`` in ``order``, or ``None`` where there is none."""
    return next((forms[code] for code in order if forms.get(code)), None)

"""The providers of machine translation, by the first word of ``QIAOMOST_TRANSLATOR``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from qiaomost.translation.providers import folder, libretranslate, openai
from qiaomost.translation.providers.protocol import (
    TermPair,
    Translation,
    Translator,
    TranslatorError,
    TranslatorFailed,
    TranslatorUnavailable,
)

__all__ = [
    "TRANSLATORS",
    "TermPair",
    "Translation",
    "Translator",
    "TranslatorError",
    "TranslatorFailed",
    "TranslatorUnavailable",
    "load_translator",
]

TRANSLATORS: Mapping[str, Callable[[str, str], Translator]] = {
    "libretranslate": libretranslate.load,
    "openai": openai.load,
    "folder": folder.load,
}


@cache
def load_translator(spec: str, key: str = "") -> Translator | None:
    """Return the provider that ``spec`` (``name:place``) names; none for an empty one. Nothing is sent.

    Raises:
        TranslatorUnavailable: there is no such provider, or its place is wrong.
    """
    if not spec:
        return None
    name, _, place = spec.partition(":")
    if name not in TRANSLATORS:
        raise TranslatorUnavailable(f"There is no provider “{name}”: choose of {', '.join(TRANSLATORS)}.")
    return TRANSLATORS[name](place, key)

"""Suggestions with the help of a provider: memory, then terms, then the machine, then the check of terms."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qiaomost.common.errors import Invalid, Message
from qiaomost.common.languages import LanguageCode
from qiaomost.translation.drafts import Glossary, Suggested
from qiaomost.translation.models import SEGMENT_LIMIT
from qiaomost.translation.providers import TermPair, Translator, TranslatorError, load_translator
from qiaomost.translation.selectors import Context, checked, glossary, suggestions
from qiaomost.translation.services.errors import TranslationUnavailable
from qiaomost.translation.services.memory import keep_machine_segments
from qiaomost.translation.states import Label, Level

GOOD = 85
"""A person's translation of so similar a segment, in percent, is offered in place of a machine's."""

logger = logging.getLogger(__name__)


def translator() -> Translator | None:
    """Return this node's provider, or none.

    Raises:
        TranslationUnavailable: it can't be loaded any more.
    """
    try:
        return load_translator(settings.QIAOMOST.translator, settings.QIAOMOST.translator_key)
    except TranslatorError as error:
        raise TranslationUnavailable(str(error)) from error


def may_be_sent(level: str, provider: Translator) -> bool:
    """Whether texts of ``level`` may go to ``provider``: a local one takes nothing out of the node."""
    return provider.is_local or level in settings.QIAOMOST.translation_levels


def translate_text(
    *, texts: Sequence[str], source: str, target: str, level: str, scope: str = "", now: datetime
) -> list[Suggested]:
    """Return a suggestion for each segment of ``texts``, in their order.

    What the memory has, exactly or nearly so, is not sent; neither is a text whose level may not leave this node. What
    the machine made is kept in the memory as a machine's, so that it is sent once. The provider is asked outside of
    any transaction of ours; it answers for all or for none.

    Raises:
        Invalid: a language or level is not known, both languages are one, or a room has no scope.
        TranslationUnavailable: the provider failed; nothing is written.
    """
    _require_context(source, target, level, scope)
    context = Context(source, target, level, scope)
    words = glossary(source, target)
    found = suggestions(texts, context, words=words)
    provider = translator()
    open_ones = [one for one in found if _needs_machine(one)]
    if provider is None or not open_ones:
        return found
    if not may_be_sent(level, provider):
        return [replace(one, is_withheld=True) if _needs_machine(one) else one for one in found]
    made = _asked(provider, open_ones, context)
    keep_machine_segments(made, context=context, provider=provider.name, now=now)
    return [_of_machine(one, made[one.source], provider, words) if one in open_ones else one for one in found]


def _needs_machine(one: Suggested) -> bool:
    is_text = any(map(str.isalpha, one.source)) and len(one.source) <= SEGMENT_LIMIT
    return is_text and one.similarity < GOOD


def _asked(provider: Translator, open_ones: Sequence[Suggested], context: Context) -> dict[str, str]:
    texts = list(dict.fromkeys(one.source for one in open_ones))
    pairs = dict.fromkeys(TermPair(use.found, use.wanted) for one in open_ones for use in one.terms)
    try:
        made = provider.translate(texts, source=context.source, target=context.target, terms=list(pairs))
    except TranslatorError as error:
        logger.warning("machine translation failed: %s", error)
        raise TranslationUnavailable(str(error)) from error
    return {text: one.text for text, one in zip(texts, made, strict=True)}


def _of_machine(one: Suggested, text: str, provider: Translator, words: Glossary) -> Suggested:
    made = replace(
        one, text=text, label=Label.MACHINE, similarity=100, origin_text="", provider=provider.name
    )
    return checked(made, words)


def _require_context(source: str, target: str, level: str, scope: str) -> None:
    wrong: dict[str, Message] = {}
    if source not in LanguageCode.values or target not in LanguageCode.values or source == target:
        wrong["languages"] = _("Choose two of the three languages.")
    if level not in Level.values:
        wrong["level"] = _("There is no such level.")
    if level == Level.ROOM and not scope:
        wrong["scope"] = _("A text of a room belongs to a case.")
    if wrong:
        raise Invalid(fields=wrong)

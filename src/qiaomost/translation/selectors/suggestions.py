"""Suggestions from memory and terms alone; nothing is sent and nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qiaomost.translation.drafts import Glossary, Suggested, normal
from qiaomost.translation.selectors.memory import Context, Found, exact, similar
from qiaomost.translation.selectors.terms import glossary
from qiaomost.translation.states import Label


def suggestions(texts: Sequence[str], context: Context, *, words: Glossary | None = None) -> list[Suggested]:
    """Return what memory and terms have for each segment, a similar segment where there is no same one.

    At most four queries, however many texts; ``words`` saves one.
    """
    words = words or glossary(context.source, context.target)
    same = exact(texts, context)
    near = similar([text for text in texts if normal(text) not in same], context)
    return [_suggested(text, same.get(normal(text)) or near.get(normal(text)), words) for text in texts]


def _suggested(text: str, found: Found | None, words: Glossary) -> Suggested:
    uses = words.uses(text)
    if found is None:
        return Suggested(text, terms=uses)
    suggested = Suggested(
        text,
        text=found.target_text,
        label=Label.MACHINE if found.is_machine else Label.MEMORY,
        similarity=found.similarity,
        origin_text="" if found.similarity == 100 else found.source_text,
        provider=found.provider,
        terms=uses,
    )
    return checked(suggested, words)


def checked(suggested: Suggested, words: Glossary) -> Suggested:
    """Return the suggestion with what a check of its terms finds."""
    return replace(suggested, findings=words.check(suggested.terms, suggested.text))

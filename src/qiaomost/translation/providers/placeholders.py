"""Terms kept through a translation by placeholders, for providers that take no glossary.

A placeholder comes back as the wanted term in its base form. That is right in Chinese and mostly in English; in Russian
it would break the sentence, so there terms are only checked afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from qiaomost.translation.providers.protocol import TermPair

_UNINFLECTED = frozenset({"zh", "en"})
Call = Callable[[list[str]], list[str]]


def translated(call: Call, texts: Sequence[str], *, target: str, terms: Sequence[TermPair]) -> list[str]:
    """Return what ``call`` makes of ``texts`` with terms protected; a text whose placeholders got lost, as it is."""
    if target not in _UNINFLECTED or not terms:
        return call(list(texts))
    wanted = {term.source: term.target for term in terms}
    hidden = [_hide(text, wanted) for text in texts]
    shown = [
        _show(answer, kept) for answer, (_, kept) in zip(call([t for t, _ in hidden]), hidden, strict=True)
    ]
    lost = [number for number, text in enumerate(shown) if text is None]
    again = dict(zip(lost, call([texts[number] for number in lost]) if lost else [], strict=True))
    return [again[number] if text is None else text for number, text in enumerate(shown)]


def _hide(text: str, wanted: dict[str, str]) -> tuple[str, list[str]]:
    """Return the text with numbered placeholders, and what each of them stands for."""
    kept: list[str] = []

    def put_away(match: re.Match[str]) -> str:
        kept.append(wanted[match.group()])
        return f"⟦{len(kept) - 1}⟧"

    longest_first = sorted(wanted, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest_first)), put_away, text), kept


def _show(answer: str, kept: list[str]) -> str | None:
    """Return the answer with its terms; ``None`` unless each placeholder came back once."""
    found = re.findall(r"⟦\s*(\d+)\s*⟧", answer)
    if sorted(map(int, found)) != list(range(len(kept))):
        return None
    return re.sub(r"⟦\s*(\d+)\s*⟧", lambda match: kept[int(match.group(1))], answer)

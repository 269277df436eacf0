"""Any server that speaks the LibreTranslate API (``POST {base}/translate``)."""

from __future__ import annotations

from collections.abc import Sequence

from qiaomost.translation.providers.http import Endpoint, parse_address, post
from qiaomost.translation.providers.placeholders import translated
from qiaomost.translation.providers.protocol import TermPair, Translation, TranslatorFailed

BATCH = 25
"""Texts of one request; public servers allow about so many."""


class LibreTranslator:
    """Sends batches of plain text; terms travel as placeholders."""

    is_local = False

    def __init__(self, endpoint: Endpoint, key: str = "") -> None:
        self.name = endpoint.host
        self._endpoint, self._key = endpoint, key

    def translate(
        self, texts: Sequence[str], *, source: str, target: str, terms: Sequence[TermPair]
    ) -> list[Translation]:
        """See ``Translator``."""

        def call(some: list[str]) -> list[str]:
            batches = [some[start : start + BATCH] for start in range(0, len(some), BATCH)]
            return [text for batch in batches for text in self._request(batch, source, target)]

        return [Translation(text) for text in translated(call, texts, target=target, terms=terms)]

    def _request(self, texts: list[str], source: str, target: str) -> list[str]:
        body = {"q": texts, "source": source, "target": target, "format": "text"}
        answer = post(self._endpoint, "/translate", body | ({"api_key": self._key} if self._key else {}))
        found = answer.get("translatedText") if isinstance(answer, dict) else None
        return whole(found, len(texts), self.name)


def whole(found: object, count: int, name: str) -> list[str]:
    """Return ``found`` if it is one text with words for each of ``count`` texts.

    Raises:
        TranslatorFailed: it is anything else.
    """
    if not isinstance(found, list) or len(found) != count:
        raise TranslatorFailed(f"{name} did not answer with {count} translations.")
    if not all(isinstance(text, str) and text.strip() for text in found):
        raise TranslatorFailed(f"{name} left a text without a translation.")
    return [text.strip() for text in found]


def load(place: str, key: str) -> LibreTranslator:
    """Read ``https://host``."""
    return LibreTranslator(Endpoint(parse_address(place, with_fragment=False)[0]), key)

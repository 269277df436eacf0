"""Translation's own refusal."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from qiaomost.common.errors import DomainError


class TranslationUnavailable(DomainError):
    """The provider gave no whole answer. ``reason`` is for the log: it names host or folder."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "translation_unavailable"
    default_message = _(
        "Machine translation does not answer at the moment. Memory and terms work without it."
    )

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason

    def __str__(self) -> str:
        return self.reason

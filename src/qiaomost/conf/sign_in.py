"""Sign-in by the account that somebody has elsewhere: what an operator writes, and what allauth reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

OPENID = "openid_connect"


class SignInProvider(BaseModel):
    """One provider. ``id``, ``name`` and ``server_url`` belong to OpenID Connect, which may stand several times."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    provider: Literal["orcid", "weixin", "yandex", "vk", "openid_connect"]
    client_id: str = Field(min_length=1)
    secret: str = ""
    id: str = Field("", pattern=r"^[a-z0-9-]{0,50}$")
    name: str = ""
    server_url: str = ""

    @model_validator(mode="after")
    def _openid_is_named(self) -> Self:
        given = [bool(self.id), bool(self.name), self.server_url.startswith("https://")]
        if self.provider == OPENID and not all(given):
            raise ValueError("openid_connect needs id, name and an https:// server_url")
        if self.provider != OPENID and (self.id or self.name or self.server_url):
            raise ValueError("id, name and server_url are for openid_connect")
        return self


def repeated(providers: Sequence[SignInProvider]) -> list[str]:
    """Return what stands more than once."""
    counts = Counter(one.id or one.provider for one in providers)
    return sorted(name for name, count in counts.items() if count > 1)


def allauth_apps(providers: Sequence[SignInProvider]) -> list[str]:
    """Return the Django apps of the providers, each once."""
    return sorted({f"allauth.socialaccount.providers.{one.provider}" for one in providers})


def allauth_providers(providers: Sequence[SignInProvider]) -> dict[str, dict[str, Any]]:
    """Return allauth's ``SOCIALACCOUNT_PROVIDERS``; PKCE wherever the protocol has it."""
    settings: dict[str, dict[str, Any]] = {}
    for one in providers:
        app: dict[str, Any] = {"client_id": one.client_id, "secret": one.secret}
        if one.provider == OPENID:
            app |= {"provider_id": one.id, "name": one.name, "settings": {"server_url": one.server_url}}
        settings.setdefault(one.provider, {"APPS": [], "OAUTH_PKCE_ENABLED": True})["APPS"].append(app)
    return settings

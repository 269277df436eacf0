"""The settings of a node: one typed object, read once from the environment.

Every setting is a variable ``QIAOMOST_…``; ``docs/reference/settings.md`` lists them all (a test holds the two
together). A value that does not parse stops start-up and names its variable.
"""

from __future__ import annotations

import os
import secrets
import sys
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, PositiveInt, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from qiaomost.conf.mail import mail_settings
from qiaomost.conf.sign_in import SignInProvider, repeated
from qiaomost.translation.providers import TranslatorUnavailable, load_translator


def _default_data_dir() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "qiaomost"


class Settings(BaseSettings):
    """What an operator may set."""

    model_config = SettingsConfigDict(env_prefix="QIAOMOST_", extra="forbid")

    data_dir: Path = Field(
        default_factory=_default_data_dir, description="Folder of database, index and files."
    )
    database_url: str = Field("", description="postgresql://…; empty means SQLite in the data folder.")
    index_url: str = Field("", description="sqlite:/path; empty means index.db in the data folder.")
    encoder: str = Field("default", description="Encoder of qiaosearch; see its reference.")
    encoder_threads: int = Field(2, ge=1, le=64, description="Threads that one process uses to encode.")
    secret_key: str = Field("", description="Key of sessions; empty means one kept in the data folder.")
    allowed_hosts: list[str] = Field(
        ["127.0.0.1", "localhost", "[::1]"], description="Host names of the site."
    )
    site_url: str = Field("http://127.0.0.1:8000", description="Address of the site in mails and exports.")
    behind_tls: bool = Field(False, description="The site is served over HTTPS: secure cookies, HSTS.")
    debug: bool = Field(False, description="Show tracebacks to visitors; never in production.")
    demonstration: bool = Field(
        False, description="Say on every page that organisations and persons are invented."
    )
    node_code: str = Field(
        "local", pattern=r"^[a-z0-9-]{1,50}$", description="Code of this node in the network."
    )
    node_country: str = Field("CN", pattern=r"^(CN|RU)$", description="Country of this node.")
    log_format: Literal["line", "json"] = Field("line", description="Form of the log on stderr.")
    time_zone: str = Field("Asia/Shanghai", description="Time zone in which pages show times.")
    attachment_limit_mb: int = Field(20, ge=1, le=1024, description="Largest attachment in megabytes.")
    email_url: str = Field("", description="smtp://…; empty means files in mail/ of the data folder.")
    email_from: str = Field("Qiaomost <noreply@localhost>", description="Sender of mails.")
    translator: str = Field("", description="Machine translation, as provider:place; empty means none.")
    translator_key: str = Field("", description="Key of the provider of machine translation.")
    translation_levels: list[Literal["public", "members", "room"]] = Field(
        ["public"], description="Levels whose texts may leave the node to be translated."
    )
    sign_in_providers: list[SignInProvider] = Field([], description="Sign-in by accounts elsewhere.")
    trusted_proxies: int = Field(
        0, ge=0, le=10, description="Reverse proxies whose X-Forwarded-For is believed."
    )
    screening_required: bool = Field(
        False, description="Without any list of parties imported, no party counts as clear."
    )
    cross_border_thresholds: list[PositiveInt] = Field(
        [100000, 1000000], description="Persons a year whose data are read abroad: numbers to be told of."
    )
    api_limit_key: int = Field(600, ge=1, le=1_000_000, description="Calls of the API a minute for one key.")
    api_limit_visitor: int = Field(
        120, ge=1, le=1_000_000, description="Calls of the API a minute for one visitor's address."
    )

    @field_validator("site_url")
    @classmethod
    def _without_a_slash_at_its_end(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("email_url")
    @classmethod
    def _is_a_mail_server(cls, value: str) -> str:
        mail_settings(value)
        return value

    @field_validator("translator")
    @classmethod
    def _is_a_provider(cls, value: str) -> str:
        try:
            load_translator(value)
        except TranslatorUnavailable as error:
            raise ValueError(str(error)) from error
        return value

    @field_validator("sign_in_providers")
    @classmethod
    def _names_each_provider_once(cls, value: list[SignInProvider]) -> list[SignInProvider]:
        if twice := repeated(value):
            raise ValueError(f"more than once: {', '.join(twice)}")
        return value

    def resolved_database_url(self) -> str:
        """The database, with the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'qiaomost.db'}"

    def resolved_index_url(self) -> str:
        """The index, with the default filled in."""
        return self.index_url or f"sqlite:{self.data_dir / 'index.db'}"

    def resolved_secret_key(self) -> str:
        """The key of sessions; on the first start it is made and kept, readable by this account only."""
        if self.secret_key:
            return self.secret_key
        path = self.data_dir / "secret_key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f"{path.name}.{os.getpid()}")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(50), encoding="ascii")
            try:
                os.link(fresh, path)  # of two first starts at once, one key wins
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return path.read_text(encoding="ascii")


@cache
def load() -> Settings:
    """Read the settings, once.

    Raises:
        SystemExit: with status 2, after naming on stderr each variable that does not parse.
    """
    try:
        return Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = f"QIAOMOST_{str(problem['loc'][0]).upper()}"
            sys.stderr.write(f"{name}: {problem['msg']}\n")
        raise SystemExit(2) from None
    except SettingsError as error:  # a list that is no JSON; the message names the field
        sys.stderr.write(f"QIAOMOST_… (a list is written as JSON): {error}\n")
        raise SystemExit(2) from None

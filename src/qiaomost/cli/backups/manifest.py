"""What a backup says of its node: when and of what it was made, and what has to be set for it to be of use.

BackupNotForHere (Exception)  this installation can't take the backup; the message says why
"""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version
from typing import Any, Literal

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.crypto import salted_hmac
from pydantic import BaseModel, ConfigDict

SECRETS = {"secret_key", "database_url", "email_url", "translator_key", "sign_in_providers"}
"""Settings that may hold a password: named in a backup, never written into it."""

PLACES = {"data_dir", "index_url"}
"""Settings that may differ on another machine."""

CHECKED_BY = "qiaomost.backup"


class BackupNotForHere(Exception):
    """This installation can't take the backup."""


class Manifest(BaseModel):
    """``manifest.json``. ``settings`` are those that were set, without secrets, whose names are in ``secrets_set``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["qiaomost-backup/1"] = "qiaomost-backup/1"
    made_at: datetime
    version: str
    database: Literal["sqlite", "postgresql"]
    migrations: list[str]
    key_check: str
    settings: dict[str, Any]
    secrets_set: list[str]


def manifest_of_this_node(*, now: datetime) -> Manifest:
    """Say what this node is."""
    node = settings.QIAOMOST
    given = node.model_dump(mode="json", include=node.model_fields_set - SECRETS)
    return Manifest(
        made_at=now,
        version=version("qiaomost"),
        database=connection.vendor,
        migrations=[".".join(key) for key in sorted(MigrationLoader(connection).applied_migrations)],
        key_check=key_check(node.resolved_secret_key()),
        settings={_variable(name): given[name] for name in sorted(given)},
        secrets_set=sorted(map(_variable, node.model_fields_set & SECRETS)),
    )


def key_check(secret_key: str) -> str:
    """A mark by which a key is recognised, and can't be found out."""
    return salted_hmac(CHECKED_BY, "", secret=secret_key, algorithm="sha256").hexdigest()


def check_fits(manifest: Manifest) -> None:
    """Hold a backup against this installation.

    Raises:
        BackupNotForHere: its database is of another kind, or a newer version made it.
    """
    if manifest.database != connection.vendor:
        raise BackupNotForHere(
            f"it is of a node on {manifest.database}, and this one is on {connection.vendor}. Set "
            "QIAOMOST_DATABASE_URL to an empty database of that kind."
        )
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    apps = {name.partition(".")[0] for name in known}
    newer = [name for name in manifest.migrations if name not in known and name.partition(".")[0] in apps]
    if newer:
        raise BackupNotForHere(
            f"it was made by a newer version, {manifest.version} ({newer[-1]} is not known here). "
            "Install that version or a later one first."
        )


def what_differs(manifest: Manifest) -> list[str]:
    """Settings of the backup's node that are others here, or that have to be given again, one line each."""
    node = settings.QIAOMOST
    here = {_variable(name): value for name, value in node.model_dump(mode="json").items()}
    given = set(map(_variable, node.model_fields_set))
    skipped = set(map(_variable, PLACES))
    lines = [
        f"{name} was {value!r} and is {here.get(name)!r} here."
        for name, value in manifest.settings.items()
        if name not in skipped and here.get(name) != value
    ]
    lines += [
        f"{name} was set; it is secret and in no backup."
        for name in manifest.secrets_set
        if name not in given
    ]
    if key_check(node.resolved_secret_key()) != manifest.key_check:
        lines.append(
            "The secret key is another one: everybody has to sign in again, and invitations and certificates of "
            "erasure that were sent out are no longer recognised. Set QIAOMOST_SECRET_KEY to the old one."
        )
    return lines


def _variable(field: str) -> str:
    return f"QIAOMOST_{field.upper()}"

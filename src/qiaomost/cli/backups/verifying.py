"""Whether what was brought back is whole: the database itself, every file that a row names, every ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.core.files.storage import default_storage
from django.db.models import Field, FileField, Model

from qiaomost.compliance.models import ConsentRow, DisclosureHead
from qiaomost.compliance.models.chains import GENESIS, canonical, sha256
from qiaomost.compliance.services import disclosure
from qiaomost.compliance.services.verify_ledger import tell


def models_with_files() -> list[type[Model]]:
    """The models whose rows name a file by its SHA-256: ``file`` or ``path`` says where it lies."""
    return [model for model in apps.get_models() if _has_field(model, "sha256") and _names_a_file(model)]


def missing_files() -> Iterator[str]:
    """The files that rows name and that are not there."""
    for model in models_with_files():
        for row in model._default_manager.exclude(sha256="").iterator():
            name = name_of_file(row)
            if name and not Path(default_storage.path(name)).is_file():
                yield name


def name_of_file(row: Any) -> str:
    """Where the file of a row lies below ``files/``; empty where it has none."""
    return str(row.path) if _has_path(type(row)) else str(row.file.name or "")


def misnamed(sums: dict[str, str]) -> list[str]:
    """The files whose content is not the one that they are named by: they were damaged where they lay.

    Args:
        sums: name in the archive → SHA-256.
    """
    return [name for name, digest in sums.items() if name.startswith("files/") and Path(name).name != digest]


def broken_ledgers() -> Iterator[str]:
    """What is wrong with the disclosure ledgers, in words."""
    for case_id in DisclosureHead.objects.order_by("pk").values_list("pk", flat=True).iterator():
        rows = disclosure.chain_of(case_id).iterator(chunk_size=2000)
        report = disclosure.verify_chain(rows, heads=disclosure.heads_kept(case_id))
        report.chain = report.chain or f"case/{case_id}"
        if not report.is_valid:
            yield "\n".join(tell(report, "en", with_head=True))


def broken_consents() -> Iterator[str]:
    """The accounts whose chain of consents does not hold together, in words."""
    rows = ConsentRow.objects.order_by("account_id", "sequence")
    before: ConsentRow | None = None
    told: UUID | None = None
    for row in rows.iterator(chunk_size=2000):
        first = before is None or before.account_id != row.account_id
        expected = (1, GENESIS) if first or before is None else (before.sequence + 1, before.hash)
        is_sound = (row.sequence, row.previous) == expected and row.hash == sha256(canonical(row.content()))
        if not is_sound and told != row.account_id:
            told = row.account_id
            yield f"The consents of account {row.account_id} do not hold together at row {row.sequence}."
        before = row


def _has_path(model: type[Model]) -> bool:
    return isinstance(getattr(model, "path", None), property)


def _has_field(model: type[Model], name: str, kind: type[Field[Any, Any]] = Field) -> bool:
    try:
        return isinstance(model._meta.get_field(name), kind)
    except FieldDoesNotExist:
        return False


def _names_a_file(model: type[Model]) -> bool:
    return _has_path(model) or _has_field(model, "file", FileField)

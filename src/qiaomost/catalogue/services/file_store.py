"""Where the bytes of attachments lie: one file for each content, named by its hash."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.storage import default_storage

from qiaomost.catalogue.models import Attachment
from qiaomost.catalogue.models.records import ATTACHMENT_FOLDER

UNUSED_FOR = timedelta(days=1)
"""How long bytes without a row stay: longer than any transaction that is about to write one."""


def keep(name: str, content: bytes) -> None:
    """Put ``content`` under ``name``, whole or not at all; bytes that an earlier attempt left are reused."""
    path = Path(default_storage.path(name))
    if path.exists() and path.stat().st_size == len(content):
        os.utime(path)  # so that a sweep running now leaves it
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def sweep_files(*, now: datetime) -> int:
    """Delete bytes that no attachment has named for ``UNUSED_FOR``; returns how many files."""
    used = set(Attachment.objects.values_list("sha256", flat=True))
    return sweep_folder(ATTACHMENT_FOLDER, used, now=now)


def sweep_folder(name: str, used: Collection[str], *, now: datetime) -> int:
    """Delete what has lain in a folder for ``UNUSED_FOR`` under no hash of ``used``; returns how many files.

    ``used`` may be older than the files: what was written since is too young to go.
    """
    before = (now - UNUSED_FOR).timestamp()
    files = [path for path in Path(default_storage.path(name)).glob("*/*") if path.is_file()]
    unused = [path for path in files if path.stat().st_mtime < before and path.name not in used]
    for path in unused:
        path.unlink(missing_ok=True)
    return len(unused)

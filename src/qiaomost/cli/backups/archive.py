"""The file of a backup: tar, with ``SHA256SUMS`` as its last member.

The sums come last, so that an archive that was cut off anywhere has none. Whoever has no Qiaomost at hand checks it
with ``tar xf`` and ``sha256sum -c SHA256SUMS``.

ArchiveBroken (Exception)  it was cut off or changed, or is no backup of a node
"""

from __future__ import annotations

import hashlib
import io
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

SUMS = "SHA256SUMS"
NAME = re.compile(
    r"manifest\.json|SHA256SUMS|secret_key|database\.(?:sqlite3|pgdump)|files(?:/\w[\w.-]*)+", re.ASCII
)
LINE = re.compile(r"([0-9a-f]{64})  (.+)")
CHUNK = 1 << 20


class ArchiveBroken(Exception):
    """The archive was cut off or changed, or is no backup of a node; the message says which."""


class Writer:
    """Puts members into an archive, and remembers their sums."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.sums: dict[str, str] = {}

    def add_file(self, name: str, path: Path) -> None:
        """Add a file, which must not change meanwhile."""
        with path.open("rb") as file:
            self._add(name, file, path.stat().st_size)

    def add_text(self, name: str, text: str) -> None:
        """Add a member with these words in UTF-8."""
        data = text.encode()
        self._add(name, io.BytesIO(data), len(data))

    def _add(self, name: str, stream: IO[bytes], size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        hashing = _Hashing(stream)
        self._tar.addfile(member, hashing)
        self.sums[name] = hashing.digest.hexdigest()


class _Hashing(io.RawIOBase):
    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.digest.update(data)
        return data


@contextmanager
def written_archive(stream: BinaryIO, *, is_compressed: bool) -> Iterator[Writer]:
    """Write an archive into ``stream``; the sums are added at the end, if nothing was raised."""
    with tarfile.open(fileobj=stream, mode="w|gz" if is_compressed else "w|") as tar:
        writer = Writer(tar)
        yield writer
        lines = "".join(f"{digest}  {name}\n" for name, digest in writer.sums.items())
        writer.add_text(SUMS, lines)


def extract(file: Path, into: Path) -> dict[str, str]:
    """Unpack an archive into an empty folder, and hold every member against the sums; returns name → SHA-256.

    Raises:
        ArchiveBroken: it was cut off or changed, or holds what no backup holds. What was unpacked stays.
        OSError: a file can't be read or written.
    """
    try:
        with tarfile.open(file, "r:*") as tar:
            found = {member.name: _unpacked(tar, member, into) for member in tar}
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise ArchiveBroken(f"it can't be read to its end ({error})") from error
    if SUMS not in found:
        raise ArchiveBroken(f"{SUMS} is missing: it was cut off, or is no backup")
    del found[SUMS]
    _hold_against(found, _sums(into / SUMS))
    return found


def _unpacked(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> str:
    if not NAME.fullmatch(member.name) or not member.isreg():
        raise ArchiveBroken(f"it holds “{member.name}”, which is no part of a backup")
    target, source = into / member.name, tar.extractfile(member)
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    if source is None or target.exists():
        raise ArchiveBroken(f"it holds “{member.name}” twice")
    with source, target.open("xb") as out:
        while data := source.read(CHUNK):
            digest.update(data)
            out.write(data)
    return digest.hexdigest()


def _sums(file: Path) -> dict[str, str]:
    lines = [LINE.fullmatch(line) for line in file.read_text(encoding="utf-8", errors="replace").splitlines()]
    return {line[2]: line[1] for line in lines if line}


def _hold_against(found: dict[str, str], sums: dict[str, str]) -> None:
    for name in sorted(found.keys() | sums.keys()):
        if name not in found:
            raise ArchiveBroken(f"“{name}” is missing in it")
        if found[name] != sums.get(name):
            raise ArchiveBroken(f"“{name}” is not what its checksum says")

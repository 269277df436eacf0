"""Data files out of installed packages: found without importing the package, checked by sha256 once."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from qiaosearch.errors import EncoderUnavailable, ModelFileMismatch

_LEFTOVER_AFTER_S = 3600


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that a package ships, pinned by content.

    Attributes:
        package: import name of the package; ``distribution`` is what a person installs.
        path: where the file lies inside the package.
        sha256: lower-case hexadecimal digest of the content.
    """

    package: str
    distribution: str
    path: str
    sha256: str

    def locate(self, cache: Path) -> Path:
        """Return the file's place after checking its content.

        A content that was checked before is not hashed again while path, size and time of change stay the
        same; ``cache`` remembers it.

        Raises:
            EncoderUnavailable: the package or the file is missing.
            ModelFileMismatch: the content is not the pinned one.
        """
        spec = importlib.util.find_spec(self.package)
        if spec is None or not spec.submodule_search_locations:
            raise EncoderUnavailable(
                f"The package {self.distribution} is missing: install {self.distribution}."
            )
        file = Path(spec.submodule_search_locations[0], self.path).resolve()
        if not file.is_file():
            raise EncoderUnavailable(
                f"{self.distribution} has no {self.path}: install the release that we pin."
            )
        verify(file, self.sha256, cache)
        return file


def default_cache() -> Path:
    """The cache folder: ``$QIAOSEARCH_CACHE``, else ``qiaosearch`` in ``$XDG_CACHE_HOME`` or ``~/.cache``."""
    if chosen := os.environ.get("QIAOSEARCH_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "qiaosearch"


def verify(file: Path, sha256: str, cache: Path) -> None:
    """Check that ``file`` has this sha256; remember the answer in ``cache`` for the file's identity.

    Raises:
        ModelFileMismatch: it has another one.
    """
    stat = file.stat()
    identity = f"{file}\n{stat.st_size}\n{stat.st_mtime_ns}\n{sha256}"
    mark = cache / "verified" / hashlib.sha256(identity.encode()).hexdigest()
    if os.path.exists(mark):  # also False where the folder may not be entered
        return
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != sha256:
        raise ModelFileMismatch(
            f"{file} has sha256 {found}, not {sha256}: reinstall the package that ships it."
        )
    with contextlib.suppress(OSError):  # a cache that can't be written costs time, nothing else
        write_atomically(mark, b"")


def write_atomically(target: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, whoever else writes it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(target)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=_prefix(target))
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, 0o644)  # a cache that one user filled may serve another
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _prefix(target: Path) -> str:
    return f".{target.name}."


def _remove_leftovers(target: Path) -> None:
    """Remove what killed writers left; a younger file may be one that another process is writing."""
    for leftover in target.parent.glob(f"{_prefix(target)}*"):
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime > _LEFTOVER_AFTER_S:
                leftover.unlink()

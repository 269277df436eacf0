import hashlib
import os
import time
from pathlib import Path

import pytest

from qiaosearch.encoders.datafiles import DataFile, default_cache, verify, write_atomically
from qiaosearch.errors import EncoderUnavailable, ModelFileMismatch

CONTENT = b"weights"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "weights.bin"
    path.write_bytes(CONTENT)
    return path


def test_locate_names_what_to_install(tmp_path: Path) -> None:
    missing = DataFile("no_such_package", "no-such-package==1.0", "weights.bin", DIGEST)
    with pytest.raises(EncoderUnavailable, match=r"install no-such-package==1\.0"):
        missing.locate(tmp_path)


def test_locate_refuses_another_release_without_the_file(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match=r"numpy has no weights\.bin"):
        DataFile("numpy", "numpy", "weights.bin", DIGEST).locate(tmp_path)


def test_locate_finds_a_file_with_the_pinned_content(tmp_path: Path) -> None:
    import numpy as np

    source = Path(np.__file__).resolve()
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    assert DataFile("numpy", "numpy", "__init__.py", digest).locate(tmp_path) == source


def test_verify_refuses_other_content(file: Path, tmp_path: Path) -> None:
    file.write_bytes(b"tampered")
    for _ in range(2):
        with pytest.raises(ModelFileMismatch, match=DIGEST):
            verify(file, DIGEST, tmp_path / "cache")


def test_verify_hashes_again_only_when_the_file_changed(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = []
    digest = hashlib.file_digest
    monkeypatch.setattr(hashlib, "file_digest", lambda *given: hashed.append(1) or digest(*given))
    cache = tmp_path / "cache"
    verify(file, DIGEST, cache)
    verify(file, DIGEST, cache)
    assert len(hashed) == 1
    os.utime(file, ns=(0, 0))
    verify(file, DIGEST, cache)
    assert len(hashed) == 2


def test_verify_works_without_a_writable_cache(file: Path) -> None:
    verify(file, DIGEST, file)  # a file where the folder should be: nothing can be written below it
    assert file.read_bytes() == CONTENT


def test_write_atomically_leaves_the_old_file_when_it_fails(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(file, b"new")
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert file.read_bytes() == CONTENT


def test_write_atomically_removes_what_killed_writers_left(file: Path) -> None:
    killed, writing = (file.parent / f".{file.name}.{name}" for name in ("killed", "writing"))
    killed.touch()
    writing.touch()
    yesterday = time.time() - 86_400
    os.utime(killed, (yesterday, yesterday))
    write_atomically(file, b"new")
    assert {path.name for path in file.parent.iterdir()} == {file.name, writing.name}
    assert file.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"QIAOSEARCH_CACHE": "/a", "XDG_CACHE_HOME": "/b"}, "/a"),
        ({"XDG_CACHE_HOME": "/b"}, "/b/qiaosearch"),
        ({"HOME": "/c"}, "/c/.cache/qiaosearch"),
    ],
)
def test_default_cache_follows_the_environment(
    environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QIAOSEARCH_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert default_cache() == Path(expected)

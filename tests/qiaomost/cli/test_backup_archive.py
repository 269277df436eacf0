"""The file of a backup: nothing that was cut off, changed or made up passes for one."""

from __future__ import annotations

import hashlib
import io
import random
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from qiaomost.cli.backups.archive import ArchiveBroken, extract, written_archive

FILE = "files/attachments/ab/report-1"
CONTENT = random.Random(7).randbytes(20_000)


def written(folder: Path, *, is_compressed: bool = False) -> Path:
    (folder / "source").write_bytes(CONTENT)
    file = folder / "node.tar"
    with file.open("wb") as stream, written_archive(stream, is_compressed=is_compressed) as archive:
        archive.add_file(FILE, folder / "source")
        archive.add_text("manifest.json", "{}")
    return file


def unpacked(file: Path) -> dict[str, str]:
    into = file.parent / "into"
    into.mkdir()
    return extract(file, into)


@pytest.mark.parametrize("is_compressed", [False, True])
def test_archive_comes_back_with_its_sums(is_compressed: bool, tmp_path: Path):
    sums = unpacked(written(tmp_path, is_compressed=is_compressed))
    assert sums == {
        FILE: hashlib.sha256(CONTENT).hexdigest(),
        "manifest.json": hashlib.sha256(b"{}").hexdigest(),
    }
    assert (tmp_path / "into" / FILE).read_bytes() == CONTENT


def test_archive_is_checked_without_qiaomost(tmp_path: Path):
    subprocess.run(["tar", "xf", written(tmp_path)], cwd=tmp_path, check=True)
    checked = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert checked.stdout == f"{FILE}: OK\nmanifest.json: OK\n"


@pytest.mark.parametrize("is_compressed", [False, True])
@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.8, 0.95])
def test_archive_that_was_cut_off_is_none(share: float, is_compressed: bool, tmp_path: Path):
    file = written(tmp_path, is_compressed=is_compressed)
    last = file.read_bytes().rindex(b"SHA256SUMS") if not is_compressed else file.stat().st_size
    file.write_bytes(file.read_bytes()[: int(last * share)])
    with pytest.raises(ArchiveBroken):
        unpacked(file)


def test_archive_with_a_changed_byte_is_none(tmp_path: Path):
    file = written(tmp_path)
    file.write_bytes(file.read_bytes().replace(CONTENT, CONTENT[:-1] + b"?"))
    with pytest.raises(ArchiveBroken, match=r"“files/attachments/ab/report-1” is not what its checksum says"):
        unpacked(file)


def member(name: str, **facts: object) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    for fact, value in facts.items():
        setattr(made, fact, value)
    return made


def with_members(*members: tarfile.TarInfo) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        with tarfile.open(folder / "node.tar", "w") as tar:
            for one in members:
                tar.addfile(one, io.BytesIO(b""))
        return folder / "node.tar"

    return write


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (with_members(member("../outside")), "“../outside”, which is no part"),
        (with_members(member("files/../../outside")), "which is no part"),
        (with_members(member("/etc/passwd")), "which is no part"),
        (with_members(member("files/a", type=tarfile.SYMTYPE, linkname="/etc/passwd")), "which is no part"),
        (with_members(member("files/a"), member("files/a")), "twice"),
        (with_members(member("manifest.json")), "SHA256SUMS is missing"),
        (with_members(member("manifest.json"), member("SHA256SUMS")), "is not what its checksum says"),
    ],
)
def test_archive_with_other_members_is_refused(write: Callable[[Path], Path], words: str, tmp_path: Path):
    with pytest.raises(ArchiveBroken, match=words):
        unpacked(write(tmp_path))
    assert not (tmp_path / "outside").exists()


def test_sums_that_name_more_than_is_there_are_refused(tmp_path: Path):
    file = tmp_path / "node.tar"
    with file.open("wb") as stream, written_archive(stream, is_compressed=False) as archive:
        archive.add_text("manifest.json", "{}")
        archive.sums["secret_key"] = "0" * 64
    with pytest.raises(ArchiveBroken, match="“secret_key” is missing"):
        unpacked(file)

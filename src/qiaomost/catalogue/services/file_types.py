"""What a file is, read from its content; and the short list of what may be attached."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile

import puremagic
from django.utils.translation import gettext as _

from qiaomost.common.errors import Invalid
from qiaosearch.text.normalise import clean

OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"

ACCEPTED: Mapping[str, str] = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".docx": f"{OFFICE}.wordprocessingml.document",
    ".xlsx": f"{OFFICE}.spreadsheetml.sheet",
    ".pptx": f"{OFFICE}.presentationml.presentation",
    ".odt": f"{OPEN_DOCUMENT}.text",
    ".ods": f"{OPEN_DOCUMENT}.spreadsheet",
    ".txt": "text/plain",
    ".csv": "text/csv",
}
"""Extension → media type; programs and markup that a browser runs (HTML, SVG) are left out on purpose."""

OFFICE_PARTS: Mapping[str, str] = {
    "word/document.xml": ".docx",
    "xl/workbook.xml": ".xlsx",
    "ppt/presentation.xml": ".pptx",
}
NAME_LIMIT = 200
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 200
MAX_ENTRIES = 10_000

_NOT_IN_NAMES = re.compile(r'[<>:"|?*\x00-\x1f]')
_NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP_OR_PROGRAM = re.compile(r"\s*(<[!?a-z]|#!|%pdf|\{\\rtf)", re.IGNORECASE)
_MACROS = re.compile(r"vbaproject\.bin$|^(basic|scripts)/", re.IGNORECASE)


def file_name(name: str) -> str:
    """Return ``name`` without folders and without characters that deceive or that some system can't store.

    Raises:
        Invalid: nothing is left of it, or its extension is not accepted.
    """
    last = re.split(r"[/\\]", clean(name))[-1]
    path = PurePosixPath(_NOT_IN_NAMES.sub("_", " ".join(last.split())).lstrip(". ") or "_")
    extension = path.suffix.lower()
    if extension not in ACCEPTED:
        raise _refusal(
            _("Files of this type are not accepted; these are: %(types)s.") % {"types": ", ".join(ACCEPTED)}
        )
    return path.stem[: NAME_LIMIT - len(extension)] + extension


def media_type_of(content: bytes, name: str) -> str:
    """Return the media type of ``content``, whose ``name`` was cleaned by ``file_name``.

    Raises:
        Invalid: the content is not what the extension says, or is made to do harm; with the reason.
    """
    extension = PurePosixPath(name).suffix
    media_type = ACCEPTED[extension]
    if not content:
        raise _refusal(_("The file is empty."))
    if media_type.startswith("text/"):
        fits = _is_plain_text(content)
    elif media_type.startswith((OFFICE, OPEN_DOCUMENT)):
        fits = _package_type(content) == media_type
    else:
        fits = media_type in _guesses(content)
    if not fits:
        found = next(iter(_guesses(content)), "")
        raise _refusal(
            _("The content is not what the name says (%(extension)s)%(found)s.")
            % {"extension": extension, "found": f": {found}" if found else ""}
        )
    return media_type


def _guesses(content: bytes) -> dict[str, None]:
    """Media types by the first bytes, likeliest first."""
    try:
        return dict.fromkeys(match.mime_type for match in puremagic.magic_string(content) if match.mime_type)
    except (puremagic.PureError, ValueError):
        return {}


def _is_plain_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not _NOT_IN_TEXT.search(text) and not _MARKUP_OR_PROGRAM.match(text)


def _package_type(content: bytes) -> str | None:
    """The media type of an office document, which is a ZIP file of known parts."""
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with ZipFile(io.BytesIO(content)) as package:
            _require_harmless(package, len(content))
            return _office_type(package) or _open_document_type(package)
    except (BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, zlib.error):
        return None


def _require_harmless(package: ZipFile, packed: int) -> None:
    """The directory's sizes are enough: no reader unpacks more of an entry than its stated size."""
    entries = package.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > min(MAX_UNPACKED, MAX_RATIO * packed):
        raise _refusal(_("Unpacked, this file would be far larger than it looks."))
    if any(entry.flag_bits & 1 for entry in entries):
        raise _refusal(_("The file is encrypted, so it can't be checked."))
    if any(_MACROS.search(entry.filename) for entry in entries):
        raise _refusal(_("The file contains macros."))


def _office_type(package: ZipFile) -> str | None:
    names = set(package.namelist())
    found = [extension for part, extension in OFFICE_PARTS.items() if part in names]
    return ACCEPTED[found[0]] if len(found) == 1 and "[Content_Types].xml" in names else None


def _open_document_type(package: ZipFile) -> str | None:
    if "mimetype" not in package.namelist() or package.getinfo("mimetype").file_size > NAME_LIMIT:
        return None
    return package.read("mimetype").decode("ascii", "replace").strip()


def _refusal(reason: str) -> Invalid:
    return Invalid(fields={"file": reason})

"""What a file could do when it is opened: macros, scripts, programs inside; such a file is refused.

``file_types`` has checked what the file is, and that an office document is no bomb and has no VBA project. Here its
parts are looked at. What can't be looked into, such as an encrypted PDF, is refused too.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from zipfile import ZipFile

from django.utils.translation import gettext as _

from qiaomost.catalogue.services.file_types import OFFICE, OPEN_DOCUMENT, file_name, media_type_of
from qiaomost.common.errors import Invalid, Message

MOST_UNPACKED = 64 * 1024 * 1024
MOST_NESTED = 3
"""Documents inside of documents that are opened; deeper ones are refused."""

_ACTIVE_PARTS = re.compile(
    r"vbaproject|activex/|macrosheets/|\.(exe|dll|js|vbs|ps1|bat|cmd|scr|jar|hta)$", re.IGNORECASE
)
_OLE_OBJECT = re.compile(r"embeddings/.*\.bin$|oleobject", re.IGNORECASE)
_NESTED = re.compile(r"embeddings/[^/]+\.(docx|xlsx|pptx|odt|ods)$", re.IGNORECASE)
_MACRO_TYPES = re.compile(
    rb"macroEnabled|vnd\.ms-office\.(vba|activeX)|ms-excel\.(intl)?macrosheet", re.IGNORECASE
)
_REMOTE_PART = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External)"
    rb"(?=[^>]*/(attachedTemplate|oleObject|frame|subDocument|externalLinkPath|package)[\"'])",
    re.IGNORECASE,
)
_FIELD_THAT_RUNS = re.compile(
    rb"<w:instr(Text[^>]*>|[^>]*\bw:instr\s*=\s*[\"'])\s*DDE(AUTO)?\b", re.IGNORECASE
)
_SIMPLE_FIELD = re.compile(rb"w:instr\s*=\s*[\"']\s*DDE(AUTO)?\b", re.IGNORECASE)
_FORMULA_THAT_RUNS = re.compile(rb"<ddeLink\b", re.IGNORECASE)
_OPEN_SCRIPT = re.compile(rb"<script:event-listener\b|<office:script\b|<office:dde-source\b", re.IGNORECASE)
_TABLE_THAT_RUNS = re.compile(r"(?:^|[,;\t])\s*\"?\s*[=+\-@][^,;\t\n]*\|[^,;\t\n]*!", re.MULTILINE)

_PDF_ACTIVE = re.compile(
    rb"/(JavaScript|Launch|RichMedia|EmbeddedFiles?|SubmitForm|ImportData|XFA)(?![A-Za-z0-9_])"
)
_PDF_ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9_])")
_PDF_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_FILTERS = re.compile(rb"/([A-Za-z0-9]+Decode|Crypt)(?![A-Za-z0-9_])")
_PDF_OBJECTS = re.compile(rb"/ObjStm(?![A-Za-z0-9_])")


def require_inactive(content: bytes, media_type: str) -> None:
    """Check that nothing in ``content``, which is of ``media_type``, runs or fetches when it is opened.

    Raises:
        Invalid: something does, or it can't be looked into; with the reason.
    """
    if media_type.startswith((OFFICE, OPEN_DOCUMENT)):
        _require_inactive_package(content, MOST_NESTED)
    elif media_type == "application/pdf":
        _require_inactive_pdf(content)
    elif media_type == "text/csv" and _TABLE_THAT_RUNS.search(content.decode("utf-8-sig")):
        raise _refusal(_("A cell of the table would start a program."))


def _require_inactive_package(content: bytes, depth: int) -> None:
    with ZipFile(io.BytesIO(content)) as package:
        for entry in package.infolist():
            if _ACTIVE_PARTS.search(entry.filename):
                raise _refusal(_("The file contains macros."))
            if _OLE_OBJECT.search(entry.filename):
                raise _refusal(_("An object of another program is embedded in the file."))
            if _NESTED.search(entry.filename):
                _require_inactive_nested(package.read(entry), entry.filename, depth)
            elif entry.filename.lower().endswith((".xml", ".rels")):
                _require_inactive_part(package.read(entry))


def _require_inactive_nested(content: bytes, name: str, depth: int) -> None:
    if depth == 0:
        raise _refusal(_("Documents are embedded too deep in the file to be checked."))
    media_type_of(content, file_name(name))
    _require_inactive_package(content, depth - 1)


def _require_inactive_part(part: bytes) -> None:
    text = _as_utf8(part)
    if _MACRO_TYPES.search(text) or _OPEN_SCRIPT.search(text):
        raise _refusal(_("The file contains macros."))
    if _REMOTE_PART.search(text):
        raise _refusal(_("The file fetches a part of itself from elsewhere."))
    if _FIELD_THAT_RUNS.search(text) or _SIMPLE_FIELD.search(text) or _FORMULA_THAT_RUNS.search(text):
        raise _refusal(_("A field of the file would start a program."))


def _as_utf8(part: bytes) -> bytes:
    """XML in UTF-16 as bytes that the patterns read."""
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        return part.decode("utf-16", "replace").encode()
    if b"\x00" in part[:4]:
        raise _refusal(_("The file is written in a way that can't be checked."))
    return part


def _require_inactive_pdf(content: bytes) -> None:
    """Names may be escaped, and objects packed into compressed streams: both are undone first."""
    plain = _unescaped(content)
    if _PDF_ENCRYPTED.search(plain):
        raise _refusal(_("The file is encrypted, so it can't be checked."))
    for text in (plain, *_packed_objects(content)):
        if _PDF_ACTIVE.search(text):
            raise _refusal(_("The PDF contains scripts, programs or other files. Save it without them."))


def _packed_objects(content: bytes) -> Iterator[bytes]:
    left = MOST_UNPACKED
    for match in _PDF_STREAM.finditer(content):
        start = max(content.rfind(b"obj", 0, match.start() - 1), match.start() - 4096, 0)
        head = _unescaped(content[start : match.start()])
        if not _PDF_OBJECTS.search(head):
            continue
        filters = {found.decode() for found in _PDF_FILTERS.findall(head)}
        if filters - {"FlateDecode"}:
            raise _refusal(_("The file is written in a way that can't be checked."))
        packed = content[match.end() :]
        text = _inflated(packed, left) if filters else packed[: packed.find(b"endstream")]
        left -= len(text)
        yield _unescaped(text)


def _inflated(packed: bytes, left: int) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(packed, max(left, 1))
    except zlib.error as error:
        raise _refusal(_("The file is written in a way that can't be checked.")) from error
    if not unpacking.eof:
        raise _refusal(_("Unpacked, this file would be far larger than it looks."))
    return text


def _unescaped(text: bytes) -> bytes:
    return _PDF_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), text)


def _refusal(reason: Message) -> Invalid:
    return Invalid(fields={"file": reason})

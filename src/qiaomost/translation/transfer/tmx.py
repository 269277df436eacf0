"""TMX 1.4b, read and written as a stream. The reader takes no entities, no DTD and nothing from the network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import IO, Any

from django.utils.translation import gettext as _
from lxml import etree

from qiaomost.common.languages import LanguageCode
from qiaomost.translation.models import Segment
from qiaomost.translation.services import SegmentDraft
from qiaomost.translation.states import SegmentOrigin

XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
ORIGIN = "x-qiaomost-origin"
ALL = "*all*"


class UnreadableFile(ValueError):
    """The file is no TMX or table that we read; the message says why, and where."""


def read_tmx(stream: IO[bytes]) -> Iterator[SegmentDraft]:
    """Yield the pairs of a TMX file: from its source language into the others, or each way where it names none.

    Languages other than Chinese, Russian and English are passed over; ``zh-CN`` counts as ``zh``. Marks inside a
    segment are dropped, their words kept.

    Raises:
        UnreadableFile: it is no well-formed TMX, or declares entities.
    """
    events = etree.iterparse(
        stream,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        yield from _pairs(events)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(_("This is no well-formed XML: %(reason)s") % {"reason": error}) from error


def _pairs(events: Iterable[tuple[str, Any]]) -> Iterator[SegmentDraft]:
    root, general = None, ALL
    for event, element in events:
        if root is None:
            root = element
            _require_tmx(root)
        name = etree.QName(element).localname
        if event == "start" and name == "header":
            general = element.get("srclang", ALL)
        elif event == "end" and name == "tu":
            yield from _pairs_of(element, element.get("srclang", general))
            _forget(element)


def _require_tmx(root: Any) -> None:
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and list(dtd.iterentities()):
        raise UnreadableFile(_("The file declares entities, which a translation memory has no use for."))
    if etree.QName(root).localname != "tmx":
        raise UnreadableFile(_("This is no TMX file: its first element is “%(name)s”.") % {"name": root.tag})


def _pairs_of(unit: Any, source: str) -> Iterator[SegmentDraft]:
    texts: dict[str, str] = {}
    for variant in unit.iterchildren("{*}tuv"):
        language = _language(variant.get(XML_LANGUAGE) or variant.get("lang") or "")
        segment = next(variant.iterchildren("{*}seg"), None)
        if language and segment is not None:
            texts.setdefault(language, _words(segment))
    origins = [prop.text for prop in unit.iterchildren("{*}prop") if prop.get("type") == ORIGIN]
    is_machine = origins == [SegmentOrigin.MACHINE.value]
    origin = SegmentOrigin.MACHINE if is_machine else SegmentOrigin.HUMAN
    first = _language(source)
    for left, right in permutations(texts, 2):
        if first in ("", left):
            yield SegmentDraft(left, right, texts[left], texts[right], origin.value)


def _language(code: str) -> str:
    """``zh`` of ``zh-Hans-CN``; nothing for a language that the network does not have."""
    short = code.replace("_", "-").partition("-")[0].lower()
    return short if short in LanguageCode.values else ""


def _words(segment: Any) -> str:
    """The words of a segment; entity references, which nothing declares, are left out."""
    return "".join(text for text in segment.itertext() if isinstance(text, str))


def _forget(element: Any) -> None:
    """Free what has been read, so that a file of any length fits."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def write_tmx(segments: Iterable[Segment], stream: IO[bytes], *, version: str) -> int:
    """Write approved segments as TMX 1.4b; returns how many."""
    header = {
        "creationtool": "qiaomost",
        "creationtoolversion": version,
        "segtype": "sentence",
        "o-tmf": "qiaomost",
        "adminlang": "en",
        "srclang": ALL,
        "datatype": "plaintext",
    }
    written = 0
    with etree.xmlfile(stream, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("tmx", version="1.4"):
            file.write(etree.Element("header", header), "\n")
            with file.element("body"):
                for segment in segments:
                    file.write(_unit(segment), "\n")
                    written += 1
    return written


def _unit(segment: Segment) -> Any:
    moment = (segment.approved_at or segment.created_at).strftime("%Y%m%dT%H%M%SZ")
    unit = etree.Element("tu", srclang=segment.source_language, changedate=moment)
    pairs = (
        (segment.source_language, segment.source_text),
        (segment.target_language, segment.target_text),
    )
    for language, text in pairs:
        variant = etree.SubElement(unit, "tuv", {XML_LANGUAGE: language})
        etree.SubElement(variant, "seg").text = text
    return unit

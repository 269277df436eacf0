"""What python-docx leaves to its users: fonts by script, languages of runs, fields, borders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import Table, _Row
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

LATIN, SONG, HEI = "Times New Roman", "SimSun", "SimHei"
"""Fonts that Word and WPS have in both countries; SimHei is how Chinese sets a heading apart, not bold type."""

SIZE = 10.5
"""Points; 五号, the usual size of Chinese contracts."""

_TAGS = {"zh": ("en-US", "zh-CN"), "ru": ("ru-RU", "zh-CN"), "en": ("en-GB", "zh-CN")}
_AFTER_BORDERS = ("shd", "tblLayout", "tblCellMar", "tblLook")
_MARGIN_MM, _SHORT_MM, _LONG_MM = 18, 210, 297


def empty_document(*, title: str, is_wide: bool, day: date | None) -> Document:
    """Return a document of A4 without words, upright or ``is_wide``; it tells no time but the ``day``."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    word = docx.Document()
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    wide, high = (_LONG_MM, _SHORT_MM) if is_wide else (_SHORT_MM, _LONG_MM)
    section.page_width, section.page_height = Mm(wide), Mm(high)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN_MM)
    normal = word.styles["Normal"]
    normal.font.size = Pt(SIZE)
    normal.paragraph_format.space_after = Pt(0)
    _set_fonts(normal.element.get_or_add_rPr(), SONG)
    about = word.core_properties
    about.title, about.author, about.comments, about.revision = title[:255], "", "", 1
    about.created = about.modified = datetime(*(day or date(2000, 1, 1)).timetuple()[:3], tzinfo=UTC)
    return word


def add_text(
    paragraph: Paragraph, text: str, language: str, *, strong: bool = False, size: float | None = None
) -> Run:
    """Add a run with the fonts and the language tag of ``language``; ``size`` is in points."""
    from docx.shared import Pt

    run = paragraph.add_run(text)
    properties = run._element.get_or_add_rPr()
    _set_fonts(properties, HEI if strong else SONG, by_context=language == "zh")
    run.bold = True if strong and language != "zh" else None
    if size:
        run.font.size = Pt(size)
    latin, east_asian = _TAGS[language]
    properties.append(_element("w:lang", {"w:val": latin, "w:eastAsia": east_asian}))
    return run


def add_field(paragraph: Paragraph, code: str, language: str, *, size: float) -> None:
    """Add a field that Word computes, such as ``PAGE``."""
    for kind in ("begin", "", "separate", "1", "end"):
        run = add_text(paragraph, kind if kind == "1" else "", language, size=size)
        if kind == "":
            run._element.append(_element("w:instrText", {"xml:space": "preserve"}, text=f" {code} "))
        elif kind != "1":
            run._element.append(_element("w:fldChar", {"w:fldCharType": kind}))


def keep_with_next(paragraph: Paragraph, *, before: float) -> None:
    """Keep a paragraph on the page of the next one, with space of ``before`` points above it."""
    from docx.shared import Pt

    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.space_after = Pt(2)


def widths(table: Table, word: Document, shares: Sequence[float]) -> None:
    """Fix the widths of a table's columns as ``shares`` of the text's width, also of rows that are added later."""
    section = word.sections[0]
    whole = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = int(whole * share)


def borders(table: Table, *, inside_vertical: bool, all_around: bool = False) -> None:
    """Draw thin lines: between columns, or also between rows and around."""
    from docx.oxml.ns import qn

    edges = ["top", "left", "bottom", "right", "insideH"] if all_around else []
    drawn = _element("w:tblBorders", {})
    for edge in [*edges, *(["insideV"] if inside_vertical else [])]:
        drawn.append(
            _element(f"w:{edge}", {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": "808080"})
        )
    properties = table._tbl.tblPr
    later = [child for child in properties if child.tag in {qn(f"w:{name}") for name in _AFTER_BORDERS}]
    later[0].addprevious(drawn)  # Word refuses a file whose properties are out of order


def repeat_as_header(row: _Row) -> None:
    """Repeat a row on every page that its table goes on to."""
    row._tr.get_or_add_trPr().append(_element("w:tblHeader", {}))


def _set_fonts(properties: object, east_asian: str, *, by_context: bool = False) -> None:
    """Set all four fonts; ``by_context`` has ambiguous marks such as “ set in the East Asian one."""
    fonts = properties.get_or_add_rFonts()  # type: ignore[attr-defined]
    from docx.oxml.ns import qn

    for slot in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{slot}"), None)
    for slot, name in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", east_asian)):
        fonts.set(qn(f"w:{slot}"), name)
    if by_context:
        fonts.set(qn("w:hint"), "eastAsia")


def _element(tag: str, attributes: dict[str, str], *, text: str = "") -> BaseOxmlElement:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(name), value)
    if text:
        element.text = text
    return element

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from qiaomost.partnering.documents import (
    AgreementDocument,
    AgreementKind,
    Clause,
    Languages,
    agreement_docx,
    agreement_pdf,
    exact_text,
    text_sha256,
)
from tests.agreements import THREE, TWO, agreement
from tests.printed import fonts_of, needs_poppler, text_of

HOSTILE = '#import "x": *; #panic() \\ $x$ <b>&amp;</b> ]]> "цитата" \x00\x1b \u202egnp.exe 🙂 שלום {party_a}'


def hostile(words: str = HOSTILE) -> AgreementDocument:
    document = agreement(AgreementKind.NDA)
    texts = {"zh": words, "ru": words}
    party = replace(document.parties[0], name=texts, address=texts, email=words)
    return replace(
        document,
        number=words,
        title=texts,
        place=texts,
        parties=(party, *document.parties[1:]),
        clauses=(Clause("own/1", texts, texts),),
    )


def words_of(content: bytes) -> str:
    """All words of a DOCX, spaces taken out."""
    word = docx.Document(BytesIO(content))
    return "".join("".join(node.text or "" for node in word.element.iter(qn("w:t"))).split())


@pytest.mark.parametrize("kind", AgreementKind)
@pytest.mark.parametrize("languages", [TWO, THREE, Languages(("ru", "en"), ("ru", "en"))])
def test_every_kind_is_printed_in_every_set_of_languages(kind: AgreementKind, languages: Languages):
    document = agreement(kind, languages)
    shown = words_of(agreement_docx(document))
    for language in languages.shown:
        for line in exact_text(document, language).splitlines():
            assert all("".join(cell.split()) in shown for cell in line.split(" | "))
    assert agreement_pdf(document).startswith(b"%PDF-")


@pytest.mark.parametrize("languages", [TWO, THREE])
def test_same_document_gives_the_same_bytes_and_hash(languages: Languages):
    first, second = agreement(languages=languages), agreement(languages=languages)
    assert agreement_pdf(first) == agreement_pdf(second)
    assert agreement_docx(first) == agreement_docx(second)
    assert text_sha256(first) == text_sha256(second)


def test_one_letter_changes_the_hash():
    document = agreement(AgreementKind.NDA)
    clause = document.clauses[0]
    other = replace(clause, body={**clause.body, "ru": clause.body["ru"] + "."})
    changed = replace(document, clauses=(other, *document.clauses[1:]))
    assert text_sha256(changed) != text_sha256(document)
    assert exact_text(changed, "zh") == exact_text(document, "zh")


def test_hash_of_the_first_model_agreement_is_kept():
    """A change of the library gives a clause a new version: what was agreed on an old one must stay as it was."""
    kept = "7b8e94c5ce468ec279ba62c29558e2791996d8ee845da7200205e03955068bec"
    assert text_sha256(agreement(AgreementKind.NDA)) == kept


@needs_poppler
def test_pdf_has_all_words_and_embedded_fonts_of_both_scripts():
    pdf = agreement_pdf(agreement())
    assert all(fonts_of(pdf).values())
    assert {name.partition("-Identity")[0] for name in fonts_of(pdf)} == {
        "LibertinusSerif-Regular",
        "LibertinusSerif-Bold",
        "NotoSansSC-Regular",
        "NotoSerifSC-Regular",
    }
    shown = text_of(pdf)
    assert "委托方应当按照约定支付研究开发经费" in shown
    assert "Статья1.Термины" in shown
    assert "第1页" in shown


@needs_poppler
def test_hostile_words_are_printed_as_words():
    shown = text_of(agreement_pdf(hostile('#import "x": *; #panic() \\ $x$')))
    assert "#import«x»:*;#panic()\\$x$" in shown


def test_hostile_words_do_no_harm():
    document = hostile()
    assert agreement_pdf(document) == agreement_pdf(document)
    shown = words_of(agreement_docx(document))
    assert "<b>&amp;</b>]]>«цитата»gnp.exe🙂" in shown
    assert "\u202e" not in exact_text(document, "ru")


def test_docx_tells_language_and_fonts_of_each_run():
    word = docx.Document(BytesIO(agreement_docx(agreement(AgreementKind.NDA))))
    zh, ru = (cell.paragraphs[0].runs[0]._element.rPr for cell in word.tables[0].rows[6].cells)
    assert [run.find(qn("w:lang")).get(qn("w:val")) for run in (zh, ru)] == ["en-US", "ru-RU"]
    assert [run.find(qn("w:lang")).get(qn("w:eastAsia")) for run in (zh, ru)] == ["zh-CN", "zh-CN"]
    assert [run.rFonts.get(qn("w:eastAsia")) for run in (zh, ru)] == ["SimHei", "SimHei"]
    assert [run.rFonts.get(qn("w:ascii")) for run in (zh, ru)] == ["Times New Roman", "Times New Roman"]


def test_docx_has_the_properties_of_tables_and_runs_in_the_order_that_word_asks_for():
    word = docx.Document(BytesIO(agreement_docx(agreement())))
    tables = {tuple(_names(table._tbl.tblPr)) for table in word.tables}
    assert tables == {
        ("tblW", "tblBorders", "tblLayout", "tblLook"),
        ("tblW", "tblLayout", "tblLook"),
    }
    runs = {tuple(_names(properties)) for properties in word.element.body.iter(qn("w:rPr"))}
    order = ("rFonts", "b", "sz", "lang")
    assert all(names == tuple(name for name in order if name in names) for names in runs)


def _names(element: BaseOxmlElement) -> list[str]:
    return [child.tag.partition("}")[2] for child in element]


def test_docx_tells_no_time_but_the_agreement_s():
    content = agreement_docx(agreement())
    with ZipFile(BytesIO(content)) as package:
        assert {item.date_time for item in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    about = docx.Document(BytesIO(content)).core_properties
    assert (about.created.isoformat()[:10], about.modified.isoformat()[:10]) == ("2026-11-27", "2026-11-27")
    assert (about.author, about.last_modified_by) == ("", "")


def test_languages_stay_side_by_side_where_one_has_fewer_paragraphs():
    document = agreement(AgreementKind.NDA)
    clause = Clause("own/1", {"zh": "甲", "ru": "А"}, {"zh": "一\n\n二", "ru": "один"})
    changed = replace(document, clauses=(clause,))
    word = docx.Document(BytesIO(agreement_docx(changed)))
    rows = [tuple(cell.text for cell in row.cells) for row in word.tables[0].rows][-3:]
    assert rows == [
        ("第一条　甲", "Статья 1. А".replace(" 1", "\N{NO-BREAK SPACE}1")),
        ("1.1\N{EN SPACE}一", "1.1. один"),
        ("1.2\N{EN SPACE}二", ""),
    ]


def test_unsigned_document_has_blanks_for_the_date():
    assert "签订日期：______年____月____日" in exact_text(agreement(day=None), "zh")


def test_annex_says_that_nothing_was_agreed():
    assert exact_text(agreement(rights=()), "ru").endswith(" | нет |  |  | \n")

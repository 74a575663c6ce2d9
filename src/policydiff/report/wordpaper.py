"""Word documents that can be printed and pasted: the page, tables with a repeated head, the same bytes twice.

python-docx is imported only when one is made.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from policydiff.labels import label
from policydiff.report.textdiff import DiffPart
from policydiff.text import visible

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

TEXT_FONT, HEAD_FONT = "宋体", "黑体"


def set_up(document: WordDocument, title: str, lang: str, *, upright: bool = False) -> None:
    """A4, across or upright, the fonts of official papers, page numbers, and no date but a fixed one."""
    from datetime import datetime

    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT if upright else WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (Cm(21), Cm(29.7)) if upright else (Cm(29.7), Cm(21))
    margin = Cm(2) if upright else Cm(1.5)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = margin
    for name, font, size in (
        ("Normal", TEXT_FONT, 10.5),
        ("List Bullet", TEXT_FONT, 10.5),
        ("Title", HEAD_FONT, 20),
        ("Heading 1", HEAD_FONT, 15),
        ("Heading 2", HEAD_FONT, 12),
    ):
        style: Any = document.styles[name]
        style.font.name = "Times New Roman"
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme_font in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(_name(f"w:{theme_font}"), None)
        fonts.set(_name("w:eastAsia"), font)
    properties = document.core_properties
    properties.title = title[:255]
    properties.author = properties.last_modified_by = "policydiff"
    properties.comments = ""
    properties.language = "zh-CN" if lang == "zh" else "en"
    # a fixed date, so that the same input gives the same bytes
    properties.created = properties.modified = datetime(2000, 1, 1)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, between, after = label("page", "page-of", lang).replace("{pages}", "{page}").split("{page}")
    for text, code in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        footer.add_run(text)
        if code:
            _field(footer, code)


def running(document: WordDocument, head: str, foot: str) -> None:
    """``head`` above every page, ``foot`` below the number of the page."""
    section = document.sections[0]
    small(section.header.paragraphs[0], visible(head))
    small(section.footer.add_paragraph(), visible(foot))


def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    return qn(tag)


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(_name(f"w:{name}"), value)
    return element


def _field(paragraph: Paragraph, code: str) -> None:
    for part in (
        _element("w:fldChar", fldCharType="begin"),
        _element("w:instrText"),
        _element("w:fldChar", fldCharType="separate"),
        _element("w:t"),
        _element("w:fldChar", fldCharType="end"),
    ):
        if part.tag == _name("w:instrText"):
            part.text = f" {code} "
        if part.tag == _name("w:t"):
            part.text = "1"
        paragraph.add_run()._r.append(part)


def labelled(paragraph: Paragraph, name: str, text: str) -> None:
    """``name`` in bold before ``text``."""
    paragraph.add_run(f"{name}：").bold = True
    paragraph.add_run(text)


def small(paragraph: Paragraph, text: str, *, bold: bool = False) -> None:
    """``text`` in small print, close to the lines around it."""
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.font.size = Pt(8.5)
    run.bold = bold or None
    paragraph.paragraph_format.space_after = Pt(0)


def marked(cell: _Cell, name: str, parts: Sequence[DiffPart], more: str) -> None:
    """``name`` in bold, then the text with the words that decide on a coloured ground and underlined, figures bold; ``more`` small below."""
    from docx.shared import Pt

    first = cell.paragraphs[0]
    first.paragraph_format.space_after = Pt(0)
    runs = [(f"{visible(name)}　", "name")] if name else []
    runs += [(visible(part.text), part.kind) for part in parts]
    for text, kind in runs:
        run = first.add_run(text)
        run.font.size = Pt(9.5)
        run.bold = kind in {"name", "figure"} or None
        if kind in {"changed", "figure"}:
            run.underline = True
            run._r.get_or_add_rPr().append(_element("w:shd", val="clear", color="auto", fill="FCEFC2"))
    if more:
        small(cell.add_paragraph(), visible(more))


def over_the_whole(cells: Sequence[_Cell]) -> _Cell:
    """The cells of a row as one."""
    whole: _Cell = cells[0].merge(cells[-1])
    return whole


def table(
    document: WordDocument, heads: Sequence[str], size: int, widths: Sequence[float]
) -> list[Sequence[_Cell]]:
    """The cells of a new table of ``size`` rows under a header that is repeated on every page."""
    from docx.shared import Cm

    table = document.add_table(rows=size + 1, cols=len(heads), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    cells = []
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(_element("w:cantSplit"))
        if number == 0:
            properties.append(_element("w:tblHeader"))
        found = row.cells
        for cell, width in zip(found, widths, strict=True):
            cell.width = Cm(width)
        cells.append(found)
    for cell, text in zip(cells[0], heads, strict=True):
        small(cell.paragraphs[0], text, bold=True)
        cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill="E8EAED"))
    return cells[1:]


def stable(document: WordDocument) -> bytes:
    """The bytes of ``document`` with the times of its parts fixed."""
    raw, result = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as kept:
        for item in made.infolist():
            entry = zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(entry, made.read(item.filename))
    return result.getvalue()

"""A concordance as a Word document: a side-by-side table that can be pasted into a report.

python-docx is imported only when one is made.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from policydiff.labels import label
from policydiff.model import Concordance
from policydiff.report.couple import summary_rows
from policydiff.report.rows import RowView, SideView
from policydiff.report.tables import Table, heads
from policydiff.report.terms import Term, visible
from policydiff.report.view import GroupView, ReportView, view

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

TEXT_FONT, HEAD_FONT = "宋体", "黑体"
WIDTHS = (9.9, 9.9, 6.9)
"""Centimetres of the three columns on A4 landscape."""
WIDE = 5.1
"""Of the first column of the figures; the others share the rest."""


def docx_bytes(concordance: Concordance, lang: str = "zh") -> bytes:
    """The document: what was compared, the result, the figures, then theme by theme the rows side by side."""
    import docx

    shown = view(concordance, lang)
    document = docx.Document()
    _set_up(document, shown, lang)
    document.add_heading(label("page", "title", lang), 0)
    document.add_paragraph(shown.headline.text)
    for head in shown.documents:
        facts = "；".join(f"{name.text}：{value.text}" for name, value in head.facts)
        _labelled(document.add_paragraph(), head.side.text, f"{head.title}（{facts}）")
    _labelled(document.add_paragraph(), label("page", "lineage", lang), shown.lineage.text)
    for notice in shown.notices:
        document.add_paragraph(notice.text, style="List Bullet")
    _figures(document, concordance, lang)
    for theme in shown.sections:
        document.add_heading(theme.name.text, 1)
        for group in theme.groups:
            if group.heading.text:
                document.add_heading(f"{group.heading.text}（{len(group.rows)}）", 2)
            if group.sense.text:
                document.add_paragraph(group.sense.text)
            _rows(document, group, lang)
            sources = "；".join(
                _source(head.title, {name.key: value for name, value in head.facts})
                for head in shown.documents
            )
            _small(document.add_paragraph(), f"{label('page', 'source-line', lang)}：{sources}")
    if shown.orphans:
        document.add_heading(label("page", "orphans", lang), 1)
        for orphan in shown.orphans:
            for line in orphan.lines:
                document.add_paragraph(f"{orphan.word.text} · {line}", style="List Bullet")
    return _stable(document)


def _source(title: str, facts: dict[str, Term]) -> str:
    details = [facts[key].text for key in ("page.number", "page.date") if facts[key].text != "—"]
    return f"《{title}》" + (f"（{'，'.join(details)}）" if details else "")


def _set_up(document: WordDocument, shown: ReportView, lang: str) -> None:
    from datetime import datetime

    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.5)
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
    properties.title = shown.title[:255]
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


def _labelled(paragraph: Paragraph, name: str, text: str) -> None:
    paragraph.add_run(f"{name}：").bold = True
    paragraph.add_run(text)


def _small(paragraph: Paragraph, text: str) -> None:
    from docx.shared import Pt

    paragraph.add_run(text).font.size = Pt(8.5)


def _table(
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
        cell.paragraphs[0].add_run(text).bold = True
    return cells[1:]


def _figures(document: WordDocument, concordance: Concordance, lang: str) -> None:
    document.add_heading(label("page", "themes", lang), 1)
    table = Table("", summary_rows(concordance, lang))
    names = heads(table.names, lang)
    widths = [WIDE] + [(sum(WIDTHS) - WIDE) / (len(names) - 1)] * (len(names) - 1)
    rows = _table(document, names, len(table.rows), widths)
    for cells, values in zip(rows, table.lines(), strict=True):
        for cell, value in zip(cells, values, strict=True):
            cell.paragraphs[0].add_run(str(value))


def _rows(document: WordDocument, group: GroupView, lang: str) -> None:
    heads = (label("page", "upper", lang), label("page", "lower", lang), label("page", "result", lang))
    for cells, row in zip(_table(document, heads, len(group.rows), WIDTHS), group.rows, strict=True):
        upper, lower, result = cells
        if row.upper:
            _commitment(upper, row.upper, lang)
        elif row.origin:
            upper.paragraphs[0].add_run(label("page", "beyond-what", lang)).bold = True
            _commitment(upper, row.origin.side, lang)
            _small(upper.add_paragraph(), row.origin.reason.text)
        else:
            upper.paragraphs[0].add_run("—")
        if row.lower:
            _commitment(lower, row.lower, lang)
        elif row.candidates:
            lower.paragraphs[0].add_run(label("page", "candidates", lang)).bold = True
            for candidate in row.candidates:
                _commitment(lower, candidate.side, lang)
                _small(lower.add_paragraph(), candidate.reason.text)
        else:
            lower.paragraphs[0].add_run(
                "—" if row.kind != "missing" else label("page", "no-candidates", lang)
            )
        _result(result, row, lang)


def _result(cell: _Cell, row: RowView, lang: str) -> None:
    cell.paragraphs[0].add_run(f"{row.sign} {row.word.text}").bold = True
    if row.own:
        _small(cell.add_paragraph(), f"{label('page', 'this-answer', lang)}：{row.own.text}")
    if row.judged:
        _small(cell.add_paragraph(), f"{label('page', 'judged', lang)}：{row.judged.text}")
    for chip in row.chips:
        cell.add_paragraph(f"{chip.sign} {chip.word.text} [{chip.dimension.text}] {chip.reason.text}")
    for note in row.notes:
        _small(cell.add_paragraph(), note.text)
    if row.confidence:
        _small(cell.add_paragraph(), f"{label('page', 'confidence', lang)} {row.confidence}")
    if row.said:
        cell.add_paragraph().add_run(row.said.word.text).bold = True
        for line in row.said.lines:
            _small(cell.add_paragraph(), line)


def _commitment(cell: _Cell, side: SideView, lang: str) -> None:
    first = cell.paragraphs[0]
    where = first if not first.text else cell.add_paragraph()
    _small(where, f"{side.label} {side.trail}".strip())
    text = cell.add_paragraph()
    for part in side.parts:
        run = text.add_run(part.text)
        run.bold = part.kind == "figure" or None
    details = [f"{name.text}：{value}" for name, value in side.units]
    if side.deadline:
        details.append(f"{label('page', 'deadline', lang)}：{side.deadline}")
    if side.source_note:
        details.append(f"{label('page', 'source', lang)}：{side.source_note}")
    details.append(f"{label('page', 'in-source', lang)} {side.line}")
    _small(cell.add_paragraph(), visible("；".join(details)))


def _stable(document: WordDocument) -> bytes:
    """The bytes of ``document`` with the times of its parts fixed."""
    raw, result = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as kept:
        for item in made.infolist():
            entry = zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(entry, made.read(item.filename))
    return result.getvalue()

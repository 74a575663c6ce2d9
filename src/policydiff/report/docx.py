"""A concordance as a Word document: a side-by-side table that can be pasted into a report.

python-docx is imported only when one is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.labels import label
from policydiff.model import Concordance
from policydiff.report.couple import summary_rows
from policydiff.report.rows import RowView, SideView
from policydiff.report.sections import GroupView
from policydiff.report.tables import Table, heads
from policydiff.report.terms import Term
from policydiff.report.view import view
from policydiff.report.wordpaper import labelled, set_up, small, stable, table
from policydiff.text import visible

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import _Cell

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
    set_up(document, shown.title, lang)
    document.add_heading(label("page", "title", lang), 0)
    document.add_paragraph(shown.headline.text)
    for head in shown.documents:
        facts = "；".join(f"{name.text}：{value.text}" for name, value in head.facts)
        labelled(document.add_paragraph(), head.side.text, f"{head.title}（{facts}）")
    labelled(document.add_paragraph(), label("page", "lineage", lang), shown.lineage.text)
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
            small(document.add_paragraph(), f"{label('page', 'source-line', lang)}：{sources}")
    if shown.orphans:
        document.add_heading(label("page", "orphans", lang), 1)
        for orphan in shown.orphans:
            for line in orphan.lines:
                document.add_paragraph(f"{orphan.word.text} · {line}", style="List Bullet")
    return stable(document)


def _source(title: str, facts: dict[str, Term]) -> str:
    details = [facts[key].text for key in ("page.number", "page.date") if facts[key].text != "—"]
    return f"《{title}》" + (f"（{'，'.join(details)}）" if details else "")


def _figures(document: WordDocument, concordance: Concordance, lang: str) -> None:
    document.add_heading(label("page", "themes", lang), 1)
    summary = Table("", summary_rows(concordance, lang))
    names = heads(summary.names, lang)
    widths = [WIDE] + [(sum(WIDTHS) - WIDE) / (len(names) - 1)] * (len(names) - 1)
    rows = table(document, names, len(summary.rows), widths)
    for cells, values in zip(rows, summary.lines(), strict=True):
        for cell, value in zip(cells, values, strict=True):
            cell.paragraphs[0].add_run(str(value))


def _rows(document: WordDocument, group: GroupView, lang: str) -> None:
    heads = (label("page", "upper", lang), label("page", "lower", lang), label("page", "result", lang))
    for cells, row in zip(table(document, heads, len(group.rows), WIDTHS), group.rows, strict=True):
        upper, lower, result = cells
        if row.upper:
            _commitment(upper, row.upper, lang)
        elif row.origin:
            upper.paragraphs[0].add_run(label("page", "beyond-what", lang)).bold = True
            _commitment(upper, row.origin.side, lang)
            small(upper.add_paragraph(), row.origin.reason.text)
        else:
            upper.paragraphs[0].add_run("—")
        if row.lower:
            _commitment(lower, row.lower, lang)
        elif row.candidates:
            lower.paragraphs[0].add_run(label("page", "candidates", lang)).bold = True
            for candidate in row.candidates:
                _commitment(lower, candidate.side, lang)
                small(lower.add_paragraph(), candidate.reason.text)
        else:
            lower.paragraphs[0].add_run(
                "—" if row.kind != "missing" else label("page", "no-candidates", lang)
            )
        _result(result, row, lang)


def _result(cell: _Cell, row: RowView, lang: str) -> None:
    cell.paragraphs[0].add_run(f"{row.sign} {row.word.text}").bold = True
    if row.own:
        small(cell.add_paragraph(), f"{label('page', 'this-answer', lang)}：{row.own.text}")
    if row.judged:
        small(cell.add_paragraph(), f"{label('page', 'judged', lang)}：{row.judged.text}")
    for chip in row.chips:
        cell.add_paragraph(f"{chip.sign} {chip.word.text} [{chip.dimension.text}] {chip.reason.text}")
    for note in row.notes:
        small(cell.add_paragraph(), note.text)
    if row.confidence:
        small(cell.add_paragraph(), f"{label('page', 'confidence', lang)} {row.confidence}")
    if row.said:
        cell.add_paragraph().add_run(row.said.word.text).bold = True
        for line in row.said.lines:
            small(cell.add_paragraph(), line)


def _commitment(cell: _Cell, side: SideView, lang: str) -> None:
    first = cell.paragraphs[0]
    where = first if not first.text else cell.add_paragraph()
    small(where, f"{side.label} {side.trail}".strip())
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
    small(cell.add_paragraph(), visible("；".join(details)))

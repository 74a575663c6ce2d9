"""The table of two versions as drafters print it: old, new, note; then names, figures, and what stayed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from policydiff.labels import label
from policydiff.model import Article, Change, ChangeKind, Revision
from policydiff.report.revised import change_name, figure_lines, note, parted, revision_sheet
from policydiff.report.textdiff import DiffPart, diff
from policydiff.report.wordpaper import labelled, set_up, small, stable, table
from policydiff.text import visible

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import _Cell

WIDTHS = (10.2, 10.2, 6.3)
"""Centimetres of the three columns on A4 landscape."""


def revision_docx(revision: Revision, lang: str = "zh") -> bytes:
    """The document; what went is struck through on the left, what came is bold on the right."""
    import docx

    shown = revision_sheet(revision, lang)
    document = docx.Document()
    set_up(document, shown.title, lang)
    document.add_heading(shown.title, 0)
    for name, value in shown.facts:
        labelled(document.add_paragraph(), name, visible(value))
    document.add_paragraph(shown.summary)
    for notice in shown.notices:
        document.add_paragraph(notice.message.text(lang), style="List Bullet")
    changed, renamed, same = parted(revision)
    _changes(document, revision, changed, lang)
    if revision.renamings:
        lines = [(one.old, one.new, str(one.count)) for one in revision.renamings]
        _lines(document, "renamings", ("old-name", "new-name", "articles"), lines, (10.2, 10.2, 6.3), lang)
    figures = figure_lines(revision, lang)
    if figures:
        heads = ("old-label", "new-label", "old-figure", "new-figure", "reason")
        _lines(document, "figures-changed", heads, figures, (3, 3, 5, 5, 10.7), lang)
    for name, kept in (("renamed-only", renamed), ("unchanged", same)):
        if kept:
            document.add_heading(f"{label('sheet', name, lang)}（{len(kept)}）", 1)
            document.add_paragraph("，".join(f"{_labels(c.olds)} → {_labels(c.news)}" for c in kept))
    return stable(document)


def _labels(articles: Sequence[Article]) -> str:
    return "、".join(article.label for article in articles)


def _changes(document: WordDocument, revision: Revision, changes: Sequence[Change], lang: str) -> None:
    document.add_heading(f"{label('sheet', 'changes', lang)}（{len(changes)}）", 1)
    heads = [label("sheet", name, lang) for name in ("old-text", "new-text", "note")]
    for cells, change in zip(table(document, heads, len(changes), WIDTHS), changes, strict=True):
        both = bool(change.olds and change.news) and change.kind is not ChangeKind.MOVED
        old, new = ("\n".join(article.text for article in side) for side in (change.olds, change.news))
        above, below = diff(old, new) if both else ((), ())
        _text(cells[0], change.olds, old, above, gone=True)
        _text(cells[1], change.news, new, below, gone=False)
        cells[2].paragraphs[0].add_run(change_name(change, lang)).bold = True
        for line in filter(None, note(change, revision, lang).split("\n")):
            small(cells[2].add_paragraph(), visible(line))


def _text(
    cell: _Cell, articles: Sequence[Article], text: str, parts: Sequence[DiffPart], *, gone: bool
) -> None:
    first = cell.paragraphs[0]
    if not articles:
        first.add_run("—")
        return
    first.add_run(_labels(articles) + "　").bold = True
    for part in parts or (DiffPart(text, "same"),):
        run = first.add_run(visible(part.text))
        if part.kind != "same":
            run.bold = not gone or None
            run.font.strike = gone or None


def _lines(
    document: WordDocument,
    name: str,
    heads: Sequence[str],
    lines: Sequence[Sequence[str]],
    widths: Sequence[float],
    lang: str,
) -> None:
    document.add_heading(label("sheet", name, lang), 1)
    names = [label("sheet", head, lang) for head in heads]
    for cells, line in zip(table(document, names, len(lines), widths), lines, strict=True):
        for cell, text in zip(cells, line, strict=True):
            cell.paragraphs[0].add_run(visible(text))

"""Results in a notebook: their tables as DataFrames, and a first look as HTML.

In: any result.  Out: the tables that its files have, by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from policydiff.labels import label
from policydiff.levels.chain import Chain
from policydiff.levels.matrix import Matrix
from policydiff.model import Concordance, Revision, Tracking
from policydiff.report.book import tables as couple_tables
from policydiff.report.chain_data import chain_tables
from policydiff.report.couple import FIGURE_COLUMNS, PAIR_COLUMNS, figure_rows, pair_rows, summary_rows
from policydiff.report.essentials import essentials
from policydiff.report.levels_text import chain_text, matrix_text
from policydiff.report.matrix_data import matrix_tables
from policydiff.report.revised import revision_sheet
from policydiff.report.tables import Table, frame, heads, percent
from policydiff.report.terms import Terms
from policydiff.report.tracked import tracking_sheet
from policydiff.report.view import summary
from policydiff.text import visible

if TYPE_CHECKING:
    from pandas import DataFrame

    from policydiff.report.render import Result

FIRST = 10
"""Rows of the first look."""


def tables_of(result: Result, lang: str = "zh") -> Iterable[Table]:
    """The tables of ``result``, those that a workbook of it has."""
    match result:
        case Concordance():
            return couple_tables(result, lang)
        case Tracking():
            return tracking_sheet(result, lang).tables
        case Revision():
            return revision_sheet(result, lang).tables
        case Matrix():
            return matrix_tables(result, lang)
        case Chain():
            return chain_tables(result, lang)


def frames(result: Result, lang: str = "zh") -> dict[str, DataFrame]:
    """The tables of ``result`` as DataFrames by their names; tables without a row are left out."""
    return {table.name: frame(table, lang) for table in tables_of(result, lang) if table.rows}


def html_of(result: Result, lang: str = "zh") -> str:
    """A first look at ``result`` as HTML without a script: of a comparison its answer, of others a sentence and the first rows of their tables, folded."""
    if isinstance(result, Concordance):
        return _answer(result, lang)
    parts = [f"<p><strong>{escape(_sentence(result, lang))}</strong></p>"]
    for name, found in frames(result, lang).items():
        rows = found.head(FIRST).to_html(index=False, border=0, escape=True)
        parts.append(f"<details><summary>{escape(name)}（{len(found)}）</summary>{rows}</details>")
    return "\n".join(parts)


def _sentence(result: Result, lang: str) -> str:
    match result:
        case Concordance():
            return summary(result, lang)
        case Tracking():
            return tracking_sheet(result, lang).summary
        case Revision():
            return revision_sheet(result, lang).summary
        case Matrix():
            return matrix_text(result, lang).strip().split("\n")[0]
        case Chain():
            return chain_text(result, lang).strip().split("\n")[0]


def pairs_frame(concordance: Concordance, lang: str = "zh") -> DataFrame:
    """One row a pair, with both texts, the outcome and the reasons."""
    return frame(Table("", pair_rows(concordance, lang), PAIR_COLUMNS), lang)


def figures_frame(concordance: Concordance, lang: str = "zh") -> DataFrame:
    """One row a figure of the upper document, with the lower one for the same thing."""
    return frame(Table("", figure_rows(concordance, lang), FIGURE_COLUMNS), lang)


def _answer(concordance: Concordance, lang: str = "zh") -> str:
    """The answer as markup of a notebook cell: the sentence, the differences worth reading, the themes."""
    titles = f"{concordance.upper.title} ↔ {concordance.lower.title}"
    first = essentials(concordance, Terms(lang))
    parts = [f"<h3>{_text(titles)}</h3>", f"<p>{_text(summary(concordance, lang))}</p>"]
    parts += [f"<p>{_text(notice.message.text(lang))}</p>" for notice in concordance.notices]
    findings = [
        {
            "结果": f"{line.sign} {line.word.text}",
            "事项": line.object,
            "上级数值": line.upper.text,
            "下级数值": line.lower.text,
            "差别": line.difference.text,
        }
        for line in first.findings
    ]
    parts.append(_table(label("page", "findings", lang), Table("", findings), lang))
    themes = [
        {name: percent(value) if isinstance(value, float) else value for name, value in row.items()}
        for row in summary_rows(concordance, lang)
    ]
    found = _table(label("page", "themes", lang), Table("", themes), lang)
    parts.append(f"<details><summary>{_text(label('page', 'themes', lang))}</summary>{found}</details>")
    return "\n".join(parts)


def _table(caption: str, table: Table, lang: str) -> str:
    if not table.rows:
        return ""
    head = "".join(f'<th scope="col">{_text(name)}</th>' for name in heads(table.names, lang))
    lines = ["".join(f"<td>{_text(str(value))}</td>" for value in line) for line in table.lines()]
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><caption>{_text(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _text(text: str) -> str:
    return escape(visible(text))

"""Results in a notebook: their tables as DataFrames, and a first look as HTML.

In: any result.  Out: the tables that its files have, by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from policydiff.levels.chain import Chain
from policydiff.levels.matrix import Matrix
from policydiff.model import Concordance, Revision, Tracking
from policydiff.report.chain_data import chain_tables
from policydiff.report.couple import tables as couple_tables
from policydiff.report.levels_text import chain_text, matrix_text
from policydiff.report.matrix_data import matrix_tables
from policydiff.report.render import Result
from policydiff.report.revised import revision_sheet
from policydiff.report.tables import Table, frame
from policydiff.report.tracked import tracking_sheet
from policydiff.report.view import summary

if TYPE_CHECKING:
    from pandas import DataFrame

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
    """A sentence about ``result`` and the first rows of its tables, folded, as HTML without a script."""
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

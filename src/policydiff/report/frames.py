"""A comparison in a notebook: tables of pandas, and what a cell shows of it.

pandas is imported only when a table is asked for.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from policydiff.labels import label
from policydiff.model import Concordance
from policydiff.report.couple import figure_rows, pair_rows, summary_rows
from policydiff.report.essentials import essentials
from policydiff.report.tables import Record, Table, frame, heads, percent
from policydiff.report.terms import Terms, visible
from policydiff.report.view import summary

if TYPE_CHECKING:
    from pandas import DataFrame


def pairs_frame(concordance: Concordance, lang: str = "zh") -> DataFrame:
    """One row a pair, with both texts, the outcome and the reasons."""
    return frame(Table("", pair_rows(concordance, lang), _columns(pair_rows, concordance, lang)), lang)


def figures_frame(concordance: Concordance, lang: str = "zh") -> DataFrame:
    """One row a figure of the upper document, with the lower one for the same thing."""
    return frame(Table("", figure_rows(concordance, lang)), lang)

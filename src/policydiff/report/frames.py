"""A comparison in a notebook: tables of pandas, and what a cell shows of it.

pandas is imported only when a table is asked for.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from policydiff.labels import label
from policydiff.model import Concordance
from policydiff.report.couple import FIGURE_COLUMNS, PAIR_COLUMNS, figure_rows, pair_rows, summary_rows
from policydiff.report.essentials import essentials
from policydiff.report.tables import Table, frame, heads, percent
from policydiff.report.terms import Terms
from policydiff.report.view import summary
from policydiff.text import visible

if TYPE_CHECKING:
    from pandas import DataFrame


def pairs_frame(concordance: Concordance, lang: str = "zh") -> DataFrame:
    """One row a pair, with both texts, the outcome and the reasons."""
    return frame(Table("", pair_rows(concordance, lang), PAIR_COLUMNS), lang)


def figures_frame(concordance: Concordance, lang: str = "zh") -> DataFrame:
    """One row a figure of the upper document, with the lower one for the same thing."""
    return frame(Table("", figure_rows(concordance, lang), FIGURE_COLUMNS), lang)


def notebook(concordance: Concordance, lang: str = "zh") -> str:
    """The answer as markup of a notebook cell: the sentence, the differences worth reading, the themes."""
    titles = f"{concordance.upper.title} ↔ {concordance.lower.title}"
    first = essentials(concordance, Terms(lang))
    parts = [f"<h3>{_text(titles)}</h3>", f"<p>{_text(summary(concordance, lang))}</p>"]
    parts += [f"<p>{_text(notice.message.text(lang))}</p>" for notice in concordance.notices]
    findings = [
        {
            "结果": f"{line.sign} {line.word.text}",
            "事项": line.object,
            "上级数值": line.upper,
            "下级数值": line.lower,
            "差别": line.difference.text,
        }
        for line in first.findings
    ]
    parts.append(_table(label("page", "findings", lang), Table("", findings), lang))
    themes = [
        {name: percent(value) if isinstance(value, float) else value for name, value in row.items()}
        for row in summary_rows(concordance, lang)
    ]
    parts.append(_table(label("page", "themes", lang), Table("", themes), lang))
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

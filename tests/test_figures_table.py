"""Figures first: the cases of cases/figures-table.md, and the laws of the table."""

from __future__ import annotations

import pytest

from conftest import blocks
from policydiff.commitments.parse import parse
from policydiff.judging.figures_table import MetFigure, figures_table
from policydiff.judging.intervals import OPPOSITE
from policydiff.model import Dimension, Document, SourceText

CASES = list(blocks("figures-table.md"))
NONE = "—"


def document(name: str, sentences: list[str]) -> Document:
    items = "\n".join(f"（{'一二三四五六七八九'[place]}）{text}。" for place, text in enumerate(sentences))
    text = f"优化服务实施方案\n\n一、主要任务\n{items}\n"
    return parse(SourceText(f"{name}.txt", "txt", text, sha256=name), id=name)


def shown(row: MetFigure) -> str:
    below = f"{row.lower.phrase} {row.relation.value}" if row.lower else NONE
    return f"{row.upper.phrase} → {below}"


@pytest.mark.parametrize(("_", "above", "expected"), CASES, ids=[case[1] for case in CASES])
def test_every_upper_figure_meets_the_lower_one_written_beside_it(
    _: str, above: str, expected: list[str]
) -> None:
    below = [line.removeprefix("下级 ") for line in expected if line.startswith("下级 ")]
    rows = figures_table(document("upper", [above]), document("lower", below))
    assert sorted(map(shown, rows)) == sorted(line for line in expected if not line.startswith("下级 "))


def test_a_pair_found_by_words_is_evidence_for_a_figure_that_names_nothing() -> None:
    upper = document("upper", ["简化护照换发手续，7个工作日内办结"])
    lower = document("lower", ["简化护照换发手续，推行容缺受理，5个工作日内办结", "公章刻制3个工作日内办结"])
    pair = (upper.commitments[0].id, lower.commitments[0].id)
    rows = figures_table(upper, lower, {pair})
    assert [shown(row) for row in rows] == ["7个工作日内 → 5个工作日内 tightens"]


def test_a_document_answers_each_of_its_own_figures(naiman: Document) -> None:
    rows = figures_table(naiman, naiman, alike=True)
    met = [row for row in rows if row.lower is not None]
    assert len(met) >= 0.8 * len(rows)
    assert {row.relation.value for row in met} == {"equal"}


def test_every_upper_figure_has_a_row_in_the_order_of_the_text(ordos: Document, naiman: Document) -> None:
    rows = figures_table(ordos, naiman)
    figures = [t for c in ordos.commitments for t in c.targets if t.dimension is not Dimension.DATE]
    assert list(dict.fromkeys(row.upper for row in rows)) == list(dict.fromkeys(figures))
    assert rows == figures_table(ordos, naiman)


def test_what_is_tighter_one_way_is_looser_the_other(ordos: Document, naiman: Document) -> None:
    there = {(row.upper, row.lower): row.relation for row in figures_table(ordos, naiman) if row.lower}
    back = {(row.lower, row.upper): row.relation for row in figures_table(naiman, ordos) if row.lower}
    both = there.keys() & back.keys()
    assert len(both) >= 5
    assert all(there[pair] is OPPOSITE.get(back[pair], back[pair]) for pair in both)

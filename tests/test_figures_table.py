"""Figures first: the cases of cases/figures-table.md, and the laws of the table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from conftest import CASES as FOLDER
from conftest import blocks, same_as_file, table
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


def met(above: str, expected: list[str]) -> tuple[tuple[MetFigure, ...], list[str]]:
    """The rows of a case, and what is to be seen in them."""
    below = [line.removeprefix("下级 ") for line in expected if line.startswith("下级 ")]
    wanted = [line for line in expected if not line.startswith("下级 ")]
    return figures_table(document("upper", [above]), document("lower", below)), wanted


def test_every_upper_figure_meets_the_lower_one_written_beside_it() -> None:
    with table() as lines:
        for _, above, expected in CASES:
            with lines.row(above):
                rows, wanted = met(above, expected)
                assert sorted(map(shown, rows)) == sorted(wanted)


def test_every_row_says_why_and_how_sure_it_is() -> None:
    """Rule, object, reason and sureness of every row of every case; written anew with POLICYDIFF_REWRITE=1."""
    lines = []
    for _, above, expected in CASES:
        lines += [above, *(f"  {line}" for line in expected if line.startswith("下级 "))]
        lines += [
            f"    {row.rule} {row.score}{f'（{row.part}）' if row.part else ''}：{row.difference.zh}"
            for row in met(above, expected)[0]
        ]
    same_as_file("\n".join(lines) + "\n", FOLDER / "figures-reasons.txt")


def test_what_was_due_before_the_lower_text_was_issued_holds_as_it_stands() -> None:
    upper = document("upper", ["到2021年，污水处理率达到95%", "到2025年，节水器具普及率达到90%"])
    lower = document("lower", ["到2023年，污水处理率达到98%", "到2024年，节水器具普及率达到80%"])
    rows = figures_table(upper, replace(lower, issued=date(2022, 3, 1)))
    assert [(row.rule, row.relation.value) for row in rows] == [
        ("value", "tightens"),
        ("earlier-stage", "incomparable"),
    ]
    assert [row.rule for row in figures_table(upper, lower)] == ["later-stage", "earlier-stage"]
    rows = figures_table(upper, replace(lower, issued=date(2021, 12, 31)))
    assert [row.rule for row in rows] == ["later-stage", "earlier-stage"], "due on the day itself"


def test_totals_of_places_alike_are_compared() -> None:
    upper, lower = document("upper", ["建成口袋公园30个"]), document("lower", ["建成口袋公园12个"])
    (row,) = figures_table(upper, lower, alike=True)
    assert (row.rule, row.relation.value) == ("value", "loosens")


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

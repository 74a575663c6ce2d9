"""A comparison in a notebook: tables of pandas, a cell of markup, one line for the prompt."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest

from conftest import report_case, small
from policydiff.model import Concordance
from policydiff.report.couple import FIGURE_COLUMNS, PAIR_COLUMNS, figure_rows, pair_rows
from policydiff.report.tables import heads

BASE = report_case()
EMPTY = small("1.推行一网通办。", "2.加强招标投标监管。")


def test_the_columns_are_those_of_the_rows() -> None:
    assert tuple(pair_rows(BASE)[0]) == PAIR_COLUMNS
    assert tuple(figure_rows(BASE)[0]) == FIGURE_COLUMNS


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("concordance", [BASE, EMPTY], ids=["some", "none"])
def test_pairs_and_figures_are_tables_of_pandas(concordance: Concordance, lang: str) -> None:
    pairs, figures = concordance.to_frame(lang), concordance.figures_frame(lang)
    assert len(pairs) == len(concordance.pairs)
    assert len(figures) == len(concordance.figures)
    assert list(pairs.columns) == heads(PAIR_COLUMNS, lang)
    assert list(figures.columns) == heads(FIGURE_COLUMNS, lang)
    column = heads(["上级原文"], lang)[0]
    assert list(pairs[column]) == [pair.upper.text for pair in concordance.pairs]


def test_a_comparison_is_one_line_at_the_prompt() -> None:
    assert repr(BASE) == "<Concordance upper ↔ lower: 3 pairs, 2 missing, 1 added>"


def test_a_notebook_shows_the_answer_and_nothing_of_a_text_becomes_markup() -> None:
    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.add(tag)

    found: set[str] = set()
    Tags().feed(small("1.<img src=x>3个工作日内办结登记。", "1.<script>1个工作日内办结登记。")._repr_html_())
    assert found <= {"h3", "p", "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary"}
    shown = BASE._repr_html_()
    assert re.search("收紧 3", shown)
    assert "最值得看的不同" in shown
    assert EMPTY._repr_html_()


def test_pandas_is_loaded_only_where_a_table_is_asked_for() -> None:
    code = (
        "import sys, policydiff; from policydiff.model import SourceText;"
        "made = [policydiff.parse(SourceText(n, 'txt', '1.推行一网通办' + n, sha256=n), id=n) for n in 'ab'];"
        "found = policydiff.compare(*made); repr(found); found._repr_html_();"
        "assert 'pandas' not in sys.modules; found.to_frame(); assert 'pandas' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_figure_in_english_has_no_chinese_unit(concordance: Concordance) -> None:
    rows = figure_rows(concordance, "en")
    told = [str(row[name]) for row in rows for name in ("上级数值", "下级数值")]
    assert any("working days" in text for text in told)
    assert [text for text in told if re.search("[\u4e00-\u9fff]", text)] == []
    assert [
        row.difference.en
        for row in concordance.figures
        if re.search(r"\d个?[工天日万元户家]", row.difference.en)
    ] == []

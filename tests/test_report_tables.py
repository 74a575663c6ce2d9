"""One table of records, whatever it is written as."""

from __future__ import annotations

import csv
import io

from policydiff.report.tables import Cell, Table, csv_bytes, frame, markdown_lines

ROWS = (
    {"结果": Cell("收紧", "good"), "把握": 0.5, "原文": "第一条\n第二行|*"},
    {"结果": "缺失", "下级编号": "b/1", "原文": None},
)
TABLE = Table("表", ROWS)


def test_a_column_stands_where_it_first_occurs_and_is_empty_where_a_row_has_none() -> None:
    assert TABLE.names == ("结果", "把握", "原文", "下级编号")
    assert list(TABLE.lines())[1] == ("缺失", "", None, "b/1")
    assert Table("表", ROWS, columns=("原文",)).names == ("原文",)
    assert [cell.tone for cell in next(TABLE.cells())] == ["good", "", "", ""]


def test_csv_markdown_and_pandas_say_the_same() -> None:
    records = list(csv.reader(io.StringIO(csv_bytes(ROWS, "en").decode("utf-8-sig"))))
    assert records[0] == ["result", "confidence", "text", "lower id"]
    assert records[1:] == [["收紧", "0.5", "第一条\n第二行|*", ""], ["缺失", "", "", "b/1"]]
    found = frame(TABLE, "en")
    assert list(found.columns) == records[0]
    assert [[str(value) for value in row] for row in found.itertuples(index=False)] == records[1:]
    lines = markdown_lines(TABLE, "en")
    assert lines[0] == "| result | confidence | text | lower id |"
    assert lines[2] == r"| 收紧 | 0.5 | 第一条 第二行\|\* |  |"
    assert markdown_lines(Table("空")) == []

"""Workbooks of Excel and WPS: sheets, merged cells, what is hidden, and the numbers as shown."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from conftest import CASES
from policydiff.commitments.parse import parse
from policydiff.errors import PolicyDiffError, UnreadableSource
from policydiff.model import Document
from policydiff.readers import read
from policydiff.readers.workbook import decode

HEADER = ["序号", "重点任务", "具体措施", "责任单位", "完成时限"]


def made(*fill: Callable[[Worksheet], None]) -> bytes:
    """A workbook with a sheet for each of ``fill``."""
    book = Workbook()
    book.remove(book.active)
    for place, write in enumerate(fill, 1):
        write(book.create_sheet(f"第{place}批"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def tasks(sheet: Worksheet) -> None:
    sheet.append(["某县政务提升任务分解表"])
    sheet.merge_cells("A1:E1")
    sheet.append(HEADER)
    sheet.append([1, "开办企业", "开办时间压缩至\n1个工作日。", "县市监局", date(2024, 6, 30)])
    sheet.append([2, None, "推行电子印章。", "县公安局", "2024年底前"])
    sheet.merge_cells("B3:B4")


def more(sheet: Worksheet) -> None:
    sheet.append(["序号", "指标名称", "单位", "2023年完成值", "2024年目标值", "责任单位"])
    sheet.append([1, "网上办理率", "%", 0.92, 0.955, "县政务局"])
    sheet["D2"].number_format = "0%"
    sheet["E2"].number_format = "0.0%"
    sheet.append([2, "新增企业", "户", 1200, 1500.0, "县市监局"])
    sheet.row_dimensions[3].hidden = True


def opened(tmp_path: Path, data: bytes, name: str = "台账.xlsx") -> Document:
    (tmp_path / name).write_bytes(data)
    return parse(read(tmp_path / name), id="x")


def test_a_sheet_of_tasks_is_read_with_its_merged_cells_and_dates(tmp_path: Path) -> None:
    document = opened(tmp_path, made(tasks))
    assert document.title == "某县政务提升任务分解表"
    assert [(c.label, c.trail, c.text, c.responsible_units, str(c.deadline)) for c in document.commitments] == [
        ("1.", ("开办企业",), "开办时间压缩至1个工作日", ("县市监局",), "2024-06-30"),
        ("2.", ("开办企业",), "推行电子印章", ("县公安局",), "2024-12-31"),
    ]  # fmt: skip


def test_several_sheets_are_read_in_order_and_what_is_hidden_is_named(tmp_path: Path) -> None:
    def lists(sheet: Worksheet) -> None:
        sheet.append(["县发改局", "县财政局"])
        sheet.sheet_state = "hidden"

    document = opened(tmp_path, made(tasks, more, lists))
    assert [c.trail[0] for c in document.commitments] == ["第1批", "第1批", "第2批", "第2批"]
    rate, count = (c.targets for c in document.commitments[2:])
    assert [(str(t.value), t.unit) for t in rate if t.unit != "date"] == [("95.5", "%")]
    assert [(str(t.value), t.unit) for t in count if t.unit != "date"] == [("1500", "户")]
    said = {notice.code: notice.message.zh for notice in document.notices}
    assert "第 3 行" in said["hidden-cells"]
    assert "第3批" in said["hidden-sheets"]
    assert "第1批、第2批" in said["sheets"]
    assert "县发改局" not in document.source.text


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.95, "0%", "95%"), (0.1 + 0.2, "General", "0.3"), (3.0, "0", "3"), (12.5, "General", "12.5"),
        (date(2025, 3, 1), "yyyy年m月", "2025年3月"), (date(2025, 3, 1), "yyyy-mm-dd", "2025年3月1日"), (1200, "#,##0", "1200"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_the_sheet_shows_it(value: object, code: str, shown: str) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["事项", "目标", "时限"])
        sheet.append(["推行一网通办", value, "长期"])
        sheet["B2"].number_format = code

    assert shown in decode(made(fill), "x")[0].split("\n")[0]


def test_an_old_workbook_is_read_like_a_new_one() -> None:
    document = parse(read(CASES / "workbooks" / "tasks.xls"), id="x")
    assert [(c.label, c.trail, c.text, c.responsible_units, str(c.deadline)) for c in document.commitments] == [
        ("1.", ("用水报装",), "用水接入时间压缩至4个工作日", ("县住建局",), "2024-09-30"),
        ("2.", ("用水报装",), "公布收费标准", ("县发改局",), "2024-12-31"),
    ]  # fmt: skip


def test_a_cell_far_away_costs_nothing_and_a_sheet_too_large_is_refused() -> None:
    def far(sheet: Worksheet) -> None:
        tasks(sheet)
        sheet["XFD1048576"] = "注：仅供内部使用"

    def wide(sheet: Worksheet) -> None:
        for place in range(1, 700):
            sheet.cell(place, place, "格")

    assert "仅供内部使用" in decode(made(far), "x")[0]
    with pytest.raises(UnreadableSource, match="超过"):
        decode(made(wide), "x")


def test_a_workbook_without_text_says_so() -> None:
    with pytest.raises(UnreadableSource, match="没有文字"):
        decode(made(lambda sheet: None), "x")


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2000), st.binary(min_size=1, max_size=20), st.sampled_from(["tasks.xls", ""]))
def test_a_damaged_workbook_is_read_or_refused(place: int, piece: bytes, name: str) -> None:
    data = (CASES / "workbooks" / name).read_bytes() if name else made(tasks)
    place = place * len(data) // 2000
    try:
        decode(data[:place] + piece + data[place + len(piece) :], "x")
    except PolicyDiffError:
        return

"""Tables of tasks: headers in any wording and order, merged cells, and no text lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.commitments.parse import parse
from policydiff.model import SourceText
from policydiff.readers import cells
from policydiff.readers.tables import rows

HEADERS = [
    ["序号", "重点任务", "具体措施", "牵头单位", "责任单位", "完成时限"],
    ["完成时间", "配合部门", "牵头部门", "工作措施", "主要任务", "编号"],
    ["序 号", "改革\n事项", "工作\n举措", "主办单位", "协办单位", "时间\n节点"],
    ["序号", "目标任务", "推进措施", "牵头责任单位", "配合责任单位", "办结时限要求"],
    ["序號", "重點任務", "具體措施", "牽頭單位", "責任單位", "完成時限"],
    ["任务编号", "工作内容", "落实措施", "责任处室（牵头）", "责任处室（配合）", "计划完成时间"],
]
CELLS = {
    "number": "3",
    "task": "企业开办",
    "measure": "开办时间压缩至1个工作日。",
    "lead": "甲局",
    "responsible": "乙局、丙局",
    "deadline": "2023年6月底前",
}
ORDERS = [["number", "task", "measure", "lead", "responsible", "deadline"]] * 6
ORDERS[1] = ["deadline", "responsible", "lead", "measure", "task", "number"]


@pytest.mark.parametrize(("header", "order"), list(zip(HEADERS, ORDERS, strict=True)))
def test_a_header_in_any_wording_and_order_is_understood(header: list[str], order: list[str]) -> None:
    lines, notices = rows([header, [CELLS[name] for name in order]])
    assert [notice.code for notice in notices] == ["task-table"]
    document = parse(SourceText("x", "x", "\n".join(lines)), id="x", title="2023年方案")
    (found,) = [c for c in document.commitments if c.targets]
    assert (found.label, found.lead_units, found.responsible_units, str(found.deadline)) == (
        "3.", ("甲局",), ("乙局", "丙局"), "2023-06-30",
    )  # fmt: skip
    assert [str(target.value) for target in found.targets] == ["1"]


def made(*table: list[str]) -> list[str]:
    return list(rows(table)[0])


def test_people_and_remarks_are_no_units() -> None:
    lines = made(["任务", "责任领导", "责任单位", "备注"], ["推行一网通办。", "张三", "甲局", "已启动"])
    document = parse(SourceText("x", "x", "\n".join(lines)), id="x")
    assert [(c.lead_units, c.responsible_units) for c in document.commitments] == [((), ("甲局",))]


def test_units_on_lines_of_a_cell_are_parted_and_a_broken_name_is_joined() -> None:
    assert (
        made(["任务", "责任单位"], ["甲。", "市公安局\n市行政审批和政务\n服务局\n各旗区"])[-1]
        == "| 责任单位：市公安局、市行政审批和政务服务局、各旗区"
    )


@pytest.mark.parametrize(
    ("cell", "healed"),
    [
        ("接入时间由6个工作日\n压减至2个工作日。", "接入时间由6个工作日压减至2个工作日。"),
        ("新建步道不少于\n12公里", "新建步道不少于12公里"),
        ("开通夜班车\n6条", "开通夜班车6条"),
        ("推行预约办\n推行上门办\n推行延时办", "推行预约办\n推行上门办\n推行延时办"),
        ("取消押金。\n公开收费。", "取消押金。\n公开收费。"),
        ("（1）建台账。\n（2）每月\n核对。", "（1）建台账。\n（2）每月核对。"),
        ("企业\n注销", "企业注销"),
    ],
)
def test_a_break_inside_a_cell_cuts_no_sentence(cell: str, healed: str) -> None:
    assert cells.healed(cell) == healed


@pytest.mark.parametrize(
    ("words", "deadline"),
    [("2023年\n9月底", "2023年9月底"), ("2023\n年9月\n30日前", "2023年9月30日前"), ("2023年6月底\n2024年6月底", "2023年6月底；2024年6月底"),
     ("2023年\n2024年", "2023年；2024年"), ("2023年9月\n底前", "2023年9月底前")],
)  # fmt: skip
def test_a_break_inside_a_date_cuts_no_date(words: str, deadline: str) -> None:
    assert made(["任务", "责任单位", "完成时限"], ["推行代办。", "甲局", words])[1].endswith(
        "完成时限：" + deadline
    )


def test_a_header_printed_on_every_page_is_read_once() -> None:
    header = ["序号", "任务", "责任单位"]
    assert made(header, ["1", "甲。", "甲局"], header, ["2", "乙。", "乙局"]) == [
        "|* 1.甲。", "| 责任单位：甲局", "|* 2.乙。", "| 责任单位：乙局",
    ]  # fmt: skip


def test_a_number_merged_with_its_group_is_the_groups() -> None:
    assert made(["序号", "任务", "措施", "单位"], ["1", "开办", "甲。", "甲局"], ["1", "开办", "乙。", "乙局"], ["2", "办电", "丙。", "丙局"]) == [
        "|# 1.开办", "|** 甲。", "| 责任单位：甲局", "|** 乙。", "| 责任单位：乙局", "|* 2.办电", "| 丙。", "| 责任单位：丙局",
    ]  # fmt: skip


def test_a_task_repeated_for_each_of_its_units_is_one_task() -> None:
    assert made(["序号", "任务", "责任单位"], ["1", "甲。", "甲局"], ["1", "甲。", "乙局"]) == [
        "|* 1.甲。",
        "| 责任单位：甲局、乙局",
    ]


def test_groups_inside_groups_keep_their_depth() -> None:
    found = made(
        ["领域", "任务", "措施", "责任单位"],
        ["政务", "开办", "甲。", "甲局"], ["政务", "开办", "乙。", "甲局"], ["政务", "注销", "丙。", "甲局"], ["市场", "招标", "丁。", "乙局"],
    )  # fmt: skip
    assert [line for line in found if line.startswith(("|#", "|*"))] == [
        "|# 政务", "|## 开办", "|*** 甲。", "|*** 乙。", "|** 注销", "|* 市场",
    ]  # fmt: skip


def test_numbered_paragraphs_in_a_cell_are_below_their_row_and_have_its_units() -> None:
    lines = made(
        ["序号", "任务", "措施", "责任单位"],
        ["7", "办电", "（1）环节压减至2个。\n（2）时间压减至15个工作日。", "供电公司"],
    )
    document = parse(SourceText("x", "x", "\n".join(lines)), id="x")
    assert [(c.label, c.trail, c.responsible_units) for c in document.commitments] == [
        ("（1）", ("7.办电",), ("供电公司",)),
        ("（2）", ("7.办电",), ("供电公司",)),
    ]


def test_a_number_in_the_cell_goes_before_the_one_of_the_column() -> None:
    assert (
        made(["序号", "任务", "单位"], ["1", "（一）推行联合验收。", "甲局"])[0] == "|* （一）推行联合验收。"
    )


def test_columns_of_figures_join_their_task() -> None:
    assert made(
        ["指标名称", "现状", "2023年目标", "牵头单位"], ["企业开办时间", "3个工作日", "1个工作日", "市监局"]
    )[0] == ("|* 企业开办时间，现状：3个工作日，2023年目标：1个工作日")


def test_sums_and_remarks_are_kept_but_are_no_tasks() -> None:
    lines = made(
        ["序号", "任务", "责任单位"],
        ["1", "推行一网通办。", "甲局"],
        ["合计", "1项", ""],
        ["注：年底前有效。"] * 3,
    )
    assert lines[2:] == ["| 〔表注〕合计，1项", "| 〔表注〕注：年底前有效。"]
    document = parse(SourceText("x", "x", "\n".join(lines)), id="x")
    assert [(c.text, c.responsible_units) for c in document.commitments] == [("推行一网通办", ("甲局",))]


@pytest.mark.parametrize(
    "words", ["2023.6", "2023-06-30", "2023/6/30", "2023年6月", "6月底前", "2023年上半年"]
)
def test_a_date_in_figures_is_a_deadline(words: str) -> None:
    lines = made(["任务", "责任单位", "完成时限"], ["推行一网通办。", "甲局", words])
    document = parse(SourceText("x", "x", "\n".join(lines)), id="x", title="2023年方案")
    assert [str(c.deadline) for c in document.commitments] == ["2023-06-30"]


def test_text_after_a_table_is_not_in_it() -> None:
    lines = [
        "二、任务",
        *made(["序号", "任务", "责任单位"], ["1", "甲。", "甲局"]),
        "（一）其他。每月通报一次。",
        "三、保障",
    ]
    document = parse(SourceText("x", "x", "\n".join(lines)), id="x")
    assert [c.trail for c in document.commitments if "通报" in c.text] == [("二、任务", "（一）其他")]


def test_a_table_without_a_known_header_is_read_row_by_row_with_a_notice() -> None:
    lines, notices = rows([["地区", "2021年", "2022年"], ["甲旗", "3天", "1天"]])
    assert lines == ("|* 地区：甲旗，2021年：3天，2022年：1天",)
    assert [notice.code for notice in notices] == ["plain-table"]


@pytest.mark.parametrize("table", [[], [[]], [[""]], [["", ""], ["\n", " "]]])
def test_an_empty_table_is_nothing(table: list[list[str]]) -> None:
    assert rows(table) == ((), ())


CELL = st.one_of(
    st.sampled_from(
        [
            "",
            "序号",
            "任务",
            "具体措施",
            "责任单位",
            "完成时限",
            "备注",
            "1",
            "（一）",
            "甲局",
            "6月底前",
            "推行一网通办。",
            "1.甲\n2.乙",
            "指标",
        ]
    ),
    st.text(alphabet="甲乙丙一二（）1.、。；：\n| #*", max_size=12),
)


@given(st.lists(st.lists(CELL, max_size=6), max_size=8))
def test_no_word_of_any_table_is_lost(table: list[list[str]]) -> None:
    lines, notices = rows(table)
    text = re.sub(r"\s", "", "".join([*lines, *(notice.message.zh for notice in notices)]))
    for row in table:
        for cell in row:
            for word in re.findall(r"[甲乙丙]+", cell):
                assert word in text
    document = parse(SourceText("x", "x", "\n".join(lines)), id="x")
    ids = [commitment.id for commitment in document.commitments]
    assert len(ids) == len(set(ids))

"""Numbers at the start of a line, and the tree they make."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import CASES, passage, same_as_file
from policydiff.commitments.parse import parse
from policydiff.model import Passage, Provision, SourceText
from policydiff.outline.markers import find_marker, ordinal
from policydiff.outline.passages import find_passages
from policydiff.outline.tree import build_outline


def tree(text: str) -> tuple[Provision, list[str]]:
    root, notices = build_outline(find_passages(SourceText("t", "txt", text))[0])
    return root, [notice.code for notice in notices]


def shown(node: Provision, depth: int = 0) -> str:
    own = (
        ""
        if not depth
        else f"{'  ' * (depth - 1)}{node.id} | {node.label} | {node.heading} | {node.role} | {len(node.body)}\n"
    )
    return own + "".join(shown(child, depth + 1) for child in node.children)


@pytest.mark.parametrize(
    ("line", "label", "family"),
    [
        ("一、总体要求", "一、", "cjk"),
        ("（一）加强领导。", "（一）", "paren-cjk"),
        ("(十二) 加强领导", "(十二)", "paren-cjk"),
        ("1.优化流程", "1.", "arabic"),
        ("1、优化流程", "1、", "arabic"),
        ("１．优化流程", "１．", "arabic"),
        ("8. 2022年底前设置综合窗口", "8.", "arabic"),
        ("14.2026年上半年开工的项目", "14.", "arabic"),
        ("（201）实行测评", "（201）", "paren-arabic"),
        ("(4) 推广", "(4)", "paren-arabic"),
        ("1000.优化流程", "1000.", "arabic"),
        ("2100、优化流程", "2100、", "arabic"),
        ("①建立台账", "①", "circled"),
        ("第十九条 行政机关不得", "第十九条", "article"),
        ("第一章  总则", "第一章", "chapter"),
        ("附件3", "附件3", "annex"),
        ("附件", "附件", "annex"),
    ],
)
def test_a_number_at_the_start_of_a_line_is_found(line: str, label: str, family: str) -> None:
    marker = find_marker(line)
    assert marker is not None
    assert (marker.label, marker.family.name) == (label, family)


@pytest.mark.parametrize(
    "line",
    [
        "3.5万元以下的项目",
        "第五条规定的事项",
        "第五条第二款",
        "附件齐全的，当场办结",
        "附件：1.流程图",
        "一是将环节压减",
        "2022年底前完成",
        "2023.完成改造",
        "1000.5万元以下的项目",
        "1000、2000元的奖励",
        "一网通办改革",
        "5G网络建设",
    ],
)
def test_a_number_inside_a_sentence_is_none(line: str) -> None:
    assert find_marker(line) is None


@given(st.integers(1, 99))
def test_chinese_ordinals_count_like_arabic_ones(number: int) -> None:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    chinese = (
        ("" if tens in {0, 1} else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")
    )
    assert ordinal(chinese) == number


@pytest.mark.parametrize("path", sorted((CASES / "outline").glob("*.txt")), ids=lambda path: path.stem)
def test_the_tree_of_a_case_is_as_written(path: str) -> None:
    from pathlib import Path

    source = Path(path)
    same_as_file(shown(tree(source.read_text(encoding="utf-8"))[0]), source.with_suffix(".tree"))


def test_there_are_outline_cases() -> None:
    assert len(list((CASES / "outline").glob("*.txt"))) >= 5


def test_a_number_printed_twice_or_skipped_is_noticed() -> None:
    assert tree("一、甲\n（一）乙。\n（二）丙。\n（二）丁。")[1] == ["number-repeated"]
    assert tree("一、甲\n三、乙")[1] == ["number-skipped"]


def test_a_text_without_numbers_gets_a_provision_a_paragraph() -> None:
    root, codes = tree("推行电子营业执照应用。\n\n简化注销流程。")
    assert [child.id[:1] for child in root.children] == ["段", "段"]
    assert codes == ["no-numbering"]


@given(
    st.lists(
        st.sampled_from(
            [
                "一、甲",
                "（一）乙。",
                "1.丙。",
                "（1）丁。",
                "第一条 戊。",
                "附件1",
                "己。",
                "第一章 庚",
                "①辛。",
            ]
        ),
        max_size=30,
    )
)
def test_any_order_of_numbers_parses_and_ids_are_unique(lines: list[str]) -> None:
    root, _ = build_outline(tuple(Passage(line, tuple(range(len(line))), 1, line) for line in lines))
    ids: list[str] = []

    def walk(node: Provision) -> None:
        ids.append(node.id)
        for child in node.children:
            walk(child)

    for child in root.children:
        walk(child)
    assert len(ids) == len(set(ids))


def test_the_title_of_a_text_without_numbers_is_its_head_and_no_promise() -> None:
    title, promise = "某市优化营商环境行动计划", "推行企业开办一网通办，开办时间压缩至1个工作日以内。"
    root, notices = build_outline((passage(title), passage(promise)))
    assert [line.text for line in root.body] == [title]
    assert [line.text for child in root.children for line in child.body] == [promise]
    assert [notice.code for notice in notices] == ["no-numbering"]
    alone, _ = build_outline((passage(title),))
    assert [line.text for child in alone.children for line in child.body] == [title]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (["某某市优化营商环境", "攻坚突破年行动实施方案"], "某某市优化营商环境攻坚突破年行动实施方案"),
        (["某政发〔2023〕5号", "某市优化营商环境方案"], "某市优化营商环境方案"),
        (["某某市人民政府文件", "优化营商环境若干措施"], "优化营商环境若干措施"),
        (["某某市人民政府办公室关于印发", "某某市优化营商环境行动方案的通知"], "某某市优化营商环境行动方案"),
        (["某某市人民政府关于印发《某某市", "优化营商环境行动方案》的通知"], "某某市优化营商环境行动方案"),
    ],
)
def test_a_title_of_two_lines_is_one(head: list[str], title: str) -> None:
    text = "\n\n".join([*head, "一、目标", "（一）网办率达到95%以上。"])
    assert parse(SourceText("x", "txt", text), id="x").title == title

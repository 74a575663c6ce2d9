"""Commitments of the real plans: nothing lost, nothing left in that does not belong."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import passage, rows, table
from policydiff.commitments.cut import cut
from policydiff.commitments.parse import parse
from policydiff.corpus import load_catalogue, open_document
from policydiff.evaluate import squeeze
from policydiff.model import Document, Provision, SourceText
from policydiff.outline.units import find_responsible, split_units, starts_with_label


def texts(text: str) -> list[str]:
    return [c.text for c in parse(SourceText("t", "txt", text), id="t").commitments]


def test_the_201_items_of_naiman_are_all_there_once(naiman: Document) -> None:
    labels = [
        label
        for label in dict.fromkeys(
            (c.provision, c.label) for c in naiman.commitments if not c.provision.startswith("附件")
        )
        if re.fullmatch(r"（\d+）", label[1])
    ]
    assert [label for _, label in labels] == [f"（{number}）" for number in range(1, 202)]


def test_the_ten_annexes_of_naiman_have_their_tasks(naiman: Document) -> None:
    tasks: dict[str, set[str]] = {}
    for commitment in naiman.commitments:
        match = re.match(r"附件(\d+)/", commitment.provision)
        if match:
            tasks.setdefault(match[1], set()).add(commitment.provision)
    assert sorted(tasks, key=int) == [str(number) for number in range(1, 11)]
    # numbered tasks of each annex, counted in the source by hand
    numbered = {"3": 5, "5": 6, "6": 9, "7": 7, "8": 11, "9": 7, "10": 13}
    for annex, count in numbered.items():
        found = {provision for provision in tasks[annex] if re.fullmatch(rf"附件{annex}/\d+", provision)}
        assert len(found) == count, annex
    for annex, count in {"1": 4, "2": 7, "4": 4}.items():
        assert len({p for p in tasks[annex] if p.startswith(f"附件{annex}/二/")}) == count, annex


def test_the_94_duties_of_ordos_stand_under_28_groups(ordos: Document) -> None:
    groups: dict[str, str] = {}
    duties: list[str] = []

    def walk(node: Provision, group: str) -> None:
        if re.fullmatch(r"\d{1,2}\.", node.label) and node.heading.endswith("组"):
            group = node.label
            groups[group] = node.heading
        elif group and re.fullmatch(r"[（(]\d+[)）]", node.label):
            duties.append(f"{group}{node.label}")
        for child in node.children:
            walk(child, group)

    walk(ordos.root, "")
    assert [label.rstrip(".") for label in groups] == [str(number) for number in range(1, 29)]
    assert len(duties) == 94
    assert len(set(duties)) == 94
    by_group = Counter(duty.split(".")[0] for duty in duties)
    assert by_group["10"] == 5
    assert by_group["27"] == 8
    assert groups["15."] == "获得电力组"


def test_no_person_is_among_the_commitments(ordos: Document) -> None:
    names = ["牛俊雁", "折喜文", "额登毕力格", "陈旭辉", "刘晓峰", "韩玉光", "苏利军"]
    for commitment in ordos.commitments:
        assert not re.match(r"(?:组长|副组长|成员)[:：]", squeeze(commitment.text))
        assert not any(name in commitment.text for name in names)


@pytest.mark.parametrize("doc", ["naiman-2022", "ordos-2021"])
def test_no_bracket_of_units_is_left_in_a_text(doc: str) -> None:
    document = open_document(doc)
    for commitment in document.commitments:
        assert not re.search(
            r"(?:牵头单位|责任单位|牵头部门|责任部门|完成时限|完成时间)[:：]", squeeze(commitment.text)
        )
        # without a colon the words are prose: 各责任单位要积极作为


@pytest.mark.parametrize("doc", ["naiman-2022", "ordos-2021"])
def test_every_bracket_of_units_is_read(doc: str) -> None:
    """As many brackets in the source as provisions with units, but for the one in an attachment list."""
    document = open_document(doc)
    brackets = len(
        re.findall(r"[（(〔]\s*(?:牵头单位|责任单位|牵头部门|责任部门)\s*[:：]", document.source.text)
    )
    provisions = {c.provision for c in document.commitments if c.lead_units or c.responsible_units}
    assert brackets == len(provisions)


@pytest.mark.parametrize("doc", list(load_catalogue().entries))
def test_every_span_slices_to_its_text(doc: str) -> None:
    """But for what the notices say was left out, the slice is the text."""
    document = open_document(doc)
    source = document.source.text
    for commitment in document.commitments:
        slice_ = squeeze(source[commitment.span.start : commitment.span.end]).replace("**", "")
        slice_ = re.sub(r"—\d+—", "", slice_)
        for notice in document.notices:
            if (
                notice.code == "doubled-character"
                and notice.span
                and notice.span.start in range(commitment.span.start, commitment.span.end)
            ):
                char = source[notice.span.start]
                slice_ = slice_.replace(char * 2, char, 1)
        assert slice_ == squeeze(commitment.text)
        for target in commitment.targets:
            assert squeeze(source[target.span.start : target.span.end]) == squeeze(target.text)
        for threshold in commitment.thresholds:
            assert squeeze(source[threshold.span.start : threshold.span.end]) == squeeze(threshold.text)


@pytest.mark.parametrize("doc", list(load_catalogue().entries))
def test_ids_are_unique_and_come_from_the_numbers(doc: str) -> None:
    document = open_document(doc)
    ids = [commitment.id for commitment in document.commitments]
    assert len(ids) == len(set(ids))
    assert all(id_.startswith(f"{doc}/") for id_ in ids)


def test_the_id_of_an_item_that_counts_through_is_its_number(naiman: Document) -> None:
    assert any(commitment.id == "naiman-2022/24/1" for commitment in naiman.commitments)


@pytest.mark.parametrize("doc", ["naiman-2022", "ordos-2021"])
def test_commitments_are_promises_not_pages(doc: str) -> None:
    lengths = [len(squeeze(commitment.text)) for commitment in open_document(doc).commitments]
    assert sum(lengths) / len(lengths) <= 70


def test_an_item_has_its_units_and_deadline(naiman: Document) -> None:
    item = next(c for c in naiman.commitments if c.label == "（24）")
    assert item.lead_units == ("国网奈曼供电公司",)
    assert item.deadline is not None
    assert item.deadline.isoformat() == "2022-12-31"
    assert item.trail == (
        "二、重点任务",
        "（一）打造市场主体全生命周期服务链",
        "3.提升水、电、气、暖、网要素保障能力",
    )
    third = next(c for c in naiman.commitments if c.label == "（3）" and not c.provision.startswith("附件"))
    assert third.responsible_units == ("旗市场监管局", "公安局", "人社局", "住建局", "税务局")
    assert third.deadline is not None
    assert third.deadline.isoformat() == "2022-03-31"


def test_two_deadlines_of_a_bracket_keep_their_figures(naiman: Document) -> None:
    item = next(c for c in naiman.commitments if c.id == "naiman-2022/附件3/1/1")
    assert item.deadline is not None
    assert item.deadline.isoformat() == "2022-06-30"
    assert {str(t.value) for t in item.targets} >= {"60000", "70", "100", "2022-04-30", "2022-06-30"}


@pytest.mark.parametrize(
    ("text", "lead", "responsible", "deadline"),
    [
        (
            "推行。（牵头单位：旗住建局；责任单位：旗自然资源局、发改委）",
            ("旗住建局",),
            ("旗自然资源局", "发改委"),
            "",
        ),
        ("推行。(牵头单位:市法院,责任单位:市财政局、市税务局)", ("市法院",), ("市财政局", "市税务局"), ""),
        (
            "推行。〔牵头单位：电业局，责任单位：市住建局，各旗区，各经济开发区（园区）〕",
            ("电业局",),
            ("市住建局", "各旗区", "各经济开发区（园区）"),
            "",
        ),
        ("推行（牵头部门：市市场监管局，责任部门：市财政局", ("市市场监管局",), ("市财政局",), ""),
        (
            "推行。（责任单位：各苏木乡镇场、街道；完成时间：6月底前）",
            (),
            ("各苏木乡镇场", "街道"),
            "6月底前",
        ),
        (
            "推行。（牵头单位：市监局;责任单位：市公安局，6月底前完成）",
            ("市监局",),
            ("市公安局",),
            "6月底前完成",
        ),
        (
            "推行。（市发改委、市财政局牵头，市税务局按职责分工负责）",
            ("市发改委", "市财政局"),
            ("市税务局",),
            "",
        ),
        ("推行。（责任单位：市检察院市科技局）", (), ("市检察院", "市科技局"), ""),
        ("推行。〔牵头单位：市住建局；配合单位：市公安局等单位〕", ("市住建局",), ("市公安局",), ""),
    ],
)
def test_a_bracket_of_units_is_read(
    text: str, lead: tuple[str, ...], responsible: tuple[str, ...], deadline: str
) -> None:
    found = find_responsible(passage(text))
    assert len(found) == 1
    assert (found[0].lead, found[0].responsible, found[0].deadline) == (lead, responsible, deadline)


@pytest.mark.parametrize(
    "text",
    [
        "（以下简称“领导小组”）负责",
        "开标（竞价）、评标",
        "苏木乡镇场（街道）",
        "电子健康卡（由医院负责发放）使用",
    ],
)
def test_other_brackets_are_no_units(text: str) -> None:
    assert find_responsible(passage(text)) == ()


@given(st.text(alphabet="（）()〔〕牵头责任单位：:；、，市局委院旗各", max_size=60))
def test_any_bracket_parses(text: str) -> None:
    for found in find_responsible(passage(text)):
        assert 0 <= found.start < found.end <= len(text)
    split_units(text)


def test_label_lines_belong_to_what_stands_before() -> None:
    document = parse(
        SourceText(
            "t",
            "txt",
            "一、重点任务\n1.推行不见面开标。\n牵头部门：市发改委\n配合单位：市财政局、市住建局\n完成时限：2023年6月底前\n2.推广电子保函。",
        ),
        id="t",
    )
    first, second = document.commitments
    assert (first.lead_units, first.responsible_units) == (("市发改委",), ("市财政局", "市住建局"))
    assert first.deadline is not None
    assert first.deadline.isoformat() == "2023-06-30"
    assert second.lead_units == ()


def test_short_sentences_are_kept_whole_and_lists_with_their_verb() -> None:
    assert texts("1.加强“差评”问题整改，提升政务服务水平。") == ["加强“差评”问题整改，提升政务服务水平"]
    assert texts("1.公开审批核准、资格预审公告、中标候选人公示、合同订立等信息。") == [
        "公开审批核准、资格预审公告、中标候选人公示、合同订立等信息"
    ]


def test_a_long_sentence_is_cut_where_a_new_action_begins() -> None:
    long = (
        "1.建立完善奈曼旗本地区破产管理人名册，设立破产管理人分级管理、定期考核等动态机制，推动成立破产管理人协会，"
        "依托政务信息资源共享平台实现破产案件信息的归集和共享，加大破产案件的信息公开力度，提高破产案件处理的质量与效率。"
    )
    assert len(texts(long)) > 1
    assert "".join(texts(long)).replace("，", "") == long[2:-1].replace("，", "")


def test_enumerations_in_prose_are_cut() -> None:
    assert texts("1.提升接入效率。一是将接入环节优化为3个环节；二是将办理时限压缩至7个工作日内。") == [
        "一是将接入环节优化为3个环节",
        "二是将办理时限压缩至7个工作日内",
    ]


def test_a_quotation_is_never_cut() -> None:
    assert texts("1.做到“谁产生、谁公示。谁负责”，按月通报。") == ["做到“谁产生、谁公示。谁负责”，按月通报"]


def test_preamble_aims_and_structure_are_no_commitments() -> None:
    text = (
        "为贯彻落实上级要求，结合实际，制定本方案。\n一、总体要求\n坚持以人民为中心。到2025年，网办率达到95%以上。\n"
        "二、重点任务\n1.推行一网通办。\n2.综合组下设办公室、监督组等2个专项组。"
    )
    assert texts(text) == ["到2025年，网办率达到95%以上", "推行一网通办"]


def test_a_sentence_that_only_opens_or_closes_a_document_is_none_and_a_promise_like_it_is_one() -> None:
    cases = rows("preambles.psv", 2)
    assert {answer for _, answer in cases} == {"yes", "no"}
    with table() as checked:
        for sentence, answer in cases:
            with checked.row(sentence):
                found = texts(f"一、重点任务\n1.推行一网通办。{sentence}。\n2.推行证照分离。\n")
                assert (sentence in "，".join(found)) is (answer == "yes")


def test_the_words_that_govern_a_list_go_with_its_items() -> None:
    document = parse(
        SourceText(
            "t", "txt", "第十六条 有关部门不得实施下列行为：\n（一）指定中介服务机构；\n（二）转嫁费用。"
        ),
        id="t",
    )
    items = [c for c in document.commitments if c.label.startswith("（")]
    assert [c.lead for c in items] == ["有关部门不得实施下列行为："] * 2
    assert [c.modality.value for c in items] == ["binding"] * 2


@given(st.text(alphabet="推行建立健全提高，。；：“”一二是3个工作日内的（）", max_size=300))
def test_cutting_loses_nothing_but_outer_punctuation(text: str) -> None:
    pieces = [piece for sentence in cut(passage(text)) for piece in sentence]
    joined = "".join(piece.text for piece in pieces)
    assert re.sub(r"\W", "", joined) == re.sub(r"\W", "", text)
    assert all(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "bracket", "conflicts"),
    [
        ("12月底前完成涉企文件清理", "6月底前", 1),
        ("6月底前完成涉企文件清理", "12月底前", 1),
        ("6月底前完成涉企文件清理", "2022年6月底前", 0),
        ("6月底前完成涉企文件清理。全面推行不见面开标", "12月底前", 0),
        ("6月底前完成涉企文件清理。9月底前全面推行不见面开标", "12月底前", 1),
        ("6月底前完成涉企文件清理", "长期坚持", 0),
        ("全面完成涉企文件清理", "6月底前", 0),
    ],
)
def test_a_deadline_that_contradicts_its_bracket_is_told_either_way(
    text: str, bracket: str, conflicts: int
) -> None:
    plan = f"2022年优化营商环境实施方案\n一、重点任务\n1.{text}。（责任单位：旗司法局；完成时限：{bracket}）\n2.推广电子保函。\n"
    document = parse(SourceText("t", "txt", plan), id="t")
    found = [notice for notice in document.notices if notice.code == "deadline-conflict"]
    assert len(found) == conflicts
    for notice in found:
        assert bracket in notice.message.zh


def test_an_item_that_only_names_a_person_is_no_promise_and_names_no_unit() -> None:
    text = "某县方案\n一、任务\n1.推行联合验收。\n2.县级联系人：张三、李四\n3.责任分工：县住建局牵头。\n"
    (found,) = parse(SourceText("x", "txt", text), id="x").commitments
    assert (found.text, found.lead_units, found.responsible_units) == ("推行联合验收", ("县住建局",), ())


LABEL_PIECES = st.sampled_from(
    [
        "县级联系人：",
        "责任单位",
        "：",
        "（",
        "）",
        "【完成时限】",
        "甲局",
        "张三、李四",
        "。",
        "—",
        "6月底",
        "包保领导：",
        "，",
    ]
)


@given(st.lists(LABEL_PIECES, max_size=8).map("".join))
def test_what_starts_with_a_label_is_read_as_one(text: str) -> None:
    if starts_with_label(text):
        assert find_responsible(passage(text))[0].start == 0
    parse(SourceText("x", "txt", f"某县方案\n1.推行联合验收。\n2.{text}\n3.{text}\n"), id="x")

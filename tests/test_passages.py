"""Reading paragraphs: what is joined, what is left out, where every character stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.corpus import load_catalogue, open_document
from policydiff.model import SourceText
from policydiff.outline.passages import find_passages


def passages(text: str) -> list[str]:
    return [passage.text for passage in find_passages(SourceText("t", "txt", text))[0]]


def codes(text: str) -> list[str]:
    return [notice.code for notice in find_passages(SourceText("t", "txt", text))[1]]


def test_a_sentence_broken_at_a_page_is_joined() -> None:
    assert passages(
        "(2) 提升司法程序质量。构建电子诉讼体系，完善网上诉讼\n\n功能，推进民商事案件网上立案无纸化。"
    ) == ["(2)提升司法程序质量。构建电子诉讼体系，完善网上诉讼功能，推进民商事案件网上立案无纸化。"]


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("职责任务：负责统筹协调推进“照明管护、绿化管护、排水管护、环卫作业、公厕管理”有关事项流程精\n\n简、质量提升。", True),
        ("关于印发全县城乡公共照明和园林绿化以及排水设施养护提质增效三年行动的实施方案\n\n为提升管护质量，制定本方案。", False),
        ("（一）推进城乡公共照明园林绿化排水防涝环境卫生公厕管理停车管理一体化养护改革\n\n建立统一的养护台账，按月巡查。", False),
        ("照明管护分工\n\n建立统一的养护台账，按月巡查。", False),
    ],
)  # fmt: skip
def test_a_long_line_without_a_comma_goes_on_unless_it_is_a_title_or_a_heading(
    text: str, joined: bool
) -> None:
    assert (len(passages(text)) == 1) is joined


def test_a_character_repeated_over_a_page_break_is_dropped_with_a_notice() -> None:
    text = "职责任务：贯彻落实自治区《关于发挥监督职能优化营商环境\n\n境的意见》，开展专项检查。"
    assert passages(text) == [
        "职责任务：贯彻落实自治区《关于发挥监督职能优化营商环境的意见》，开展专项检查。"
    ]
    assert codes(text) == ["doubled-character"]


def test_a_true_double_over_a_page_break_is_kept() -> None:
    """理念 stands elsewhere after another word, so both characters are the document's own."""
    text = "牢固树立服务理念，强化为民理念。\n\n（一）要切实加强和改进行政审批服务管理，全面树立现代管\n\n理理念，提升服务水平。"
    assert any("管理理念" in found for found in passages(text))
    assert "doubled-character" not in codes(text)


def test_headings_are_not_joined_to_what_follows() -> None:
    text = "一、对标先进典型,拓展工作格局\n聚焦打造一流营商环境目标,对标上海等先进城市。\n二、完善体制建设,推动举措创新\n打造一流营商环境是系统性工程。"
    assert passages(text) == [
        "一、对标先进典型,拓展工作格局",
        "聚焦打造一流营商环境目标,对标上海等先进城市。",
        "二、完善体制建设,推动举措创新",
        "打造一流营商环境是系统性工程。",
    ]


def test_lines_wrapped_at_the_page_width_are_joined() -> None:
    text = "（一）优化企业开办流程。依托一体化在线政务服务平台，推行企业登记、公章刻制、申领发票和税控设备、员工参保登记、住房公积金企业缴存登记可在线上一表填报申请办理。"
    wrapped = "\n".join(text[i : i + 20] for i in range(0, len(text), 20))
    assert passages(wrapped + "\n" + wrapped.replace("（一）", "（二）")) == [
        text,
        text.replace("（一）", "（二）"),
    ]


def test_items_of_two_lines_each_are_joined_where_digits_take_half_the_room() -> None:
    """Most lines of the page begin with a number, and those with digits hold more characters."""
    items = [
        "（一）到2025年，全镇新建改建农村供水管网80公里，自来水普及率达到95%以上。",
        "（二）2025年6月底前，100户以上的自然村集中供水覆盖率达到100%。",
        "（三）2024年10月底前，全面完成水源地隔离防护设施的更新改造任务。",
        "（四）群众反映的供水问题，2个工作日内答复，7个工作日内办结答复。",
        "（五）对村级供水站的净化和消毒设备，每2年至少开展1次检测评估。",
        "（六）把农村供水保障工作列入各村年度考核的重要内容并按季通报。",
    ]
    columns = 46
    lines: list[str] = []
    for item in items:
        line, used = "", 0
        for char in item:
            used += 1 if char.isascii() else 2
            if used > columns:
                lines, line, used = [*lines, line], "", 1 if char.isascii() else 2
            line += char
        lines.append(line)
    assert len(lines) == 2 * len(items)
    assert passages("\n".join(lines)) == items


@pytest.mark.parametrize("line", ["— 2 —", "-12-", "第 3 页", "3/27", "·5·", "17"])
def test_page_numbers_are_left_out_with_a_notice(line: str) -> None:
    assert passages(f"推行电子营业执照应用。\n{line}\n简化注销流程。") == [
        "推行电子营业执照应用。",
        "简化注销流程。",
    ]
    assert codes(f"推行电子营业执照应用。\n{line}\n简化注销流程。") == ["page-number"]


def test_a_stamp_line_and_a_mongolian_header_are_left_out() -> None:
    assert passages("ᠠᠨᠠᠭᠤᠯᠤᠰᠤ ᠰᠢ\n文件\nStamp\n正文。") == ["文件", "正文。"]
    assert codes("ᠠᠨᠠᠭᠤᠯᠤᠰᠤ ᠰᠢ\n文件\nStamp\n正文。") == ["mongolian-header", "stamp"]


@pytest.mark.parametrize("text", [">\n\x08", "\x08\n>", "> \n\x08\n甲乙丙。"])
def test_a_line_of_which_nothing_is_left_is_joined_to_no_other(text: str) -> None:
    assert "".join(passages(text)).strip("\x08") == text.strip("> \n\x08")


def test_stray_blanks_and_markdown_signs_go_but_latex_stays() -> None:
    assert passages("（二）**狠抓责任落实**。分别压减至 15 个小时以内。") == [
        "（二）狠抓责任落实。分别压减至15个小时以内。"
    ]
    assert passages(r"PM2.5保持在 $25\mu\text{g}/\text{m}^3$ 以下。") == [
        r"PM2.5保持在$25\mu\text{g}/\text{m}^3$以下。"
    ]


@given(st.text(alphabet="一二（）1.、。，；：“”《》\n 环境的第条附件—x*", max_size=200))
def test_every_character_of_a_passage_stands_where_it_says(text: str) -> None:
    """Nothing is invented: each character is the source's own, in order."""
    for found in find_passages(SourceText("t", "txt", text))[0]:
        assert "".join(text[offset] for offset in found.offsets) == found.text
        assert list(found.offsets) == sorted(set(found.offsets))


@pytest.mark.parametrize("doc", list(load_catalogue().entries))
def test_all_text_of_the_corpus_is_in_some_passage_or_notice(doc: str) -> None:
    source = open_document(doc).source
    found, notices = find_passages(source)
    kept = {offset for passage in found for offset in passage.offsets}
    lines = source.text.split("\n")
    noise = {line for notice in notices for line in _lines_of(notice.message.zh)}
    position = 0
    for number, line in enumerate(lines, 1):
        for place, char in enumerate(line):
            if "\u4e00" <= char <= "\u9fff" and number not in noise:
                doubled = any(n.span and n.span.start == position + place for n in notices)
                assert position + place in kept or doubled, f"line {number}: {line}"
        position += len(line) + 1


def _lines_of(message: str) -> list[int]:
    import re

    match = re.search(r"第 ([\d、]+)(?: 等)? 行", message)
    return [int(number) for number in match[1].split("、")] if match else []

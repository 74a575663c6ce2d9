"""Word files: what is printed is read, number for number, cell for cell; what is dangerous is refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policydiff.commitments.parse import parse
from policydiff.errors import PolicyDiffError, UnreadableSource
from policydiff.model import SourceText
from policydiff.readers import docx
from word import W, abstract, listed, num, p, packed, r, relations, table, word


def lines(data: bytes) -> list[str]:
    return docx.decode(data, "方案.docx")[0].split("\n")


def codes(data: bytes) -> list[str]:
    return [notice.code for notice in docx.decode(data, "方案.docx")[2]]


OUTLINE = abstract(
    0, "chineseCountingThousand|%1、", "chineseCountingThousand|（%2）", "decimal|%3.", "decimal|（%4）"
)


def test_the_four_levels_of_a_plan_are_numbered_as_printed() -> None:
    levels = [0, 1, 2, 3, 3, 2, 1, 2, 0, 1]
    body = "".join(listed("甲", 1, level) for level in levels)
    assert lines(word(body, numbering=OUTLINE + num(1, 0))) == [
        "一、甲", "（一）甲", "1. 甲", "（1）甲", "（2）甲", "2. 甲", "（二）甲", "1. 甲", "二、甲", "（一）甲",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("form", "first", "tenth", "twentieth"),
    [
        ("chineseCounting", "一", "十", "二十"),
        ("chineseCountingThousand", "一", "十", "二十"),
        ("taiwaneseCountingThousand", "一", "十", "二十"),
        ("ideographTraditional", "甲", "癸", "20"),
        ("chineseLegalSimplified", "壹", "壹拾", "贰拾"),
        ("decimal", "1", "10", "20"),
        ("decimalZero", "01", "10", "20"),
        ("decimalFullWidth", "１", "１０", "２０"),
        ("decimalEnclosedCircle", "①", "⑩", "⑳"),
        ("decimalEnclosedParen", "⑴", "⑽", "⒇"),
        ("lowerLetter", "a", "j", "t"),
        ("upperLetter", "A", "J", "T"),
        ("upperRoman", "I", "X", "XX"),
        ("lowerRoman", "i", "x", "xx"),
        ("somethingNew", "1", "10", "20"),
    ],
)
def test_every_number_format_is_printed(form: str, first: str, tenth: str, twentieth: str) -> None:
    found = lines(
        word("".join(listed("甲", 1) for _ in range(20)), numbering=abstract(0, f"{form}|%1）") + num(1, 0))
    )
    assert (found[0], found[9], found[19]) == (f"{first}）甲", f"{tenth}）甲", f"{twentieth}）甲")


def test_a_level_shows_the_numbers_above_it() -> None:
    body = (
        listed("总则", 1, 0)
        + listed("目的", 1, 1)
        + listed("范围", 1, 1)
        + listed("细则", 1, 2)
        + listed("附则", 1, 0)
    )
    numbering = abstract(0, "decimal|%1", "decimal|%1.%2", "decimal|%1.%2.%3") + num(1, 0)
    assert lines(word(body, numbering=numbering)) == [
        "1 总则",
        "1.1 目的",
        "1.2 范围",
        "1.2.1 细则",
        "2 附则",
    ]


def test_a_legal_level_shows_figures_for_the_chinese_numbers_above() -> None:
    numbering = abstract(0, "chineseCounting|第%1章", "decimal|%1.%2|<w:isLgl/>") + num(1, 0)
    assert lines(word(listed("总则", 1, 0) + listed("目的", 1, 1), numbering=numbering)) == [
        "第一章 总则",
        "1.1 目的",
    ]


def test_lists_that_share_an_abstract_list_count_on_and_an_override_starts_anew() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = abstract(0, "decimal|%1.") + num(1, 0) + num(2, 0) + num(3, 0, override)
    body = listed("甲", 1) + listed("乙", 2) + listed("丙", 3) + listed("丁", 3) + listed("戊", 1)
    assert lines(word(body, numbering=numbering)) == ["1. 甲", "2. 乙", "5. 丙", "6. 丁", "7. 戊"]


def test_a_running_number_does_not_restart_below_a_new_heading() -> None:
    numbering = abstract(0, "chineseCounting|%1、", 'decimal|%2.|<w:lvlRestart w:val="0"/>') + num(1, 0)
    body = listed("甲", 1, 0) + listed("乙", 1, 1) + listed("丙", 1, 0) + listed("丁", 1, 1)
    assert lines(word(body, numbering=numbering)) == ["一、甲", "1. 乙", "二、丙", "2. 丁"]


def test_a_style_brings_its_number_and_the_style_it_is_based_on() -> None:
    numbering = abstract(
        0, 'chineseCounting|%1、|<w:pStyle w:val="H1"/>', 'chineseCounting|（%2）|<w:pStyle w:val="H2"/>'
    ) + num(4, 0)
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="公文一级"/><w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="公文二级"/><w:basedOn w:val="H1"/></w:style>'
    )
    body = (
        p("甲", '<w:pStyle w:val="H1"/>')
        + p("乙", '<w:pStyle w:val="H2"/>')
        + p("丙", '<w:pStyle w:val="H2"/>')
    )
    assert lines(word(body, numbering=numbering, styles=styles)) == ["一、甲", "（一）乙", "（二）丙"]


def test_a_list_may_be_named_through_a_style_of_lists() -> None:
    numbering = (
        abstract(0, "decimal|%1、", extra='<w:styleLink w:val="L"/>')
        + abstract(1, extra='<w:numStyleLink w:val="L"/>')
        + num(1, 1)
    )
    assert lines(word(listed("甲", 1) + listed("乙", 1), numbering=numbering)) == ["1、甲", "2、乙"]


def test_number_zero_takes_a_paragraph_out_of_the_list_of_its_style() -> None:
    styles = '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    body = p("甲") + listed("乙", 0) + p("丙")
    assert lines(word(body, numbering=abstract(0, "decimal|%1.") + num(1, 0), styles=styles)) == [
        "1. 甲",
        "乙",
        "2. 丙",
    ]


def test_bullets_are_no_numbers() -> None:
    assert lines(word(listed("甲", 1), numbering=abstract(0, "bullet|") + num(1, 0))) == ["甲"]


def test_headings_of_word_without_a_number_are_marked_and_make_the_outline() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style><w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
    body = (
        p("某市实施方案", '<w:pStyle w:val="T"/>') + p("重点任务", '<w:pStyle w:val="1"/>') + p("推行一网通办，开办时间压缩至1个工作日。")
        + p("保障措施", '<w:pStyle w:val="1"/>') + p("每月通报一次进展情况。")
    )  # fmt: skip
    text = docx.decode(word(body, styles=styles), "x")[0]
    assert text.split("\n")[:2] == ["# 某市实施方案", "## 重点任务"]
    document = parse(SourceText("x", "docx", text), id="x")
    assert document.title == "某市实施方案"
    assert [commitment.trail for commitment in document.commitments] == [("重点任务",), ("保障措施",)]


def test_the_table_of_contents_is_left_out() -> None:
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>'
        + p("一、总则 1")
        + "</w:sdtContent></w:sdt>"
    )
    assert lines(word(contents + p("一、总则"))) == ["一、总则"]
    assert codes(word(contents + p("一、总则"))) == ["contents"]


# tracked changes


def test_tracked_changes_are_read_as_accepted() -> None:
    deleted = '<w:del w:id="1"><w:r><w:delText>5个工作日</w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2">{r("3个工作日")}</w:ins>'
    data = word(f"<w:p>{r('压缩至')}{deleted}{inserted}{r('以内。')}</w:p>")
    assert lines(data) == ["压缩至3个工作日以内。"]
    assert codes(data) == ["tracked-changes"]


def test_moved_text_stands_where_it_was_moved_to() -> None:
    body = f"<w:p><w:moveFrom>{r('甲。')}</w:moveFrom>{r('乙。')}<w:moveTo>{r('甲。')}</w:moveTo></w:p>"
    assert lines(word(body)) == ["乙。甲。"]


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next() -> None:
    body = f'<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>{r("推行一网")}</w:p>' + p("通办。")
    assert lines(word(body)) == ["推行一网通办。"]


def test_a_deleted_numbered_paragraph_does_not_count() -> None:
    gone = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>'
        "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>"
    )
    found = lines(
        word(listed("甲", 1) + gone + listed("乙", 1), numbering=abstract(0, "decimal|%1.") + num(1, 0))
    )
    assert found == ["1. 甲", "2. 乙"]


def test_a_deleted_row_is_no_row() -> None:
    gone = (
        '<w:tr><w:trPr><w:del w:id="1"/></w:trPr><w:tc>'
        + p("旧任务")
        + "</w:tc><w:tc>"
        + p("甲局")
        + "</w:tc></w:tr>"
    )
    body = table(["任务", "责任单位"], ["新任务", "乙局"]).replace("</w:tbl>", gone + "</w:tbl>")
    assert lines(word(body)) == ["|* 新任务", "| 责任单位：乙局"]


# what else a page prints


def test_a_footnote_follows_its_paragraph_and_is_no_commitment() -> None:
    notes = f'<w:footnote w:id="0" w:type="separator">{p("")}</w:footnote><w:footnote w:id="2">{p("工作日不含节假日。")}</w:footnote>'
    body = f'<w:p>{r("一、压缩至3个工作日")}<w:r><w:footnoteReference w:id="2"/></w:r>{r("以内。")}</w:p>'
    text, _, notices = docx.decode(word(body, footnotes=notes), "x")
    assert text.split("\n") == ["一、压缩至3个工作日以内。", "〔脚注1〕工作日不含节假日。"]
    assert [notice.code for notice in notices] == ["notes"]
    document = parse(SourceText("x", "docx", text), id="x")
    assert [commitment.text for commitment in document.commitments] == ["压缩至3个工作日以内"]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = p("实行告知承诺，当场办结。")
    shape = (
        f"<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>{box}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{box}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    data = word(f"<w:p>{r('一、推行改革。')}<w:r>{shape}</w:r></w:p>" + p("二、加强领导。"))
    assert lines(data) == ["一、推行改革。", "实行告知承诺，当场办结。", "二、加强领导。"]
    assert codes(data) == ["boxes"]


def test_the_words_of_a_flow_chart_are_kept_as_remarks() -> None:
    shape = f"<w:pict><v:textbox><w:txbxContent>{p('受理')}</w:txbxContent></v:textbox></w:pict>"
    assert lines(word(p("一、流程。") + f"<w:p><w:r>{shape}</w:r></w:p>"))[-1] == "〔文本框〕受理"


def test_hidden_text_is_not_printed_and_soft_breaks_are() -> None:
    body = (
        f"<w:p>{r('甲')}<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:br/></w:r>{r('乙')}</w:p>"
    )
    assert lines(word(body)) == ["甲", "乙"]
    assert codes(word(body)) == ["hidden-text"]


def test_fields_and_content_controls_give_their_text() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + r("2023年")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = f"<w:sdt><w:sdtContent><w:p>{field}<w:hyperlink>{r('底前')}</w:hyperlink><w:sdt><w:sdtContent>{r('完成')}</w:sdtContent></w:sdt></w:p></w:sdtContent></w:sdt>"
    assert lines(word(body)) == ["2023年底前完成"]


def test_the_strict_format_is_read_like_the_usual_one() -> None:
    data = zipfile.ZipFile(io.BytesIO(word(p("一、甲"))))
    files = {name: data.read(name) for name in data.namelist()}
    files = {
        name: text.replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
        for name, text in files.items()
    }
    assert lines(packed(files)) == ["一、甲"]


# tables


def test_a_merged_task_becomes_the_heading_of_its_rows() -> None:
    body = table(
        ["序号", "重点任务", "具体措施", "牵头单位", "责任单位", "完成时限"],
        ["1", "v企业开办", "开办时间压缩至1个工作日。", "市监局", "v公安局", "6月底前"],
        ["2", "^", "免费刻章。", "公安局", "^", "长期坚持"],
        ["3", "获得电力", "办电环节压减至2个。", "供电公司", "住建局", "年底前"],
    )
    assert lines(word(body)) == [
        "|# 企业开办",
        "|** 1.开办时间压缩至1个工作日。",
        "| 牵头单位：市监局；责任单位：公安局；完成时限：6月底前",
        "|** 2.免费刻章。",
        "| 牵头单位：公安局；责任单位：公安局；完成时限：长期坚持",
        "|* 3.获得电力",
        "| 办电环节压减至2个。",
        "| 牵头单位：供电公司；责任单位：住建局；完成时限：年底前",
    ]
    document = parse(
        SourceText("x", "docx", "\n".join(["2023年方案", *lines(word(body))])), id="x", title="2023年方案"
    )
    found = [(c.trail, c.label, c.text, c.lead_units, str(c.deadline)) for c in document.commitments]
    assert found == [
        (("企业开办",), "1.", "开办时间压缩至1个工作日", ("市监局",), "2023-06-30"),
        (("企业开办",), "2.", "免费刻章", ("公安局",), "None"),
        (("3.获得电力",), "3.", "办电环节压减至2个", ("供电公司",), "2023-12-31"),
    ]


def test_automatic_numbers_in_the_number_column_are_read() -> None:
    cell = listed("", 1)
    body = table(["序号", "任务", "责任单位"], [cell, "甲。", "甲局"], [cell, "乙。", "乙局"])
    assert lines(word(body, numbering=abstract(0, "decimal|%1") + num(1, 0)))[::2] == [
        "|* 1.甲。",
        "|* 2.乙。",
    ]


def test_a_header_of_two_rows_and_one_over_the_whole_width() -> None:
    body = table(
        ["4>任务分解表"],
        ["v序号", "v工作任务", "2>责任单位"],
        ["^", "^", "牵头", "配合"],
        ["4>一、优化审批"],
        ["1", "推行联合验收。", "住建局", "消防队"],
    )
    assert lines(word(body)) == [
        "任务分解表",
        "|# 一、优化审批",
        "|** 1.推行联合验收。",
        "| 牵头：住建局；配合：消防队",
    ]


def test_a_frame_of_one_cell_is_only_its_paragraphs_and_tables_may_stand_in_it() -> None:
    inner = table(["任务", "责任单位"], ["甲。", "甲局"])
    assert lines(word(table([p("一、任务") + inner + p("二、保障")]))) == [
        "一、任务",
        "|* 甲。",
        "| 责任单位：甲局",
        "二、保障",
    ]


# what is refused


def bomb() -> bytes:
    return packed({"word/document.xml": b"<a>" + b" " * 30_000_000 + b"</a>"})


def with_entities() -> bytes:
    text = (
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "甲甲甲"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
        + f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&a;&b;</w:t></w:r></w:p></w:body></w:document>'
    )
    return packed(
        {
            "_rels/.rels": relations(("officeDocument", "word/document.xml")).encode(),
            "word/document.xml": text.encode(),
        }
    )


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04" + b"\0" * 60, "压缩包打不开"),
        (word(p("甲"))[:-40], "压缩包打不开"),
        (bomb(), "压缩比"),
        (with_entities(), "DTD"),
        (packed({"word/document.xml": b"<a><b></a>"}), "XML"),
        (packed({"word/document.xml": b"<a/>"}), "没有正文"),
        (packed({"word/other.xml": b"<a/>"}), "没有正文"),
        (word(""), "没有文字"),
        (word("<w:p><w:r><w:drawing><w:blip/></w:drawing></w:r></w:p>"), "1 张图片"),
        (word("<w:tbl><w:tr><w:tc>" * 40 + p("甲") + "</w:tc></w:tr></w:tbl>" * 40), "嵌套"),
        (word("<w:tbl><w:tr>" + ("<w:tc>" + p("甲") + "</w:tc>") * 400 + "</w:tr></w:tbl>"), "列"),
    ],
)
def test_what_cannot_be_read_safely_says_why(data: bytes, what: str) -> None:
    with pytest.raises(UnreadableSource) as caught:
        docx.decode(data, "方案.docx")
    assert what in caught.value.what
    assert caught.value.hint


TAGS = st.sampled_from(["p", "r", "t", "tbl", "tr", "tc", "sdt", "sdtContent", "ins", "del", "pPr", "numPr", "tcPr", "txbxContent", "drawing", "rPr", "br"])  # fmt: skip


def element(tag: str, val: str, inner: list[str]) -> str:
    return f'<w:{tag} w:val="{val}">{"".join(inner)}</w:{tag}>'


FRAGMENTS = st.recursive(
    st.sampled_from(
        [
            "一、甲。",
            "3个工作日",
            "<w:vMerge/>",
            '<w:gridSpan w:val="3"/>',
            '<w:numId w:val="1"/>',
            '<w:ilvl w:val="99"/>',
            '<w:gridSpan w:val="-4"/>',
            "",
        ]
    ),
    lambda inner: st.builds(
        element, TAGS, st.sampled_from(["0", "1", "x", "restart"]), st.lists(inner, max_size=4)
    ),
    max_leaves=25,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(FRAGMENTS)
def test_any_order_of_elements_is_read_or_refused(body: str) -> None:
    try:
        text, _, _ = docx.decode(word(body, numbering=abstract(0, "decimal|%1.") + num(1, 0)), "x")
    except PolicyDiffError:
        return
    assert text.strip()


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(0, 3000))
def test_a_damaged_file_is_read_or_refused(noise: bytes, place: int) -> None:
    data = word(p("一、推行一网通办。") + table(["任务", "单位"], ["甲", "乙"]))
    damaged = data[:place] + noise + data[place + len(noise) :]
    try:
        text, _, _ = docx.decode(damaged, "x")
    except PolicyDiffError:
        return
    assert text.strip()

"""Web pages: the article and the document's facts, without the frame of the page."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policydiff.commitments.parse import parse
from policydiff.errors import PolicyDiffError, UnreadableSource
from policydiff.model import SourceText
from policydiff.readers import html

ARTICLE = "<p>&nbsp;&nbsp;&nbsp;&nbsp;一、重点任务</p><p>（一）企业开办时间压缩至1个工作日以内。</p><p>（二）全面推行“一网通办”，网办率达到95%以上。</p>"


def page(body: str, head: str = '<meta charset="utf-8">') -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def lines(data: bytes) -> list[str]:
    return html.decode(data, "方案.html")[0].split("\n")


PLAIN = [
    "一、重点任务",
    "（一）企业开办时间压缩至1个工作日以内。",
    "（二）全面推行“一网通办”，网办率达到95%以上。",
]


@pytest.mark.parametrize(
    "frame",
    [
        "<nav><a href=/>首页</a></nav>{}<footer>主办：某市人民政府。</footer>",
        '<div class="header"><ul><li><a href=/>首页</a></li></ul></div><div id="zoom">{}</div><div class="footer">蒙ICP备。</div>',
        '<form id="form1"><div class="container"><div class="crumbs">当前位置：首页</div><div class="article">{}</div></div></form>',
        "<table><tr><td><table><tr><td>{}</td></tr></table></td></tr></table>",
        '<center><div class="TRS_Editor"><style>p{{}}</style>{}</div><script>alert("一、假的。")</script></center>',
        '<div>{}</div><div class="related-list"><a href=1>某省优化营商环境条例</a><a href=2>某市办法</a></div>',
        '{}<div style="display:none">隐藏的文字。</div>',
        '{}<div class="share">分享到：微信</div><div class="prev-next"><a href=3>上一篇：某通知</a></div>',
    ],
)
def test_the_article_is_read_without_the_frame(frame: str) -> None:
    found = [line for line in lines(page(frame.format(ARTICLE))) if "上一篇" not in line]
    assert found == PLAIN


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "gb2312"),
        ("gb18030", "gb2312"),
        ("gb18030", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("big5hkscs", "big5"),
    ],
)
def test_the_declared_encoding_may_be_too_narrow_or_wrong(encoding: str, declared: str) -> None:
    words = (
        "（三）推行鄉鎮改革，時間壓縮至2個工作日以內。"
        if "big5" in encoding
        else "（三）推行㙍镇𠮷改革，时间压缩至2个工作日以内。"
    )
    article = (
        ARTICLE
        if "big5" not in encoding
        else "<p>一、重點任務</p><p>（一）企業開辦時間壓縮至1個工作日以內。</p>"
    )
    text = f'<html><head><meta charset="{declared}"></head><body>{article}<p>{words}</p></body></html>'
    assert lines(text.encode(encoding))[-1] == words


def test_the_facts_of_the_page_become_the_facts_of_the_document() -> None:
    table = (
        "<table><tr><td><b>索 引 号：</b></td><td>000014/2022-1</td><td>发布机构</td><td>某市人民政府</td></tr>"
        "<tr><td>标　　题：</td><td colspan=3>某市优化营商环境实施方案</td></tr>"
        "<tr><td>发文字号：</td><td>某政发〔2022〕8号</td><td>成文日期：</td><td>2022-03-18</td></tr></table>"
    )
    text, _, notices = html.decode(page(table + f"<div id=zoom>{ARTICLE}</div>"), "x")
    assert text.split("\n")[:4] == [
        "某政发〔2022〕8号",
        "某市人民政府",
        "2022年3月18日",
        "# 某市优化营商环境实施方案",
    ]
    assert "page-fields" in [notice.code for notice in notices]
    document = parse(SourceText("x", "html", text), id="x")
    assert (document.title, document.number, str(document.issued), document.issuer) == (
        "某市优化营商环境实施方案", "某政发〔2022〕8号", "2022-03-18", "某市人民政府",
    )  # fmt: skip
    assert len(document.commitments) == 2


def test_facts_in_a_list_are_found_too() -> None:
    facts = "<ul><li>[索 引 号] 11152/2022</li><li>[发文机关] 某旗人民政府</li><li>[成文日期] 2022年5月6日</li><li>[文号] 某政发〔2022〕3号</li></ul>"
    assert lines(page(facts + ARTICLE))[:3] == ["某政发〔2022〕3号", "某旗人民政府", "2022年5月6日"]


def test_the_title_of_the_page_is_taken_where_the_article_has_none() -> None:
    data = page(ARTICLE, "<meta charset=utf-8><title>某市优化营商环境若干措施_某市人民政府</title>")
    assert lines(data)[0] == "# 某市优化营商环境若干措施"


@pytest.mark.parametrize(
    ("pieces", "day"),
    [(["meta"], "2023年5月4日"), (["meta", "line"], "2023年5月4日"), (["line"], "2023年5月6日"),
     (["meta", "line", "own"], "2023年5月1日")],
)  # fmt: skip
def test_what_a_page_says_of_itself_is_believed_its_own_table_first(pieces: list[str], day: str) -> None:
    said = {
        "meta": '<meta name="ArticleTitle" content="某区2023年改革举措"><META CONTENT="2023-05-04 10:00" NAME="PubDate">',
        "line": "<div class=info><span>发布时间：2023年5月6日</span> 来源：区政府 字号：大 中 小</div>",
        "own": "<table><tbody><tr><td>索引号</td><td>1</td><td>成文日期</td><td>2023-05-01</td><td>发文字号</td><td>某政发〔2023〕5号</td></tr></tbody></table>",
    }
    head = "<meta charset=utf-8><title>改革举措_某区人民政府</title>"
    body = "".join(said[name] for name in pieces if name != "meta") + f"<div>{ARTICLE}</div>"
    found = lines(page(body, head + (said["meta"] if "meta" in pieces else "")))
    assert day in found
    assert ("# 某区2023年改革举措" if "meta" in pieces else "# 改革举措") in found


@pytest.mark.parametrize(
    ("body", "title", "number"),
    [
        ("<div class=arti_title>某县窗口怎么提速才好</div><div class=con><p>{}</p></div>", "某县窗口怎么提速才好", None),
        ("<center>某省人民政府办公厅</center><center>关于办好老年食堂的</center><center>若干意见</center><p>某政办发〔2023〕5号</p>{}",
         "某省人民政府办公厅关于办好老年食堂的若干意见", "某政办发〔2023〕5号"),
        ("<table><tr><td><a href=1>机构设置情况</a></td><td><table><tr><td>某市人民政府关于办好夜校的意见</td></tr><tr><td>某政发〔2023〕6号</td></tr><tr><td>{}</td></tr></table></td></tr></table>",
         "某市人民政府关于办好夜校的意见", "某政发〔2023〕6号"),
    ],
)  # fmt: skip
def test_a_title_that_only_its_place_tells_is_found(body: str, title: str, number: str | None) -> None:
    prose = "<p>各县（区）人民政府，市直各部门：</p><p>窗口等候不超过15分钟。</p><p>现就有关事项通知如下：</p><p>周末照常办件，网上预约率达到85%。</p>"
    text = html.decode(page(body.format(prose), "<meta charset=utf-8><title>政务公开</title>"), "x")[0]
    document = parse(SourceText("x", "html", text), id="x")
    assert (document.title, document.number) == (title, number)
    assert [c.text for c in document.commitments] == [
        "窗口等候不超过15分钟",
        "周末照常办件，网上预约率达到85%",
    ]


def test_links_to_files_are_no_commitments() -> None:
    files = "<p><a href='/a/1.docx'>某县窗口清单及办理时限3个工作日说明</a></p><p><a href=2.pdf?x=1>某县流程图，含2张</a></p>"
    text = "\n".join(lines(page(f"<div id=zoom>{ARTICLE}{files}</div>")))
    assert "〔附件〕某县窗口清单" in text
    document = parse(SourceText("x", "html", text), id="x")
    assert not [c for c in document.commitments if "某县" in c.text]


def test_merged_cells_are_repeated_where_they_cover() -> None:
    table = """<table><thead><tr><th>序号</th><th>重点任务</th><th>具体措施</th><th>牵头单位</th><th>完成时限</th></tr></thead><tbody>
    <tr><td>1</td><td rowspan="2">企业开办</td><td><p>开办时间压缩至1个工作日。</p></td><td rowspan=2>市监局<br>公安局</td><td>6月底前</td></tr>
    <tr><td>2</td><td>免费刻章。</td><td>长期</td></tr>
    <tr><td colspan="5">二、获得电力</td></tr>
    <tr><td>3</td><td colspan="2">办电环节压减至2个。</td><td>供电公司</td><td>年底前</td></tr></tbody></table>"""
    assert lines(page(ARTICLE + table))[3:] == [
        "|# 企业开办",
        "|** 1.开办时间压缩至1个工作日。",
        "| 牵头单位：市监局、公安局；完成时限：6月底前",
        "|** 2.免费刻章。",
        "| 牵头单位：市监局、公安局；完成时限：长期",
        "|# 二、获得电力",
        "|** 3.办电环节压减至2个。",
        "| 牵头单位：供电公司；完成时限：年底前",
    ]


def test_a_table_inside_a_cell_is_not_lost() -> None:
    inner = "<table><tr><td>甲项</td><td>3个工作日</td></tr></table>"
    table = f"<table><tr><th>任务</th><th>责任单位</th></tr><tr><td>压缩时限。{inner}</td><td>甲局</td></tr></table>"
    text = "".join(lines(page(ARTICLE + table)))
    assert "甲项" in text
    assert "3个工作日" in text


def test_ordered_lists_headings_and_breaks_are_printed() -> None:
    body = "<h1>某市方案</h1><h2>重点任务</h2><ol start=3><li>企业开办时间压缩至1个工作日以内。</li><li>免费刻章，推行一网通办。</li></ol><p>甲段。<br>乙段。</p>"
    assert lines(page(body)) == [
        "# 某市方案", "## 重点任务", "3. 企业开办时间压缩至1个工作日以内。", "4. 免费刻章，推行一网通办。", "甲段。", "乙段。",
    ]  # fmt: skip


def test_a_page_saved_from_word_keeps_its_numbers() -> None:
    body = (
        "<p class=MsoNormal><span style='mso-list:Ignore'>一、<span>&nbsp;&nbsp;</span></span>重点任务<o:p></o:p></p>"
        + ARTICLE[30:]
    )
    assert lines(page(body))[0] == "一、 重点任务"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<h2>用户登录</h2><form>用户名<input>密码<input type=password><button>登录</button></form><p>请先登录后查看。</p>", "登录页"),
        ("<div id=app></div><script>render()</script>", "脚本"),
        ("<ul>" + "".join(f"<li><a href={i}>某市关于印发第{i}号文件的通知</a> 2022-03-18</li>" for i in range(30)) + "</ul>", "没有文件正文"),
        ("<p>404 页面不存在</p>", "没有文件正文"),
        ("<div>" * 600 + "一、任务。" * 20, "嵌套"),
        ("<b></b>" * 300_001, "超过 300,000"),
    ],
)  # fmt: skip
def test_a_page_without_an_article_says_so(body: str, what: str) -> None:
    with pytest.raises(UnreadableSource) as caught:
        html.decode(page(body), "页面.html")
    assert what in caught.value.what
    assert caught.value.hint


def test_sentences_outside_the_part_named_article_are_not_lost() -> None:
    body = f"<div class=content>{ARTICLE * 9}</div><div class=more><p>（三）免费刻章。</p><p>（四）推行代办。</p><p>（五）公开清单。</p></div>"
    assert lines(page(body))[-1] == "（五）公开清单。"


def test_entities_are_not_fetched_and_not_multiplied() -> None:
    data = b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + page(
        ARTICLE + "<p>&a;</p>"
    )
    assert "root:" not in html.decode(data, "x")[0]


PIECES = st.sampled_from(
    ["<table>", "</table>", "<tr>", "<td rowspan=99999>", "<td colspan=-3>", "</td>", "<p>", "</p>", "<div class=nav>", "</div>", "<ol start=x>",
     "<li>", "一、企业开办时间压缩至1个工作日以内。", "责任单位", "任务", "&nbsp;", "&#0;", "&#xD800;", "<!--", "-->", "<br>", "<![CDATA[", "<a href=1>", "\x00", "<svg>", "<o:p>"]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_any_page_is_read_or_refused(pieces: list[str]) -> None:
    try:
        text, _, _ = html.decode("".join(pieces).encode(), "x")
    except PolicyDiffError:
        return
    assert text.strip()

"""A document written anew as Word file, web page, Markdown or in another encoding, as an office would.

Automatic numbers where the text has printed ones; tables of tasks where
items carry brackets of responsible units.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from policydiff.commitments.parse import parse
from policydiff.corpus import Entry, load_catalogue
from policydiff.lexicon import load
from policydiff.model import Document, Passage, SourceText
from policydiff.outline.markers import Marker, find_marker
from policydiff.outline.passages import find_passages
from policydiff.outline.units import find_responsible
from policydiff.readers import docx as docx_reader
from policydiff.readers import html as html_reader
from policydiff.readers import plain

HEADER = ["序号", "工作任务", "牵头单位", "责任单位", "完成时限"]
Block = tuple[str, Any]
"""A paragraph ("p", passage) or a table ("t", rows)."""


def blocks(source: SourceText) -> Iterator[Block]:
    """The paragraphs of ``source``; three or more items with a bracket each, one after the other, as a table."""
    run: list[tuple[Passage, list[str]]] = []
    for passage in find_passages(source)[0]:
        row = _row(passage)
        if row is None:
            yield from _flush(run)
            yield "p", passage
        else:
            run.append((passage, row))
    yield from _flush(run)


def _flush(run: list[tuple[Passage, list[str]]]) -> Iterator[Block]:
    if len(run) >= 3:
        yield "t", [HEADER, *(row for _, row in run)]
    else:
        yield from (("p", passage) for passage, _ in run)
    run.clear()


def _row(passage: Passage) -> list[str] | None:
    """Number, task, units and date of an item （1）… that ends in its one bracket."""
    marker = find_marker(passage.text)
    brackets = find_responsible(passage)
    if marker is None or marker.family.name != "paren-arabic" or len(brackets) != 1:
        return None
    bracket = brackets[0]
    whole = passage.text[bracket.start : bracket.end]
    if (
        bracket.end < len(passage.text)
        or not re.match(r"[（(](?:牵头|责任)单位[:：]", whole)
        or not bracket.closed
    ):
        return None
    parts = dict(
        re.findall(
            r"(牵头单位|责任单位|完成时限)[:：](.*?)(?=[；;，,]?\s*(?:责任单位|完成时限)[:：]|[)）]$)", whole
        )
    )
    if sum(map(len, parts.values())) < len(whole) - 24:
        return None
    return [
        marker.label,
        passage.text[marker.end : bracket.start],
        *(parts.get(name, "") for name in HEADER[2:]),
    ]


# Word

_FORM = re.compile(r"[0-9]+|[一二三四五六七八九十百]+")


def as_docx(source: SourceText) -> bytes:
    """``source`` as a Word file; every printed number 一、（一） 1. （1） is an automatic one."""
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = docx.Document()
    numbering = document.part.numbering_part.element
    for old in list(numbering):
        numbering.remove(old)
    lists: dict[str, tuple[str, int]] = {}
    abstracts: dict[str, int] = {}
    nums: list[Any] = []

    def made(tag: str, **attributes: object) -> Any:
        element = OxmlElement(f"w:{tag}")
        for key, value in attributes.items():
            element.set(qn(f"w:{key}"), str(value))
        return element

    def list_of(marker: Marker) -> str:
        """The list that prints this number next: one for each style, a new one where counting does not go on."""
        text = _FORM.sub("%1", marker.label, count=1)
        if text not in abstracts:
            abstracts[text] = len(abstracts)
            abstract = made("abstractNum", abstractNumId=abstracts[text])
            level = made("lvl", ilvl=0)
            form = "decimal" if re.search(r"\d", marker.label) else "chineseCountingThousand"
            for tag, value in (("start", 1), ("numFmt", form), ("suff", "nothing"), ("lvlText", text)):
                level.append(made(tag, val=value))
            abstract.append(level)
            numbering.append(abstract)
        last = lists.get(text)
        if last is None or marker.ordinal != last[1] + 1:
            id_ = str(len(nums) + 1)
            num = made("num", numId=id_)
            num.append(made("abstractNumId", val=abstracts[text]))
            override = made("lvlOverride", ilvl=0)
            override.append(made("startOverride", val=marker.ordinal))
            num.append(override)
            nums.append(num)
        else:
            id_ = last[0]
        lists[text] = (id_, marker.ordinal)
        return id_

    def paragraph(passage: Passage) -> None:
        marker = find_marker(passage.text)
        if marker is None or not _FORM.search(marker.label) or marker.family.name not in _LISTED:
            document.add_paragraph(passage.raw if _people(passage) else passage.text)
            return
        added = document.add_paragraph(passage.text[marker.end :])
        properties = added._p.get_or_add_pPr()
        number = made("numPr")
        number.append(made("ilvl", val=0))
        number.append(made("numId", val=list_of(marker)))
        properties.append(number)

    for kind, content in blocks(source):
        if kind == "p":
            paragraph(content)
            continue
        table = document.add_table(rows=0, cols=len(HEADER))
        for row in content:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        document.add_paragraph("")
    for num in nums:
        numbering.append(num)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


_LISTED = frozenset({"cjk", "paren-cjk", "arabic", "paren-arabic"})


def _people(passage: Passage) -> bool:
    """In lists of people the blanks between name and office say what they are."""
    return re.match(load("sections")["people"]["line"], passage.raw.strip()) is not None


# web page

_PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}_某市人民政府</title>
<script>var a = "<p>脚本里的字</p>";</script><style>p {{ text-indent: 2em }}</style></head><body>
<div class="header"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li></ul></div>
<div class="location">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a></div>
<table class="xxgk"><tr><td>索引号：</td><td>000014349/2022-00001</td><td>主题分类：</td><td>综合政务</td></tr>
<tr><td>发布机构：</td><td>某市人民政府办公室</td><td>有效性：</td><td>有效</td></tr></table>
<div class="main"><div class="TRS_Editor" id="zoom">
{body}
</div></div>
<div class="related"><h3>相关链接</h3><ul><li><a href="/1">某市优化营商环境条例</a></li></ul></div>
<div class="footer">主办：某市人民政府办公室&nbsp;&nbsp;蒙ICP备00000000号</div></body></html>"""


def as_html(source: SourceText, title: str, charset: str = "utf-8", encoding: str = "utf-8") -> bytes:
    """``source`` as a page of a government site."""
    parts: list[str] = []
    for kind, content in blocks(source):
        if kind == "p":
            text = content.raw.strip() if _people(content) else content.text
            parts.append(f'<p>&nbsp;&nbsp;<span style="font-family: 仿宋">{escape(text)}</span></p>')
        else:
            rows = "".join(
                "<tr>" + "".join(f"<td><p>{escape(cell) or '&nbsp;'}</p></td>" for cell in row) + "</tr>"
                for row in content
            )
            parts.append(f"<table border=1><tbody>{rows}</tbody></table>")
    page = _PAGE.format(charset=charset, title=escape(title), body="\n".join(parts))
    return page.encode(encoding)


def as_markdown(source: SourceText) -> bytes:
    """``source`` with its tables in bars and dashes."""
    lines: list[str] = []
    for kind, content in blocks(source):
        if kind == "p":
            lines += [content.raw if _people(content) else content.text, ""]
        else:
            head, *rows = content
            lines += [f"| {' | '.join(head)} |", "|" + " --- |" * len(head)]
            lines += [f"| {' | '.join(row)} |" for row in rows]
            lines.append("")
    return "\n".join(lines).encode()


# what is read back

FORMATS = ("docx", "html", "html-gbk", "md", "gb18030", "utf-16", "traditional")


def read_again(source: SourceText, title: str, form: str) -> SourceText:
    """``source`` written in ``form`` and read by the reader of that format."""
    if form == "docx":
        read = docx_reader.decode(as_docx(source), "x.docx")
    elif form == "html":
        read = html_reader.decode(as_html(source, title), "x.html")
    elif form == "html-gbk":
        read = html_reader.decode(as_html(source, title, "gb2312", "gb18030"), "x.html")
    elif form == "md":
        read = plain.decode(as_markdown(source), "x.md")
    elif form == "traditional":
        import opencc

        read = plain.decode(opencc.OpenCC("s2t").convert(source.text).encode(), "x.txt")
    else:
        mark = b"\xff\xfe" if form == "utf-16" else b""
        read = plain.decode(mark + source.text.encode("utf-16-le" if mark else form), "x.txt")
    text, encoding, notices = read
    return SourceText(source.name, form, text, encoding, "", notices)


def parsed(source: SourceText, entry: Entry) -> Document:
    """The document in ``source`` with the facts of the catalogue."""
    return parse(
        source, id=entry.id, title=entry.title, kind=entry.kind, issued=entry.issued,
        jurisdiction=load_catalogue().jurisdiction(entry.code), completeness=entry.completeness,
    )  # fmt: skip


def facts(document: Document) -> Counter[str]:
    """Each commitment as one line: text, units, deadline, targets; places and ids do not count."""
    return Counter(
        " | ".join(
            [
                _even(commitment.text),
                "、".join(map(_even, commitment.lead_units)),
                "、".join(map(_even, commitment.responsible_units)),
                str(commitment.deadline or ""),
                *(
                    f"{target.dimension.value}{target.comparator.value}{target.value}{target.unit}"
                    for target in commitment.targets
                ),
            ]
        )
        for commitment in document.commitments
    )


def _even(text: str) -> str:
    return re.sub(r"\s", "", text)


def share(before: Counter[str], after: Counter[str]) -> float:
    """How many of all lines of both sides are the same, 0 to 1."""
    same = sum((before & after).values())
    return 2 * same / max(1, sum(before.values()) + sum(after.values()))


def differences(before: Counter[str], after: Counter[str]) -> Iterable[str]:
    """The lines of one side only."""
    yield from (f"- {line}" for line in sorted((before - after).elements()))
    yield from (f"+ {line}" for line in sorted((after - before).elements()))

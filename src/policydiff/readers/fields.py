"""What a page or a collected text says of its document beside it: title, number, date, issuer."""

from __future__ import annotations

import re
from html import unescape

from policydiff.text import simplify

# what a page says of the document, and the line it becomes
_FIELDS = {
    "title": ("标题", "title", "名称", "文件名称", "信息名称", "文件标题", "公文标题", "题名"),
    "number": ("发文字号", "number", "文号", "发文号", "文件编号", "公文文号"),
    "date": ("成文日期", "发文日期", "印发日期", "生成日期", "date", "发布日期", "发布时间", "公开日期"),
    "issuer": ("发布机构", "issuer", "发文机关", "发文机构", "发布单位", "公开责任部门", "信息来源", "制发机关", "公开主体"),
    "other": ("索引号", "主题分类", "信息分类", "分类", "主题词", "有效性", "时效", "效力状态", "公开方式", "公开范围",
              "体裁分类", "服务对象", "关键词", "信息索引", "公文时效", "文章来源", "来源", "内容概述", "组配分类", "层级", "类型", "状态", "官方链接", "原文链接", "链接", "source", "url", "废止日期", "生效日期", "实施日期"),
}  # fmt: skip
FIELD_OF = {word: role for role, words in _FIELDS.items() for word in words}


def front_matter(lines: list[str]) -> tuple[dict[str, str], int]:
    """The facts between two lines of dashes at the head of a text, and the place of the line after them; else nothing and 0."""
    start = next((i for i, line in enumerate(lines[:3]) if line.strip()), 0)
    if not lines or lines[start].strip("\ufeff \t") != "---":
        return {}, 0
    found: dict[str, str] = {}
    for place in range(start + 1, min(len(lines), start + MOST)):
        line = lines[place]
        if line.strip() == "---":
            return found, place + 1 if found else 0
        match = re.match(r"([^\s：:][^：:]{0,30})[：:](.*)", line)
        if match:
            found.setdefault(label_of(match[1]), match[2].strip().strip("\"'"))
        elif line.strip() and not line.startswith((" ", "\t", "-", "#")):
            return {}, 0
    return {}, 0


MOST = 60
"""Lines of front matter, or of the information table that was copied with a page."""


def copied_table(lines: list[str]) -> tuple[dict[str, str], int]:
    """The information table of a page copied as text, a cell a line (发文字号：, below it the number), and the place after it."""
    texts = ["".join(line.split()) for line in lines[:MOST]]
    found: dict[str, str] = {}
    place = 0
    while place < len(texts):
        label, colon, words = texts[place].partition("：")
        if not texts[place]:
            place += 1
            continue
        label = label_of(label)
        if not colon or label not in FIELD_OF:
            break
        after = next((i for i in range(place + 1, len(texts)) if texts[i]), None)
        if not words and after is not None and label_of(texts[after].partition("：")[0]) not in FIELD_OF:
            words = "" if label in _OFTEN_EMPTY else lines[after].strip()
            place = after if words else place
        if words:
            found.setdefault(label, words)
        place += 1
    return (found, place) if len(found) >= 3 else ({}, 0)


_OFTEN_EMPTY = frozenset({"主题词", "关键词", "废止日期"})


def label_of(words: str) -> str:
    """``words`` as the name of a fact is written: without blanks, simplified, in small letters."""
    return simplify("".join(words.split())).lower()


def _join_title(body: list[str], title: str) -> None:
    """Make one line of the lines over which the article sets the title that the page states."""
    wanted = "".join(title.split())
    if len(wanted) < 6:
        return
    texts = ["".join(line.lstrip("# ").split()) for line in body[:15]]
    for place, text in enumerate(texts):
        end = place + 1
        while end < len(texts) and len(text) < len(wanted) and wanted.startswith(text):
            text += texts[end]
            end += 1
        if text == wanted:
            body[place:end] = ["# " + "".join(line.lstrip("# ") for line in body[place:end])]
            return


_SIGNED = re.compile(r"[^，。；：]{0,24}(?:19|20)\d\d年\d{1,2}月\d{1,2}日(?:印发|发布)?")


_NAMES_ITSELF = re.compile(r"# (?!.{0,20}(?:政府|网|网站|频道|栏目|门户)$).{8}")


def page_title_of(text: str) -> str:
    """What the window of a page is called, without the name of the site and the path to it."""
    match = re.search(r"<title[^<>]{0,200}+>([^<]{2,200}+)</title>", text, re.IGNORECASE)
    title = re.split(r"\s*[-_|—–]+\s*|\s{2,}", match[1].strip())[0] if match else ""
    parts = re.split(r"(?<=[\u4e00-\u9fff）])\s+(?=[\u4e00-\u9fff])", unescape(title).strip())
    return max(parts, key=len) if len(parts) > 2 else " ".join(parts)  # 某区政府 政府文件 关于…的通知


def head_lines(fields: dict[str, str], body: list[str], page_title: str) -> list[str]:
    """The facts as the lines in which a document states them; those that ``body`` has itself are not repeated.

    A title that ``body`` sets over several lines becomes one line there.
    """
    title = next((fields[label] for label in _FIELDS["title"] if label in fields), page_title)
    _join_title(body, title)
    start = "".join("".join(line.split()) for line in body[:15])

    def field_of(role: str) -> str:
        return next((fields[label] for label in _FIELDS[role] if label in fields), "")

    lines = []
    number, issuer = field_of("number"), field_of("issuer")
    issued = re.search(r"((?:19|20)\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})", field_of("date"))
    if number and "".join(number.split()) not in start:
        lines.append(number)
    if issuer and not any(line.startswith(issuer) and len(line) <= len(issuer) + 2 for line in body[:4]):
        lines.append(issuer)
    signed = any(_SIGNED.fullmatch("".join(line.split())) for line in (*body[:40], *body[-6:]))
    if issued and (not signed or any(label in fields for label in _FIELDS["date"][:4])):
        lines.append(f"{issued[1]}年{int(issued[2])}月{int(issued[3])}日")
    if title == page_title and title not in fields.values() and any(map(_NAMES_ITSELF.match, body[:8])):
        title = ""  # the article names itself; what the window is called is often the site
    if title and re.search(r"[\u3400-\u9fff]", title) and "".join(title.split()) not in start:
        lines.append(f"# {title}")
    return lines

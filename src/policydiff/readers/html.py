"""Web pages: the article with its tables, and what the page says of the document, without navigation.

The bytes are decoded first, then parsed: a parser that decodes stops at the
first character that the declared gb2312 does not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING

from policydiff.errors import UnreadableSource
from policydiff.model import Notice
from policydiff.readers.fields import FIELD_OF, head_lines, page_title_of
from policydiff.readers.limits import Room, check_lines
from policydiff.readers.numbering import printed
from policydiff.readers.plain import decode_bytes
from policydiff.readers.tables import rows
from policydiff.text import simplify
from policydiff.wording import notice

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_DEPTH = 150
"""Elements inside elements; pages saved from Word reach 40."""
MAX_ELEMENTS = 300_000
"""A page of 200 tasks has 10,000."""
OUTSIDE = 2
"""Sentences of a page that may stand outside its article: a remark on browsers, the address of the office."""
MAX_SPAN = 200
"""Rows or columns that one cell may cover, and columns of a table."""
MAX_CELLS = 200_000
LONGEST = 1_000_000
"""Characters without a tag between them; beyond ten times as many the parser drops what follows and says nothing."""

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_GONE = frozenset([
    "script", "style", "title", "noscript", "template", "head", "nav", "footer", "aside", "del", "select", "option",
    "button", "input", "textarea", "iframe", "object", "svg", "canvas", "video", "audio", "map", "dialog", "menu",
])  # fmt: skip
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "table",
        "tr",
        "td",
        "th",
        "tbody",
        "thead",
        "tfoot",
        "caption",
        "figure",
        "figcaption",
        "address",
        "hr",
        "center",
        "fieldset",
        "body",
        "html",
        "details",
        "summary",
    ]
)
_NOT_ARTICLE = re.compile(
    r"(?:^|[-_\s])(?:nav|menu|crumbs?|breadcrumbs?|location|position|dqwz|footer|foot|bottom|copyright|side|sidebar|aside|"
    r"related|relate|recommend|hot|rank|share|bdshare|social|comment|login|search|toolbar|tools|pager|pagination|"
    r"banner|ads?|advert|friendlink|links?|qrcode|ewm|print|fontsize|topbar|header|skip)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LOGIN = re.compile(
    r"请(?:先)?登录|用户登录|账号登录|统一身份认证|验证码|登录后(?:查看|访问)|安全验证|访问被拒绝|sign in|log ?in",
    re.I,
)
_CJK = re.compile(r"[\u3400-\u9fff]")


def decode(data: bytes, where: str) -> tuple[str, str, tuple[Notice, ...]]:
    """The article of a page as text, the encoding and notices.

    Raises UnreadableSource for bytes that are no text, for a page without an
    article (a login page, a list of links, a page that a script fills) and for absurd nesting.
    """
    declared = _DECLARED.search(data[:4096])
    text, encoding, notices = decode_bytes(data, where, declared[1].decode("ascii") if declared else None)
    root = _tree(text, where)
    # a row of a table of tasks becomes two lines: what to do, and who by when
    filled = (2 if item.tag == "tr" else 1 for item in root.iter("p", "li", "tr") if len(item) or item.text)
    check_lines(sum(filled), where)
    _drop(root, where)
    page_title = page_title_of(text)
    fields = _metadata(root)
    sizes = _measure(root)
    stated = _stated(text, root, sizes)
    article = _article(root, sizes)
    lines = _Lines(sizes)
    lines.block(article)
    body = [line for line in lines.close() if line.strip()]
    size = sizes[article]
    if not _is_article(body) or size.linked * 10 > 6 * size.letters:  # the second is a list of links
        raise _no_article(root, where)
    above = _above(article, sizes)
    head = head_lines(above | stated | fields, body, page_title)  # the page's own table goes before
    found = (*notices, *lines.notices)
    if fields:
        found = (*found, notice("page-fields", fields="、".join(fields)))
    return "\n".join([*head, *body]), encoding, found


def _tree(text: str, where: str) -> HtmlElement:
    from lxml import etree, html

    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8"
    )
    # a declaration of an encoding would be believed over the one we decoded with
    clean = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", "", clean)
    clean = _one_page(clean)
    if clean.count("<") > 3 * MAX_ELEMENTS:
        raise _too_many(where)
    if any(len(piece) > LONGEST for piece in clean.split("<")):
        raise UnreadableSource(
            f"网页里有一段超过 {LONGEST:,} 字而没有标记，不像政策文件",
            where=where,
            hint="在浏览器里打开，全选复制到文本文件，按自然段换行后再试",
        )
    try:
        root = html.document_fromstring(clean.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise UnreadableSource(
            "网页里没有内容", where=where, hint="在浏览器里打开原网页，重新另存"
        ) from error
    return root


_PAGE_TAG = re.compile(r"<(/?)(html|body|head)(?![\w-])[^<>]{0,2000}>", re.IGNORECASE)


def _one_page(text: str) -> str:
    """``text`` as one page: a template pasted before a document ends it, and what follows would be lost."""
    seen: set[str] = set()

    def kept(match: re.Match[str]) -> str:
        name = match[1] + match[2].lower()
        first = name not in seen
        seen.add(name)
        return match[0] if name in {"html", "body", "head", "/head"} and first else " "

    return _PAGE_TAG.sub(kept, text)


def _tag(element: HtmlElement) -> str:
    tag = element.tag
    return tag.lower() if isinstance(tag, str) else ""


def _drop(root: HtmlElement, where: str) -> None:
    """Take out what is no text of the article; raises UnreadableSource when elements are nested too deep."""
    depth = {root: 0}
    gone = []
    for number, element in enumerate(root.iter()):
        if number >= MAX_ELEMENTS:
            raise _too_many(where)
        above = element.getparent()
        if above is not None:
            depth[element] = depth.get(above, 0) + 1
            if depth[element] > MAX_DEPTH:
                raise UnreadableSource(
                    f"网页元素嵌套超过 {MAX_DEPTH} 层", where=where, hint="在浏览器里打开，全选复制到文本文件"
                )
    sizes = _measure(root)
    for element in root.iter():
        tag = _tag(element)
        if not tag or tag in _GONE or _is_chrome(element, tag, sizes[element]):
            gone.append(element)
    for element in gone:
        if element is not root and element.getparent() is not None:
            element.drop_tree()


def _too_many(where: str) -> UnreadableSource:
    return UnreadableSource(
        f"网页元素超过 {MAX_ELEMENTS:,} 个", where=where, hint="在浏览器里打开，只复制正文到文本文件"
    )


def _is_chrome(element: HtmlElement, tag: str, size: _Size) -> bool:
    """Is the element part of the page's frame rather than its text?  Long prose is never taken for frame."""
    if _HIDDEN.search(element.get("style") or ""):
        return True
    if tag in {"body", "html", "article", "main", "p", "td", "tr", "table"}:
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
    if not _NOT_ARTICLE.search(names):
        return False
    return size.sentences < 5 or size.linked * 2 > size.letters


@dataclass(slots=True)
class _Size:
    """How much text an element holds, in Chinese characters and sentence ends."""

    letters: int = 0
    linked: int = 0
    """Characters that stand in links."""
    sentences: int = 0

    @property
    def prose(self) -> int:
        """Characters of running text; a page full of links has less than none."""
        return self.letters - 2 * self.linked

    def add(self, text: str | None) -> None:
        """Count ``text``."""
        if text:
            self.letters += len(_CJK.findall(text))
            self.sentences += len(_ENDS.findall(text))


_ENDS = re.compile(r"[。；]")


def _measure(root: HtmlElement) -> dict[HtmlElement, _Size]:
    """The size of each element, in one pass from the innermost out."""
    sizes: dict[HtmlElement, _Size] = {}
    for element in reversed(list(root.iter())):
        size = sizes[element] = _Size()
        if isinstance(element.tag, str):
            size.add(element.text)
        for inner in element:
            below = sizes[inner]
            size.letters += below.letters
            size.linked += below.linked
            size.sentences += below.sentences
            size.add(inner.tail)
        if _tag(element) == "a":
            size.linked = size.letters
    return sizes


# the document's facts


def _metadata(root: HtmlElement) -> dict[str, str]:
    """The facts in the page's own table or list (索引号, 发文字号, …), taken out of the page."""
    found: dict[str, str] = {}
    sizes = _measure(root)
    frames = ("table", "ul", "dl", "div")
    for element in reversed(list(root.iter(*frames))):  # the innermost first
        letters = sizes[element].letters
        whole = (inner for inner in element if sizes[inner].letters == letters)
        if not 4 <= letters <= 1500 or any(_tag(inner) in frames for inner in whole):
            continue  # too much or too little, or only a frame round what was looked at
        text = "".join(element.text_content().split())
        if element.getparent() is None or len(text) > 1500:
            continue
        known = dict(reversed(_pairs(element)))
        if len(known) >= 3 and 10 * sum(len(label + words) for label, words in known.items()) >= 4 * len(
            text
        ):
            for label, words in reversed(known.items()):
                found.setdefault(label, words)
            element.drop_tree()
    return found


_META = {"articletitle": "标题", "pubdate": "发布日期"}
"""The names by which pages of Chinese governments describe themselves in ``<meta>``."""
_PUBLISHED = re.compile(
    r"(成文日期|印发日期|发文日期|发布日期|发布时间)\s*[：:]\s*((?:19|20)\d\d\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2})"
)


def _stated(text: str, root: HtmlElement, sizes: Mapping[HtmlElement, _Size]) -> dict[str, str]:
    """What ``<meta>`` and the line below a page's title (发布时间：… 来源：…) say of the document."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<meta\b[^>]{0,600}>", text[:100_000], re.IGNORECASE):
        said = re.findall(r"""\b(name|content)\s*=\s*["']([^"']{1,300})["']""", tag, re.IGNORECASE)
        named = {key.lower(): unescape(value).strip() for key, value in said}
        label, content = _META.get(named.get("name", "").lower()), named.get("content")
        if label and content:
            found.setdefault(label, content)
    for element in root.iter("div", "p", "span", "td", "li"):
        short = 4 <= sizes[element].letters <= 120
        match = _PUBLISHED.search(" ".join(element.text_content().split())) if short else None
        if match:
            found[match[1]] = match[2]
            break
    return found


def _pairs(element: HtmlElement) -> list[tuple[str, str]]:
    """Name and value of each couple of cells, or of each item 名：值."""
    cells = [
        " ".join(cell.text_content().split())
        for cell in element.iter("td", "th", "dt", "dd", "li", "p", "span", "div", "b", "strong", "label")
        if not len(cell) or _tag(cell) in {"td", "th", "dt", "dd", "li", "p"}
    ]
    cells = [cell for cell in cells if cell]
    pairs: list[tuple[str, str]] = []
    for place, cell in enumerate(cells):
        match = re.match(r"[\[【]?\s*([^：:\]】]{2,14}?)\s*[\]】：:]\s*(.*)$", cell)
        label = simplify(re.sub(r"\s", "", match[1] if match else cell))
        if label not in FIELD_OF:
            continue
        words = match[2].strip() if match else ""
        if not words and place + 1 < len(cells):
            after = cells[place + 1]
            words = "" if re.sub(r"[\s：:\[\]【】]", "", after) in FIELD_OF else after
        if (label, words) not in pairs:
            pairs.append((label, words))
    return [(label, words) for label, words in pairs if words]


# the article


def _is_article(lines: list[str]) -> bool:
    text = "".join(lines)
    stops = len(re.findall(r"[。；]|\d", text))
    return (
        len(_CJK.findall(text)) >= 20
        and (stops >= 1 or any(line.startswith("|") for line in lines))
        and (len(text) >= 120 or not _LOGIN.search(text))
    )


def _no_article(root: HtmlElement, where: str) -> UnreadableSource:
    text = " ".join(root.text_content().split())
    if _LOGIN.search(text):
        return UnreadableSource(
            "这是登录页或验证页，没有文件正文",
            where=where,
            hint="在浏览器里登录后打开正文，再另存为网页或复制成文本",
        )
    return UnreadableSource(
        "网页里没有文件正文" + (f"（只有“{text[:20]}…”）" if text else "（正文可能由脚本载入）"),
        where=where,
        hint="在浏览器里打开正文，另存为完整网页，或全选复制到文本文件",
    )


_NAMED = re.compile(
    r"(?:^|[-_\s])(?:TRS_Editor|trs_editor_view|article[-_]?(?:con(?:tent)?|body|text)?|zoom|UCAP-CONTENT|pages_content|"
    r"content|con(?:tent)?[-_]?(?:main|text|box|txt)|main[-_]?(?:text|content)|news[-_]?(?:con(?:tent)?|text)|detail[-_]?(?:con(?:tent)?)?|"
    r"xxgk[-_]?content|wp_articlecontent|vsb_content(?:_\d+)?|Custom_UnionStyle|info[-_]?content)(?:$|[-_\s])",
    re.IGNORECASE,
)


def _article(root: HtmlElement, sizes: dict[HtmlElement, _Size]) -> HtmlElement:
    """The element that holds the text: one named so, else the smallest with all the sentences.

    A page with sentences elsewhere is read whole: text of the frame is seen
    and passed over by a reader, text of the document that is left out is not.
    """
    body = root.find(".//body")
    top = here = root if body is None else body
    for element in top.iter():
        named = _tag(element) in {"article", "main"} or _NAMED.search(
            f"{element.get('class') or ''} {element.get('id') or ''}"
        )
        size = sizes[element]
        if named and size.prose * 2 >= sizes[top].prose and sizes[top].sentences - size.sentences <= OUTSIDE:
            here = element  # the innermost comes last
    while True:
        inner = max(
            (child for child in here if _tag(child) in _FRAMES),
            key=lambda child: sizes[child].prose,
            default=None,
        )
        if (
            inner is None
            or sizes[inner].sentences < sizes[here].sentences
            or sizes[inner].prose + 100 < sizes[here].prose
            or _is_data(inner, sizes)
        ):
            return here
        here = inner


_TITLED = re.compile(
    r"(?:^|[-_\s])(?:\w{0,10}title|tit|bt|biaoti|headline|wz-?bt)(?:$|[-_\s\d])", re.IGNORECASE
)
_READS_AS_TITLE = re.compile(
    r"关于.{4,80}|.{4,60}(?:方案|意见|通知|办法|规定|条例|规划|措施|计划|要点|细则|决定|清单|批复|复函|公告|公报|通报|报告)"
)
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,14}[〔\[［（(](?:19|20)\d\d[〕\]］）)]第?\d{1,5}号")


def _above(article: HtmlElement, sizes: Mapping[HtmlElement, _Size]) -> dict[str, str]:
    """Title and number that stand before the article, outside the element that holds its sentences."""
    found: dict[str, str] = {}
    here = article
    while here.getparent() is not None:
        for before in islice(here.itersiblings(preceding=True), MOST_BEFORE):
            size = sizes.get(before)
            if size is None or not 4 <= size.letters <= 300 or size.linked or size.sentences:
                continue
            for element in islice(before.iter(), 30):
                if not isinstance(element.tag, str) or sizes[element].letters > 100 or len(element) > 3:
                    continue
                words = "".join(element.text_content().split())
                named = _tag(element) == "h1" or _TITLED.search(
                    f"{element.get('class') or ''} {element.get('id') or ''}"
                )
                if _NUMBER.fullmatch(words):
                    found.setdefault("发文字号", words)
                elif len(words) >= 8 and (
                    _READS_AS_TITLE.fullmatch(words) or (named and not re.search(r"[：:|]", words))
                ):
                    found.setdefault("标题", words)
        here = here.getparent()
    return found


MOST_BEFORE = 12
"""Elements before the article, or before what it stands in, among which its title is looked for."""
_FRAMES = frozenset(["div", "section", "article", "main", "center", "td", "tr", "tbody", "table"])


def _is_data(element: HtmlElement, sizes: Mapping[HtmlElement, _Size]) -> bool:
    """A table with several cells in a row holds data; one of single cells is only layout."""
    if _tag(element) not in {"table", "tbody", "tr"}:
        return False
    several = any(sum(_tag(cell) in {"td", "th"} for cell in row) > 1 for row in element.iter("tr"))
    return several and not _is_frame(element, sizes)


def _is_frame(table: HtmlElement, sizes: Mapping[HtmlElement, _Size]) -> bool:
    """Does one cell hold the whole article, and do the others hold links, as a menu beside it does?"""
    rows_ = (table,) if _tag(table) == "tr" else _rows_of(table)
    cells = [cell for row in rows_ for cell in row if _tag(cell) in {"td", "th"}]
    main = max(cells, key=lambda cell: sizes[cell].prose, default=None)
    if main is None or len(list(islice(main.iter("p", "div", "br", "h1", "h2", "table"), 3))) < 3:
        return False
    whole, own = sizes[table], sizes[main]
    return (
        own.sentences > 1
        and whole.sentences - own.sentences <= OUTSIDE
        and (whole.linked - own.linked) * 2 >= whole.letters - own.letters
    )


@dataclass(slots=True)
class _Lines:
    """Blocks of the article to lines."""

    sizes: Mapping[HtmlElement, _Size]
    lines: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _prefix: str = ""
    _items: dict[HtmlElement, int] = field(default_factory=dict)
    _files: list[str] = field(default_factory=list)
    """The words of links to files in the open line."""

    def close(self) -> list[str]:
        """End the open line; gives all lines."""
        text = re.sub(r"[ \t\r\n\x0b\x0c\xa0\u200b]+", " ", "".join(self._open)).strip(" ")
        self._open.clear()
        if text.strip("\u3000 "):
            only_files = self._files and "".join(text.split()) == "".join("".join(self._files).split())
            sign = "〔附件〕" if only_files and not _ATTACHED.match(text) else self._prefix
            self.lines.append(sign + text)
        self._prefix = ""
        self._files.clear()
        return self.lines

    def block(self, element: HtmlElement) -> None:
        """The text of ``element`` in lines, one a paragraph."""
        tag = _tag(element)
        if tag == "table" and _is_data(element, self.sizes):
            self.close()
            found, notices = rows(_grid(element, self.sizes))
            self.lines.extend(found)
            self.notices.extend(notices)
        elif tag == "br":
            self.close()
        else:
            splits = tag in _BLOCKS
            if splits:
                self.close()
                heading = re.fullmatch(r"h([1-6])", tag)
                if heading:
                    self._prefix = "#" * int(heading[1]) + " "
                elif tag == "li":
                    self._prefix = self._item_number(element)
            if tag == "a" and _FILE.search(element.get("href") or ""):
                self._files.append(element.text_content())
            self._open.append(element.text or "")
            for inner in element:
                self.block(inner)
                self._open.append(inner.tail or "")
            if splits:
                self.close()

    def _item_number(self, item: HtmlElement) -> str:
        """The number that a browser prints before an item of an ordered list."""
        above = item.getparent()
        style = "" if above is None else above.get("style") or ""
        if above is None or _tag(above) != "ol" or re.search(r"list-style(?:-type)?\s*:\s*none", style):
            return ""
        start = above.get("start") or "1"
        first = int(start) if re.fullmatch(r"\d{1,4}", start) else 1
        number = self._items[above] = self._items.get(above, first - 1) + 1
        form = _LISTS.get(above.get("type") or "", "decimal")
        if re.search(r"cjk|simp-chinese|trad-chinese", style):
            form = "chineseCountingThousand"
        return printed(number, form) + ("、" if form == "chineseCountingThousand" else ". ")


_FILE = re.compile(r"\.(?:docx?|wps|pdf|ofd|xlsx?|et|zip|rar|7z|jpe?g|png|ceb)(?:$|[?#&])", re.IGNORECASE)
_ATTACHED = re.compile(r"[\s\u3000]*附\s*[件表]")
_LISTS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def _span(cell: HtmlElement, key: str) -> int:
    text = (cell.get(key) or "1").strip()
    return min(max(int(text), 1), MAX_SPAN) if re.fullmatch(r"\d{1,5}", text) else 1


def _rows_of(table: HtmlElement) -> Iterator[HtmlElement]:
    """The rows of ``table``, not those of tables in its cells."""
    for inner in table:
        if _tag(inner) == "tr":
            yield inner
        elif _tag(inner) in {"thead", "tbody", "tfoot"}:
            yield from _rows_of(inner)


def _grid(table: HtmlElement, sizes: Mapping[HtmlElement, _Size]) -> list[list[str]]:
    """The text of each cell, a merged one in each of its places."""
    grid: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    cells = 0
    room = Room()
    for row in _rows_of(table):
        texts: list[str] = []
        for cell in row:
            if _tag(cell) not in {"td", "th"}:
                continue
            _hang(texts, hanging)
            text, across, down = _cell(cell, sizes), _span(cell, "colspan"), _span(cell, "rowspan")
            for _ in range(min(across, MAX_SPAN - len(texts))):
                if down > 1:
                    hanging[len(texts)] = (down, text)
                texts.append(text)
        _hang(texts, hanging)
        hanging = {place: (left - 1, text) for place, (left, text) in hanging.items() if left > 1}
        cells += len(texts)
        room.take(sum(map(len, texts)))
        if cells > MAX_CELLS:
            raise UnreadableSource(f"表格超过 {MAX_CELLS:,} 格", hint="确认是不是政策文件")
        grid.append(texts)
    return grid


def _hang(texts: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    while len(texts) in hanging and len(texts) < MAX_SPAN:
        texts.append(hanging[len(texts)][1])


def _cell(cell: HtmlElement, sizes: Mapping[HtmlElement, _Size]) -> str:
    """The paragraphs of a cell; a table inside it row by row."""
    inner = _Lines(sizes)
    inner.block(cell)
    return "\n".join(line.lstrip("|#* ") for line in inner.close())

"""Passages to a tree of provisions.

Numbering decides: a style of number already open closes what stands inside
it, a new style opens a level below.  Chapters, articles and annexes have a
fixed rank.  Any text is accepted; what has no number becomes a paragraph.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from policydiff.lexicon import derived, load
from policydiff.model import Notice, Passage, Provision, ProvisionKind
from policydiff.outline.facts import head_of, is_title
from policydiff.outline.markers import Marker
from policydiff.outline.numbers import SENTENCE_END, items_of, numbers_of
from policydiff.outline.passages import is_bullet
from policydiff.outline.units import starts_with_label
from policydiff.wording import notice


@dataclass(slots=True)
class _Node:
    """A provision under construction."""

    marker: Marker | None
    kind: ProvisionKind
    heading: Passage | None = None
    body: list[Passage] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)
    path: tuple[str, ...] = ()
    role: str = "body"
    line: int = 1
    level: int = 0
    """Of a heading marked with # signs; 0 for a provision that only its number places."""


@dataclass(slots=True)
class _Table:
    """A table of tasks that is being read."""

    base: int
    """How many provisions were open before it."""
    row: int = 0
    """How many were open with its present row."""


@derived
def _rules() -> dict[str, re.Pattern[str]]:
    sections = load("sections")
    return {
        "aims": re.compile(sections["aims"]["heading"]),
        "list_start": re.compile(sections["attachments"]["list_start"]),
        "entry": re.compile(sections["attachments"]["entry"]),
        "label": re.compile(sections["labels"]["prefix"]),
        "preamble": re.compile(sections["preamble"]["sentence"]),
        "preamble_line": re.compile(sections["preamble"]["line"]),
        "people": re.compile(sections["people"]["line"]),
    }


def build_outline(passages: tuple[Passage, ...]) -> tuple[Provision, tuple[Notice, ...]]:
    """The tree of provisions under one root, and notices on its numbering.

    Every passage is in exactly one provision, as heading, as body, or as one
    of both.  A text without any number gets a provision a paragraph after its title.
    """
    notices: list[Notice] = []
    passages = tuple(part for passage in _without_contents(passages) for part in items_of(passage))
    root = _Node(None, ProvisionKind.DOCUMENT)
    stack = [root]
    in_list = titled = False
    table: _Table | None = None
    markers = numbers_of(passages)
    levels = _levels(passages, markers)
    headed = _articles_are_headed(passages, markers)
    for passage, marker, level in zip(passages, markers, levels, strict=True):
        sign = _BAR.match(passage.raw)
        if sign:
            if table is None:
                if in_list:
                    del stack[1:]
                in_list = titled = False
                table = _Table(len(stack))
            _open_in_table(stack, table, sign[1], passage, marker)
            continue
        if table is not None:
            del stack[table.base :]
            table = None
        if _rules()["list_start"].match(passage.text) and (marker is None or marker.family.name != "annex"):
            in_list = True
            _attach(root, passage, "attachments")
            continue
        if in_list and (marker is None or marker.family.name != "annex"):
            if not _ends_list(passage, marker):
                _attach(root, passage, "attachments")
                continue
            in_list = False
        if marker is None and level:
            titled = False
            _open_heading(stack, _Node(None, ProvisionKind.SECTION, passage, line=passage.line, level=level))
            continue
        if marker is None:
            if titled and _is_title(passage):
                _extend_heading(stack[-1], passage)
            else:
                titled = False
                _close_items(stack)
                if len(stack) == 1 and any(child.role == "body" for child in root.children):
                    # below a table: no longer the head of the document
                    root.children.append(_Node(None, ProvisionKind.PARAGRAPH, line=passage.line))
                    root.children[-1].body.append(passage)
                else:
                    stack[-1].body.append(passage)
            continue
        in_list = False
        node = _Node(marker, marker.family.kind, line=passage.line, level=level)
        _open(stack, node)
        _split_heading(node, passage.cut(marker.end, len(passage.text)), headed)
        titled = marker.family.name == "annex"
    numbered = bool(root.children) and any(child.role != "attachments" for child in root.children)
    if not numbered:
        notices.append(notice("no-numbering"))
        # the title is no promise: as a commitment it would be called missing
        head = head_of(root.body) or _plain_head(root.body)
        root.children.extend(_unnumbered(root.body[head:]))
        root.body = root.body[:head]
    _head_parents(root)
    _set_paths(root)
    notices.extend(_check_numbers(root))
    return _freeze(root, notices), tuple(notices)


def _without_contents(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """The passages without the table of contents: the lines after 目录 that stand again further on or end in a page number."""
    place = next((i for i, p in enumerate(passages[:20]) if p.text in {"目录", "目次"}), None)
    if place is None:
        return passages
    end = place + 1
    later = Counter(passage.text for passage in passages[end:])
    while end < len(passages) and (
        later[passages[end].text] > 1 or _LEADER.search(passages[end].raw[-80:]) is not None
    ):
        end += 1
    return passages[:place] + passages[end:] if end > place + 1 else passages


_LEADER = re.compile(
    r"(?:(?<![….·．﹒_\-—])[….·．﹒_\-—]{3,200}+|[….·．]\s)[\s….·．]{0,200}+[（(]?\d{1,3}[)）]?\s*+$"
)
"""第一章 总则……3: a line of a table of contents with its page."""
_BAR = re.compile(r"\|(#{1,9}|\*{1,9}|)(?:\s|$)")
_HASHES = re.compile(r"[ \t]*(#{1,6})[ \t]")


def _levels(passages: tuple[Passage, ...], markers: list[Marker | None]) -> list[int]:
    """The level of each heading marked with # signs, 0 for other passages and for the title."""
    limit = load("sections")["heading"]["line"]
    found = []
    for passage, marker in zip(passages, markers, strict=True):
        match = _HASHES.match(passage.raw)
        heads = match and (marker or (len(passage.text) <= limit and not re.search(r"[。；]$", passage.text)))
        found.append(len(match[1]) if match and heads else 0)
    first = next((i for i, level in enumerate(found) if level), None)
    if first is not None and markers[first] is None and not any(markers[:first]):
        alone = found.count(found[first]) == 1 and found[first] == min(filter(None, found))
        if alone or is_title(passages[first].text):
            found[first] = 0
    return found


def _open_heading(stack: list[_Node], node: _Node) -> None:
    """A heading without a number closes what is not above its level; what only a number places is below it."""
    while len(stack) > 1 and not 0 < stack[-1].level < node.level:
        if stack[-1].kind is ProvisionKind.ANNEX and not stack[-1].level:
            break
        stack.pop()
    stack[-1].children.append(node)
    stack.append(node)


def _open_in_table(
    stack: list[_Node], table: _Table, sign: str, passage: Passage, marker: Marker | None
) -> None:
    """A group, a row, or more of a row; its numbers count inside the table only."""
    if marker is not None and marker.family.rank < 9:
        marker = None
    rest = passage.cut(marker.end, len(passage.text)) if marker else passage
    while sign and len(stack) > table.base and not 0 < stack[-1].level < len(sign):
        stack.pop()
    if sign.startswith("#"):
        node = _Node(marker, ProvisionKind.SECTION, rest, line=passage.line, level=len(sign))
    elif sign:
        node = _Node(marker, ProvisionKind.ITEM, line=passage.line)
        _split_heading(node, rest)
        table.row = len(stack) + 1
    elif marker is not None and table.row and len(stack) >= table.row:
        node = _Node(marker, ProvisionKind.ITEM, line=passage.line)
        _open(stack, node, table.row)
        _split_heading(node, rest)
        return
    else:
        stack[-1].body.append(passage)
        return
    stack[-1].children.append(node)
    stack.append(node)


def _open(stack: list[_Node], node: _Node, floor: int = 1) -> None:
    """Put ``node`` under the right parent, the ``floor``-th open one at the outermost, and make it the innermost."""
    assert node.marker is not None
    family = node.marker.family
    if node.level:
        while len(stack) > 1 and stack[-1].marker is None and stack[-1].level >= node.level:
            stack.pop()
    if family.rank == 0:
        del stack[1:]
    elif family.rank < 9:
        while len(stack) > 1 and stack[-1].marker is not None and stack[-1].marker.family.rank >= family.rank:
            stack.pop()
    else:
        for index in range(len(stack) - 1, floor - 1, -1):
            marker = stack[index].marker
            if marker is not None and marker.family.name == family.name:
                del stack[index:]
                break
            if marker is not None and marker.family.rank < 9:
                break
    stack[-1].children.append(node)
    stack.append(node)


def _close_items(stack: list[_Node]) -> None:
    """A paragraph without a number after the items of an article is the article's own."""
    for index, node in enumerate(stack):
        if node.kind is ProvisionKind.ARTICLE:
            last = stack[-1].body[-1].text if stack[-1].body else ""
            if last.endswith("。"):
                del stack[index + 1 :]
            return


def _attach(root: _Node, passage: Passage, role: str) -> None:
    last = root.children[-1] if root.children else None
    if last is None or last.role != role:
        last = _Node(None, ProvisionKind.PARAGRAPH, role=role, line=passage.line)
        root.children.append(last)
    last.body.append(passage)


def _ends_list(passage: Passage, marker: Marker | None) -> bool:
    """The list of attachments ends at the first paragraph of running text."""
    text = passage.text[marker.end :] if marker else passage.text
    if _rules()["entry"].search(text):
        return False
    return text.endswith(("。", "；", "）")) or (
        marker is not None and marker.family.name in {"cjk", "chapter"}
    )


def _is_title(passage: Passage) -> bool:
    text = passage.text
    return (
        len(text) <= 60 and not re.search(r"[。；：，]", text) and not _rules()["people"].match(passage.raw)
    )


def _extend_heading(node: _Node, passage: Passage) -> None:
    if node.heading is None:
        node.heading = passage
    else:
        node.heading = Passage(
            node.heading.text + passage.text,
            node.heading.offsets + passage.offsets,
            node.heading.line,
            node.heading.raw,
        )


_NOT_HEADING = re.compile(r"[;；]$|(?:单位|部门|时限|时间|来源)\s*[:：][^（(〔]*$")


def _articles_are_headed(passages: Sequence[Passage], markers: Sequence[Marker | None]) -> bool:
    """第一条 提升企业开办便利度。将… : in most policies in articles the short first sentence is a heading, in laws it is not."""
    texts = [
        passage.text[marker.end :]
        for passage, marker in zip(passages, markers, strict=True)
        if marker is not None and marker.family.kind is ProvisionKind.ARTICLE
    ]
    short = [text for text in texts if _FIRST_SHORT.match(text)]
    return len(short) >= 3 and len(short) * 5 >= len(texts) * 3


_FIRST_SHORT = re.compile(r"[^，。；：]{4,20}。.")


def _split_heading(node: _Node, rest: Passage, articles: bool = False) -> None:
    """A short line, or a short first sentence with more after it, is the heading; the rest is body."""
    if not rest.text:
        return
    if node.kind in _ALWAYS_HEADED:
        node.heading = rest
        return
    node.body.append(rest)
    if node.kind is ProvisionKind.ARTICLE and not articles:
        return
    limits = load("sections")["heading"]
    stop = SENTENCE_END.search(rest.text)
    if stop is None:
        if len(rest.text) <= limits["line"] and not _NOT_HEADING.search(rest.text):
            node.heading, node.body = rest, []
        return
    first, after = rest.text[: stop.start()], rest.text[stop.end() :]
    if first and after and not after.startswith(_BRACKETS) and _may_head(first):
        node.heading = rest.cut(0, stop.start())
        node.body = [rest.cut(stop.end(), len(rest.text))]


_ALWAYS_HEADED = frozenset({ProvisionKind.ANNEX, ProvisionKind.CHAPTER, ProvisionKind.PART})
_BRACKETS = ("(", "（", "〔", "[", "【")


def _may_head(sentence: str) -> bool:
    """Is ``sentence`` short and plain enough for a heading?"""
    if sentence.count("“") != sentence.count("”"):
        return False  # the full stop stands inside a quotation
    return len(sentence) <= load("sections")["heading"]["lead_sentence"] and not re.search(
        r"[：:;；，,]", sentence
    )


_TITLED = re.compile(
    r"(?P<title>[^，。；：（(]{2,30})(?P<units>[（(〔\[【][^（(〔\[【]*(?:单位|部门|牵头|负责|责任)[^（(〔\[【]*[）)〕\]】])。?"
)


def _set_units_apart(node: _Node) -> None:
    """（一）事项下沉（责任部门：市政务局）: the bracket is no part of the heading; it speaks of all that stands below."""
    line, more, below = node.heading, node.body, bool(node.children)
    if line is None and node.body and node.kind is not ProvisionKind.ARTICLE:
        line, *more = node.body
        below = below or any(not starts_with_label(passage.text) for passage in more)
    match = _titled(line) if line and below else None
    if line and match:
        node.heading = line.cut(0, match.end("title"))
        node.body = [line.cut(match.start("units"), match.end("units")), *more]


def _titled(passage: Passage) -> re.Match[str] | None:
    return _TITLED.fullmatch(passage.text) if len(passage.text) <= 150 else None


def _head_parents(node: _Node) -> None:
    """（一）优化企业开办。 with numbered items or a list below it is a heading, full stop or not."""
    for child in _walk(node):
        _set_units_apart(child)
        if child.heading is not None or not child.body or child.kind is ProvisionKind.ARTICLE:
            continue
        first, *more = child.body
        heads = bool(more) if not child.children else not more
        if heads and all(is_bullet(passage.raw) for passage in more):
            text = first.text
            if text.endswith("。") and "。" not in text[:-1] and _may_head(text[:-1]):
                child.heading, child.body = first.cut(0, len(text) - 1), more


def _unnumbered(body: list[Passage]) -> list[_Node]:
    """A provision a paragraph, under the short lines that head them; label lines (牵头单位：…) stay with what they speak of."""
    found: list[_Node] = []
    inside = found
    for place, passage in enumerate(body):
        if inside and starts_with_label(passage.text):
            inside[-1].body.append(passage)
            continue
        heading = _heading_of(passage, body[place + 1] if place + 1 < len(body) else None)
        node = _Node(
            None,
            ProvisionKind.SECTION if heading else ProvisionKind.PARAGRAPH,
            heading,
            [] if heading else [passage],
            line=passage.line,
        )
        if heading:
            found.append(node)
            inside = node.children
        else:
            inside.append(node)
    return found


def _plain_head(body: Sequence[Passage]) -> int:
    """How many lines go before the text where one alone is no sentence, so that it can only be a title.

    A word or two above it (某市文件) is what stands at the head of every page.
    """
    begin = int(len(body) > 1 and len(body[0].text) <= 8 and not _STOPPED.search(body[0].raw))
    first, rest = body[begin : begin + 1], body[begin + 1 :]
    if not first or not 6 <= len(first[0].text) <= 40 or _STOPPED.search(first[0].raw):
        return 0
    whole = len(rest) > 2 and all(re.search(r"[，。；：]", passage.text) for passage in rest)
    return begin + 1 if whole else 0


_STOPPED = re.compile(r"[，。；：！？,;:|]")
_COUNTED = re.compile(
    r"[0-9０-９][0-9０-９.．]*[%％个项家户条所座处件台辆张人名元万亿吨公平]"
    r"|[一二三四五六七八九十百千万两][个家户条所座处件台辆张名]$"
)
"""A line with a quantity promises something, it heads nothing."""
_FRAMED = re.compile(r"[【〖\[]([^【】〖〗\[\]]{2,40})[】〗\]]")


def _heading_of(passage: Passage, following: Passage | None) -> Passage | None:
    """The heading that an unnumbered line is: 【…】, or a short line without a stop above running text."""
    framed = _FRAMED.fullmatch(passage.text)
    if framed:
        return passage.cut(framed.start(1), framed.end(1))
    heads = (
        following is not None
        and len(passage.text) <= load("sections")["heading"]["lead_sentence"]
        and not re.search(r"[，。；：！？,;:]", passage.text)
        and not _COUNTED.search(passage.text)
        and not _rules()["people"].match(passage.raw)
        and not _rules()["preamble_line"].match(passage.text)
        and len(following.text) > len(passage.text)
        and re.search(r"[。；，]", following.text)
        and not starts_with_label(following.text)
    )
    return passage if heads else None


def _token(node: _Node) -> str:
    """What the node adds to an id: its number, or a short digest of an unnumbered text."""
    if node.marker is not None:
        return node.marker.token
    head = (node.heading,) if node.heading else ()
    text = "".join(passage.text for passage in (*head, *node.body))
    return "段" + hashlib.sha256(text.encode()).hexdigest()[:6]


def _set_paths(root: _Node) -> None:
    """Give each node the shortest path of numbers that is unique in its part.

    A style that counts through a whole part (the 201 items of a plan) needs
    no parents: （24） is ``24``; the fourth duty of group 15 is ``15/4``.
    """
    parts: list[tuple[str, list[tuple[_Node, tuple[str, ...]]]]] = [("", [])]

    def collect(node: _Node, path: tuple[str, ...], into: list[tuple[_Node, tuple[str, ...]]]) -> None:
        for child in node.children:
            if child.kind is ProvisionKind.ANNEX:
                child.path = (_token(child),)
                inside: list[tuple[_Node, tuple[str, ...]]] = []
                parts.append((child.path[0], inside))
                collect(child, (), inside)
            else:
                here = (*path, _token(child))
                into.append((child, here))
                collect(child, here, into)

    collect(root, (), parts[0][1])
    for prefix, nodes in parts:
        _shorten(prefix, nodes)
    taken: Counter[tuple[str, ...]] = Counter()
    for node in _walk(root):
        taken[node.path] += 1
        if taken[node.path] > 1:
            node.path = (*node.path[:-1], f"{node.path[-1]}~{taken[node.path]}")


def _shorten(prefix: str, nodes: list[tuple[_Node, tuple[str, ...]]]) -> None:
    styles: dict[str, list[tuple[_Node, tuple[str, ...]]]] = defaultdict(list)
    for node, path in nodes:
        styles[node.marker.family.name if node.marker else "none"].append((node, path))
    depth = {style: max(len(path) for _, path in found) for style, found in styles.items()}
    # a style that never nests has no longer path to fall back on: its numbers are taken first
    used = {path for style, found in styles.items() if depth[style] == 1 for _, path in found}
    start = (prefix,) if prefix else ()
    for style in sorted(styles, key=lambda style: (-depth[style], style)):
        found = styles[style]
        for length in range(1, depth[style] + 1):
            tails = [path[-length:] for _, path in found]
            if length == depth[style] or (len(set(tails)) == len(tails) and not used.intersection(tails)):
                break
        used.update(tails)
        for (node, _), tail in zip(found, tails, strict=True):
            node.path = (*start, *tail)


def _walk(node: _Node) -> Iterable[_Node]:
    for child in node.children:
        yield child
        yield from _walk(child)


def _check_numbers(root: _Node) -> list[Notice]:
    """Notices where a number is skipped or printed twice."""
    notices: list[Notice] = []

    def check(node: _Node, above: frozenset[str]) -> None:
        for child in node.children:
            if child.kind is ProvisionKind.ANNEX:
                last.clear()
                last["annex"] = child.marker.ordinal if child.marker else 0
            elif child.marker is not None and child.marker.family.name not in above:
                name, number = child.marker.family.name, child.marker.ordinal
                before = last.get(name)
                last[name] = number
                if before is not None and number not in {before + 1, 1}:
                    code = "number-repeated" if number == before else "number-skipped"
                    notices.append(notice(code, line=child.line, label=child.marker.label, before=before))
            # inside a row of a table numbers of its own style count anew
            check(child, above | {child.marker.family.name} if child.marker else above)

    last: dict[str, int] = {}
    check(root, frozenset())
    return notices


def _freeze(node: _Node, notices: list[Notice]) -> Provision:
    heading = node.heading.text if node.heading else ""
    role = node.role
    if role == "body" and _rules()["aims"].match(heading.strip("：: ")):
        role = "aims"
    children = tuple(_freeze(child, notices) for child in node.children)
    if role == "aims":
        children = tuple(replace(child, role="aims") if child.role == "body" else child for child in children)
    return Provision(
        id="/".join(node.path),
        kind=node.kind,
        label=node.marker.label if node.marker else "",
        heading=heading,
        heading_passage=node.heading,
        body=tuple(node.body),
        children=children,
        role="front" if node.kind is ProvisionKind.DOCUMENT else role,
    )

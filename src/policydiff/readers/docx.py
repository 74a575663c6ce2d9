"""Word files (.docx): paragraphs with their automatic numbers, tables, notes and text boxes, as printed.

Tracked changes are read as accepted; hidden text, bullets, headers and the
table of contents are not part of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policydiff.errors import UnreadableSource
from policydiff.model import Notice
from policydiff.readers.limits import Room
from policydiff.readers.numbering import Numbering, child, integer, name, read_numbering, value
from policydiff.readers.package import open_package
from policydiff.readers.tables import rows
from policydiff.wording import notice

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_DEPTH = 12
"""Tables inside tables."""
MAX_WIDTH = 200
"""Columns of a table."""

_HIDDEN_CHANGE = frozenset({"del", "moveFrom"})
_LATER = frozenset({"pPr", "rPr", "instrText", "delText", "txbxContent", "rt", "tcPr", "trPr", "sdtPr"})


@dataclass(slots=True)
class _Reading:
    """What the parts of one file share, and what was met on the way."""

    where: str
    numbering: Numbering
    notes: dict[tuple[str, str], str]
    room: Room
    lines: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    waiting: list[str] = field(default_factory=list)
    """Notes and text boxes of the paragraph or table that is being read."""
    merged: str = ""
    """The text of a paragraph whose end was deleted: it goes on in the next one."""
    tables: list[Notice] = field(default_factory=list)
    depth: int = 0

    def deeper(self) -> None:
        """One table or text box further in; raises UnreadableSource beyond :data:`MAX_DEPTH`."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnreadableSource(
                f"表格和文本框嵌套超过 {MAX_DEPTH} 层", where=self.where, hint="另存为 .txt 后再试"
            )


def decode(data: bytes, where: str) -> tuple[str, str, tuple[Notice, ...]]:
    """The text of a .docx file, its encoding and notices.

    Raises UnreadableSource for a damaged, dangerous, protected or empty file.
    """
    package = open_package(data, where)
    path = package.related("").get("officeDocument", "word/document.xml")
    document = package.xml(path)
    body = child(document, "body")
    if body is None:
        raise UnreadableSource(
            "文件已损坏：里面没有正文", where=where, hint="用 Word 或 WPS 打开并重新保存为 .docx"
        )
    parts = package.related(path)
    reading = _Reading(
        where,
        read_numbering(
            *(package.xml(parts[kind]) if kind in parts else None for kind in ("numbering", "styles"))
        ),
        {},
        Room(where),
    )
    for kind in ("footnotes", "endnotes"):
        root = package.xml(parts[kind]) if kind in parts else None
        for note in root if root is not None else ():
            if value(note, "type") in {None, "normal"}:
                text = "".join(_Paragraph(reading, p).text for p in note.iter() if name(p) == "p")
                reading.notes[kind, value(note, "id") or ""] = " ".join(text.split())
    reading.met.clear()
    _blocks(body, reading)
    _finish(reading)
    text = "\n".join(reading.lines)
    if not text.strip():
        pictures = sum(1 for element in body.iter() if name(element) in {"blip", "imagedata"})
        raise UnreadableSource(
            f"文件里没有文字，只有 {pictures} 张图片" if pictures else "文件里没有文字",
            where=where,
            hint="图片要先识别成文字（OCR）" if pictures else "确认文件内容已保存",
        )
    return text, "utf-8", _notices(reading)


def _notices(reading: _Reading) -> tuple[Notice, ...]:
    met = reading.met
    found = list(reading.tables)
    if met["inserted"] or met["deleted"]:
        found.append(notice("tracked-changes", inserted=met["inserted"], deleted=met["deleted"]))
    for code in ("notes", "boxes", "hidden-text", "contents", "embedded"):
        if met[code]:
            found.append(notice(code, count=met[code]))
    return tuple(found)


# blocks


def _flat(element: _Element, reading: _Reading, wanted: frozenset[str]) -> Iterator[_Element]:
    """The ``wanted`` children of ``element``, through content controls and tracked changes."""
    for inner in element:
        tag = name(inner)
        if tag in wanted:
            yield inner
        elif tag in _HIDDEN_CHANGE:
            reading.met["deleted"] += 1
        elif tag == "AlternateContent":
            chosen = _choice(inner)
            if chosen is not None:
                yield from _flat(chosen, reading, wanted)
        elif tag == "altChunk":
            reading.met["embedded"] += 1
        elif tag == "sdt" and _is_contents(inner):
            reading.met["contents"] += 1
        elif tag in {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "ddTbl"}:
            if tag == "ins":
                reading.met["inserted"] += 1
            yield from _flat(inner, reading, wanted)


def _is_contents(block: _Element) -> bool:
    return any(
        name(element) == "docPartGallery" and value(element) == "Table of Contents"
        for element in block.iter()
    )


def _choice(element: _Element) -> _Element | None:
    """One of the alternatives: the first that is offered, else the fallback."""
    return child(element, "Choice") if child(element, "Choice") is not None else child(element, "Fallback")


def _blocks(element: _Element, reading: _Reading) -> None:
    for block in _flat(element, reading, frozenset({"p", "tbl"})):
        if name(block) == "p":
            line = _line(block, reading)
            _put(reading, *([] if line is None else [line]))
        else:
            _table(block, reading)


def _put(reading: _Reading, *lines: str) -> None:
    """Add ``lines``, and after them the notes and text boxes that were waiting."""
    reading.lines.extend(lines)
    reading.lines.extend(reading.waiting)
    reading.waiting.clear()


def _finish(reading: _Reading) -> None:
    """Add a paragraph whose end was deleted and that nothing follows."""
    _put(reading, *filter(None, [reading.merged]))
    reading.merged = ""


def _line(block: _Element, reading: _Reading, in_cell: bool = False) -> str | None:
    """A paragraph with its number; headings that Word knows as such begin with # signs.

    None where it ends in the next paragraph, or belongs to a table of contents.
    """
    paragraph = _Paragraph(reading, block)
    text = paragraph.text
    if paragraph.end_deleted:
        reading.merged += text
        return None
    text, reading.merged = reading.merged + text, ""
    properties = child(block, "pPr")
    level = _heading_level(properties, reading.numbering)
    if level < 0:
        reading.met["contents"] += bool(text.strip())
        return None
    plain = text.strip(" \t\u3000\xa0\n")
    if not plain and not in_cell:
        return ""
    number = reading.numbering.of(properties)
    whole = (number + plain).rstrip() if number else text
    return (
        f"{'#' * level} {whole.strip()}" if level and plain and not in_cell and "\n" not in whole else whole
    )


_CONTENTS = re.compile(r"(?:toc|目录|目次)\s*\d|toc heading|index \d|table of figures")
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])$")


def _heading_level(properties: _Element | None, numbering: Numbering) -> int:
    """How many # signs a paragraph gets: 1 for the title, 2 for a heading of the first level; -1 in a table of contents."""
    own = integer(child(properties, "outlineLvl"))
    if own is not None and own < 9:
        return min(own + 2, 6)
    if own is not None:
        return 0
    for style in numbering.chain(numbering.style_of(properties)):
        if _CONTENTS.match(style.label):
            return -1
        if style.label in {"title", "标题"}:
            return 1
        match = _HEADING.match(style.label)
        if match or style.outline is not None:
            level = int(match[1]) - 1 if match else style.outline
            return min(level + 2, 6) if level is not None and level < 9 else 0
    return 0


# paragraphs


class _Paragraph:
    """The printed text of one paragraph; its notes and text boxes are left waiting in the reading."""

    def __init__(self, reading: _Reading, block: _Element) -> None:
        self._reading = reading
        self._parts: list[str] = []
        self._runs(block)
        self.text = "".join(self._parts)
        mark = child(block, "pPr", "rPr")
        self.end_deleted = child(mark, "del") is not None or child(mark, "moveFrom") is not None

    def _runs(self, element: _Element) -> None:
        for inner in element:
            tag = name(inner)
            if tag in _HIDDEN_CHANGE:
                self._reading.met["deleted"] += 1
            elif tag == "AlternateContent":
                chosen = _choice(inner)
                if chosen is not None:
                    self._runs(chosen)
            elif tag == "r":
                self._run(inner)
            elif tag == "t":
                self._parts.append(inner.text or "")
            elif tag not in _LATER:
                if tag in {"ins", "moveTo"}:
                    self._reading.met["inserted"] += 1
                self._runs(inner)

    def _run(self, run: _Element) -> None:
        hidden = child(run, "rPr", "vanish")
        if hidden is not None and value(hidden) not in {"0", "false", "off"}:
            self._reading.met["hidden-text"] += any(name(inner) == "t" for inner in run)
            return
        for inner in run:
            tag = name(inner)
            if tag == "t":
                self._parts.append(inner.text or "")
            elif tag in {"tab", "ptab"}:
                self._parts.append("\t")
            elif tag in {"br", "cr"}:
                self._parts.append("\n" if value(inner, "type") in {None, "textWrapping"} else "")
            elif tag == "noBreakHyphen":
                self._parts.append("-")
            elif tag in {"footnoteReference", "endnoteReference"}:
                self._note(f"{tag.removesuffix('Reference')}s", value(inner, "id") or "")
            elif tag == "ruby":
                base = child(inner, "rubyBase")
                if base is not None:
                    self._runs(base)
            else:
                for box in _boxes(inner):
                    self._box(box)

    def _note(self, kind: str, id_: str) -> None:
        text = self._reading.notes.get((kind, id_))
        if text:
            self._reading.met["notes"] += 1
            self._reading.room.take(len(text))
            sign = "脚注" if kind == "footnotes" else "尾注"
            self._reading.waiting.append(f"〔{sign}{self._reading.met['notes']}〕{text}")

    def _box(self, content: _Element) -> None:
        """The paragraphs of a text box: sentences as they stand, words of a chart as a remark."""
        outer = self._reading
        inner = _Reading(outer.where, outer.numbering, outer.notes, outer.room, depth=outer.depth)
        inner.deeper()
        _blocks(content, inner)
        _finish(inner)
        lines = [line for line in inner.lines if line.strip()]
        if not lines:
            return
        self._reading.met["boxes"] += 1
        self._reading.met.update(inner.met)
        self._reading.tables.extend(inner.tables)
        front = not any(line.strip() for line in self._reading.lines)
        for line in lines:
            spoken = front or re.search(r"[。；：，]", line) or line.startswith(("#", "|"))
            self._reading.waiting.append(line if spoken else f"〔文本框〕{line}")


def _boxes(element: _Element) -> Iterator[_Element]:
    """The text boxes in a drawing, not those inside them."""
    if name(element) == "txbxContent":
        yield element
        return
    if name(element) == "AlternateContent":
        chosen = _choice(element)
        element = element if chosen is None else chosen
    for inner in element:
        yield from _boxes(inner)


# tables


def _table(block: _Element, reading: _Reading) -> None:
    """A table of tasks through ``rows``; one of a single column is only a frame round paragraphs."""
    reading.deeper()
    cells = [list(_flat(row, reading, frozenset({"tc"}))) for row in _rows_of(block, reading)]
    if max((len(row) for row in cells), default=0) <= 1:
        for row in cells:
            for cell in row:
                _blocks(cell, reading)
    else:
        lines, notices = rows(_grid(cells, reading))
        reading.tables.extend(notices)
        _put(reading, *lines)
    reading.depth -= 1


def _rows_of(block: _Element, reading: _Reading) -> Iterator[_Element]:
    for row in _flat(block, reading, frozenset({"tr"})):
        properties = child(row, "trPr")
        if child(properties, "del") is not None:
            reading.met["deleted"] += 1
            continue
        reading.met["inserted"] += child(properties, "ins") is not None
        yield row


def _grid(cells: Iterable[list[_Element]], reading: _Reading) -> list[list[str]]:
    """The text of each cell, a merged one in each of its places."""
    grid: list[list[str]] = []
    above: list[str] = []
    for row in cells:
        texts: list[str] = []
        for cell in row:
            properties = child(cell, "tcPr")
            width = min(max(integer(child(properties, "gridSpan")) or 1, 1), MAX_WIDTH)
            merge = child(properties, "vMerge")
            if child(properties, "cellDel") is not None:
                text = ""
            elif merge is not None and value(merge) in {None, "continue"}:
                text = above[len(texts)] if len(texts) < len(above) else ""
            else:
                text = _cell(cell, reading)
            reading.room.take(len(text) * width)
            texts.extend([text] * width)
            if len(texts) > MAX_WIDTH:
                raise UnreadableSource(
                    f"表格超过 {MAX_WIDTH} 列", where=reading.where, hint="确认是不是政策文件"
                )
        grid.append(texts)
        above = texts
    return grid


def _cell(cell: _Element, reading: _Reading) -> str:
    """The paragraphs of a cell; a table inside it row by row."""
    found: list[str] = []
    for block in _flat(cell, reading, frozenset({"p", "tbl"})):
        if name(block) == "p":
            found.append(_line(block, reading, in_cell=True) or "")
        else:
            reading.deeper()
            inner = _grid(
                (list(_flat(row, reading, frozenset({"tc"}))) for row in _rows_of(block, reading)), reading
            )
            found.extend("，".join(dict.fromkeys(filter(None, row))) for row in inner)
            reading.depth -= 1
    found.append(reading.merged)  # a deletion does not reach into the next cell
    reading.merged = ""
    return "\n".join(line for line in found if line.strip())

"""Plain text and Markdown: bytes to text.

The encoding is decided by a fixed ladder: byte-order mark, strict UTF-8, the
declared one, strict GB18030.  Guessing by statistics is not done, for a short
GB18030 title is taken for UTF-16 by common detectors; only where the GB18030
reading has hardly a common character is Big5 tried.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from policydiff.errors import UnreadableSource
from policydiff.model import Notice
from policydiff.readers.fields import copied_table, front_matter, head_lines
from policydiff.readers.flattened import unflattened
from policydiff.readers.limits import check_lines, filled
from policydiff.readers.tables import is_header, rows
from policydiff.wording import notice

MAX_LINE = 1_000_000
"""Characters; a longer line is not a policy text."""

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_COMMON = frozenset(
    "的一是不在有人和中大上以年要到地方行政市工作建立推完善全面制度实實施施务務公共平管理企业業部门門本法及第条條日月"
)
"""Characters that make up a good part of any such text, in either script."""


def decode(data: bytes, where: str) -> tuple[str, str, tuple[Notice, ...]]:
    """The text of ``data`` with ``\\n`` line ends, the encoding, and notices; Markdown tables as lines of tasks.

    Raises UnreadableSource for binary bytes, an unknown encoding, too many lines or a line
    over :data:`MAX_LINE` characters.
    """
    text, encoding, notices = decode_bytes(data, where)
    check_lines(filled(text), where)
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise UnreadableSource(
                f"第 {number} 行有 {len(line):,} 个字符，超过上限 {MAX_LINE:,}，不像政策文件",
                where=f"{where}，第 {number} 行",
                hint="按自然段换行后再试",
            )
    text, stated = _stated(text)
    text, found = _tables(text)
    return text, encoding, (*notices, *stated, *found)


def _stated(text: str) -> tuple[str, tuple[Notice, ...]]:
    """``text`` with what its collector put before it (``---`` … ``---``, the page's own table, ``>`` lines) as facts and notes."""
    lines = text.split("\n")
    facts, end = front_matter(lines)
    if not end:
        facts, end = copied_table(lines)
    body = lines[end:]
    quoted = [place for place, line in enumerate(body) if _QUOTED.match(line)]
    if quoted and len(quoted) * 2 < sum(bool(line.strip()) for line in body):
        for place in quoted:
            body[place] = _QUOTED.sub("〔按语〕", body[place], count=1)
    elif not end:
        return text, ()
    said = (notice("page-fields", fields="、".join(facts)),) if facts else ()
    return "\n".join([*head_lines(facts, body, ""), *body]), said


_QUOTED = re.compile(r"[ \t]{0,3}>[ \t]{0,9}(?![\d=＝<>\s])")


def decode_bytes(data: bytes, where: str, declared: str | None = None) -> tuple[str, str, tuple[Notice, ...]]:
    """The characters of ``data`` with ``\\n`` line ends, the encoding, and a notice where it is not UTF-8.

    ``declared`` is the encoding that the bytes themselves name.  Raises
    UnreadableSource for binary bytes, an unknown encoding or no text.
    """
    text, encoding = _text(data, where, declared)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableSource("文件里没有文字", where=where, hint="确认文件内容已保存")
    return text, encoding, () if encoding == "utf-8" else (notice("encoding", encoding=encoding),)


def _text(data: bytes, where: str, declared: str | None) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise _undecodable(encoding, error.start + len(mark), where) from error
    zero = data.find(b"\0")
    if zero >= 0:
        raise UnreadableSource(
            f"第 {zero + 1} 个字节是 NUL，这不是文本文件",
            where=f"{where}，字节 {zero}",
            hint="Word、PDF 等请先另存为 .txt",
        )
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        first = error.start
    if (declared or "").lower().startswith(("big5", "x-big5")):
        try:
            return data.decode("big5hkscs"), "big5hkscs"
        except UnicodeDecodeError:
            pass  # a wrong declaration; gb2312 and gbk are parts of GB18030, which comes next
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        text = _big5(data, "")
        if text:
            return text, "big5hkscs"
        raise _undecodable("UTF-8 和 GB18030", max(first, error.start), where) from error
    other = _big5(data, text)
    if other:
        return other, "big5hkscs"
    if _looks_binary(text):
        raise _undecodable("UTF-8 和 GB18030", first, where)
    return text, "gb18030"


def _big5(data: bytes, text: str) -> str:
    """The Big5 reading, if the GB18030 reading ``text`` has few common characters and it has many."""
    share = _share(text)
    if share >= 0.08:
        return ""
    try:
        other = data.decode("big5hkscs")
    except UnicodeDecodeError:
        return ""
    return other if _share(other) >= max(0.08, 3 * share) and not _looks_binary(other) else ""


def _share(text: str) -> float:
    """How much of the first 20,000 characters beyond ASCII are common ones, 0 to 1."""
    wide = [char for char in text[:20_000] if char > "\u2fff"]
    return sum(char in _COMMON for char in wide) / len(wide) if wide else 0.0


def _looks_binary(text: str) -> bool:
    """GB18030 accepts almost any bytes; a text has few control and private-use characters."""
    sample = text[:10_000]
    odd = sum(
        1
        for char in sample
        if (char < " " and char not in "\t\n\r\f\v") or "\ue000" <= char <= "\uf8ff" or char == "\x7f"
    )
    return odd * 100 > len(sample)


def _undecodable(encoding: str, offset: int, where: str) -> UnreadableSource:
    return UnreadableSource(
        f"不是 {encoding} 编码的文字，从第 {offset + 1} 个字节起读不出来",
        where=f"{where}，字节 {offset}",
        hint="用记事本或 WPS 打开，另存为 UTF-8 编码的纯文本",
    )


# tables: Markdown, and what Excel saves or a clipboard holds

_CELL = r"[ \t]*+:?-++:?[ \t]*+"
_RULE = re.compile(rf"[ \t]*+\|?+{_CELL}(?:\|{_CELL})++\|?[ \t]*+|[ \t]*+\|{_CELL}\|[ \t]*+")
_BAR = re.compile(r"(?<!\\)\|")
_WIDEST = 60
"""Columns; a line with more separators is no header."""
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def _tables(text: str) -> tuple[str, tuple[Notice, ...]]:
    """``text`` with its tables turned into lines of tasks.

    Markdown tables have a header, a rule of dashes and rows; cells parted by
    tabs or commas are a table where a line names the columns of one.
    """
    lines = text.split("\n")
    found: list[str] = []
    notices: list[Notice] = []
    place = 0
    while place < len(lines):
        for grid, end in (_ruled(lines, place), _separated(lines, place), unflattened(lines, place)):
            if grid:
                made, said = rows(grid)
                found.extend(made)
                notices.extend(said)
                place = end
                break
        else:
            found.append(lines[place])
            place += 1
    return "\n".join(found), tuple(notices)


def _ruled(lines: list[str], place: int) -> tuple[list[list[str]], int]:
    """The Markdown table that begins with the line at ``place``, and where it ends; empty if none does."""
    if "|" not in lines[place] or place + 1 == len(lines) or not _RULE.fullmatch(lines[place + 1]):
        return [], place
    end = place + 2
    while end < len(lines) and "|" in lines[end] and lines[end].strip():
        end += 1
    grid = [_cells(line) for line in (lines[place], *lines[place + 2 : end])]
    width = len(grid[0])
    return [
        row[:width] if len(row) <= width else [*row[: width - 1], " ".join(row[width - 1 :])] for row in grid
    ], end


def _separated(lines: list[str], place: int) -> tuple[list[list[str]], int]:
    """The table that begins with the line at ``place``, parted by tabs or commas, and where it ends; empty if none does."""
    for separator in "\t,":
        if not 2 <= lines[place].count(separator) < _WIDEST or not is_header(lines[place].split(separator)):
            continue
        grid: list[list[str]] = []
        end = place
        given = _Given(lines, place)
        reader = csv.reader(given, delimiter=separator)
        try:
            for cells in reader:
                if (
                    given.left < 0
                    or len(cells) < 2
                    or (separator == "," and len(cells) != len(grid[0] if grid else cells))
                ):
                    break
                grid.append(cells)
                end = place + reader.line_num
                given.left = _ROW
        except csv.Error:  # a quotation mark that is never closed
            continue
        if len(grid) > 1:
            return grid, end
    return [], place


_ROW = 200
"""Lines of one row; a quotation mark that is never closed would take all that follow, from every header anew."""


class _Given:
    """The lines of a text from a place on, no more than a row may have at once."""

    def __init__(self, lines: list[str], place: int):
        self.lines, self.place, self.left = lines, place, _ROW

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.left -= 1
        if self.left < 0 or self.place == len(self.lines):
            raise StopIteration
        self.place += 1
        return self.lines[self.place - 1] + "\n"


def _cells(line: str) -> list[str]:
    line = line.strip()
    line = line[1:] if line.startswith("|") else line
    line = line[:-1] if line.endswith("|") and not line.endswith("\\|") else line
    return [_BREAK.sub("\n", cell.replace("\\|", "|")) for cell in _BAR.split(line)]

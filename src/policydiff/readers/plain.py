"""Plain text and Markdown: bytes to text.

The encoding is decided by a fixed ladder: byte-order mark, strict UTF-8,
strict GB18030.  Guessing by statistics is not done: a short GB18030 title is
taken for UTF-16 by common detectors.
"""

from __future__ import annotations

from policydiff.errors import UnreadableSource
from policydiff.model import Notice
from policydiff.wording import notice

MAX_LINE = 1_000_000
"""Characters; a longer line is not a policy text."""

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def decode(data: bytes, where: str) -> tuple[str, str, tuple[Notice, ...]]:
    """The text of ``data`` with ``\\n`` line ends, the encoding, and notices.

    Raises UnreadableSource for binary bytes, an unknown encoding or a line
    over :data:`MAX_LINE` characters.
    """
    text, encoding = _text(data, where)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableSource("文件里没有文字", where=where, hint="确认文件内容已保存")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise UnreadableSource(
                f"第 {number} 行有 {len(line):,} 个字符，超过上限 {MAX_LINE:,}，不像政策文件",
                where=f"{where}，第 {number} 行",
                hint="按自然段换行后再试",
            )
    notices = () if encoding == "utf-8" else (notice("encoding", encoding=encoding),)
    return text, encoding, notices


def _text(data: bytes, where: str) -> tuple[str, str]:
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
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _undecodable("UTF-8 和 GB18030", max(first, error.start), where) from error
    if _looks_binary(text):
        raise _undecodable("UTF-8 和 GB18030", first, where)
    return text, "gb18030"


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

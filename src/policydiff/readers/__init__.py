"""Files to source texts: one module a format, each with one verb, ``decode``.

``read`` chooses the reader by what the file holds; its ending decides only
where the content does not.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from policydiff.errors import PolicyDiffError, UnreadableSource, UnsupportedFormat
from policydiff.files import opened_plain
from policydiff.model import Notice, SourceText
from policydiff.readers.limits import MAX_TEXT, check_lines, filled, too_much
from policydiff.text import visible
from policydiff.wording import notice

MAX_BYTES = 20_000_000
"""A text of 200 tasks has 120,000 bytes; beyond this it is not a plan."""
MAX_PACKED = 200_000_000
"""A Word file may carry pictures, a PDF may be scanned: 100 pages have 50,000,000 bytes."""

_ENDINGS = {
    ".txt": "txt", ".text": "txt", ".md": "txt", ".markdown": "txt", ".csv": "txt", ".tsv": "txt",
    ".html": "html", ".htm": "html", ".shtml": "html", ".xhtml": "html",
    ".docx": "docx", ".docm": "docx", ".dotx": "docx",
    ".pdf": "pdf",
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xltx": "xlsx", ".xls": "xls", ".et": "xls",
    ".doc": "doc", ".wps": "doc", ".dot": "doc", ".wpt": "doc", ".rtf": "doc",
}  # fmt: skip
SUFFIXES = frozenset(_ENDINGS)
"""The endings of files that can be read."""
_NAMES = {
    "txt": "纯文本",
    "html": "网页（HTML）",
    "docx": "Word 文档（.docx）",
    "doc": "旧版 Word 文档",
    "pdf": "PDF",
    "xlsx": "Excel 工作簿（.xlsx）",
    "xls": "旧版 Excel 工作簿（.xls）",
}
_READABLE = ".pdf、.docx、.doc、.wps、.xlsx、.xls、.html、.txt、.md、.csv"


def read(path: Path) -> SourceText:
    """The text of the file at ``path``.

    Raises UnreadableSource when the file is absent, a folder, empty, too
    large, damaged, protected by a password or in an unknown encoding;
    UnsupportedFormat for content no reader knows.
    """
    ending = path.suffix.lower()
    data = _bytes(path)
    if not data.strip():
        raise UnreadableSource("文件是空的", where=str(path), hint="确认文件内容已保存")
    try:
        form = _form(data, str(path)) or _ENDINGS.get(ending)
        if form in {"docx", "doc", "xlsx", "xls"} and not _is_packed(data) and b"\0" not in data[:4096]:
            form = "txt"
        if form is None:
            raise UnsupportedFormat(
                f"还不能读取“{ending or '无扩展名'}”格式的文件",
                hint=f"能读的格式：{_READABLE}；其他请另存为 .docx 或 .txt",
            )
        decoded = _Decoded(*_decoder(form)(data, str(path)))
    except PolicyDiffError as error:
        error.where = error.where or str(path)
        raise
    if len(decoded.text) > MAX_TEXT:
        raise too_much(str(path))
    check_lines(filled(decoded.text), str(path))
    if _ENDINGS.get(ending) != form:
        shown = ending or "（无）"
        odd = notice("other-extension", suffix=shown, format=_NAMES[form])
        decoded = decoded._replace(notices=(odd, *decoded.notices))
    return SourceText(
        name=visible(path.name),
        format=ending.lstrip(".") if _ENDINGS.get(ending) == form else form,
        sha256=hashlib.sha256(data).hexdigest(),
        **decoded._asdict(),
    )


def _bytes(path: Path) -> bytes:
    """The content of the file, of the size that its kind may have."""
    try:
        with opened_plain(path) as file:
            start = file.read(8)
            limit = MAX_PACKED if _is_packed(start) else MAX_BYTES
            # some files hold more than they say
            size = max(os.fstat(file.fileno()).st_size, len(start))
            data = start + file.read(limit + 1 - len(start)) if size <= limit else b""
    except FileNotFoundError as error:
        raise UnreadableSource("找不到这个文件", where=str(path), hint="检查路径和文件名") from error
    except OSError as error:
        raise UnreadableSource(
            f"文件打不开：{error.strerror}", where=str(path), hint="检查文件权限"
        ) from error
    if max(size, len(data)) > limit:
        raise UnreadableSource(
            f"文件有 {max(size, len(data)):,} 字节，超过上限 {limit:,}",
            where=str(path),
            hint="确认是不是政策文件；合订本请拆开",
        )
    return data


class _Decoded(NamedTuple):
    """What every ``decode`` gives; formats with pages give the last two as well."""

    text: str
    encoding: str
    notices: tuple[Notice, ...]
    pages: tuple[int, ...] = ()
    unread: tuple[int, ...] = ()


def _decoder(form: str) -> Callable[[bytes, str], tuple[Any, ...]]:
    """The verb of the reader for ``form``; a reader is loaded when its first file comes."""
    match form:
        case "docx":
            from policydiff.readers.docx import decode
        case "html":
            from policydiff.readers.html import decode
        case "doc":
            from policydiff.readers.office import decode
        case "xlsx" | "xls":
            from policydiff.readers.workbook import decode
        case "pdf":
            from policydiff.readers.apart import decode_pages

            return decode_pages
        case _:
            from policydiff.readers.plain import decode
    return decode


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    # nothing is given back: comments within comments would be tried in every way
    rb"\s*+(?:<\?xml[^>]{0,200}+>\s*+)?+(?:<!--(?>.{0,2000}?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|meta|title|div|table|p)\b",
    re.IGNORECASE | re.DOTALL,
)


def _is_packed(data: bytes) -> bool:
    """Does ``data`` begin as an Office file, a PDF or rich text does?"""
    return data.startswith((b"PK", _OLE, b"%PDF", b"{\\rtf", b"<?xml"))


def _form(data: bytes, where: str) -> str | None:
    """What the bytes say they are: txt, html, docx, doc, xlsx, xls or pdf; None where they are text that only the ending can place."""
    if data.startswith(b"PK"):
        return _zip_form(data, where)
    if data.startswith(_OLE):
        return _ole_form(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.lstrip()[:5] == b"{\\rtf" or b'progid="Word.Document"' in data[:1024]:
        return "doc"
    start = data[:8192]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start[2:].replace(b"\0", b"")
    return "html" if _HTML.match(start.removeprefix(b"\xef\xbb\xbf")) else None


def _zip_form(data: bytes, where: str) -> str:
    from policydiff.readers.package import open_package

    names = open_package(data, where).names
    if "word/document.xml" in names or any(name.startswith("word/") for name in names):
        return "docx"
    if "xl/workbook.bin" in names:
        raise UnsupportedFormat(
            "内容是二进制 Excel 表格（.xlsb），还不能读取", hint="在 Excel 或 WPS 里另存为 .xlsx 再试"
        )
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    for sign, kind in (("ppt/", "演示文稿"), ("OFD.xml", "OFD 版式文件")):
        if any(name.startswith(sign) for name in names):
            raise UnsupportedFormat(f"内容是{kind}，还不能读取", hint="另存为 .docx、.html 或 .txt 再试")
    if "mimetype" in names and "content.xml" in names:
        raise UnsupportedFormat("内容是 OpenDocument 文档，还不能读取", hint="另存为 .docx 再试")
    raise UnsupportedFormat("这是压缩包，不是文档", hint="先解压，再给出里面的文件")


def _ole_form(data: bytes) -> str:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise UnreadableSource("文件加了密码，打不开", hint="用 Word 或 WPS 打开，去掉打开密码后另存为 .docx")
    if holds("WordDocument"):
        return "doc"
    if holds("Workbook") or holds("Book"):
        return "xls"
    return "doc"

"""Files to source texts: one module a format, each with one verb, ``decode``.

``read`` chooses the reader by the file's ending.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from policydiff.errors import UnreadableSource, UnsupportedFormat
from policydiff.model import Notice, SourceText
from policydiff.readers import pdf, plain

MAX_BYTES = 20_000_000
"""A plan of 200 tasks has 120,000 bytes; beyond this it is not a plan."""
MAX_SCANS = 200_000_000
"""A PDF holds images: 100 scanned pages have 50,000,000 bytes."""

_READERS = {".txt": plain, ".md": plain, ".text": plain, ".markdown": plain, ".pdf": pdf}


def read(path: Path) -> SourceText:
    """The text of the file at ``path``.

    Raises UnreadableSource when the file is absent, a folder, empty, too
    large, binary or in an unknown encoding; UnsupportedFormat for an ending
    no reader knows.
    """
    if path.is_dir():
        raise UnreadableSource("这是一个文件夹，不是文件", where=str(path), hint="请给出文件夹里的某一个文件")
    if not path.exists():
        raise UnreadableSource(
            "找不到这个文件",
            where=str(path),
            hint="检查路径和文件名",
        )
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise UnsupportedFormat(
            f"还不能读取“{path.suffix or '无扩展名'}”格式的文件",
            where=str(path),
            hint="请另存为 .txt、.md 或 .pdf 文件",
        )
    try:
        size = path.stat().st_size
        limit = MAX_SCANS if reader is pdf else MAX_BYTES
        if size > limit:
            raise UnreadableSource(
                f"文件有 {size:,} 字节，超过上限 {limit:,}",
                where=str(path),
                hint="确认是不是政策文件；合订本请拆开",
            )
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableSource(
            f"文件打不开：{error.strerror}", where=str(path), hint="检查文件权限"
        ) from error
    if not data.strip():
        raise UnreadableSource("文件是空的", where=str(path), hint="确认文件内容已保存")
    if data.startswith(b"%PDF-") and reader is not pdf:
        raise UnsupportedFormat(
            f"内容是 PDF，扩展名却是 {path.suffix}", where=str(path), hint="把扩展名改成 .pdf"
        )
    decoded = _Decoded(*reader.decode(data, str(path)))
    return SourceText(
        name=path.name,
        format=path.suffix.lower().lstrip("."),
        sha256=hashlib.sha256(data).hexdigest(),
        **decoded._asdict(),
    )


class _Decoded(NamedTuple):
    """What every ``decode`` gives; formats with pages give the last two as well."""

    text: str
    encoding: str
    notices: tuple[Notice, ...]
    pages: tuple[int, ...] = ()
    unread: tuple[int, ...] = ()

"""Files to source texts: one module a format, each with one verb, ``decode``.

``read`` chooses the reader by the file's ending.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from policydiff.errors import UnreadableSource, UnsupportedFormat
from policydiff.model import SourceText
from policydiff.readers import plain

MAX_BYTES = 20_000_000
"""A plan of 200 tasks has 120,000 bytes; beyond this it is not a plan."""

_READERS = {".txt": plain, ".md": plain, ".text": plain, ".markdown": plain}


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
            hint="请另存为 .txt 或 .md 纯文本文件",
        )
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableSource(
                f"文件有 {size:,} 字节，超过上限 {MAX_BYTES:,}",
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
    text, encoding, notices = reader.decode(data, str(path))
    return SourceText(
        name=path.name,
        format=path.suffix.lower().lstrip("."),
        text=text,
        encoding=encoding,
        sha256=hashlib.sha256(data).hexdigest(),
        notices=notices,
    )

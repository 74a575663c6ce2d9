"""Zip packages of Office files, opened with care: nothing is unpacked before its size is known.

XML is parsed without document types, entities and the network.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policydiff.errors import UnreadableSource
from policydiff.readers.limits import MAX_TAGS

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_PART = 60_000_000
"""Bytes of one unpacked part that is read; the text of a plan of 200 tasks has 1,500,000."""
MAX_UNPACKED = 1_000_000_000
"""Bytes of the whole unpacked package, pictures with it."""
MAX_RATIO = 400
"""A larger part that shrinks more than this was made to fill the memory."""
MAX_ENTRIES = 20_000

# what damaged bytes make the zip and its decompressors raise
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error,
    OSError, EOFError, RuntimeError, ValueError, LookupError, ArithmeticError,
)  # fmt: skip
_DAMAGED = "用 Word 或 WPS 打开并重新保存；打不开说明文件已损坏"


@dataclass(slots=True)
class Package:
    """An open zip package whose sizes are within the limits."""

    archive: zipfile.ZipFile
    where: str
    tags: int = 0
    """Of the parts read so far; one part may be named many times."""

    @property
    def names(self) -> frozenset[str]:
        """The paths of all parts."""
        return frozenset(self.archive.namelist())

    def xml(self, path: str) -> _Element | None:
        """The root of the part at ``path``, None where there is none.

        Raises UnreadableSource for a part that is damaged, too large, no XML or has a document type.
        """
        try:
            entry = self.archive.getinfo(path)
        except KeyError:
            return None
        if entry.file_size > MAX_PART:
            raise UnreadableSource(
                f"解压后 {path} 有 {entry.file_size:,} 字节，超过上限 {MAX_PART:,}",
                where=self.where,
                hint="合订本请拆开再试",
            )
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            # no program that writes such files uses others, and some ask for gigabytes beforehand
            raise UnreadableSource("压缩方法不是 Office 文件用的", where=self.where, hint=_DAMAGED)
        if entry.flag_bits & 0x1:
            raise UnreadableSource("压缩包加了密码", where=self.where, hint="去掉密码后重新保存")
        try:
            data = self.archive.read(entry)
        except _BROKEN as error:
            raise UnreadableSource(f"文件已损坏：{path} 读不出来", where=self.where, hint=_DAMAGED) from error
        self.tags += data.count(b"<")
        if self.tags > MAX_TAGS:
            raise UnreadableSource(
                f"文件里的标记超过上限 {MAX_TAGS:,} 个",
                where=self.where,
                hint="确认是不是政策文件；合订本请拆开",
            )
        return parse_xml(data, f"{self.where}，{path}")

    def related(self, path: str) -> dict[str, str]:
        """The parts that the part at ``path`` names, by the last word of their kind (styles, numbering, …)."""
        folder, name = posixpath.split(path)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, str] = {}
        for relation in root if root is not None else ():
            target = str(relation.get("Target") or "")
            if relation.get("TargetMode") == "External" or not target:
                continue
            whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            kind = str(relation.get("Type") or "").rsplit("/", 1)[-1]
            found.setdefault(kind, posixpath.normpath(whole))
        return found


def open_package(data: bytes, where: str) -> Package:
    """The package in ``data``.

    Raises UnreadableSource when the zip is damaged, or would unpack to more
    than the limits allow; nothing is unpacked for that.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except _BROKEN as error:
        raise UnreadableSource("文件已损坏：压缩包打不开", where=where, hint=_DAMAGED) from error
    total = sum(entry.file_size for entry in entries)
    bomb = any(
        entry.file_size > 5_000_000 and entry.file_size > MAX_RATIO * max(1, entry.compress_size)
        for entry in entries
    )
    if total > MAX_UNPACKED or len(entries) > MAX_ENTRIES or bomb:
        raise UnreadableSource(
            f"压缩包里有 {len(entries):,} 个文件，解压后 {total:,} 字节，超过上限或压缩比异常",
            where=where,
            hint="确认文件来源；用 Word 或 WPS 另存一次再试",
        )
    return Package(archive, where)


def parse_xml(data: bytes, where: str) -> _Element:
    """The root element of ``data``; raises UnreadableSource for broken XML and for any document type."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableSource("文件已损坏：里面的 XML 读不出来", where=where, hint=_DAMAGED) from error
    if root is None:
        raise UnreadableSource("文件已损坏：里面的 XML 是空的", where=where, hint=_DAMAGED)
    info: Any = root.getroottree().docinfo
    if info.doctype:
        raise UnreadableSource(
            "文件里的 XML 带有文档类型定义（DTD），为安全起见不读取",
            where=where,
            hint="用 Word 或 WPS 另存一次再试",
        )
    return root

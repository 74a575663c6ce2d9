"""PDF to text: lines joined to paragraphs, tables to lines, what repeats on every page left out."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from policydiff.errors import UnreadableSource, UnsupportedFormat
from policydiff.lexicon import load
from policydiff.model import Notice
from policydiff.readers import ocr
from policydiff.readers.glyphs import PageText, TooManyCharacters, frame_of, text_of
from policydiff.readers.grids import (
    Grid,
    Head,
    continue_grid,
    grid_lines,
    grids_between,
    loose_grids,
)
from policydiff.readers.layout import (
    RECOGNISED,
    Column,
    Gutter,
    Line,
    column_of,
    find_gutter,
    goes_on,
    in_reading_order,
    joined,
    lines_of,
    running_lines,
)
from policydiff.readers.limits import check_lines
from policydiff.readers.strokes import strokes_of
from policydiff.wording import notice

MAX_PAGES = 2_000
MAX_CHARS = 300_000
"""Of one file; the longest plans have 100,000."""
MAX_PATHS = 20_000
"""A page with more strokes is a map or a drawing, and has no table."""
SCAN_CHARS = 40
"""A page with fewer characters than this, and an image over most of it, is a scan."""


@dataclass(slots=True)
class _Page:
    """What one page holds, before its lines are joined."""

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    turned: int = 0
    unknown: int = 0
    cropped: bool = False
    """Less than the whole sheet is seen, so its margins are not known."""
    scanned: bool = False
    unread: bool = False
    behind: bool = False
    """An image with a text layer behind it: the text was recognised by someone else."""
    unsure: tuple[tuple[str, float], ...] = ()
    """Lines that were recognised with little certainty."""


@dataclass(slots=True)
class _Paragraph:
    lines: list[Line]


def decode(data: bytes, where: str) -> tuple[str, str, tuple[Notice, ...], tuple[int, ...], tuple[int, ...]]:
    """The text of a PDF, ``pdf`` or ``ocr``, notices, where each page begins, and pages that could not be read.

    Pages without text are recognised when the extra ``ocr`` is installed.
    Raises UnsupportedFormat for other files and where the extra is missing
    for a file of scans; UnreadableSource for one that is encrypted, damaged,
    empty or beyond a limit.
    """
    if b"%PDF-" not in data[:1024]:
        raise UnsupportedFormat(
            f"扩展名是 .pdf，内容却是{_what(data)}",
            where=where,
            hint="用原来的程序打开，另存为 PDF，或把扩展名改对",
        )
    with _opened(data, where) as document:
        pages = list(_pages(document, where))
    return _assembled(pages, where)


def _what(data: bytes) -> str:
    for start, name in (
        (b"PK\x03\x04", "压缩包格式（Word、WPS 或 ZIP）"),
        (b"\xd0\xcf\x11\xe0", "旧版 Word 或 WPS 文档"),
        (b"\xff\xd8", "图片"),
        (b"\x89PNG", "图片"),
        (b"<", "网页"),
    ):
        if data.lstrip().startswith(start):
            return name
    return "别的东西"


@contextmanager
def _opened(data: bytes, where: str) -> Iterator[Any]:
    """The file as pypdfium2 sees it."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() or b"/Encrypt" in data
        raise UnreadableSource(
            "PDF 有打开密码" if locked else "PDF 已损坏，打不开",
            where=where,
            hint="请文件的提供者给出没有密码的版本" if locked else "重新下载或重新导出这个文件",
        ) from error
    try:
        count = len(document)
        if not count:
            raise UnreadableSource("PDF 里一页也没有", where=where, hint="重新导出这个文件")
        if count > MAX_PAGES:
            raise UnreadableSource(
                f"PDF 有 {count:,} 页，超过上限 {MAX_PAGES:,}", where=where, hint="只留政策文件的那些页"
            )
        yield document
    finally:
        document.close()


def _pages(document: Any, where: str) -> Iterator[_Page]:
    left = MAX_CHARS
    unreadable = lines = 0
    for index in range(len(document)):
        try:
            page = document[index]
            text = text_of(page, left)
            marks = _marks(page)
        except TooManyCharacters as error:
            raise UnreadableSource(
                f"PDF 的文字超过上限 {MAX_CHARS:,} 字",
                where=f"{where}，第 {index + 1} 页",
                hint="确认是不是政策文件",
            ) from error
        except MemoryError:
            raise
        except Exception as error:  # the engine's errors have no common class
            unreadable += 1
            if unreadable == len(document):
                raise UnreadableSource(
                    "PDF 已损坏，每一页都读不出来", where=where, hint="重新下载或重新导出这个文件"
                ) from error
            yield _Page(index + 1, 0, 0, unread=True)
            continue
        left -= text.whole
        width, height = text.frame.size
        cropped = page.get_cropbox() != page.get_mediabox()
        found = _Page(index + 1, width, height, turned=text.turned, unknown=text.unknown, cropped=cropped)
        filled = _filled(found, page, text, marks)
        page.close()
        lines += len(filled.lines) + sum(len(grid.cells) for grid in filled.grids)
        check_lines(lines, where)
        yield filled


@dataclass(frozen=True, slots=True)
class _Marks:
    """What else than text is on a page."""

    image: float
    """The share of the page that its largest image covers."""
    paths: tuple[Any, ...]


def _marks(page: Any) -> _Marks:
    import pypdfium2.raw as pdfium

    frame = frame_of(page)
    width, height = frame.right - frame.left, frame.top - frame.bottom
    image, paths = 0.0, []
    for item in page.get_objects(max_depth=4):
        if item.type == pdfium.FPDF_PAGEOBJ_PATH:
            paths.append(item)
        elif item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            area = max(0.0, min(right, frame.right) - max(left, frame.left)) * max(
                0.0, min(top, frame.top) - max(bottom, frame.bottom)
            )
            image = max(image, area / (width * height or 1.0))
    return _Marks(image, tuple(paths))


def _filled(found: _Page, page: Any, text: PageText, marks: _Marks) -> _Page:
    import pypdfium2

    glyphs = text.glyphs
    few = len(glyphs) < SCAN_CHARS
    garbled = found.unknown > 20 and found.unknown > len(glyphs)
    outlines = not glyphs and len(marks.paths) > 200  # text turned into curves
    if (few and marks.image > 0.4) or garbled or outlines:
        found.scanned = True
        try:
            scan = ocr.page_lines(page, found.number, (found.width, found.height))
        except Exception:  # the recogniser's errors have no common class; the page counts as unread
            scan = None
        found.unread = scan is None
        if scan is not None:
            found.lines, found.grids, found.unsure = scan.lines, scan.grids, scan.unsure
        return found
    found.behind = marks.image > 0.8 and not few
    rest = list(glyphs)
    if len(marks.paths) <= MAX_PATHS and glyphs:
        try:
            found.grids, rest = grids_between(strokes_of(marks.paths, text.frame), found.number, glyphs)
        except pypdfium2.PdfiumError:  # the page is read without its rules rather than not at all
            found.grids, rest = [], list(glyphs)
    found.lines = lines_of(found.number, rest)
    return found


# the whole file


def _assembled(
    pages: list[_Page], where: str
) -> tuple[str, str, tuple[Notice, ...], tuple[int, ...], tuple[int, ...]]:
    unread = tuple(page.number for page in pages if page.unread)
    if unread and not any(page.lines or page.grids for page in pages):
        ocr.refuse(len(pages), where)
    notices: list[Notice] = []
    _drop_running(pages, notices)
    blocks = list(_blocks(pages))
    loose = _loose_pages(blocks)
    writer = _Writer(len(pages))
    for block in blocks:
        if isinstance(block, _Paragraph):
            writer.paragraph(block.lines)
        else:
            lines, found = grid_lines(block)
            writer.rows(lines)
            notices.extend(found)
    text, begins = writer.finished()
    if not text.strip():
        raise UnreadableSource("PDF 里没有文字", where=where, hint="确认文件内容；空白页不能对照")
    if loose:
        notices.append(notice("pages-loose-columns", pages="、".join(map(str, loose)), count=len(loose)))
    notices.extend(_page_notices(pages))
    encoding = "ocr" if any(page.scanned and not page.unread for page in pages) else "pdf"
    return text, encoding, tuple(notices), begins, unread


def _drop_running(pages: Sequence[_Page], notices: list[Notice]) -> None:
    """Leave out running headers, footers and page numbers."""
    never = load("noise")["running"]["never"]
    drop = running_lines([page.lines for page in pages], [page.height for page in pages], never)
    if not drop:
        return
    shown = dict.fromkeys(
        re.sub(r"\d+", "#", line.text) for page in pages for line in page.lines if id(line) in drop
    )
    words = "、".join(f"“{text[:20]}”" for text in list(shown)[:4])
    notices.append(notice("running-lines", count=len(drop), words=words))
    for page in pages:
        page.lines = [line for line in page.lines if id(line) not in drop]


@dataclass(slots=True)
class _Strip:
    """Lines read one after the other on one page."""

    page: _Page
    lines: list[Line]
    alone: bool
    """The page has one column."""
    column: Column | None = None


def _strips(pages: Sequence[_Page]) -> list[_Strip]:
    """The strips of all pages, with the column that pages of their kind were set in."""
    found: list[_Strip] = []
    gutter: Gutter | None = None
    for page in pages:
        gutter = find_gutter(page.lines, page.width, gutter)
        parts = in_reading_order(page.lines, gutter)
        found.extend(_Strip(page, lines, len(parts) == 1) for lines in parts)
    kinds: dict[tuple[int, ...], list[_Strip]] = {}
    mirrored = len(pages) >= 6
    for place, strip in enumerate(found):
        page = strip.page
        kind = (round(page.width), round(page.height), page.number % 2 if mirrored else 0, int(page.scanned))
        kinds.setdefault(kind if strip.alone else (place,), []).append(strip)
    for strips in kinds.values():
        scanned = any(strip.page.scanned for strip in strips)
        lines = [line for strip in strips for line in strip.lines]
        page = strips[0].page
        width = page.width if strips[0].alone and not page.cropped else None
        column = column_of(lines, RECOGNISED, width) if scanned else column_of(lines, width=width)
        for strip in strips:
            strip.column = column
    return found


def _blocks(pages: Sequence[_Page]) -> Iterator[_Paragraph | Grid]:
    """Paragraphs and tables in the order of reading, those that go on overleaf in one piece."""
    open_: _Paragraph | Grid | None = None
    right = 0.0
    head: Head | None = None
    strips: dict[int, list[_Strip]] = {}
    for strip in _strips(pages):
        strips.setdefault(strip.page.number, []).append(strip)
    for page in pages:
        for item, column, loose in _items(page, strips.get(page.number, []), head):
            if isinstance(item, Line):
                assert column is not None
                if isinstance(open_, _Paragraph) and goes_on(open_.lines, item, right, column):
                    open_.lines.append(item)
                else:
                    if open_ is not None:
                        yield open_
                    open_ = _Paragraph([item])
                right = column.right
                head = None
                continue
            longer = None
            if isinstance(open_, Grid) and open_.pages[-1] < page.number and open_.ruled == item.ruled:
                longer = continue_grid(open_, item)
            if longer is None and open_ is not None:
                yield open_
            open_ = longer or item
            head = loose
    if open_ is not None:
        yield open_


def _items(
    page: _Page, strips: Sequence[_Strip], head: Head | None
) -> Iterator[tuple[Line | Grid, Column | None, Head | None]]:
    """The lines and tables of a page from top to bottom, lines with their column, loose tables with their header."""
    waiting = sorted(page.grids, key=lambda grid: grid.top)
    for strip in strips:
        loose = {found[0]: found[1:] for found in loose_grids(strip.lines, head)}
        at = 0
        while at < len(strip.lines):
            line = strip.lines[at]
            while waiting and waiting[0].top < line.top:
                yield waiting.pop(0), None, None
            if at in loose:
                end, grid, own = loose[at]
                yield grid, None, own
                at = end
                continue
            for part in _cover_parts(line, strip.column):
                yield part, strip.column, None
            at += 1
    for grid in waiting:
        yield grid, None, None


def _cover_parts(line: Line, column: Column | None) -> list[Line]:
    """A line of the cover that stands at both margins (the number left, the signer right) is two."""
    words = line.words
    if line.page > 1 or len(words) != 2 or column is None:
        return [line]
    gap = (words[1].x0 - words[0].x1) / line.size
    edges = words[0].x0 - column.left < 3 * line.size and column.right - words[1].x1 < 3 * line.size
    return list(words) if gap > 6 and edges else [line]


def _loose_pages(blocks: Sequence[_Paragraph | Grid]) -> list[int]:
    """Pages with a good many lines of several columns that were read as no table: their order may be wrong."""
    people = re.compile(load("sections")["people"]["line"])
    found: Counter[int] = Counter()
    for block in blocks:
        if isinstance(block, _Paragraph):
            found.update(
                line.page
                for line in block.lines
                if len(line.words) >= 2 and not people.match(line.text) and _is_parted(line)
            )
    return sorted(page for page, count in found.items() if count >= 6)


def _is_parted(line: Line) -> bool:
    """Has the line a gap of more than a full stop's own white?"""
    return any(b.x0 - a.x1 > 1.2 * line.size for a, b in itertools.pairwise(line.words))


class _Writer:
    """The text as it grows, and where each page begins in it."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._parts: list[str] = []
        self._length = 0
        self._begins: list[int] = []

    def _put(self, page: int, text: str) -> None:
        while len(self._begins) < page:
            self._begins.append(self._length)
        self._parts.append(text)
        self._length += len(text)

    def paragraph(self, lines: Sequence[Line]) -> None:
        """A paragraph as one line."""
        whole = joined(lines)
        at = 0
        for number, line in enumerate(lines):
            end = whole.index(line.text, at) + len(line.text)
            self._put(line.page, whole[at:end] + ("\n" if number + 1 == len(lines) else ""))
            at = end

    def rows(self, lines: Sequence[tuple[int, str]]) -> None:
        """The lines of a table."""
        for page, line in lines:
            self._put(page, line + "\n")

    def finished(self) -> tuple[str, tuple[int, ...]]:
        """The whole text and the offset at which each page begins."""
        while len(self._begins) < self._count:
            self._begins.append(self._length)
        return "".join(self._parts), tuple(self._begins)


def _page_notices(pages: Sequence[_Page]) -> Iterator[Notice]:
    """What the reader must know of single pages."""
    for code, chosen in (
        ("pages-unread", [page for page in pages if page.unread]),
        ("pages-recognised", [page for page in pages if page.scanned and not page.unread]),
        ("pages-behind-image", [page for page in pages if page.behind]),
        ("pages-turned", [page for page in pages if page.turned]),
        ("pages-unknown-glyphs", [page for page in pages if page.unknown and not page.scanned]),
    ):
        if chosen:
            numbers = "、".join(str(page.number) for page in chosen[:12])
            numbers += " 等" if len(chosen) > 12 else ""
            yield notice(code, pages=numbers, count=len(chosen))
    for page in pages:
        for text, confidence in page.unsure:
            yield notice("recognition-unsure", page=page.number, text=text, confidence=f"{confidence:.0%}")

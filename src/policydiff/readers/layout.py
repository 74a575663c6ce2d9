"""Characters with places to lines and paragraphs: what a reader of the page sees.

A line goes on in the next one when the next word would not have fitted and
nothing marks a new paragraph: no indent, no wider gap, no other size of type.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from policydiff.readers.glyphs import Glyph

APART = 2.5
"""Ems between two words of a line that belong to different columns."""


@dataclass(frozen=True)
class Line:
    """The characters of one line of a page, from left to right."""

    page: int
    """Counted from 1."""
    glyphs: tuple[Glyph, ...]

    @cached_property
    def size(self) -> float:
        """Height of the type in points."""
        return median(glyph.bottom - glyph.top for glyph in self.glyphs) or 1.0

    @cached_property
    def text(self) -> str:
        """The characters; a wide gap becomes a blank."""
        return _spaced(self.glyphs, self.size)

    @property
    def x0(self) -> float:
        """Where the line begins."""
        return self.glyphs[0].x0

    @cached_property
    def x1(self) -> float:
        """Where the line ends."""
        return max(glyph.x1 for glyph in self.glyphs)

    @cached_property
    def base(self) -> float:
        """The height at which most of its characters stand."""
        return median(glyph.base for glyph in self.glyphs)

    @cached_property
    def top(self) -> float:
        """The upper edge of its characters."""
        return min(glyph.top for glyph in self.glyphs)

    @cached_property
    def bottom(self) -> float:
        """The lower edge of its characters."""
        return max(glyph.bottom for glyph in self.glyphs)

    @cached_property
    def words(self) -> tuple[Line, ...]:
        """The parts of the line that wide gaps keep apart, such as the cells of a row."""
        parts: list[list[Glyph]] = []
        end, wide = 0.0, self.size * 0.9
        for glyph in self.glyphs:
            if parts and glyph.x0 - end < wide:
                parts[-1].append(glyph)
                end = max(end, glyph.x1)
            else:
                parts.append([glyph])
                end = glyph.x1
        return tuple(Line(self.page, tuple(part)) for part in parts)


_LATIN = re.compile(r"[A-Za-z0-9%.,;:$]")


def _spaced(glyphs: Sequence[Glyph], size: float) -> str:
    chars: list[str] = []
    for before, glyph in zip((None, *glyphs), glyphs, strict=False):
        if before is not None:
            gap = (glyph.x0 - before.x1) / size
            if gap > APART:
                chars.append("\u3000\u3000")
            elif gap > 0.45:
                chars.append("\u3000")
            elif (glyph.blank and gap > 0.1) or (
                gap > 0.18 and _LATIN.match(before.text) and _LATIN.match(glyph.text)
            ):
                chars.append(" ")
        chars.append(glyph.text)
    return "".join(chars)


def lines_of(page: int, glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines of a page from top to bottom: characters that stand at one height."""
    found: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.base, glyph.x0)):
        if found:
            last = found[-1]
            height = max(glyph.bottom - glyph.top, last[-1].bottom - last[-1].top)
            if glyph.base - last[0].base <= 0.35 * height:
                last.append(glyph)
                continue
        found.append([glyph])
    return [Line(page, tuple(sorted(group, key=lambda glyph: (glyph.x0, glyph.base)))) for group in found]


@dataclass(frozen=True, slots=True)
class Column:
    """The strip that text fills: its left and right edge, and whether paragraphs begin with an indent."""

    left: float
    right: float
    indented: bool
    pitch: float
    """Usual distance from line to line, in heights of type."""
    slack: float = 0.35
    """Ems by which places may be wrong: few in a print, more where characters were recognised."""


RECOGNISED = 0.7
"""The slack of recognised characters."""


def column_of(lines: Sequence[Line], slack: float = 0.35, width: float | None = None) -> Column:
    """The strip that ``lines``, the body of one or more pages of a kind, were set in.

    ``width`` is that of the pages, where a strip fills them.
    """
    left = _edge([line.x0 for line in lines], first=True)
    right = _right_edge(lines, left, width)
    follow = [
        (before, line)
        for before, line in itertools.pairwise(lines)
        if before.page == line.page and line.base > before.base
    ]
    starts = [line for before, line in follow if not is_full(before, line, right, slack)]
    sure = [line for line in starts if line.x0 - left < 4 * line.size]
    inner = [line for line in sure if line.x0 - left > 1.2 * line.size]
    inside = [
        (line.base - before.base) / line.size
        for before, line in follow
        if is_full(before, line, right, slack)
    ]
    pitch = _usual(inside)
    return Column(left, right, len(inner) * 2 > len(sure), pitch, slack)


def _edge(places: Sequence[float], *, first: bool) -> float:
    """The outermost place where a good share of lines begins or ends."""
    if not places:
        return 0.0
    counts = Counter(map(round, places))
    ordered = sorted(counts, reverse=not first)
    need = max(2, len(places) // 25)
    outer = next((p for p in ordered if sum(counts[p + step] for step in range(-3, 4)) >= need), ordered[0])
    near = [place for place in places if abs(place - outer) <= 3]
    return min(near) if first else max(near)


FULL = 0.2
"""Share of the lines of running text that ends at the right edge; fewer may end at one place by chance."""


def _right_edge(lines: Sequence[Line], left: float, width: float | None) -> float:
    """Where full lines end.  Where hardly any line is full, no line ends beyond it, and the margins are taken to be alike."""
    ends = [line.x1 for line in lines]
    edge = _edge(ends, first=False)
    if not ends or sum(abs(end - edge) <= 3 for end in ends) >= max(3, FULL * len(ends)):
        return edge
    size = _usual([line.size for line in lines])
    other = (width or 0.0) - left
    return other if other > max(ends) + 2 * size else max(ends)


def _usual(values: Sequence[float]) -> float:
    counts = Counter(round(value, 1) for value in values)
    return max(counts, key=lambda value: (counts[value], -value)) if counts else 2.0


_NO_START = "，。、；：！？）〕】》”’%％,.;:!?)]}"


def is_full(line: Line, after: Line, right: float, slack: float) -> bool:
    """Would the first word of ``after`` not have fitted behind ``line``, give or take ``slack`` ems?"""
    return right - line.x1 < _first_word(after) + slack * line.size


def _first_word(line: Line) -> float:
    """The width of what is not broken at the start of ``line``, in points: 环、 2022、 〔2020〕92号."""
    glyphs = line.glyphs
    end = 0
    while end < len(glyphs) and (_UNBROKEN.match(glyphs[end].text) or glyphs[end].text in _NO_START):
        end += 1
    if end == 0 or glyphs[end - 1].text in _OPENING:
        end += 1
    while end < len(glyphs) and glyphs[end].text in _NO_START:
        end += 1
    return glyphs[min(end, len(glyphs)) - 1].x1 - glyphs[0].x0


_OPENING = "（(“‘《〔【「〈["
_UNBROKEN = re.compile(r"[A-Za-z0-9（(“‘《〔【「〈\[]")


_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十百]{1,4}[、．.]|[（(][一二三四五六七八九十百0-9０-９]{1,4}[）)]"
    r"|[0-9０-９]{1,3}(?:[、．]|\.(?!\d))|[①-⑳]|第[一二三四五六七八九十百0-9]{1,5}[章节条编]|附[件表录])"
)
_TERMINAL = "。！？；：!?;:"


def goes_on(paragraph: Sequence[Line], line: Line, right: float, column: Column) -> bool:
    """Does ``line``, set in ``column``, go on in a paragraph whose last line could reach as far as ``right``?"""
    before = paragraph[-1]
    alike = 1 + column.slack / 2
    if not 1 / alike < line.size / before.size < alike or not is_full(before, line, right, column.slack):
        return False
    em = line.size
    indent = (line.x0 - column.left) / em
    same_page = before.page == line.page
    gap = (line.base - before.base) / em if same_page else 0.0
    if column.indented:
        return indent < 1.2 and gap < 1.6 * column.pitch
    if indent >= 1.2:
        # a hanging indent: the number stands out, the text behind it is in line
        hanging = _NUMBERED.match(paragraph[0].text) and not _NUMBERED.match(line.text)
        return bool(hanging) and paragraph[0].x0 - column.left < 1.2 * em and gap < 1.2 * column.pitch
    if gap > 1.2 * column.pitch:
        return False
    # a full line that ends with its sentence is six times likelier to be the middle of a paragraph
    return not (_NUMBERED.match(line.text) and before.text[-1] in _TERMINAL + "）)")


def joined(lines: Sequence[Line]) -> str:
    """The text of the lines of one paragraph; two Latin words keep a blank between them."""
    text = ""
    for line in lines:
        apart = text and _WORD.match(text[-1]) and _WORD.match(line.text) and not text[-1].isdigit()
        text += " " + line.text if apart else line.text
    return text


_WORD = re.compile(r"[A-Za-z0-9]")


def cell_text(glyphs: Sequence[Glyph], x0: float, x1: float, slack: float = 0.1) -> str:
    """The text in a cell of a table from ``x0`` to ``x1``, a line a paragraph."""
    lines = lines_of(1, glyphs)
    if not lines:
        return ""
    pad = min(6.0, max(0.0, min(min(line.x0 - x0, x1 - line.x1) for line in lines)))
    room = x1 - x0 - 2 * pad
    found: list[list[Line]] = []
    for line in lines:
        if found:
            before = found[-1][-1]
            full = room - (before.x1 - before.x0) < _first_word(line) + slack * before.size
            if full and not (_NUMBERED.match(line.text) and before.text[-1] in _TERMINAL):
                found[-1].append(line)
                continue
        found.append([line])
    return "\n".join(joined(group) for group in found)


# columns of a page


Gutter = tuple[int, int, float]
"""Two columns of prose: the first and last line, and the middle of the strip between them."""


def in_reading_order(lines: Sequence[Line], gutter: Gutter | None) -> list[list[Line]]:
    """The lines of a page as strips that are read one after the other.

    A page of one column is one strip; where two columns of prose stand side
    by side, what is above, the left one, the right one and what is below.
    """
    if gutter is None:
        return [list(lines)]
    begin, end, middle = gutter
    strips: list[list[Line]] = [list(lines[:begin]), [], [], list(lines[end:])]
    left = [glyph for line in lines[begin:end] for glyph in line.glyphs if glyph.x1 <= middle]
    right = [glyph for line in lines[begin:end] for glyph in line.glyphs if glyph.x1 > middle]
    strips[1], strips[2] = lines_of(lines[0].page, left), lines_of(lines[0].page, right)
    return [strip for strip in strips if strip]


def find_gutter(lines: Sequence[Line], width: float, before: Gutter | None) -> Gutter | None:
    """The longest run of lines with a clear strip near the middle and prose on both sides.

    The last lines of two columns may be too few to tell; they are known by
    the gutter of the page before.
    """
    best: Gutter | None = None
    for share in range(40, 61, 2):
        middle = width * share / 100
        begin = 0
        for index in range(len(lines) + 1):
            if index < len(lines) and _is_clear(lines[index], middle):
                continue
            run = lines[begin:index]
            if (best is None or index - begin > best[1] - best[0]) and _is_prose(run, middle):
                best = (begin, index, middle)
            begin = index + 1
    if best is None and before is not None and lines and len(lines[0].words) == 2:
        middle = before[2]
        end = next((i for i, line in enumerate(lines) if not _is_clear(line, middle)), len(lines))
        if end:
            return (0, end, middle)
    return best


def _is_clear(line: Line, middle: float) -> bool:
    half = 0.55 * line.size
    return not any(glyph.x1 > middle - half and glyph.x0 < middle + half for glyph in line.glyphs)


def _is_prose(run: Sequence[Line], middle: float) -> bool:
    if len(run) < 8:
        return False
    left = [[glyph for glyph in line.glyphs if glyph.x1 <= middle] for line in run]
    right = [[glyph for glyph in line.glyphs if glyph.x1 > middle] for line in run]
    sides = [[side for side in sides if side] for sides in (left, right)]
    if min(map(len, sides)) < 8:
        return False
    spans = []
    for side in sides:
        begin, end = min(part[0].x0 for part in side), max(part[-1].x1 for part in side)
        filled = sorted(part[-1].x1 - part[0].x0 for part in side)
        if filled[len(filled) // 2] < 0.85 * (end - begin):
            return False
        spans.append(end - begin)
    return 0.7 < spans[0] / spans[1] < 1.43


def clear_part(gutter: tuple[float, float], line: Line) -> tuple[float, float] | None:
    """The widest part of the strip ``gutter`` in which ``line`` has no character; None under half an em."""
    begin, end = gutter
    inside = sorted((g.x0, g.x1) for g in line.glyphs if g.x1 > begin and g.x0 < end)
    best, at = (begin, begin), begin
    for x0, x1 in (*inside, (end, end)):
        if x0 - at > best[1] - best[0]:
            best = (at, x0)
        at = max(at, x1)
    return best if best[1] - best[0] >= 0.5 * line.size else None


def heads_table(line: Line, after: Line) -> bool:
    """Do the words of both lines stand in the same columns, as under the header of a table?"""
    gutters = [(a.x1, b.x0) for a, b in itertools.pairwise(line.words)]
    return (
        len(gutters) > 0
        and len(after.words) > 1
        and all(clear_part(gutter, after) is not None for gutter in gutters)
    )


# what is printed on every page


def running_lines(pages: Sequence[Sequence[Line]], heights: Sequence[float], never: str) -> set[int]:
    """The ``id`` of every line that is a running header, footer or page number.

    Found by place: a line outside all others, at a distance from the edge of
    the page where nearly all pages have a line that repeats, word for word or
    with a number that counts the pages.  Lines that match ``never`` are kept
    where they count, and the first of those that say the same.
    """
    found: set[int] = set()
    for at_top in (True, False):
        open_ = [list(lines if at_top else reversed(lines)) for lines in pages]
        for _ in range(4):
            outer = [
                (place, lines[0])
                for place, lines in enumerate(open_)
                if lines and not (at_top and len(lines) > 1 and heads_table(lines[0], lines[1]))
            ]
            drop = _repeated(outer, heights, at_top, re.compile(never))
            open_ = [lines[1:] if lines and id(lines[0]) in drop else [] for lines in open_]
            found |= drop
            if not drop:
                break
    return found


def _repeated(
    outer: Sequence[tuple[int, Line]], heights: Sequence[float], at_top: bool, never: re.Pattern[str]
) -> set[int]:
    bands: dict[int, list[tuple[int, Line]]] = defaultdict(list)
    distances = [(line.top if at_top else heights[place] - line.bottom) for place, line in outer]
    ordered = sorted(range(len(outer)), key=lambda i: distances[i])
    band, last = 0, -100.0
    for i in ordered:
        if distances[i] - last > 3:
            band += 1
        last = distances[i]
        bands[band].append(outer[i])
    drop: set[int] = set()
    for members in bands.values():
        groups: dict[str, list[tuple[int, Line]]] = defaultdict(list)
        for place, line in members:
            groups[_masked(line.text)].append((place, line))
        repeated: list[tuple[int, Line]] = []
        kept: set[int] = set()
        for group in groups.values():
            group.sort(key=lambda item: item[0])
            if len(group) < 2 or not _is_running(group):
                continue
            repeated.extend(group)
            if never.match(group[0][1].text):
                # 附件1, 附件2 … on one page each are text; one 附件1 on five pages is text once
                counts = len({line.text for _, line in group}) > 1
                kept.update(id(line) for _, line in (group if counts else group[:1]))
        if len(repeated) * 5 >= len(members) * 4:
            drop.update(id(line) for _, line in repeated if id(line) not in kept)
    return drop


_NUMBER = re.compile(r"\d+|(?<![A-Za-z])[ivxlc]+(?![A-Za-z])")


def _masked(text: str) -> str:
    return _NUMBER.sub("#", unicodedata.normalize("NFKC", re.sub(r"\s", "", text)))


def _is_running(group: Sequence[tuple[int, Line]]) -> bool:
    """The same words on each page, or a number that grows by one from page to page."""
    texts = [unicodedata.normalize("NFKC", re.sub(r"\s", "", line.text)) for _, line in group]
    if len(set(texts)) == 1:
        return True
    numbers = [[int(n) for n in re.findall(r"\d{1,9}", text)] for text in texts]
    steps = list(zip(group, numbers, strict=True))
    for token in range(min(map(len, numbers), default=0)):
        good = sum(
            after[1][token] - before[1][token] == after[0][0] - before[0][0]
            for before, after in itertools.pairwise(steps)
        )
        if good * 10 >= 7 * (len(steps) - 1):
            return True
    # most pages say the same, one was misread
    return Counter(texts).most_common(1)[0][1] * 10 >= 8 * len(texts) and len(texts) >= 5

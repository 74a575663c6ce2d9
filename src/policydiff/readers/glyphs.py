"""Characters with their place on a page, as the PDF engine sees them."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Any, NamedTuple


class Glyph(NamedTuple):
    """A visible character and its box in points, measured from the upper left corner of the page as seen."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    """The line it stands on."""
    blank: bool = False
    """A blank is printed before it."""


class Frame(NamedTuple):
    """How the coordinates of a file become those of the page as seen."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int
    """Degrees clockwise by which a viewer turns the page."""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as seen."""
        width, height = self.right - self.left, self.top - self.bottom
        return (width, height) if self.turn % 180 == 0 else (height, width)

    def seen(self, x: float, y: float) -> tuple[float, float]:
        """The point of the file at (x, y) as seen, from the upper left corner."""
        match self.turn:
            case 90:
                return y - self.bottom, x - self.left
            case 180:
                return self.right - x, y - self.bottom
            case 270:
                return self.top - y, self.right - x
            case _:
                return x - self.left, self.top - y


# Fonts often name the radical where the text has the character: ⻓ for 长.
# The Kangxi block (⼀ to ⿕) has compatibility mappings; these have none.
_RADICALS = dict(
    zip(
        "⺀⺁⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺵⺶⺷⺸⺹⺺⺻⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "冫厂乚乙亻冂几刀刂卜㔾小小尢尣尢尢巳幺彐彐忄忄扌攵旡月歺母民氵氺灬爪爪丬牛犭王疋罒示礻竹糸纟网罒罒羊羊芈耂肀聿臼艹艹艹虎衤西西见角角讠贝足车辶辶辶阝钅長镸长门阜阝雨青韦页风飞食食饣食首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙亀龟龟",
        strict=True,
    )
)


def plain(char: str) -> str:
    """The character that a radical stands for; every other character as it is.

    >>> "".join(map(plain, "⾏动⽅案 ⻓期 ①㎡"))
    '行动方案 长期 ①㎡'
    """
    if "\u2f00" <= char <= "\u2fd5":
        return unicodedata.normalize("NFKC", char)
    return _RADICALS.get(char, char)


def frame_of(page: Any) -> Frame:
    """The frame of a page of pypdfium2."""
    left, bottom, right, top = page.get_mediabox()
    return Frame(left, bottom, right, top, page.get_rotation())


class PageText(NamedTuple):
    """The characters of a page."""

    frame: Frame
    """The frame in which most of them are upright."""
    glyphs: list[Glyph]
    """The upright ones."""
    turned: int
    """How many stand aslant or across: watermarks, stamps."""
    unknown: int
    """How many the font does not explain."""
    whole: int
    """How many there are in all, seen or not."""


class TooManyCharacters(Exception):
    """A page holds more characters than it may."""


def text_of(page: Any, most: int = 1_000_000) -> PageText:
    """The characters of a page of pypdfium2; a page on its side is turned until its text is upright.

    Raises TooManyCharacters for a page with more than ``most``.

    Blanks are kept as marks of the character behind them.  A character printed
    twice at one place to look bold counts once; what lies outside the visible
    part of the page is not there.
    """
    frame = frame_of(page)
    found, unknown, count = _characters(page, most)
    leans = Counter(round((angle + frame.turn) / 90) % 4 * 90 for _, angle, *_ in found)
    lean, often = leans.most_common(1)[0] if leans else (0, 0)
    if lean and often * 2 > len(found):
        frame = frame._replace(turn=(frame.turn - lean) % 360)
    left, bottom, right, top = page.get_cropbox()
    glyphs: list[Glyph] = []
    turned = 0
    printed: dict[tuple[str, int], list[float]] = {}
    for char, angle, box, (x, y), blank in found:
        if not (left - 2 < x < right + 2 and bottom - 2 < y < top + 2):
            continue
        aslant = (angle + frame.turn) % 360
        if min(aslant, 360 - aslant) > 5:
            turned += 1
            continue
        (x0, top_), (x1, bottom_) = frame.seen(box[0], box[3]), frame.seen(box[2], box[1])
        if x1 < x0:
            x0, x1 = x1, x0
        if bottom_ < top_:
            top_, bottom_ = bottom_, top_
        _, base = frame.seen(x, y)
        height, close = round(base), 0.3 * (x1 - x0)
        if _is_printed(printed, char, height, x0, close):
            continue
        printed.setdefault((char, height), []).append(x0)
        glyphs.append(Glyph(char, x0, top_, x1, bottom_, base, blank))
    return PageText(frame, glyphs, turned, unknown, count)


def _is_printed(
    printed: dict[tuple[str, int], list[float]], char: str, height: int, x0: float, close: float
) -> bool:
    """Stands ``char`` there already?"""
    for beside in (height - 1, height, height + 1):
        for place in printed.get((char, beside), ()):
            if abs(x0 - place) < close:
                return True
    return False


_Box = tuple[float, float, float, float]


def _characters(
    page: Any, most: int
) -> tuple[list[tuple[str, float, _Box, tuple[float, float], bool]], int, int]:
    """Each character with its angle, box and origin in the file's own coordinates and whether a blank precedes it."""
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    found: list[tuple[str, float, _Box, tuple[float, float], bool]] = []
    unknown = high = 0
    blank = False
    count = text.count_chars()
    if count > most:
        raise TooManyCharacters
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
        high = 0
        if code in {2, 0xFFFE} and pdfium.FPDFText_IsHyphen(text, index):
            code = 0x2D  # the engine marks a hyphen at the end of a line
        if (
            code in {0, 0xFFFD, 0xFFFE, 0xFFFF}
            or code > 0x10FFFF
            or pdfium.FPDFText_HasUnicodeMapError(text, index)
        ):
            unknown += 1
            continue
        char = chr(code)
        if char.isspace():
            blank = True
            continue
        if _is_control(char) or not pdfium.FPDFText_GetLooseCharBox(text, index, box):
            continue
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        angle = math.degrees(pdfium.FPDFText_GetCharAngle(text, index))
        place = (box.left, box.bottom, box.right, box.top)
        found.append((plain(char), angle, place, (x.value, y.value), blank))
        blank = False
    return found, unknown, count


@lru_cache(65_536)
def _is_control(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf"}


def width_of(text: str) -> float:
    """How wide ``text`` is in ems: Chinese characters one, others a half."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WF" else 0.5 for char in text)


def spread(text: str, x0: float, top: float, x1: float, bottom: float) -> list[Glyph]:
    """The characters of a line of which only the box is known, at the places they probably have."""
    whole = width_of(text) or 1.0
    step = (x1 - x0) / whole
    found: list[Glyph] = []
    at = x0
    for char in text:
        wide = width_of(char) * step
        if not char.isspace():
            found.append(Glyph(plain(char), at, top, at + wide, bottom, bottom))
        at += wide
    return found

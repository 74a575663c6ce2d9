"""Characters with their place on a page, as the PDF engine sees them."""

from __future__ import annotations

import ctypes
import math
import unicodedata
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


def glyphs_of(page: Any, frame: Frame) -> tuple[list[Glyph], list[str], int]:
    """The upright characters of a page, those that are turned, and how many have no meaning.

    Blanks are kept as marks of the character behind them.  A character printed
    twice at one place to look bold counts once.
    """
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    upright: list[Glyph] = []
    turned: list[str] = []
    unknown = 0
    seen: set[tuple[str, int, int]] = set()
    high = 0
    blank = False
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
        high = 0
        char = chr(code) if code < 0x110000 else ""
        if code in {2, 0xFFFE} and pdfium.FPDFText_IsHyphen(text, index):
            char, code = "-", 0x2D  # the engine marks a hyphen at the end of a line
        if pdfium.FPDFText_HasUnicodeMapError(text, index) or code in {0, 0xFFFD, 0xFFFE, 0xFFFF}:
            unknown += 1
            continue
        if char.isspace():
            blank = True
            continue
        if unicodedata.category(char) in {"Cc", "Cf"}:
            continue
        if not pdfium.FPDFText_GetLooseCharBox(text, index, box):
            continue
        angle = math.degrees(pdfium.FPDFText_GetCharAngle(text, index))
        lean = round(angle + frame.turn) % 360
        char = plain(char)
        if min(lean, 360 - lean) > 5:
            turned.append(char)
            continue
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        (x0, top), (x1, bottom) = (
            frame.seen(box.left, box.top),
            frame.seen(box.right, box.bottom),
        )
        _, base = frame.seen(x.value, y.value)
        place = (char, round(x0 / 2), round(base / 2))
        if place in seen:
            continue
        seen.add(place)
        box_seen = (min(x0, x1), min(top, bottom), max(x0, x1), max(top, bottom))
        upright.append(Glyph(char, *box_seen, base, blank))
        blank = False
    return upright, turned, unknown


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

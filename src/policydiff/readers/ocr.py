"""Scanned pages to lines of characters, offline: the models come inside the package of the extra ``ocr``."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from statistics import median
from typing import Any, NoReturn

from policydiff.errors import UnsupportedFormat
from policydiff.readers.glyphs import Glyph, spread
from policydiff.readers.grids import Grid, grids_between
from policydiff.readers.layout import RECOGNISED, Line, lines_of
from policydiff.readers.strokes import Stroke

DPI = 200
"""Enough for body text; more only costs time."""
MAX_PIXELS = 4_500
"""Longest side of a page image: drawings of A0 are not read finer than that."""
SURE = 0.8
"""Below this certainty a line is shown in a notice."""
NOISE = 0.4
"""Below this it is not text: a stamp, a speck, handwriting."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What was recognised on a page."""

    lines: list[Line]
    grids: list[Grid]
    unsure: tuple[tuple[str, float], ...]
    """Lines with their certainty, 0 to 1, where it is low."""


def is_installed() -> bool:
    """Are the recogniser and what runs it there?"""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def refuse(count: int, where: str) -> NoReturn:
    """Raise UnsupportedFormat for a file without any text that was read."""
    if is_installed():
        raise UnsupportedFormat(
            f"PDF 的 {count} 页里识别不出文字", where=where, hint="确认扫描是否清楚、方向是否端正"
        )
    raise UnsupportedFormat(
        f"PDF 的 {count} 页都是扫描图片，没有文字",
        where=where,
        hint="安装识别组件后再试：pip install 'policydiff[ocr]'；或向提供者要带文字的版本",
    )


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical", "Global.text_score": NOISE})


def page_lines(page: Any, number: int, size: tuple[float, float]) -> Scan | None:
    """What stands on a page of pypdfium2 that is ``size`` points wide and high; None without the extra."""
    if not is_installed():
        return None
    width, height = size
    scale = min(DPI / 72, MAX_PIXELS / max(width, height, 1.0))
    image = page.render(scale=scale).to_numpy()
    found = _engine()(image, return_word_box=True, return_single_char_box=True)
    if found.boxes is None or not len(found.boxes):
        return Scan([], [], ())
    lean = _lean(found.boxes)
    strokes = list(_rules(image, scale)) if abs(lean) < 0.01 else []
    pieces = list(zip(found.boxes, found.txts, found.scores, found.word_results, strict=True))
    glyphs: list[Glyph] = []
    for box, text, _, words in pieces:
        glyphs.extend(_glyphs(box, chinese(text), words, lean, scale, strokes))
    grids, rest = grids_between(strokes, number, glyphs, RECOGNISED) if strokes else ([], glyphs)
    unsure = tuple((text, float(score)) for _, text, score, _ in pieces if score < SURE)
    return Scan(lines_of(number, rest), grids, unsure)


def _lean(boxes: Any) -> float:
    """By how much lines rise or fall, in radians: that of the middle one of the long lines."""
    wide = sorted(boxes, key=lambda box: box[0][0] - box[1][0])[: max(3, len(boxes) // 2)]
    return median(math.atan2(float(b[1][1] - b[0][1]), float(b[1][0] - b[0][0])) for b in wide)


def _straight(point: Sequence[float], lean: float, scale: float) -> tuple[float, float]:
    """A point of the image in points of the page, the page turned straight."""
    x, y = float(point[0]) / scale, float(point[1]) / scale
    return x * math.cos(lean) + y * math.sin(lean), y * math.cos(lean) - x * math.sin(lean)


def _glyphs(
    box: Any, text: str, words: Any, lean: float, scale: float, strokes: Sequence[Stroke]
) -> list[Glyph]:
    """The characters of a line; where a rule or a wide gap parts it, each side fills its part."""
    corners = [_straight(corner, lean, scale) for corner in box]
    x0, x1 = min(x for x, _ in corners), max(x for x, _ in corners)
    middle = (corners[0][1] + corners[1][1] + corners[2][1] + corners[3][1]) / 4
    height = ((corners[3][1] + corners[2][1]) - (corners[0][1] + corners[1][1])) / 2
    top, bottom = middle - height / 2, middle + height / 2
    # the box ends with the ink; half of a comma or bracket at the end of a line is white
    x0 -= 0.45 * height if text[:1] in _RIGHT_HALF else 0.0
    x1 += 0.45 * height if text[-1:] in _LEFT_HALF else 0.0
    places = [
        (_straight(word[2][0], lean, scale)[0], _straight(word[2][1], lean, scale)[0]) for word in words or ()
    ]
    if len(places) != len(re.sub(r"\s", "", text)):
        return spread(text, x0, top, x1, bottom)
    upright = [stroke.x0 for stroke in strokes if not stroke.is_level and stroke.top < middle < stroke.bottom]
    found: list[Glyph] = []
    begin, at, left = 0, -1, x0
    for index, char in enumerate(text):
        if char.isspace():
            continue
        at += 1
        if not at:
            continue
        before, here = places[at - 1], places[at]
        rule = next((x for x in upright if sum(before) < 2 * x < sum(here)), None)
        if rule is not None or here[0] - before[1] > height:
            end = before[1] if rule is None else min(before[1], rule)
            found.extend(spread(text[begin:index].rstrip(), left, top, end, bottom))
            begin, left = index, here[0] if rule is None else max(here[0], rule)
    return [*found, *spread(text[begin:], left, top, x1, bottom)]


_LEFT_HALF = tuple("，。；：、！？）”’》〉】」")
_RIGHT_HALF = tuple("（“‘《〈【「")
_WIDE = dict(zip("(),;:?!", "（），；：？！", strict=True))
_CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef“”‘’]")


def chinese(text: str) -> str:
    """``text`` with the wide punctuation of Chinese, which recognition mixes with the narrow one.

    >>> chinese("(30)优化流程(责任单位:住建局),时间为9:00")
    '（30）优化流程（责任单位：住建局），时间为9:00'
    """
    chars = list(text)
    for index, char in enumerate(chars):
        if char not in _WIDE:
            continue
        around = "".join(chars[max(0, index - 1) : index]) + "".join(chars[index + 1 : index + 2])
        if _CHINESE.search(around) or (char == "(" and _CHINESE.search(text[index:])):
            chars[index] = _WIDE[char]
    return "".join(chars)


def _rules(image: Any, scale: float) -> Iterator[Stroke]:
    """The horizontal and vertical rules of the image, in points."""
    import cv2

    grey = image if image.ndim == 2 else cv2.cvtColor(image[:, :, :3], cv2.COLOR_BGR2GRAY)
    ink = cv2.adaptiveThreshold(255 - grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 25, -10)
    for level, length in ((True, round(40 * scale)), (False, round(24 * scale))):
        shape = (length, 1) if level else (1, length)
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, shape)
        count, _, stats, _ = cv2.connectedComponentsWithStats(cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel))
        for x, y, wide, high, _ in stats[1:count]:
            thick = min(wide, high) / scale
            if thick > 4:
                continue
            left, top = x / scale, y / scale
            right, bottom = (x + wide) / scale, (y + high) / scale
            if level:
                top = bottom = (top + bottom) / 2
            else:
                left = right = (left + right) / 2
            yield Stroke(left, top, right, bottom)

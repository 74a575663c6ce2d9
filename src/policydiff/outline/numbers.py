"""Which number each passage has, as its neighbours tell; and the numbered items that one paragraph holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policydiff.model import Passage, ProvisionKind
from policydiff.outline.markers import (
    Family,
    Marker,
    find_decimal,
    find_glued,
    find_marker,
    find_spaced,
    in_chain,
    is_row,
    spaced_in_chain,
)

NUMBER = 80
"""Characters in which a number stands, with the blanks round it."""
SENTENCE_END = re.compile(r"[。！？]")
_RUN_ON = frozenset({"arabic", "circled", "paren-arabic", "half-paren"})
_HEADINGS = frozenset({"part", "chapter", "section", "article", "cjk", "paren-cjk", "annex"})


def items_of(passage: Passage) -> Iterator[Passage]:
    """1.建设示范点3家。2.培训500人次。 in one paragraph are two items."""
    if is_row(passage.raw):
        yield passage
        return
    begins = [0, *(stop.end() for stop in SENTENCE_END.finditer(passage.text))]
    starts = [passage.text[begin : begin + NUMBER] for begin in begins]
    found = [find_marker(start) for start in starts]
    sure = any(marker and marker.family.name == "arabic" for marker in found)
    _number_glued(starts, found)
    numbered = [(place, marker) for place, marker in zip(begins, found, strict=True) if marker]
    if not sure and sum(marker.family.name == "arabic" for _, marker in numbered) < 3:
        # two alone may be figures: 1.5万元以下由旗里审批。2.5万元以上由市里审批。
        numbered = [(place, marker) for place, marker in numbered if marker.family.name != "arabic"]
    begin, kind, count = 0, "", 0
    for at, (place, marker) in enumerate(numbered):
        if marker.family.name not in _RUN_ON:
            continue
        after = numbered[at + 1][1].ordinal if at + 1 < len(numbered) else 0
        goes_on = marker.family.name == kind and marker.ordinal == count + 1
        opens = marker.family.name != kind and marker.ordinal == 1 and after == 2
        if not place or goes_on or opens:
            if place:
                yield passage.cut(begin, place)
            begin, kind, count = place, marker.family.name, marker.ordinal
    yield passage.cut(begin, len(passage.text)) if begin else passage


_BARE = re.compile(r"[1-9][0-9]?(?![0-9.．、])")


def numbers_of(passages: tuple[Passage, ...]) -> list[Marker | None]:
    """The number of each passage; 1.1 counts only in a chain of such numbers, and then so does 1 above it."""
    texts = [passage.text for passage in passages]
    chain = in_chain(texts)
    found = [find_decimal(text) if place in chain else find_marker(text) for place, text in enumerate(texts)]
    _number_glued(texts, found)
    raw = [passage.raw.strip() for passage in passages]
    for place in spaced_in_chain(raw):
        found[place] = find_spaced(raw[place])
    first = {
        marker.token.split(".")[0]: place
        for place, marker in sorted(((p, find_decimal(texts[p])) for p in chain), reverse=True)
        if marker is not None
    }
    for place, passage in enumerate(passages):
        bare = _BARE.match(passage.text) if first and found[place] is None else None
        if (
            bare
            and 0 < first.get(bare[0], -1) - place <= 3
            and re.match(r"[^\d]*\d+[ \t\u3000]", passage.raw)
        ):
            found[place] = Marker(
                Family("decimal-1", ProvisionKind.SECTION, "", 9), int(bare[0]), bare[0], bare[0], bare.end()
            )
    return found


def _number_glued(texts: list[str], found: list[Marker | None]) -> None:
    """2.5个工作日内办结 behind item 1. is item 2., 5个工作日内办结, unless 2. stands further on; 1.3个 before item 2. is item 1.

    Behind the next heading only a number that fits between two items is one: items may be counted on through headings.
    """
    places: list[tuple[int, Marker]] = []
    for place, text in enumerate(texts):
        marker = found[place] or find_glued(text)
        if marker and (marker.family.name == "arabic" or marker.family.name in _HEADINGS):
            places.append((place, marker))
    following: list[Marker | None] = [None]
    for _, marker in reversed(places):
        following.append(following[-1] if marker.family.name in _HEADINGS else marker)
    following.reverse()
    last, is_near = 0, True
    for at, (place, marker) in enumerate(places):
        if marker.family.name in _HEADINGS:
            is_near = False
            continue
        if found[place] is None:
            next_ = following[at + 1]
            after = next_.ordinal - marker.ordinal if next_ else None
            behind = 0 < last == marker.ordinal - 1
            opens = marker.ordinal == after == 1 and places[at + 1][1] is next_
            third = following[at + 2] if opens else None
            sure = (behind and after == 1) or (third is not None and third.ordinal == 3)
            likely = opens or (behind and is_near and after != 0)
            if not sure and not (likely and _SENTENCE.match(texts[place], marker.end)):
                continue
            found[place] = marker
        last, is_near = marker.ordinal, True


# 4.42平方公里 is a cell of a table that came without its rules
_SENTENCE = re.compile(r"(?:[^\u4e00-\u9fff]{0,12}[\u4e00-\u9fff]){5}")

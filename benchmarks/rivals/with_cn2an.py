"""cn2an: ``transform``, which turns the numerals of running text into digits.

It returns a text, so what it read is what it wrote anew: the numbers of its
text that are not the clause's own.
"""

from __future__ import annotations

import re
from datetime import date
from difflib import SequenceMatcher

import cn2an
from items import Item, number

FIGURE = re.compile(r"\d+(?:\.\d+)?(?:/\d+)?%?")


def figure(words: str, before: str) -> Item:
    """A number of the changed text, read from the words ``before``."""
    unit = "%" if words.endswith("%") else None
    top, _, bottom = words.rstrip("%").partition("/")
    value = str(float(top) / float(bottom)) if bottom and float(bottom) else top
    return number(value, before, unit)


def read(text: str, day: date, digits: bool = False) -> list[Item]:
    """The numbers of cn2an's text that are new in it; with ``digits`` all of them.  The day does not matter."""
    changed = cn2an.transform(text, "cn2an")
    same: dict[int, int] = {}
    for block in SequenceMatcher(None, text, changed, autojunk=False).get_matching_blocks():
        same.update((block.b + step, block.a + step) for step in range(block.size))
    found = []
    for match in FIGURE.finditer(changed):
        places = [same.get(place) for place in range(*match.span())]
        if None not in places:
            if digits:
                found.append(figure(match[0], match[0]))
            continue
        before = [same[place] for place in range(match.start()) if place in same]
        after = [same[place] for place in range(match.end(), len(changed)) if place in same]
        start = before[-1] + 1 if before else 0
        end = after[0] if after else len(text)
        found.append(figure(match[0], text[start:end]))
    return found

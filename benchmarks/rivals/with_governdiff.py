"""GovernDiff: it compares versions, so each clause is the new version of one with a figure changed.

For every figure of the clause, in digits or in Chinese numerals, an old version
is made in which that figure alone is one more; what counts are the new values of
its typed changes: deadlines, thresholds, effective dates.  "Text changed" is no
value.  It is told that the text is Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from governdiff import analyze_texts
from items import Item, days, number

FIGURE = re.compile(r"\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千万]+")
NEXT = str.maketrans("〇零一二两三四五六七八九", "一一二三三四五六七八九八")


def more(figure: str) -> str:
    """Another figure written like ``figure``.

    >>> more("15"), more("0.5"), more("五"), more("二十")
    ('16', '1.5', '六', '二十一')
    """
    if figure[0].isdigit():
        whole, point, rest = figure.partition(".")
        return f"{int(whole) + 1}{point}{rest}"
    last = figure[-1].translate(NEXT)
    return figure[:-1] + last if last != figure[-1] else figure + "一"


def older(text: str) -> Iterator[str]:
    """The versions of ``text`` in which one figure is another."""
    for match in FIGURE.finditer(text):
        yield text[: match.start()] + more(match[0]) + text[match.end() :]


def changes(old: str, new: str) -> Iterator[Item]:
    """The new values of the typed changes between two versions."""
    for change in analyze_texts(old, new, language="zh").changes:
        for temporal in change.temporal_changes:
            if temporal.new_normalized is None:
                continue
            if temporal.kind == "effective_date":
                yield days(temporal.new_value, (temporal.new_normalized, temporal.new_normalized))
            else:
                value, _, unit = temporal.new_normalized.partition(" ")
                yield number(value, temporal.new_value, unit)
        for finding in change.findings:
            if finding.check_id == "threshold-changed" and finding.new_value:
                value, _, unit = finding.new_value.partition(" ")
                yield number(value, finding.new_value.replace(" ", ""), unit)


def read(text: str, day: date) -> list[Item]:
    """What GovernDiff names as changed to, over all figures of one clause, each once.  The day does not matter."""
    found: dict[str, Item] = {}
    for old in older(text):
        for item in changes(old, text):
            found.setdefault(str(item), item)
    return list(found.values())

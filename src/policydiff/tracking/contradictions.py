"""Contradictions inside a report: parts that miss their total, shares that do not follow, one thing with two values.

Only what the report itself says is set against itself, and only where it says
plainly what belongs together: a bracket after a figure (110项（新建83项、续建27项）),
包含, or parts after 其中 whose heads add up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from policydiff.lexicon import derived, load
from policydiff.model import Document, Notice
from policydiff.text import fold
from policydiff.tracking.statements import Statement, part_of
from policydiff.wording import notice


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as the report says it."""

    value: Decimal
    unit: str
    name: str
    """The words before it, back to the comma: 完成投资."""
    start: int
    end: int
    inside: bool
    """It stands in a bracket."""

    @property
    def words(self) -> str:
        """The figure as printed."""
        return f"{self.name}{self.value}{self.unit}"


_NUMBER = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)(%|[万亿]?[\u4e00-\u9fff]{1,2})?")
_BREAK = "，。；：（）、()"


@derived
def _rules() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in load("progress")["sums"].items()}


def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a sentence with the words before each; years, dates and ordinals are left out."""
    words = fold(text)
    found: list[Figure] = []
    seen, inside = 0, False
    for match in _NUMBER.finditer(words):
        opened, closed = words.rfind("（", seen, match.start()), words.rfind("）", seen, match.start())
        inside = opened > closed if max(opened, closed) >= 0 else inside
        seen = match.start()
        unit = _rules()["unit"].match(words, match.end(1))
        if unit is None:
            continue
        begin = match.start()
        while begin > 0 and words[begin - 1] not in _BREAK and match.start() - begin < 24:
            begin -= 1
        name = _rules()["filler"].sub("", words[begin : match.start()])
        found.append(Figure(Decimal(match[1]), unit[0], name, match.start(), unit.end(), inside))
    return tuple(found)


def contradictions(report: Document, said: Sequence[Statement]) -> Iterator[Notice]:
    """A notice for each, in the order of the report, with the line and the span of the sentence."""
    every = [figures(statement.commitment.text) for statement in said]
    for place, statement in enumerate(said):
        for code, values in (
            *_brackets(statement.commitment.text, every[place]),
            *_shares(said, every, place),
        ):
            yield _notice(report, statement, code, values)
    for place, code, values in _parts(said, every):
        yield _notice(report, said[place], code, values)
    for place, values in _two_values(said, every):
        yield _notice(report, said[place], "contradiction-values", values)


def _notice(report: Document, statement: Statement, code: str, values: dict[str, str]) -> Notice:
    span = part_of(statement, 0, len(statement.commitment.text))
    return notice(code, line=report.source.text.count("\n", 0, span.start) + 1, span=span, **values)


_BRACKET = re.compile(r"[^，。；（）\d]{0,8}（([^（）]*)）")
_LISTING = re.compile(r"[^，。；（）\d]{0,8}，?(?:包含|包括|分别为)([^，。；（）]*)")


def _brackets(text: str, found: Sequence[Figure]) -> Iterator[tuple[str, dict[str, str]]]:
    """74个项目，包含24个和50个；110项（新建83项、续建27项）."""
    words = fold(text)
    for place, total in enumerate(found):
        match = _BRACKET.match(words, total.end) or _LISTING.match(words, total.end)
        if match is None:
            continue
        low, high = match.span(1)
        parts = [f for f in found[place + 1 :] if low <= f.start < high and f.unit == total.unit]
        others = [f for f in found[place + 1 :] if low <= f.start < high and f.unit != total.unit]
        if len(parts) < 2 or others or _rules()["more"].search(words[low:high]):
            continue
        added = sum((part.value for part in parts), Decimal(0))
        if added != total.value:
            yield "contradiction-sum", _sum_words(total.name, total, parts, added)


def _sum_words(name: str, total: Figure, parts: Sequence[Figure], added: Decimal) -> dict[str, str]:
    return {
        "name": name or total.words,
        "total": f"{total.value}{total.unit}",
        "parts": " + ".join(f"{part.value}" for part in parts),
        "sum": f"{added}{total.unit}",
    }


def _parts(
    said: Sequence[Statement], every: Sequence[Sequence[Figure]]
) -> Iterator[tuple[int, str, dict[str, str]]]:
    """A total, then 其中 and its parts sentence by sentence.

    The parts are those whose counts of one thing (重点项目50个, 60个) add up to the
    total's; then every other measure that all of them name must add up too.
    """
    for place, statement in enumerate(said):
        opens = _rules()["of-which"].match(fold(statement.commitment.text))
        if not opens or not place:
            continue
        run = [place]
        while run[-1] + 1 < len(said) and _alike(said, every, run[0], run[-1] + 1):
            run.append(run[-1] + 1)
        if len(run) < 2:
            continue
        # the sentences that state the whole, back to the last full one
        whole = [
            figure for k in range(max(0, place - 2), place) if _near(said, k, place) for figure in every[k]
        ]
        heads = [every[k][0] for k in run]
        added = sum((head.value for head in heads), Decimal(0))
        counted = [f for f in whole if f.unit == heads[0].unit and not f.inside]
        if not any(f.value == added for f in counted):
            continue
        for name, unit in dict.fromkeys((f.name, f.unit) for f in whole if not f.inside and f.unit != "%"):
            totals = [f for f in whole if (f.name, f.unit) == (name, unit) and not f.inside]
            parts = [[f for f in every[k] if (f.name, f.unit) == (name, unit) and not f.inside] for k in run]
            if not name or len(totals) != 1 or any(len(found) != 1 for found in parts):
                continue
            flat = [found[0] for found in parts]
            total_of_parts = sum((f.value for f in flat), Decimal(0))
            if total_of_parts != totals[0].value:
                yield place, "contradiction-sum", _sum_words(name, totals[0], flat, total_of_parts)


def _near(said: Sequence[Statement], first: int, second: int) -> bool:
    return said[first].commitment.provision == said[second].commitment.provision


def _alike(said: Sequence[Statement], every: Sequence[Sequence[Figure]], first: int, other: int) -> bool:
    """Is the sentence another part: does it count the same and name a measure of the first?"""
    if not _near(said, first, other) or not every[first] or not every[other]:
        return False
    one, two = every[first][0], every[other][0]
    names = [{f.name for f in found if f.name and not f.inside} for found in (every[first], every[other])]
    return one.unit == two.unit and one.name[-4:] == two.name[-4:] and bool(names[0] & names[1])


def _shares(
    said: Sequence[Statement], every: Sequence[Sequence[Figure]], place: int
) -> Iterator[tuple[str, dict[str, str]]]:
    """整改率 of 已整改 and 问题; 完成全年计划投资的83.9% of 完成投资 and 计划完成投资."""
    own = every[place]
    before = every[place - 1] if place and _near(said, place - 1, place) else ()
    if _rules()["of-which"].match(fold(said[place].commitment.text)):
        before = ()
    for rate in own:
        if rate.unit != "%":
            continue
        pairs = [*_of_plan(rate, own, before), *_of_all(rate, own)]
        if not pairs:
            continue
        if any(_follows(rate, done, of) for done, of in pairs):
            continue
        done, of = pairs[0]
        right = (done.value / of.value * 100).quantize(Decimal("0.01"))
        yield (
            "contradiction-share",
            {
                "name": rate.words,
                "done": f"{done.value}{done.unit}",
                "of": f"{of.value}{of.unit}",
                "share": f"{right}%",
            },
        )


def _follows(rate: Figure, done: Figure, of: Figure) -> bool:
    """Is the share right to the digit it is given to, rounded or cut off?"""
    exponent = rate.value.as_tuple().exponent
    digit = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(done.value / of.value * 100 - rate.value) < digit


def _of_plan(
    rate: Figure, own: Sequence[Figure], before: Sequence[Figure]
) -> Iterator[tuple[Figure, Figure]]:
    match = _rules()["of-plan"].search(rate.name)
    if match is None:
        return
    measure = match["measure"]
    done = [f for f in own if f.unit != "%" and f.end <= rate.start and f.name.endswith("完成" + measure)]
    of = [
        f
        for f in (*before, *own)
        if f.unit != "%" and "计划" in f.name and f.name.endswith(measure) and f not in done
    ]
    if len(done) == 1 and len(of) == 1 and done[0].unit == of[0].unit and of[0].value:
        yield done[0], of[0]


def _of_all(rate: Figure, own: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    match = _rules()["rate"].search(rate.name)
    if match is None:
        return
    act = match["act"]
    earlier = [f for f in own if f.unit != "%" and f.end <= rate.start]
    done = [f for f in earlier if f.name.endswith(("已" + act, act)) and "正在" not in f.name]
    if len(done) != 1:
        return
    for f in earlier:
        if f.unit == done[0].unit and f is not done[0] and f.value > done[0].value and not f.inside:
            yield done[0], f


def _two_values(
    said: Sequence[Statement], every: Sequence[Sequence[Figure]]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The same long name with the same unit and two values, in sentences of the same time."""
    seen: dict[tuple[str, str], list[tuple[int, Figure]]] = defaultdict(list)
    for place, found in enumerate(every):
        for figure in found:
            if len(figure.name) >= NAME and figure.unit != "%" and not figure.inside:
                seen[figure.name, figure.unit].append((place, figure))
    for (name, _), places in seen.items():
        for (one, first), (two, second) in pairwise(places):
            if first.value != second.value and one != two and not _rules()["times"].search(name):
                yield two, {"name": name, "first": first.words, "second": second.words}


NAME = 9
"""Characters of a name that stands for one thing only (认领政务服务事项总数); 完成投资 may be anybody's."""

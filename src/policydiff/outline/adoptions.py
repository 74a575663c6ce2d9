"""The history of a text that stands in its head: when it was passed, published, amended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from policydiff.outline.markers import ordinal
from policydiff.text import fold


@dataclass(frozen=True, slots=True)
class Adoption:
    """One step: 2023年10月24日…修订."""

    day: date
    act: str
    """What was done: 通过, 公布, 修正, 修订, …"""
    text: str
    """The words of the step as they stand in the head."""

    @property
    def amends(self) -> bool:
        """Does it make a new version of the text?"""
        return self.act in _AMENDING


_AMENDING = frozenset({"修订", "修正", "修改"})
_DAY = re.compile(
    r"(?<![自至到于止前])((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日"
    r"|(?<![自至到于止前])([一二][〇○零OＯ一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
# the last word that says what was done; 《关于修改…的决定》 is the name of the act that did it
_ACT = re.compile(r"通过|批准|公布|发布|印发|修订|修正|修改")
_NAMED = re.compile(r"《[^》]*》")
_OPENING = re.compile(r"[\s（(]*(?:根据)?$")


def adoptions(lines: Sequence[str]) -> tuple[Adoption, ...]:
    """The steps in the ``lines`` of a head, in their order; a sentence that only speaks of a date is none.

    >>> [(str(step.day), step.act) for step in adoptions(["2019年6月1日市人大常委会通过 根据2023年7月5日《关于修改的决定》修正"])]
    [('2019-06-01', '通过'), ('2023-07-05', '修正')]
    """
    return tuple(step for line in lines for step in _steps(line))


def latest_amendment(lines: Sequence[str]) -> date | None:
    """The day of the latest 修订 or 修正 in the ``lines`` of a head; None where there is none."""
    return max((step.day for step in adoptions(lines) if step.amends), default=None)


def _steps(line: str) -> Iterator[Adoption]:
    folded = fold(line)
    days = list(_DAY.finditer(folded))
    if not days or not _OPENING.match(folded[: days[0].start()]):
        return
    ends = [*(match.start() for match in days[1:]), len(folded)]
    for match, end in zip(days, ends, strict=True):
        rest = _NAMED.sub(lambda name: " " * len(name[0]), folded[match.end() : end])
        acts = list(_ACT.finditer(rest))
        day = _date(match)
        if not acts or day is None or "施行" in rest[: acts[-1].start()]:
            continue
        act = next((found[0] for found in reversed(acts) if found[0] in _AMENDING), acts[0][0])
        yield Adoption(day, act, line[match.start() : end].strip(" \u3000）)，；根据"))


def _date(match: re.Match[str]) -> date | None:
    digits, spelled = match.groups()[:3], match.groups()[3:]
    try:
        if digits[0]:
            return date(*(int(part) for part in digits))
        year = "".join(str(_DIGITS.get(char, "")) for char in spelled[0])
        return date(int(year), ordinal(spelled[1]), ordinal(spelled[2]))
    except ValueError:
        return None


_DIGITS = {char: place for place, char in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○OＯ", 0)

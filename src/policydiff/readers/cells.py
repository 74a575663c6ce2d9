"""The lines of one cell of a table: what a narrow column broke is joined, paragraphs stay apart."""

from __future__ import annotations

import re
from itertools import pairwise

from policydiff.lexicon import derived, load

OWN_NUMBER = re.compile(
    r"(?:[（(]\s*[0-9０-９一二三四五六七八九十百]{1,4}\s*[)）]|[0-9０-９]{1,3}\s*(?:、|[.．](?![0-9]))"
    r"|[一二三四五六七八九十]{1,3}、|[①-⑳]|第[0-9一二三四五六七八九十百]+[条章])"
)
"""The number with which a paragraph in a cell begins."""
COUNT = re.compile(r"[≥≤＞＜><=＝约]?\s*[0-9０-９][0-9０-９.．,，]*\s*[^\d\s，。；、：]{0,4}")
"""A cell that says how much and nothing else."""
_STOP = re.compile(r"[，。；、：,;:（(]$")
_OPEN_DATE = re.compile(r"(?:[\d年至到—–~～-]|[于在])$")
_REST_OF_DATE = re.compile(r"(?:[年月日底末前中旬季度个止起内—–~～至到-]|\d{1,2}[月日])")


def _goes_on(first: str, second: str) -> bool:
    """2024年｜6月底 is one date, 2023年6月底｜2024年6月底 are two."""
    whole_year = re.search(r"(?:^|[^\d])20\d\d年?$", first) and re.match(r"20\d\d", second)
    return bool(
        not whole_year
        and _REST_OF_DATE.match(second)
        and (
            _OPEN_DATE.search(first)
            or not second[0].isdigit()
            or (first.endswith("月") and re.match(r"\d{1,2}日", second))
        )
    )


_ENDS = re.compile(r"[。；;！？!?：:]$")
_OPEN_END = re.compile(
    r"(?:[，、（(“《〔【—\d由从至到达为将把对向与和及或按在于以的、]|以及|不少于|不低于|不超过|压缩至|达到)$"
)
_REST = re.compile(r"[，。；、：！？）)”》〕】%％]|(?:个|工作日|以上|以下|以内|左右)")


def healed(cell: str) -> str:
    """``cell`` without the breaks that a narrow column puts into its sentences; paragraphs stay apart.

    A line goes on where it stops in the middle of a phrase, or where other
    lines of the cell end with a stop and this one is about as long as the next.
    """
    lines = cell.split("\n")
    if len(lines) == 1:
        return cell
    stopped = _ENDS.search(lines[-1]) is not None
    short = all(len(line) <= 8 and not _ENDS.search(line) and not OWN_NUMBER.match(line) for line in lines)
    if short and len(lines) == 2 and len(lines[0]) <= 4:
        return "".join(lines)  # 优化企业｜开办: the name of a group
    found = [[lines[0]]]
    depth = _depth(lines[0])
    for before, line in pairwise(lines):
        goes_on = (
            not _ENDS.search(before)
            and not _begins(line)
            and (
                _OPEN_END.search(before)
                or _REST.match(line)
                or COUNT.fullmatch(line)
                or (stopped and len(before) + 4 >= len(line))
                or depth > 0
            )
        )
        if goes_on:
            found[-1].append(line)
            depth += _depth(line)
        else:
            found.append([line])
            depth = _depth(line)
    return "\n".join(map("".join, found))


def _depth(line: str) -> int:
    """How many more brackets ``line`` opens than it closes."""
    return line.count("（") - line.count("）")


def _begins(line: str) -> bool:
    """Does ``line`` begin a paragraph of its own, with a number, a bullet or a label?"""
    return (
        OWN_NUMBER.match(line) is not None
        or re.match(r"[●■◆▲★□○◇※•·—-]|[一二三四五六七八九十]是|[^，。；：:]{2,8}[：:]", line) is not None
    )


@derived
def unit_end() -> re.Pattern[str]:
    """How the name of an office ends."""
    return re.compile(load("responsible")["prose"]["unit_end"])


def one_line(cell: str, role: str) -> str:
    """The paragraphs of a cell of units or dates in one line; a name broken in two is joined."""
    joined = ""
    for line in cell.split("\n"):
        if not joined or _STOP.search(joined) or line[0] in "，。；、：,;:）)":
            joined += line
        elif role == "deadline":
            joined += line if _goes_on(joined, line) else "；" + line
        elif unit_end().search(re.sub(r"[（(][^（()）]*[）)]$", "", joined)):
            joined += "、" + line
        else:
            joined += line
    return joined

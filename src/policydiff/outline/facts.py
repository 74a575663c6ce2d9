"""What a document says of itself: title, number, date, issuer, kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from policydiff.model import Kind, Passage
from policydiff.outline.adoptions import latest_amendment
from policydiff.outline.markers import ordinal
from policydiff.text import fold

HEAD = 5
"""Lines at the start of a text without numbering among which its title is looked for."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts read from the text; None where it does not say."""

    title: str | None
    number: str | None
    issued: date | None
    issuer: str | None
    kind: Kind


_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,14}[〔\[［（(]\s*(?:19|20)\d\d\s*[〕\]］）)]\s*第?\s*\d{1,5}\s*号")
_TITLE_END = r"(?:方案|意见|通知|办法|规定|条例|规划|措施|计划|要点|细则|纲要|决定|报告|清单|指引|规范|行动|政策|举措|任务|摘编|若干措施|提案|答复|函|公告|章程|标准|分解表|分工表|任务表|台账|安排|分工|通报|总结|汇报|任务书|情况|汇编)"
_TITLE = re.compile(rf"^[^，。；：]{{4,80}}{_TITLE_END}(?:[（(][^）)]{{1,20}}[）)])?$")
_NOTICE = re.compile(r"^.{0,60}关于(?:印发|转发|公布|发布).{2,80}的?通知$")
_INSIDE = re.compile(r"《([^》]{4,80})》")
_FIGURES = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日")
_NUMERALS = re.compile(
    r"(二[〇○零OＯ][〇○零OＯ一二三四五六七八九]{2})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
# what may stand round the date of issue: who, 印发, a meeting that passed it; not a promise or a validity
_BEFORE = re.compile(r"[^，。；]{0,24}(?<![至到于自在从按前止])")
_AFTER = re.compile(
    r"(?![前底内起止后至到])(?:[^，。；]{0,30}(?:印发|发布|公布|通过|批准|修订|修正|施行|星期.)[^，。；]{0,20}|[）)\s]*)"
)
_ISSUER = re.compile(
    r"^[\u4e00-\u9fff]{4,30}(?:人民政府|办公室|办公厅|委员会|人大常委会|政府|局|厅)(?:文件)?$"
)


def find_facts(passages: Sequence[Passage], last: Sequence[Passage] = ()) -> Facts:
    """Facts from the paragraphs before the first number, and the last ones for the date of a letter."""
    texts = [passage.text for passage in passages]
    title = _title(texts) or next(
        (passage.text for passage in passages[:HEAD] if passage.raw.startswith("# ")), None
    )
    joined = "\n".join(texts[:30])
    number = _NUMBER.search(joined)
    return Facts(
        title=title,
        number=number.group(0) if number else None,
        issued=latest_amendment(texts[:60]) or _issued(texts) or _issued([passage.text for passage in last]),
        issuer=next((text.removesuffix("文件") for text in texts[:40] if _ISSUER.match(text)), None),
        kind=_kind(title or "", texts),
    )


def head_of(passages: Sequence[Passage]) -> int:
    """How many of the first lines are the document's head, up to its title; 0 where no title is found."""
    lines = list(takewhile(lambda passage: not re.search(r"[，。；]", passage.text), passages[:HEAD]))
    titles = [number for number, passage in enumerate(lines, 1) if _TITLE.match(passage.text)]
    return titles[-1] if titles and titles[-1] < len(passages) else 0


def is_title(text: str) -> bool:
    """Does ``text`` read as the title of a document (…方案, …条例)?"""
    return _TITLE.match(text) is not None


def _title(texts: Sequence[str]) -> str | None:
    """The last title before the text begins: the plan itself, not the notice that issues it."""
    found: list[str] = []
    joined = -1
    """The place of a line that is the second half of a title."""
    for index, text in enumerate(texts[:60]):
        if index == joined:
            continue
        candidates = [text]
        if index + 1 < len(texts) and _breaks_off(text, texts[index + 1]):
            candidates.append(text + texts[index + 1])
        for candidate in candidates:
            if _TITLE.match(candidate) and not re.match(r"^[（(]|^(?:抄送|附件)", candidate):
                found.append(candidate)
                joined = index + 1 if candidate != text else -1
                break
    plain = [title for title in found if not _NOTICE.match(title)]
    if plain:
        return plain[-1]
    for title in found:
        inside = _INSIDE.search(title)
        if inside:
            return inside.group(1)
        match = re.search(r"关于(?:印发|转发|公布|发布)(.{4,80}?)的通知$", title)
        if match:
            return match.group(1)
    return found[0] if found else None


WHOLE = 14
"""Characters from which a line that reads as a title is one, and no second half."""


def _breaks_off(first: str, second: str) -> bool:
    """May ``second`` be the other half of a title?  A number, an issuer or a date stands above one."""
    if _NUMBER.search(first) or first.endswith("文件") or _ISSUER.match(first) or _date_of(fold(first)):
        return False
    open_ = re.search(r"关于(?:印发|转发|公布|发布)?$|《[^》]*$", first)
    return open_ is not None or not (_TITLE.match(second) and len(second) >= WHOLE)


def _issued(texts: Sequence[str]) -> date | None:
    for text in texts[:60]:
        found = _date_of(fold(text))
        if found is not None:
            return found
    return None


def _date_of(text: str) -> date | None:
    """The date of issue that a line states, 二〇二四年五月六日 or 2024年5月6日."""
    match = _FIGURES.search(text)
    spelled = None if match else _NUMERALS.search(text)
    found = match or spelled
    if (
        found is None
        or not _BEFORE.fullmatch(text, 0, found.start())
        or not _AFTER.fullmatch(text, found.end())
    ):
        return None
    year, month, day = found.groups() if match else map(_spelled, found.groups())
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _spelled(numeral: str) -> int:
    digits = numeral.translate(_ZEROS)
    if len(digits) == 4:
        return int("".join(str(ordinal(digit)) if digit != "零" else "0" for digit in digits))
    return ordinal(digits)


_ZEROS = str.maketrans("〇○OＯ", "零零零零")


def _kind(title: str, texts: Sequence[str]) -> Kind:
    if re.search(r"(?:条例|办法|规定|细则)(?:[（(《][^）)》]*[）)》])?$", title):
        return Kind.REGULATION
    if "摘编" in title:
        return Kind.DIGEST
    if re.search(
        r"报告$|答复|通报$|总结(?:$|[和及暨与、])|(?:进展|开展|落实|完成|推进|工作)情况(?:的?(?:汇报|说明))?$|汇报$",
        title,
    ) or any(re.match(r"现.{0,12}(?:答复|报告)如下", text[-12:]) for text in texts[:12]):
        return Kind.REPORT
    return Kind.PLAN

"""What a document says of itself: title, number, date, issuer, kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from policydiff.lexicon import derived, load
from policydiff.model import Completeness, Kind, Passage
from policydiff.outline.adoptions import latest_amendment
from policydiff.outline.markers import find_marker, ordinal
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
    completeness: Completeness


_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,14}[〔\[［（(]\s*(?:19|20)\d\d\s*[〕\]］）)]\s*第?\s*\d{1,5}\s*号")
_TITLE_END = r"(?:方案|意见|通知|办法|规定|条例|规划|措施|计划|要点|细则|纲要|决定|报告|清单|指引|规范|行动|政策|举措|任务|摘编|摘要|摘录|节选|进展|若干措施|提案|答复|函|公告|章程|标准|分解表|分工表|任务表|台账|安排|分工|通报|总结|汇报|任务书|情况|汇编)"
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
    r"(?![前底内起止后至到])(?:[^，。；]{0,30}(?:印发|发布|公布|通过|批准|修订|修正|施行|星期.)[^，。；]{0,20}|在[^，。；]{4,40}(?:会议|大会)上|[）)\s]*)"
)
_ISSUER = re.compile(
    r"^国务院$|^[\u4e00-\u9fff]{4,30}(?:人民政府|办公室|办公厅|委员会|人大常委会|政府|局|厅)(?:文件)?$"
)


def find_facts(passages: Sequence[Passage], whole: Sequence[Passage] = ()) -> Facts:
    """Facts from the paragraphs before the first number; those of the ``whole`` text for the date of a letter and the kind."""
    texts = [passage.text for passage in passages]
    headed = next((passage.text for passage in whole[:HEAD] if passage.raw.startswith("# ")), None)
    title = headed if headed and _is_own(headed) else _title(texts) or headed
    joined = "\n".join(texts[:30]).translate(_HALF_WIDTH)
    number = _NUMBER.search(joined)
    return Facts(
        title=title,
        number=number.group(0) if number else None,
        issued=latest_amendment(texts[:60])
        or _issued(texts)
        or _issued([passage.text for passage in whole[-6:]])
        or _published([passage.text for passage in whole[:HEAD]]),
        issuer=next((text.removesuffix("文件") for text in texts[:40] if _ISSUER.match(text)), None),
        kind=_kind(title or "", texts, whole),
        completeness=_completeness(title or "", texts),
    )


def _is_own(title: str) -> bool:
    """Is a line marked as the title one of a document, and not of the notice that issues it?"""
    return _TITLE.match(title) is not None and not _NOTICE.match(title)


def head_of(passages: Sequence[Passage]) -> int:
    """How many of the first lines are the document's head, up to its title; 0 where no title is found."""
    lines = list(takewhile(lambda passage: not re.search(r"[，。；]", passage.text), passages[:HEAD]))
    heads = [
        number
        for number, passage in enumerate(lines, 1)
        if _TITLE.match(passage.text)
        or passage.raw.startswith("# ")
        or _NUMBER.fullmatch(passage.text)
        or (number < len(passages) and _ABOUT.match(passages[number].text))
    ]
    return heads[-1] if heads and heads[-1] < len(passages) else 0


_ABOUT = re.compile(r"[（(]?(?:信息|文章|稿件)?(?:来源|发布时间|发布日期|发布机构|时间|日期|作者|记者)[：:]")


def opening_line(passages: Sequence[Passage]) -> str | None:
    """The first line of a text, below its number, issuer and date, where it may be a title that no ending tells; else None."""
    place = _opening(passages)
    return None if place is None else passages[place].text


def _opening(passages: Sequence[Passage]) -> int | None:
    for place, passage in enumerate(passages[:HEAD]):
        text = passage.text
        if _NUMBER.search(text) or _ISSUER.match(text) or _date_of(fold(text)):
            continue
        plain = 6 <= len(text) <= 40 and not re.search(r"[，。；：！？,;:|]", text)
        return (
            place if plain and find_marker(text) is None and not passage.raw.startswith(("|", "〔")) else None
        )
    return None


def is_title(text: str) -> bool:
    """Does ``text`` read as the title of a document (…方案, …条例)?"""
    return _TITLE.match(text) is not None


def _title(texts: Sequence[str]) -> str | None:
    """The last title before the text begins: the plan itself, not the notice that issues it."""
    found: list[str] = []
    read = -1
    """The place of the last line that belongs to a title over several lines."""
    for index, text in enumerate(texts[:60]):
        if index <= read:
            continue
        candidates = [text]
        for following in texts[index + 1 : index + 1 + BROKEN]:
            if not _breaks_off(candidates[-1], following):
                break
            candidates.append(candidates[-1] + following)
        titles = [place for place, line in enumerate(candidates) if _may_be_title(line)]
        if titles:
            last = titles[0]
            while last + 1 in titles and _GOES_ON.match(texts[index + last + 1]):
                last += 1  # 关于印发…方案｜的通知, …总结｜和下半年计划
            found.append(candidates[last])
            read = index + last
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


def _may_be_title(line: str) -> bool:
    return _TITLE.match(line) is not None and not re.match(r"^[（(]|^(?:抄送|附件)", line)


_GOES_ON = re.compile(r"[的和与及暨]")
BROKEN = 2
"""Lines over which a title may go on."""
WHOLE = 14
"""Characters from which a line that reads as a title is one, and no second half."""


def _breaks_off(first: str, second: str) -> bool:
    """May ``second`` be the other half of a title?  A number, an issuer or a date stands above one."""
    if _NUMBER.search(first) or first.endswith("文件") or _date_of(fold(first)):
        return False
    if _GOES_ON.match(second):
        return True
    if _ISSUER.match(first):
        return second.startswith("关于")
    open_ = re.search(r"关于(?:印发|转发|公布|发布)?$|《[^》]*$|^(?:关于|贯彻|落实)[^，。；：]{2,40}$", first)
    return open_ is not None or not (_TITLE.match(second) and len(second) >= WHOLE)


def _issued(texts: Sequence[str]) -> date | None:
    for text in texts[:60]:
        found = _date_of(fold(text))
        if found is not None:
            return found
    return None


_PUBLISHED = re.compile(
    r"(?:成文|印发|发文|发布)(?:日期|时间)[：:]((?:19|20)\d\d)[-./年](\d{1,2})[-./月](\d{1,2})"
)


def _published(texts: Sequence[str]) -> date | None:
    """The day in a line such as 来源：区商务局 发布时间：2024-07-20."""
    match = next(filter(None, (_PUBLISHED.search(text) for text in texts)), None)
    return _day(*match.groups()) if match else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
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
    return _day(*(found.groups() if match else map(str, map(_spelled, found.groups()))))


def _spelled(numeral: str) -> int:
    digits = numeral.translate(_ZEROS)
    if len(digits) == 4:
        return int("".join(str(ordinal(digit)) if digit != "零" else "0" for digit in digits))
    return ordinal(digits)


_HALF_WIDTH = {0xFF10 + digit: 0x30 + digit for digit in range(10)}
_ZEROS = str.maketrans("〇○OＯ", "零零零零")


def _kind(title: str, texts: Sequence[str], whole: Sequence[Passage]) -> Kind:
    if re.search(r"(?:条例|办法|规定|细则)(?:[（(《][^）)》]*[）)》])?$", title):
        return Kind.REGULATION
    if _signs()["title"].search(title):
        return Kind.REPORT
    if "摘编" in title:
        return Kind.DIGEST
    if not title and any(_signs()["law"].match(passage.text) for passage in whole[:HEAD]):
        return Kind.REGULATION
    if any(
        _signs()["opening"].search(text) for text in (*texts[:12], *(passage.text for passage in whole[:12]))
    ):
        return Kind.REPORT
    return Kind.PLAN if _TITLE.match(title) or not _tells_results(whole) else Kind.REPORT


def _completeness(title: str, texts: Sequence[str]) -> Completeness:
    """How much of the original there is, as title or a line in brackets below it says; full where neither does."""
    marks = [title, *(text for text in texts[:_BELOW] if text[:1] in "（(" and text[-1:] in "）)")]
    for completeness in (Completeness.DIGEST, Completeness.EXCERPT):
        if any(_parts()[completeness].search(mark) for mark in marks):
            return completeness
    return Completeness.FULL


_BELOW = 6
"""Lines in which a document says that it is not whole."""


@derived
def _parts() -> dict[Completeness, re.Pattern[str]]:
    return {Completeness(name): re.compile(pattern) for name, pattern in load("sections")["partial"].items()}


@derived
def _signs() -> dict[str, re.Pattern[str]]:
    signs = load("sections")["report"]
    return {name: re.compile(signs[name]) for name in ("title", "opening", "result", "law")}


def _tells_results(whole: Sequence[Passage]) -> bool:
    """Do half of the sentences with figures compare them with an earlier year or with a plan, as a bulletin does?"""
    sentences = [part for passage in whole for part in passage.text.split("。") if _COUNTED.search(part)]
    results = [part for part in sentences if _signs()["result"].search(part)]
    return bool(results) and len(results) * 2 >= len(sentences)


_COUNTED = re.compile(r"\d(?![\d年月日号\-.:：])")

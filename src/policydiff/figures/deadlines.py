"""Calendar dates in a clause: 3月底前, 2022年底前, 上半年, 到2025年, “十四五”期间.

A date has the last day of the period it names; ``precision`` says how long
that period is.  A start (2022年起) is its first day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from policydiff.figures.numerals import parse_numeral
from policydiff.figures.words import STOPS
from policydiff.lexicon import any_of, derived, load
from policydiff.text import fold


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date and where it stands in the clause."""

    start: int
    end: int
    on: date
    precision: str
    """day, month, quarter, half, year or period."""
    is_start: bool
    """…起: from this day on; not a deadline."""
    is_bound: bool
    """Written as a limit (前, 底, 内, 到…) and not only named."""
    year_given: bool
    """The year stands in the clause; else it was taken from the document."""
    rule: str


_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"

_PATTERN = re.compile(
    rf"""
    (?P<lead>截至|截止|力争|到|至|于|自|从|在)?
    (?=[\d一二三四五六七八九十今本明次去当翌年每上下全第“岁])
    (?:
      (?:                                                   # the year
        (?P<year>(?:19|20)\d\d|二[〇零○][〇零○一二三四五六七八九]{{2}})年(?:度(?!任务))?   # 2022年
      | (?P<relative>今年|本年度?|明年|次年|去年|上年度?(?=[底末年])|上(?=年[底末])|当年|翌年)   # 次年
      | (?P<each>每年度?)                                      # 每年3月底前
      )?
      (?:                                                   # what is inside the year
        (?P<month>{_N})月份?(?:月(?=[底末初]))?                 # 12月月底
        (?: (?P<day>{_N})[日号](?:\d{{1,2}}[时点])?            # 9月30日24时
          | (?P<third>上旬|上中旬|中旬|中下旬|下旬|初) )?          # 6月上旬
      | 第?(?P<quarter>[一二三四1-4])季度                        # 第三季度末
      | (?P<half>上半年|下半年|全年(?=：))                                 # 上半年
      | (?P<middle>年?中(?=之?以?前)|年中(?=完成|建成|实现))        # 年中前
      | (?P<whole>年?岁[末终尾](?!年初)|年年?(?=[底末内终]))        # 年底前, 岁末前
      )?
    | (?P<near>[本当下]季度|[本下]个?月)(?P<nearday>{_N}[日号])?(?=[底末内初前之以])   # 本季度末, 下月底前
    | “?(?P<plan>十[一二三四五六七]五)”?(?:规划)?(?=期间|时期|期末|末|初|期)       # “十四五”期间
    )
    (?P<tail>底之前|底以前|底前|末前|之前|以前|前|底|末|终|以内|之内|内|期间|时期|期末|起|开始|以来|后|止)?
    """,
    re.VERBOSE,
)

# 十一五 is 2006–2010; each plan lasts five years.
_PLANS = {
    name: 2010 + 5 * i
    for i, name in enumerate(("十一五", "十二五", "十三五", "十四五", "十五五", "十六五", "十七五"))
}


def plan_start(text: str) -> int | None:
    """The first year of the five-year plan that ``text`` names, if it names one.

    >>> plan_start("某市“十四五”优化营商环境规划")
    2021
    """
    match = re.search("|".join(_PLANS), text)
    return _PLANS[match[0]] - 4 if match else None


_LIMITS = frozenset(
    {
        "底之前",
        "底以前",
        "底前",
        "末前",
        "之前",
        "以前",
        "前",
        "底",
        "末",
        "终",
        "以内",
        "之内",
        "内",
        "期间",
        "时期",
        "期末",
        "止",
    }
)
_STARTS = frozenset({"起", "开始"})
_SINCE = frozenset({"后", "以来"})
_AS_OF = frozenset({"截至", "截止"})
_JOINTS = frozenset({"、", "和", "及", "与"})
_THIRDS = {"初": 10, "上旬": 10, "上中旬": 20, "中旬": 20, "中下旬": 31, "下旬": 31}
_NO_YEAR_END = frozenset("近每逐历多数几半两零〇一二三四五六七八九十百0123456789")
_HINT = re.compile(r"[年月季五岁]")
# 2020年的18%, 2020年以前的遗留问题: a year that says which, not by when
_WHICH = re.compile(r"的(?=\d|[一二两三四五六七八九十百]+[倍成])|(?<=前)的")
# 完成2005年前建成小区改造, 1998年底前竣工的住宅: the date says which
_BUILT = re.compile(
    r"(?:建成|建造|竣工|交付|投用|登记|注册|成立|入住)(?!投入|使用|运行|率|达)[^，。；]{2,40}?(?:改造|整治|治理|清理|改建|更新|排查|补办|登记)"
)
_BUILT_OF = re.compile(r"(?:建成|建造|竣工|交付|投用|登记|注册|成立|入住|出生)(?:并?(?:交付|投入)?使用)?的")
_DEED = re.compile(r"(?:完成|推进|开展|实施|启动|对|将|把)$")
# 第二季度完成清理, but 第二季度增长5%
_DOING = re.compile(
    r"[，、]?(?:全面|全部|基本|要|应)?(?:完成|启动|实现|建成|出台|印发|投入|竣工|开工|达到|制定|发布|报送|组织|召开)"
)


_AIM = re.compile(r"(?:年)?(?:目标值?|计划值?|规划值?|预期值?)[：:为]?(?=[≥≤<>约]?\d)")  # 2025年目标：0.5
_FOR = re.compile(rf"为[^{STOPS}]{{0,6}}$")  # 为我旗“十四五”期间高质量发展奠定基础


@derived
def _indicators() -> re.Pattern[str]:
    """年末余额: the name of an index."""
    return re.compile(
        rf"(?:(?!完成|实现|建成|基本|全面|开展)[^{STOPS}、0-9]){{0,5}}?(?:{any_of(load('names')['year_end']['nouns'])})"
    )


def find_dates(text: str, year: int | None = None, issued: date | None = None) -> tuple[DateMention, ...]:
    """The dates in ``text``, in order.

    The year is that of the clause, else that of the date before it, else
    ``year`` (the one the document speaks of), else the year it was issued; a
    month that had passed when the document was issued is one of the next year.

    >>> [d.on.isoformat() for d in find_dates("3月底前开办时间压缩，2022年底前完成", 2022)]
    ['2022-03-31', '2022-12-31']
    >>> [(d.on.isoformat(), d.is_start) for d in find_dates("自2021年6月1日起，推行合并申报")]
    [('2021-06-01', True)]
    >>> [(d.on.isoformat(), d.precision) for d in find_dates("“十四五”期间，次年1月底前", issued=date(2022, 3, 1))]
    [('2025-12-31', 'period'), ('2023-01-31', 'month')]
    """
    folded = fold(text)
    others = [*_dotted(folded), *_before_festivals(folded, year, issued)]
    if not others and not _HINT.search(text):
        return ()
    found: list[DateMention] = []
    carried: int | None = None
    for match in _PATTERN.finditer(folded):
        before = found[-1] if found else None
        joined = before is not None and before.is_bound and folded[before.end : match.start()] in _JOINTS
        mention = _mention(match, folded, carried, year, issued, joined)
        if mention is not None:
            if before is not None and before.end == match.start() and folded.startswith("每", before.start):
                mention = replace(mention, is_bound=False)  # 每年10月15日至次年4月15日 is a time of the year
            found.append(mention)
            if mention.year_given and mention.precision != "period":
                carried = mention.on.year
    found = [
        mention for mention in found if not any(o.start <= mention.start < o.end for o in others)
    ]  # the 2023年 of 2023年春节前
    return tuple(sorted((*found, *others), key=lambda mention: mention.start))


def _mention(
    match: re.Match[str],
    text: str,
    carried: int | None,
    default: int | None,
    issued: date | None,
    joined: bool,
) -> DateMention | None:
    period = _period(match, text, carried, default, issued)
    if period is None:
        return None
    first, last, precision = period
    tail, lead = match["tail"] or "", match["lead"] or ""
    starts = tail in _STARTS or (lead in {"自", "从"} and not tail)
    bound = (
        tail in _LIMITS
        or lead in {"到", "至"}
        or (match["half"] is not None and not tail)
        or (match["middle"] is not None or (match["whole"] or "").find("岁") >= 0)
        or (match["quarter"] is not None and not tail and _DOING.match(text, match.end()) is not None)
        or (
            (match["third"] or match[0].endswith("月份")) and _DOING.match(text, match.end()) is not None
        )  # 7月份完成
        or (joined and not tail)  # 到2023年、2025年
        or (not tail and _AIM.match(text, match.end()) is not None)
    )
    named = (
        tail in _SINCE
        or lead in _AS_OF
        or _WHICH.match(text, match.end())
        or (
            tail
            and _BUILT.match(text, match.end())
            and _DEED.search(text, max(0, match.start() - 4), match.start())
        )
        or (tail and _BUILT_OF.match(text, match.end()))
        or (precision == "period" and _FOR.search(text, max(0, match.start() - 8), match.start()))
        or (tail in {"底", "末", "终"} and _indicators().match(text, match.end()))
    )
    if named:
        # a figure inside it is no quantity, but nothing is due by it
        starts = bound = False
    return DateMention(
        start=match.start() + len(lead),
        end=match.end(),
        on=first if starts else last,
        precision=precision,
        is_start=starts,
        is_bound=bound and not starts,
        year_given=bool(match["year"] or match["plan"]),
        rule="date-start" if starts else f"date-{precision}",
    )


def _period(
    match: re.Match[str], text: str, carried: int | None, default: int | None, issued: date | None
) -> tuple[date, date, str] | None:
    """First day, last day and precision of what was named; None when it is no date."""
    if match["plan"]:
        end = _PLANS[match["plan"]]
        return date(end - 4, 1, 1), date(end, 12, 31), "period"
    if match["near"]:
        return _near(match, issued)
    year = _year(match, carried, default, issued)
    if year is None or not 1900 <= year <= 2199:
        return None
    if match["month"]:
        return _month(match, text, year, carried, default, issued)
    if match["quarter"]:
        last_month = _number(match["quarter"]) * 3
        return date(year, last_month - 2, 1), _month_end(year, last_month), "quarter"
    if match["middle"]:
        if text[match.start("middle") - 1 : match.start("middle")] in _NO_YEAR_END and not (
            match["year"] or match["relative"]
        ):
            return None  # 三年中
        return date(year, 1, 1), date(year, 6, 30), "half"
    if match["half"]:
        if match["half"] == "上半年":
            return date(year, 1, 1), date(year, 6, 30), "half"
        return date(year, 7, 1), date(year, 12, 31), "half"
    if match["whole"]:
        if text[match.start() - 1 : match.start()] in _NO_YEAR_END:
            return None  # 三年内, 近年来
        return date(year, 1, 1), date(year, 12, 31), "year"
    if match["year"]:
        if text[match.end() : match.end() + 1] in {"版", "第", "版）"}:
            return None
        return date(year, 1, 1), date(year, 12, 31), "year"
    if match["relative"] and match["tail"]:
        return date(year, 1, 1), date(year, 12, 31), "year"
    return None


def _month(
    match: re.Match[str], text: str, year: int, carried: int | None, default: int | None, issued: date | None
) -> tuple[date, date, str] | None:
    month = _number(match["month"])
    before = text[match.start() - 1 : match.start()]
    if not 1 <= month <= 12 or (before.isdigit() or before in {"个", "-", "."}):
        return None
    unplaced = not match["year"] and not match["relative"] and carried is None
    if (
        unplaced
        and issued
        and default in {None, issued.year}
        and _month_end(year, month) < issued.replace(day=1)
    ):
        year += 1
    if match["day"]:
        day = _number(match["day"])
        if not 1 <= day <= _month_end(year, month).day:
            return None
        return date(year, month, day), date(year, month, day), "day"
    if match["third"]:
        last = min(_THIRDS[match["third"]], _month_end(year, month).day)
        return date(year, month, 1), date(year, month, last), "month"
    return date(year, month, 1), _month_end(year, month), "month"


def _near(match: re.Match[str], issued: date | None) -> tuple[date, date, str] | None:
    """本季度末, 下月10日前: counted from the day of the document; none without one."""
    if issued is None:
        return None
    length = 3 if match["near"].endswith("季度") else 1
    first = (issued.month - 1) // length * length + (length if match["near"].startswith("下") else 0)
    year, month = issued.year + (first // 12), first % 12 + 1
    end = _month_end(year, month + length - 1)
    if match["nearday"]:
        day = _number(match["nearday"][:-1])
        if length > 1 or not 1 <= day <= end.day:
            return None
        return end.replace(day=day), end.replace(day=day), "day"
    return date(year, month, 1), end, "quarter" if length > 1 else "month"


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


@cache
def _number(text: str) -> int:
    value = parse_numeral(text)
    return int(value) if value is not None else 0


def _year(match: re.Match[str], carried: int | None, default: int | None, issued: date | None) -> int | None:
    base = default or (issued.year if issued else None)
    if match["year"]:
        return _number(match["year"])
    relative = match["relative"]
    if relative in {"次年", "翌年"}:
        base = carried or base
        return base + 1 if base else None
    if relative == "明年":
        return base + 1 if base else None
    if relative and relative.startswith(("去年", "上")):
        return base - 1 if base else None
    return carried or base


# 2024.6.30前, 2024/9/30前, 2024.12底前
_DOTTED = re.compile(
    r"(?<![\d./-])(?P<year>(?:19|20)\d\d)[./-](?P<month>1[0-2]|0?[1-9])(?:[./-](?P<day>3[01]|[12]\d|0?[1-9]))?日?"
    r"(?P<tail>底前|底之前|底以前|月底前|底|之前|以前|前|止|内)"
)


def _dotted(text: str) -> Iterator[DateMention]:
    for match in _DOTTED.finditer(text):
        year, month = int(match["year"]), int(match["month"])
        end = _month_end(year, month)
        if match["day"] and int(match["day"]) > end.day:
            continue
        on = date(year, month, int(match["day"])) if match["day"] else end
        precision = "day" if match["day"] else "month"
        yield DateMention(match.start(), match.end(), on, precision, False, True, True, f"date-{precision}")


@derived
def _festivals() -> tuple[re.Pattern[str], Mapping[str, Sequence[date]]]:
    """How a deadline names a festival, and the days of each."""
    data = load("festivals")
    days = {name: [date.fromisoformat(day) for day in listed] for name, listed in data["lunar"].items()}
    for name, day in data["fixed"].items():
        days[name] = [date.fromisoformat(f"{year}-{day}") for year in range(2000, 2051)]
    pattern = re.compile(
        rf"(?:(?P<year>(?:19|20)\d\d)年|(?P<relative>今年|明年|次年|本年度?))?(?P<name>{any_of(days)})"
        r"(?:假期|长假)?(?:之前|以前|前(?!后|夕|一|两|三|几|\d))"
    )
    return pattern, days


def _before_festivals(text: str, default: int | None, issued: date | None) -> Iterator[DateMention]:
    """春节前: the day before the next one, or that of the year named."""
    pattern, days = _festivals()
    for match in pattern.finditer(text):
        if match["year"]:
            year: int | None = int(match["year"])
        elif match["relative"]:
            base = default or (issued.year if issued else None)
            year = base + (match["relative"] in {"明年", "次年"}) if base else None
        else:
            year = None if issued else default
        on = next(
            (
                day
                for day in days[match["name"]]
                if (day.year == year if year else issued is not None and day > issued)
            ),
            None,
        )
        if on is not None:
            yield DateMention(
                match.start(),
                match.end(),
                on - timedelta(days=1),
                "day",
                False,
                True,
                match["year"] is not None,
                "date-festival",
            )


_HEAD = re.compile(rf"(?:^|[{STOPS}：、（]|其中|力争|确保|预计|分别(?:到|在)?)$")
_BETWEEN = re.compile(r"[。；]")


def dates_of(text: str, mentions: Sequence[DateMention], start: int) -> tuple[date, ...]:
    """The dates of which a figure at ``start`` is: the last one before it, or the list it ends.

    >>> text = "2024年30家，2025年60家"
    >>> [dates_of(text, find_dates(text), place)[0].year for place in (5, 14)]
    [2024, 2025]
    """
    before = [mention for mention in mentions if mention.end <= start]
    if not before or before[-1].is_start or _BETWEEN.search(text, before[-1].end, start):
        return ()
    if not before[-1].is_bound and not _HEAD.search(text, 0, before[-1].start):
        return ()
    found = [before[-1]]
    for mention in reversed(before[:-1]):
        if text[mention.end : found[0].start] not in _JOINTS:
            break
        found.insert(0, mention)
    return tuple(mention.on for mention in found)

"""From quantities and dates to targets: object, bound, scope, direction.

The text is one commitment; offsets are positions in its plain text until the
end, where a passage carries them back to the source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from policydiff.figures.bounds import words_before
from policydiff.figures.comparators import comparator_of
from policydiff.figures.deadlines import DateMention, dates_of, find_dates
from policydiff.figures.following import area_of, counted_after, deed_of, is_agency, is_only_verbs
from policydiff.figures.history import past_of
from policydiff.figures.lists import Draft, Item, are_measured, drafts_of, list_start, spanned, split_items
from policydiff.figures.names import figures_of
from policydiff.figures.objects import Clause, Phrases
from policydiff.figures.plain import Plain, plain
from policydiff.figures.quantities import Quantity, find_quantities
from policydiff.figures.spans import Spans
from policydiff.figures.strictness import stricter
from policydiff.figures.thresholds import threshold_of, thresholds_of
from policydiff.figures.trimming import DATED, closed
from policydiff.figures.words import STOPS
from policydiff.lexicon import any_of, derived, load, remembered
from policydiff.model import (
    Absolute,
    Comparator,
    Dimension,
    Direction,
    Notice,
    Passage,
    Status,
    Target,
    Threshold,
)
from policydiff.wording import notice


@dataclass(frozen=True, slots=True)
class Context:
    """What the document says around a commitment."""

    year: int | None = None
    issued: date | None = None
    heading: str = ""
    status: Status = Status.TARGET


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read from one commitment, in the order of the text."""

    targets: tuple[Target, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    absolutes: tuple[Absolute, ...] = ()
    dates: tuple[DateMention, ...] = ()
    notices: tuple[Notice, ...] = ()


MOST = 300
"""Numbers in one sentence; a plan's fullest sentence has 40, and what has more is a column of figures, not a promise."""
_NUMBER = re.compile(r"[0-9]+|[一二三四五六七八九十百千]+")


@dataclass(frozen=True, slots=True)
class _Page:
    """One commitment laid out for reading."""

    passage: Passage
    clause: Plain
    undated: str
    """The plain text with each character of a date masked: objects are read from it."""
    phrases: Phrases
    dates: tuple[DateMention, ...]
    context: Context

    @property
    def text(self) -> str:
        return self.clause.text


@remembered(64)  # headings are asked about more than once
def read_targets(passage: Passage, context: Context) -> Reading:
    """What the commitment ``passage`` promises in figures.

    >>> from policydiff.model import Passage
    >>> clause = "3月底前开办时间全面压缩至0.5个工作日以内"
    >>> passage = Passage(clause, tuple(range(len(clause))), 1)
    >>> [(t.object, t.comparator.value, str(t.value), t.unit) for t in read_targets(passage, Context(2022)).targets]
    [('开办时间全面压缩至0.5个工作日以内', '<=', '2022-03-31', 'date'), ('开办时间', '<=', '0.5', '工作日')]
    """
    clause = plain(passage.text)
    text = clause.text
    if not _FIGURED.search(text):
        return Reading(absolutes=_absolutes(_Page(passage, clause, text, Phrases(text), (), context)))
    numbers = sum(1 for _ in _NUMBER.finditer(text))
    if numbers > MOST:
        said = notice("figures-too-many", line=passage.line, count=numbers, words=text[:12])
        return Reading(notices=(said,))
    dates = find_dates(text, context.year, context.issued)
    undated = _undated(text, dates)
    page = _Page(passage, clause, undated, Phrases(undated), dates, context)
    hidden = figures_of(text)
    past = _past(text, context)
    quantities = _quantities(text, dates, hidden, context.status)
    drafts = drafts_of(text, quantities)
    from_to = frozenset(index for index, draft in enumerate(drafts) if draft.baseline is not None)
    decided = thresholds_of(text, [draft.quantity for draft in drafts], from_to, context.status)
    targets: list[Target] = []
    thresholds: list[Threshold] = []
    notices: list[Notice] = []
    reader = _Reader(page, drafts)
    ends = _join_ends(text, drafts, decided)
    for index, (draft, is_threshold) in enumerate(zip(drafts, decided, strict=True)):
        if index in ends:
            continue
        if is_threshold:
            thresholds.append(threshold_of(passage, clause, draft.quantity))
        elif not past.hold(draft.quantity.start) and not _is_behind(page, draft):
            targets.append(reader.target(draft))
            notices.extend(reader.notices_of(draft, targets[-1]))
    targets.extend(_zeros(page))
    targets.extend(_date_targets(page, dates, hidden, past))
    targets.sort(key=lambda target: (target.span.start, target.span.end, target.dimension))
    return Reading(
        tuple(targets),
        tuple(thresholds),
        _absolutes(page),
        tuple(
            mention for mention in dates if not hidden.hold(mention.start) and not past.hold(mention.start)
        ),
        tuple(notices),
    )


def _join_ends(text: str, drafts: Sequence[Draft], decided: Sequence[bool]) -> frozenset[int]:
    """Make one figure of two that are the ends of a range; which of ``drafts`` are the second ends."""
    ends = set()
    for index in range(1, len(drafts)):
        here, following = drafts[index - 1], drafts[index]
        if decided[index - 1] or decided[index] or here.size > 1 or here.baseline or following.baseline:
            continue
        whole = spanned(text, here.quantity, following.quantity)
        if whole is not None:
            here.quantity = whole
            ends.add(index)
    return frozenset(ends)


_FIGURED = re.compile(
    r"[0-9〇零一二两三四五六七八九十百千万半双翻倍年月季壹贰叁肆伍陆柒捌玖拾佰仟岁节旦秋庆]"
)
"""A text without any of these holds neither a figure nor a date."""


def _is_behind(page: _Page, draft: Draft) -> bool:
    """In a plan for later years, 2020年：1个工作日 is where it starts from."""
    years = [year for year in (page.context.year, page.context.issued and page.context.issued.year) if year]
    of = dates_of(page.text, page.dates, draft.start)
    return bool(of and years) and page.context.status is Status.TARGET and max(of).year < min(years)


def _undated(text: str, dates: Sequence[DateMention]) -> str:
    if not dates:
        return text
    pieces, done = [], 0
    for mention in dates:
        pieces += [text[done : mention.start], DATED * (mention.end - mention.start)]
        done = mention.end
    return "".join([*pieces, text[done:]])


def _past(text: str, context: Context) -> Spans:
    """In a plan, figures of what has been done are no promise."""
    if context.status is not Status.TARGET:
        return Spans(())
    years = [year for year in (context.year, context.issued.year if context.issued else None) if year]
    return past_of(text, min(years, default=None))


_QUOTE = re.compile(r"“[^”]{1,14}”")
_NAMED = re.compile(r"“[^”]{1,40}(?=”)")
_ENUMERATION_COUNT = re.compile(rf"等(?!(?:不少于|不低于|超过|达到|达)$)[^{STOPS}、]{{0,3}}$")


def _quantities(text: str, dates: Sequence[DateMention], hidden: Spans, status: Status) -> list[Quantity]:
    """The quantities that may be targets or thresholds."""
    days = Spans((mention.start, mention.end) for mention in dates)
    quotes = Spans(match.span() for match in _QUOTE.finditer(text)) if "“" in text else Spans(())
    found = []
    for quantity in find_quantities(text):
        start, end = quantity.start, quantity.end
        if hidden.hold(start) or hidden.hold(end - 1) or days.hold(start) or days.hold(end - 1):
            continue
        if _DONE_AWAY.match(text, quantity.bound_end) and _STARTS_FROM.search(
            text, max(0, start - 12), start
        ):
            continue
        if quantity.unit.dimension is Dimension.COUNT and (
            quotes.hold(start)
            or _is_enumeration(text, quantity, status)
            or text.startswith("”", quantity.bound_end)  # “惠企20条”: a figure that closes a name
        ):
            continue
        found.append(quantity)
    return [
        quantity
        for index, quantity in enumerate(found)
        if not (index + 1 < len(found) and _is_background(text, quantity, found[index + 1]))
    ]


# 由7个工作日压减为当场办结, 由2次减为零: the figure is where it starts from
_STARTS_FROM = re.compile(r"(?:由|从)(?:每[件次])?(?:原来的|法定的?|现行的?|目前的?|原)?$")
_DONE_AWAY = re.compile(
    rf"[^{STOPS}0-9]{{0,4}}(?:压缩|压减|缩短|减少|精简|降低|下调|调整|优化|降|减|改|变|调)(?:到|至|为|成)“?(?:当场|即时|即办|立等|当日|随到|零|免|无)"
)


def _is_enumeration(text: str, quantity: Quantity, status: Status) -> bool:
    """…等16个事项: in a plan it says how many were named, in a report how many there are."""
    if status is not Status.TARGET and not quantity.cjk:
        return False
    return _ENUMERATION_COUNT.search(text, max(0, quantity.start - 4), quantity.start) is not None


def _is_background(text: str, quantity: Quantity, following: Quantity) -> bool:
    """办理时限法定20个工作日，承诺5个工作日: the legal limit is only what the promise is measured against."""
    return (
        quantity.unit.dimension is Dimension.TIME
        and following.unit.kind == quantity.unit.kind
        and text.startswith(("，", "、", "；", "（"), quantity.bound_end)
        and "background" in words_before(text, quantity.start)
        and text[quantity.bound_end : following.start].find("。") < 0
    )


_LONGEST = 120
"""Characters of a target's text; a longer stretch says no more than the value alone."""
_NEXT_WORDS = re.compile(rf"[^{STOPS}：！？、（]{{0,30}}")
_DATED_WORDS = re.compile(rf"[，、]?[^{STOPS}]{{0,40}}")
_NEXT_CLAUSE = re.compile(rf"，(?P<words>[^{STOPS}：！？]{{4,40}})")


class _Reader:
    """Turns the drafts of one commitment into targets, in order; remembers what the last one was about."""

    def __init__(self, page: _Page, drafts: Sequence[Draft]) -> None:
        self._page = page
        self._drafts = drafts
        self._clauses: dict[int, tuple[Clause, tuple[Item, ...], str]] = {}
        self._last: Target | None = None
        self._subject = ""
        """What the first value of the present clause is about."""
        self._last_end = 0

    def target(self, draft: Draft) -> Target:
        """The target that ``draft`` is."""
        page, quantity = self._page, draft.quantity
        text = page.text
        clause, items, scope = self._clause(draft)
        following = _NEXT_WORDS.match(text, quantity.bound_end)
        action = following.group(0) if following else ""
        what, item = _own(clause, items, draft)
        dimension, unit = quantity.unit.dimension, quantity.unit.name
        bound_at = list_start(text, self._drafts, draft)
        name = self._name(draft, clause, what, action)
        counted = unit in _GENERAL or (dimension is Dimension.TIME and quantity.rule == "list")
        if counted and name.endswith(("环节", "步骤")):
            # 环节、时间压缩至2个、4个工作日: the first 个 does not stand for 工作日
            dimension, unit = Dimension.STEPS, "环节"
        comparator, rule = comparator_of(
            text,
            quantity,
            dimension,
            bound_at,
            text[quantity.bound_end : quantity.bound_end + 12],
            page.context.status,
        )
        direction = stricter(
            dimension,
            comparator,
            name,
            quantity.unit.kind,
            text[max(0, clause.start) : quantity.start],
            action,
        )
        if _is_round_the_clock(text, quantity):
            comparator, direction, rule = Comparator.EXACTLY, Direction.HIGHER, "round-the-clock"
        if comparator in _CHANGES and unit in _SHARES:
            dimension = Dimension.RATE
        begin = clause.start
        if quantity.bound_end - begin > _LONGEST:
            begin = quantity.start
        parts = [part for part in (item if item != name else "", clause.condition, scope) if part]
        first, last = page.clause.place(begin, quantity.bound_end)
        target = Target(
            text=page.passage.text[first:last],
            span=page.passage.span(first, last),
            object=name,
            dimension=dimension,
            comparator=comparator,
            value=quantity.value if quantity.high is None else (quantity.value, quantity.high),
            unit=unit,
            scope="；".join(dict.fromkeys(parts)),
            direction=direction,
            baseline=draft.baseline.value if draft.baseline else None,
            baseline_unit=draft.baseline.unit.name if draft.baseline else "",
            approximate=quantity.approximate or "about" in words_before(text, bound_at),
            status=page.context.status,
            rule=f"{quantity.rule}/{rule}",
            phrase=page.clause.signs(quantity.start, quantity.bound_end),
            condition=clause.condition,
            action=action,
            due=self._due(draft),
        )
        self._last, self._last_end = target, quantity.bound_end
        if not clause.continues:
            self._subject = name
        return target

    def _due(self, draft: Draft) -> date | None:
        """Of which day it is; of several days and as many values, 分别, each its own."""
        first = self._drafts[draft.group].start
        found = dates_of(self._page.text, self._page.dates, first)
        return found[draft.place] if len(found) == draft.size else found[-1] if found else None

    def notices_of(self, draft: Draft, target: Target) -> list[Notice]:
        """Values and objects that do not go together, told once a list."""
        if draft.size == 1 or draft.place != draft.at_once:
            return []
        clause, items, _ = self._clause(draft)
        if "分别" not in clause.before:
            return []
        if len(items) == draft.size:
            return []
        last = self._drafts[draft.group + draft.size - draft.at_once - 1].quantity
        return [
            notice(
                "distribution-unclear",
                line=self._page.passage.line,
                span=target.span,
                values=draft.size,
                objects=len(items),
                text=self._page.clause.words(clause.start, last.bound_end),
            )
        ]

    def _clause(self, draft: Draft) -> tuple[Clause, tuple[Item, ...], str]:
        """The words that lead to the list of ``draft``, the objects they name, and who is concerned."""
        known = self._clauses.get(draft.group)
        if known is None:
            text = self._page.text
            first = self._drafts[draft.group]
            start = first.start if first.baseline else list_start(text, self._drafts, draft)
            based = draft.quantity.unit.dimension is Dimension.RATE and (
                text.startswith("的", start - 1) or draft.quantity.unit.kind == "points"
            )
            clause = self._page.phrases.before(start, self._last_end, based=based)
            members = self._drafts[draft.group : draft.group + draft.size - draft.at_once]
            listed = clause.object
            if "分别" in clause.before and len(listed) < 2:
                listed = clause.earlier  # 供水、供气报装，分别于5日、7日内办结
            items = split_items(listed) if draft.size > 1 else ()
            if len({member.quantity.unit.kind for member in members}) > 1 and "分别" not in clause.before:
                items = items if are_measured(items) else ()
            scope = self._page.phrases.scope(clause.start, start)
            known = self._clauses[draft.group] = (clause, items, scope)
        return known

    def _name(self, draft: Draft, clause: Clause, what: str, action: str) -> str:
        """The object as words, completed from what follows, from the value before, or from the heading."""
        quantity, text = draft.quantity, self._page.undated
        last = self._last
        if draft.echo and last is not None:
            return last.object
        words = text[quantity.bound_end : quantity.bound_end + len(action)]
        if quantity.unit.kind == "return-period" and (counted := counted_after(words)):
            return counted  # 达到5年一遇排水能力
        nameless = len(what) < 2 or is_only_verbs(what)
        if quantity.unit.dimension is Dimension.COUNT and (nameless or not quantity.after):
            # 组建3个专班, 42项行政许可事项: what is counted follows the measure word
            counted = counted_after(words)
            if counted:
                return counted
        if quantity.unit.dimension is Dimension.TIME:
            deed = deed_of(words)
            if clause.condition and is_agency(what):
                return deed if len(deed) >= 2 else self._next_deed(quantity) or what
            if nameless and clause.continues and last is not None:
                own = last.dimension is Dimension.TIME and last.action and len(deed) >= 2
                return deed if own else self._subject
            if nameless and len(deed) >= 2:
                return deed
        sized = quantity.unit.dimension is Dimension.CAPACITY and not nameless  # 新建规模60万吨/年的项目
        if not (quantity.unit.dimension is Dimension.RATE or sized) and (
            text.startswith("的", quantity.start - 1) or text.startswith("的", quantity.bound_end)
        ):
            # 拖欠的242万元工程款, 预留不少于三十日的准备期
            counted = counted_after(words)
            if counted:
                return counted
        area = area_of(words) if quantity.unit.dimension is Dimension.RATE else ""
        if area and what and not what.endswith(area):
            return what + area  # 建成区40%以上的面积达到…
        label = what or clause.earlier
        head = _ROW_HEAD.match(text) if _LABEL_ONLY.fullmatch(label) else None
        if (
            head
            and head.end() <= quantity.start
            and (
                label
                or head[0].endswith("：")
                or _COLUMN.search(text, max(0, quantity.start - 20), quantity.start)
            )
        ):
            return head["name"]  # 企业开办时间，2025年目标：0.5个工作日: what is measured heads the row
        if not nameless:
            return what
        if last is not None and what and last.object.startswith(what) and last.unit == quantity.unit.name:
            return last.object  # 2024年培育专精特新企业20家，2025年培育40家
        if clause.continues and self._subject:
            return self._subject
        followed = words.removeprefix("的").replace(DATED, "")
        if len(followed) >= 2:
            return followed
        return what if len(what) >= 2 else clause.earlier or self._page.context.heading

    def _next_deed(self, quantity: Quantity) -> str:
        match = _NEXT_CLAUSE.match(self._page.text, quantity.bound_end)
        return closed(match["words"].removeprefix("将")) if match else ""


_LABEL_ONLY = re.compile(
    r"(?:(?:19|20)\d\d年|[上下]半年|全年|第?[一二三四]季度|\d{1,2}月)?"
    r"(?:年度|工作|任务|具体|预期|量化|考核|总体|整改)?(?:目标|计划|规划|预期|指标)?(?:要求|值)?(?:累计)?"
)
_COLUMN = re.compile(rf"，[{DATED}\d年月季度上下半全]{{1,12}}：(?:累计)?[≥≤<>约]?$")
"""The name of a column for a year or a part of one, before its value."""
_ROW_HEAD = re.compile(
    rf"(?P<name>[^，。；：\d{DATED}]{{2,30}}?)(?:\d[^，。；：（]{{0,8}})?(?:（[^（）]{{1,8}}）)?[，：]"
)


_GENERAL = frozenset({"个", "项"})
_SHARES = frozenset({"%", "‰", "百分点", "基点", "倍", "成"})
_CHANGES = frozenset({Comparator.REDUCE_BY, Comparator.INCREASE_BY})


def _own(clause: Clause, items: tuple[Item, ...], draft: Draft) -> tuple[str, str]:
    """The object of this member of a list, and the list item alone."""
    if draft.size == 1 or len(items) != draft.size:
        return clause.object, ""
    return items[draft.place].object, items[draft.place].item


_ROUND_CLOCK = re.compile(
    rf"""
    (?:[^{STOPS}、]{{0,6}}?(?:
        服务|值班|值守|在线|不间断|受理|热线|咨询|自助|开放|不打烊|线上|全天|电话|应急|待命|客服|应诊|急诊|运行|营业|监测|监控|巡查
      | 办(?![结完妥毕好成]|理完) | 业务 | 响应
    ))
    """,
    re.VERBOSE,
)
_EVERY_DAY = re.compile(r"(?:[7七]天?[×xX*]|每天|全天候?|全年|昼夜)$")


def _is_round_the_clock(text: str, quantity: Quantity) -> bool:
    """7×24小时, 24小时值班: as long as a day is, not within a day."""
    if quantity.value != 24 or quantity.unit.name != "小时" or quantity.after or quantity.high is not None:
        return False
    before = _EVERY_DAY.search(text, max(0, quantity.start - 4), quantity.start)
    return before is not None or _ROUND_CLOCK.match(text, quantity.bound_end) is not None


_ZERO = re.compile(r"“?零(?:投资|成本|费用|收费)”?")
_TO_ZERO = re.compile(
    r"(?:费|费用|价格|成本|收费标准|工本费|保证金|押金)(?:全部|一律)?(?:调减|下调|降低|减免|调整|降|减|调)[为至到]零(?![\u4e00-\u9fff])"
)


def _zeros(page: _Page) -> list[Target]:
    """“零投资”, “零成本”, 价格降为零: money, exactly 0 元."""
    if "零" not in page.text:
        return []
    found = []
    places = [match.span() for match in _ZERO.finditer(page.text)]
    places += [(match.end() - 1, match.end()) for match in _TO_ZERO.finditer(page.text)]
    for start, end in sorted(places):
        clause = page.phrases.before(start)
        first, last = page.clause.place(clause.start, end)
        found.append(
            Target(
                text=page.passage.text[first:last],
                span=page.passage.span(first, last),
                object=clause.object or page.context.heading,
                dimension=Dimension.MONEY,
                comparator=Comparator.EXACTLY,
                value=Decimal(0),
                unit="元",
                scope=page.phrases.scope(clause.start, start),
                direction=Direction.LOWER,
                status=page.context.status,
                rule="zero",
                phrase=page.clause.signs(start, end),
            )
        )
    return found


_WHICH = re.compile(rf"(?:[开新][^{STOPS}]{{0,4}})?的")


def _date_targets(page: _Page, dates: Sequence[DateMention], hidden: Spans, past: Spans) -> list[Target]:
    if not dates:
        return []
    names = Spans(match.span() for match in _NAMED.finditer(page.text))
    found = []
    for mention in dates:
        if not (mention.is_bound or mention.is_start):
            continue
        if hidden.hold(mention.start) or past.hold(mention.start):
            continue
        if names.hold(mention.start) and not mention.year_given and page.text[mention.end - 1] in "末终":
            continue  # “年终考评总结” is a name
        if _WHICH.match(page.text, mention.end) or _is_gone(page, mention):
            continue  # 上半年开工的项目 says which projects, not by when
        rest = _DATED_WORDS.match(page.text, mention.end)
        words = page.clause.words(mention.end, rest.end()).strip("，,、（()）：: ") if rest else ""
        start, end = page.clause.place(mention.start, mention.end)
        found.append(
            Target(
                text=page.passage.text[start:end],
                span=page.passage.span(start, end),
                object=words or page.context.heading,
                dimension=Dimension.DATE,
                comparator=Comparator.AT_MOST,
                value=mention.on,
                unit="date",
                scope="",
                direction=Direction.EARLIER,
                precision=mention.precision,
                start=mention.is_start,
                status=page.context.status,
                rule=mention.rule,
                phrase=page.clause.signs(mention.start, mention.end),
            )
        )
    return found


_FORMED = re.compile(rf"[^{STOPS}、]{{0,10}}的")


def _is_gone(page: _Page, mention: DateMention) -> bool:
    """2019年前形成的遗留问题: nothing is due in a year that has passed."""
    context = page.context
    year = context.issued.year if context.issued else context.year
    return (
        year is not None
        and mention.on.year < year
        and context.status is Status.TARGET
        and _FORMED.match(page.text, mention.end) is not None
    )


@derived
def _absolute_patterns() -> tuple[tuple[str, Dimension, re.Pattern[str]], ...]:
    return tuple(
        (entry["code"], Dimension(entry["dimension"]), re.compile(entry["pattern"]))
        for entry in load("absolutes")["absolute"]
    )


@derived
def _slogan() -> re.Pattern[str]:
    return re.compile(rf"[^“”{STOPS}]{{0,8}}”[^{STOPS}]{{0,6}}(?:{any_of(load('names')['slogan']['after'])})")


@derived
def _denied() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(load('absolutes')['denied']['before'])})$")


def _is_name_or_denied(text: str, start: int, end: int) -> bool:
    """“一次办好”改革 is a name; 不能当场办结的 promises nothing."""
    return (
        _denied().search(text, max(0, start - 6), start) is not None or _slogan().match(text, end) is not None
    )


def _absolutes(page: _Page) -> tuple[Absolute, ...]:
    found = []
    for code, dimension, pattern in _absolute_patterns():
        for match in pattern.finditer(page.text):
            if _is_name_or_denied(page.text, *match.span()):
                continue
            start, end = page.clause.place(*match.span())
            found.append(
                Absolute(
                    code=code,
                    text=page.passage.text[start:end],
                    span=page.passage.span(start, end),
                    dimension=dimension,
                )
            )
    return tuple(sorted(found, key=lambda absolute: (absolute.span, absolute.code)))


__all__ = ["Context", "Reading", "read_targets"]

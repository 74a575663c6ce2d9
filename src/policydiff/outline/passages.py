"""Source text to passages: noise lines left out, broken lines joined.

Guaranteed: ``passage.text[i] == source.text[passage.offsets[i]]`` for every
character, so nothing is invented (a text in traditional characters is read in
simplified ones, one for one, so that the offsets hold); what is left out (page numbers, stamp lines,
a character repeated over a page break, Markdown signs) becomes a notice.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from policydiff.lexicon import derived, load
from policydiff.model import Notice, Passage, SourceText, Span
from policydiff.outline.facts import is_title
from policydiff.outline.markers import find_marker, in_chain, is_row, spaced_in_chain
from policydiff.outline.units import starts_with_label
from policydiff.readers.limits import check_sentences
from policydiff.text import simplify
from policydiff.wording import notice


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    start: int
    raw: str
    text: str
    """Without outer blanks and Markdown signs."""
    after_blank: bool
    broken_page: bool
    """A page number or another noise line stands between this line and the one before."""
    family: str
    """The style of the number it starts with, ``一是`` for an enumeration in prose, or empty."""
    owned: bool
    """Stands on its own: a list of people, a label such as 职责任务：, a heading or a row of a table."""


_SLIM = re.compile(r"[ -~]")
_PLAIN = re.compile(r"[^\s\ufeff\u200b-\u200d\u2060\xad]*")
_WORD = re.compile(r"[A-Za-z0-9]")
_LABEL = re.compile(r"[^，。；（(〔]{1,24}[：:]")


@derived
def _patterns() -> tuple[tuple[tuple[str, re.Pattern[str]], ...], re.Pattern[str], re.Pattern[str], str]:
    noise = load("noise")
    lines = tuple((entry["code"], re.compile(entry["pattern"])) for entry in noise["line"])
    return (
        lines,
        re.compile(noise["markdown"]["line_start"]),
        re.compile(noise["markdown"]["inline"]),
        noise["ends"]["terminal"],
    )


def find_passages(source: SourceText) -> tuple[tuple[Passage, ...], tuple[Notice, ...]]:
    """The paragraphs of ``source`` in order, and what was left out; raises UnreadableSource for too many of them."""
    text = simplify(source.text)
    lines, left_out = _lines(text)
    notices = [
        notice(code, line=numbers[0], count=len(numbers), lines=_listed(numbers))
        for code, numbers in left_out.items()
    ]
    if text is not source.text:
        notices.append(notice("traditional"))
    prose = [line for line in lines if not is_row(line.raw)]
    page = _Page.of(prose)
    headings = _heading_families(prose)
    passages: list[Passage] = []
    group: list[_Line] = []
    for line in lines:
        if group and not _joins(group, line, page, headings):
            passages.append(_passage(group, text, notices))
            group = []
        group.append(line)
    if group:
        passages.append(_passage(group, text, notices))
    found = tuple(passage for passage in passages if passage.text)
    check_sentences(len(found) + sum(map(_ends, found)), source.name)
    return found, tuple(notices)


def _ends(passage: Passage) -> int:
    """How many sentences end in ``passage``."""
    return passage.text.count("。") + passage.text.count("；")


def _lines(text: str) -> tuple[list[_Line], dict[str, list[int]]]:
    noise, line_start, _, _ = _patterns()
    lines: list[_Line] = []
    left_out: dict[str, list[int]] = defaultdict(list)
    running = _running(text)
    start, after_blank, broken_page = 0, True, False
    for number, raw in enumerate(text.split("\n"), 1):
        stripped = raw.strip(" \t\u3000\xa0\ufeff\x0c")
        code = (
            next((code for code, pattern in noise if pattern.fullmatch(stripped)), None) if stripped else None
        )
        if broken_page and stripped in running:
            code = "running-line"
        if not stripped:
            after_blank = True
        elif code:
            if code != "comment":
                left_out[code].append(number)
            broken_page = True
        else:
            bullet = is_bullet(stripped)
            match = bullet or line_start.match(stripped)
            if match:
                stripped = stripped[match.end() :]
            offset = raw.rindex(stripped) if stripped else 0
            lines.append(
                _Line(
                    number,
                    start + offset,
                    raw,
                    stripped,
                    after_blank,
                    broken_page,
                    _family(stripped) or ("bullet" if bullet else ""),
                    _is_label(stripped) or _is_list_of_people(raw) or _SIGN.match(raw) is not None,
                )
            )
            after_blank = broken_page = False
        start += len(raw) + 1
    decimals = in_chain([line.text for line in lines])
    for place in decimals:
        lines[place] = replace(lines[place], family="decimal")
    for place in spaced_in_chain([line.text for line in lines]):
        lines[place] = replace(lines[place], family="cjk")
    return lines, left_out


def _running(text: str) -> frozenset[str]:
    """The lines that stand below a page number twice or more, or once and at the head of the text: running headers."""
    noise, *_ = _patterns()
    number = next(pattern for code, pattern in noise if code == "page-number")
    lines = [line.strip(" \t\u3000\xa0\ufeff\x0c") for line in text.split("\n")]
    lines = [line for line in lines if line]
    below = Counter(
        line
        for before, line in pairwise(lines)
        if len(line) >= 6 and len(before) <= 24 and number.fullmatch(before)
    )
    return frozenset(
        line for line, count in below.items() if (count > 1 or line in lines[:3]) and not line.endswith("。")
    )


def is_bullet(raw: str) -> re.Match[str] | None:
    """The sign (●, ——, -) with which ``raw`` begins as one of a list."""
    return _bullet().match(raw.lstrip(" \t\u3000\xa0"))


@derived
def _bullet() -> re.Pattern[str]:
    return re.compile(load("noise")["markdown"]["bullet"])


_SIGN = re.compile(r"[ \t]*(?:#{1,6}[ \t]|\||〔(?:脚注|尾注|文本框|表注|附件|按语)\d*〕)")


@derived
def _people() -> re.Pattern[str]:
    people = load("sections")["people"]
    return re.compile(people["line"])


def _is_list_of_people(raw: str) -> bool:
    return _people().match(raw.strip()) is not None


def _is_label(text: str) -> bool:
    """职责任务： and 各旗区人民政府： stand on lines of their own; …，责任单位： breaks off in mid-bracket."""
    return _LABEL.fullmatch(text) is not None


def _listed(numbers: list[int], most: int = 8) -> str:
    shown = "、".join(map(str, numbers[:most]))
    return shown + (" 等" if len(numbers) > most else "")


@dataclass(frozen=True, slots=True)
class _Page:
    """How the lines of a text were broken."""

    full: frozenset[int] = frozenset()
    """The numbers of the lines that are as wide as a page on which lines were broken by hand."""
    whole: bool = False
    """Every line is whole, with a full stop or without."""

    @classmethod
    def of(cls, lines: list[_Line]) -> _Page:
        # some programs count characters, others columns, of which a digit takes half: what more lines agree with
        found = [
            (agreed, measure, width)
            for measure in (len, _columns)
            for agreed, width in _wrap_width(lines, measure)
        ]
        if found:
            _, measure, width = max(found, key=lambda entry: entry[0])
            # a word that is kept whole, or a mark that may begin no line, leaves a line shorter
            least = width - max(2, width // 8)
            return cls(frozenset(line.number for line in lines if measure(line.text) >= least))
        return cls(whole=_is_list(lines))


def _columns(text: str) -> int:
    """How wide ``text`` is in Chinese characters; two Latin letters, digits or blanks take the place of one."""
    return len(text) - len(_SLIM.findall(text)) // 2


def _wrap_width(lines: list[_Line], measure: Callable[[str], int]) -> Iterator[tuple[int, int]]:
    """The width at which the lines were broken by hand, behind how many have it; nothing for whole paragraphs on a line.

    Most lines have that width, most of those stop short of their sentence, and
    the line behind them has no number of its own.
    """
    long = [(measure(line.text), line) for line in lines if measure(line.text) >= 15]
    if len(long) < 5:
        return
    common = Counter(size for size, _ in long)
    best = max(common, key=lambda width: (sum(common[width - i] for i in range(3)), width))
    near = [line for size, line in long if best - 3 <= size <= best + 1]
    broken = {line.number for line in near if line.text[-1] not in _patterns()[3]}
    going_on = [line for line in lines if line.number - 1 in broken and not line.family and not line.owned]
    wrapped = (
        best <= 90
        and len(near) * 100 >= 45 * len(long)
        and len(broken) * 10 >= 6 * len(near)
        and len(going_on) * 3 >= 2 * len(broken)
    )
    if wrapped:
        yield sum(common[best - i] for i in range(3)), best


NARROW = 25
"""No page is narrower than this."""


def _is_list(lines: list[_Line]) -> bool:
    """Are the lines items without numbers and full stops (新增停车位500个｜周六开放，覆盖率100%), not broken by hand?

    Lines that were broken by hand are about as long as each other.
    """
    if any(line.family for line in lines):
        return False
    long = [line.text for line in lines if len(line.text) >= 8 and not line.owned]
    whole = [
        text for text in long if text[-1] not in _patterns()[3] and not re.search(r"[，,、（(“《]$", text)
    ]
    longest = max(map(len, whole), default=0)
    return (
        len(whole) >= 3
        and len(whole) * 10 >= 8 * len(long)
        and longest <= 60
        and (longest < NARROW or sum(len(text) >= longest - 3 for text in whole) * 2 <= len(whole))
    )


_ENUMERATION = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}(?:是|方面)|首先，|其次，|第[一二三四五六七八九十]，)"
)


def _family(text: str) -> str:
    marker = find_marker(text)
    if marker is not None:
        return marker.family.name
    return "一是" if _ENUMERATION.match(text) else ""


def _heading_families(lines: list[_Line]) -> frozenset[str]:
    """The styles of number that stand before headings: 一、 by custom, others when half their lines are short and open-ended."""
    families = {"cjk", "chapter", "part", "section"}
    for name in ("paren-cjk", "arabic"):
        own = [line for line in lines if line.family == name]
        short = [line for line in own if _may_head(line)]
        # one line in three with a comma: 对标先进典型，拓展工作格局 is a heading there
        paired = [line for line in short if _CLAUSES.search(line.text)]
        if len(short) * 2 >= len(own) > 1 and (name == "paren-cjk" or len(paired) * 3 >= len(own)):
            families.add(name)
    return frozenset(families)


def _may_head(line: _Line) -> bool:
    return len(line.text) <= 34 and not re.search(r"[。；;！？]|[，,、：:]$", line.text)


def _joins(group: list[_Line], line: _Line, page: _Page, headings: frozenset[str]) -> bool:
    """Does ``line`` go on in the middle of the sentence that ``group`` has begun?"""
    last = group[-1]
    if line.family or last.owned or (line.owned and not _breaks_off(last, line)):
        return False
    if _LIST_START.match(line.text):
        return False  # 附件：1.… is no end of the sentence before
    if not line.text or not last.text:
        return False  # nothing is left of a line of marks and control characters
    joined = "".join(part.text for part in group)
    if starts_with_label(line.text) and not _OPEN_UNITS.search(joined):
        return False
    if _is_open(joined):
        return True
    if _OPEN_BRACKET.search(last.text) or (_OPEN_END.search(last.text) and line.text[0].isdigit()):
        return True
    if last.family in headings and _may_head(last) and last.number not in page.full:
        return False
    if _UNITS_CLOSED.search(joined[-200:]):
        return False  # （一）事项下沉（责任部门：市政务局；完成时限：5月20日）
    if _UNITS_STATED.search(last.text[-100:]) and last.number not in page.full:
        return False  # …三百户。责任单位：县住建局
    end = last.text[-1]
    terminal = _patterns()[3]
    if end in terminal or (end in "）)〕】”》" and not _mid_sentence(last, page)):
        return False
    if end in "，,、（(“《〔【—":
        return True
    tells = not page.whole and len(last.text) >= _TELLS and not last.family
    return (tells and not is_title(last.text)) or _mid_sentence(last, page)


_IN = r"[^（(〔\[【）)〕\]】]"
_UNITS_CLOSED = re.compile(
    rf"[（(〔\[【]{_IN}*(?:(?:单位|部门|时限|责任|牵头|配合)[：:]{_IN}+|(?:牵头|负责|指导){_IN}*)[）)〕\]】]$"
)
_UNITS_STATED = re.compile(
    r"(?:^|[。；])(?:牵头|责任|配合|主办|主责|落实|实施|承办)(?:单位|部门)[：:][^。；：:]{2,60}[局委办院部厅会行站队镇乡府心司位门]$"
)
_LIST_START = re.compile(r"附\s*[件表]\s*[:：]")


def _breaks_off(last: _Line, line: _Line) -> bool:
    """…五个工作日内办结。不得｜收取下列费用： the line is no label: the one before it stops in mid-sentence."""
    return (
        _is_label(line.text)
        and not starts_with_label(line.text)
        and len(last.text) >= 25
        and _CLAUSES.search(last.text) is not None
        and last.text[-1] not in _patterns()[3] + "）)〕】”》"
        and _SIGN.match(line.raw) is None
    )


def _is_open(text: str) -> bool:
    """Has a quotation or title been opened near the end and not closed?  Brackets are often left open, so they do not count."""
    tail = text[-60:]
    return any(tail.rfind(open_) > tail.rfind(close) for open_, close in (("“", "”"), ("《", "》")))


_OPEN_UNITS = re.compile(r"[（(〔\[【][^（(〔\[【：:]{2,8}[:：][^）)〕\]】]*$|[，；、,;]$")
_OPEN_END = re.compile(r"(?:至|到|为|达|超过|低于|高于|少于|多于|减免)$")
_OPEN_BRACKET = re.compile(
    r"(?:(?:责任|牵头|配合|主办|协办|主责|落实|实施|完成|办结|办理)(?:单位|部门)?|时限|时间)\s*[:：]$"
)
_CLAUSES = re.compile(r"[，；。,;]")


def _mid_sentence(last: _Line, page: _Page) -> bool:
    """A line stops short of its sentence when it is as wide as the page, or holds more than a heading does."""
    if page.whole:
        return False
    if last.number in page.full:
        return True
    return bool(_CLAUSES.search(last.text)) and len(last.text) >= 12


_TELLS = 36
"""Characters from which a line without number and comma is no heading, unless it ends as a title does (…的通知)."""


def _passage(group: list[_Line], source: str, notices: list[Notice]) -> Passage:
    inline = _patterns()[2]
    chars: list[str] = []
    offsets: list[int] = []
    for index, line in enumerate(group):
        skip = _markdown(line.text, inline)
        begin = 0
        if index and (line.after_blank or line.broken_page) and _is_doubled(chars, line.text, source):
            notices.append(
                notice(
                    "doubled-character",
                    line=line.number,
                    span=Span(line.start, line.start + 1),
                    char=line.text[0],
                    context="".join(chars[-6:]) + "｜" + line.text[:6],
                )
            )
            begin = 1
        elif (
            index
            and _WORD.match(line.text[:1])
            and chars
            and _WORD.match(chars[-1])
            and not chars[-1].isdigit()
        ):
            newline = line.start - 1
            while source[newline] != "\n":
                newline -= 1
            chars.append(source[newline])
            offsets.append(newline)
        if not skip and _PLAIN.fullmatch(line.text):
            chars.extend(line.text[begin:])
            offsets.extend(range(line.start + begin, line.start + len(line.text)))
            continue
        for position in range(begin, len(line.text)):
            char = line.text[position]
            if position in skip or char in "\ufeff\u200b\u200c\u200d\u2060\xad":
                continue
            if char.isspace() and not _needed_space(line.text, position):
                continue
            chars.append(char)
            offsets.append(line.start + position)
    return Passage("".join(chars), tuple(offsets), group[0].number, group[0].raw)


def _markdown(text: str, inline: re.Pattern[str]) -> frozenset[int]:
    if "*" not in text and "_" not in text:
        return frozenset()
    return frozenset(i for match in inline.finditer(text) for i in range(*match.span()))


def _needed_space(text: str, position: int) -> bool:
    """Blanks count only between two words or numbers of Latin script."""
    if position == 0 or text[position - 1].isspace():
        return False
    before, after = text[position - 1], _NEXT.match(text, position + 1)
    return (
        after is not None
        and bool(_LATIN.match(before))
        and bool(_LATIN.match(after[1]))
        and not (before.isdigit() and after[1].isdigit())
    )


_NEXT = re.compile(r"\s*+(\S)")
_LATIN = re.compile(r"[A-Za-z0-9%.,;:$\\]")


def _is_doubled(chars: list[str], text: str, source: str) -> bool:
    """Was the last character before a page break printed again after it?

    环境｜境的意见 doubles 境; 加强管理｜理念更新 does not: there 理念 stands
    elsewhere after other words, so both characters are the document's own.
    """
    if len(chars) < 2 or not text or text[0] != chars[-1] or not "\u4e00" <= text[0] <= "\u9fff":
        return False
    word, before = text[:2], chars[-2]
    befores = {source[m.start() - 1] for m in re.finditer(re.escape(word), source) if m.start()}
    befores = {char for char in befores if "\u4e00" <= char <= "\u9fff" and char != text[0]}
    return befores <= {before}

"""Tables of tasks to lines of text, the same for every format.

A line that belongs to a table begins with a bar, so that the outline knows
where the table, a group and a row begin and end:

    |# 优化企业开办                 a group: a cell merged over several rows
    |## 压缩时间                  a group inside it
    |*** 1.开办时间压缩至1个工作日内。  a row inside both, with its number; |* stands in no group
    | 另一段                     more of the same row
    | 牵头单位：甲局；完成时限：6月底前     its units and date, under the words of the header

Nothing but the bars, and the names of columns before their cells, is added.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from policydiff.lexicon import derived, load
from policydiff.model import Notice
from policydiff.readers.cells import COUNT, OWN_NUMBER, healed, one_line, unit_end
from policydiff.readers.limits import Room
from policydiff.text import simplify
from policydiff.wording import notice


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column holds: number, task, value, lead, responsible, deadline or other."""

    role: str
    label: str
    """The words of its header, in a spelling the parser knows."""
    header: str = ""
    """The words as printed, without blanks and brackets."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One row, its cells sorted by what they hold."""

    number: str
    texts: tuple[str, ...]
    """The cells of the task columns, in their order; a group still stands in each of its rows."""
    values: tuple[tuple[str, str], ...]
    """Short cells of other columns, with their header."""
    labels: tuple[tuple[str, str], ...]
    """Units and deadline, with their header."""
    remarks: tuple[str, ...] = ()
    """What is wrong now: no promise."""


_BLANK = re.compile(r"[\s\u3000\xa0\u200b\ufeff]+")


def rows(cells: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], tuple[Notice, ...]]:
    """The lines of a table, and what the reader of the result must know.

    ``cells`` holds the text of each cell, row by row.  A cell merged over
    several rows or columns is repeated in each of them (an empty cell below a
    group is taken for its continuation); ``\\n`` in a cell parts paragraphs.
    A header printed again is dropped.  No text is lost, whatever the table.

    >>> lines, _ = rows([
    ...     ["序号", "重点任务", "具体措施", "牵头单位", "完成时限"],
    ...     ["1", "企业开办", "开办时间压缩至1个工作日内。", "市监局", "6月底前"],
    ...     ["2", "企业开办", "免费刻章。", "公安局", "长期"],
    ... ])
    >>> print(*lines, sep="\\n")
    |# 企业开办
    |** 1.开办时间压缩至1个工作日内。
    | 牵头单位：市监局；完成时限：6月底前
    |** 2.免费刻章。
    | 牵头单位：公安局；完成时限：长期
    """
    room = Room()
    room.take(sum(map(len, (cell for row in cells for cell in row))))
    grid = _grid(cells)
    if not grid:
        return (), ()
    # a header without rows below it is only a row
    place = next((i for i in range(min(len(grid) - 1, 8)) if _columns(grid[i]) is not None), None)
    if place is None:
        return _plain(grid)
    columns, body = _header(grid, place)
    # a row says again what its columns are called
    room.take(len(body) * sum(map(len, (cell for row in grid[place : place + 1] for cell in row))))
    columns = _counts_apart(columns, body)
    lines: list[str] = []
    for row in grid[:place]:
        lines.extend(_paragraphs(_distinct(row)))
    if not any(column.role == "task" for column in columns):
        plain, notices = _plain(grid[place:])
        return (*lines, *plain), notices
    columns, body = _measured(columns, body)
    repeated = {_key(row) for row in grid[place : len(grid) - len(body)]}
    content: list[_Row | str] = []
    for row in body:
        if _key(row) in repeated:
            continue
        words = _distinct(row)
        if len(words) == 1 and len(columns) > 2 and all(row):
            content.append(words[0])  # one cell over the whole width
        elif _is_group(row, columns):
            content.append(_numbered(*words))
        elif _REMARK.match(words[0]):
            content.append("，".join(words))
        else:
            content.append(_sorted(row, columns))
    lines.extend(_body(_joined(_carried(content))))
    header = (word for row in grid[place : len(grid) - len(body)] for word in _key(row) if word)
    named = "、".join(dict.fromkeys(header))
    return tuple(lines), (
        notice("task-table", columns=named, count=sum(isinstance(row, _Row) for row in content)),
    )


def _is_group(row: Sequence[str], columns: Sequence[_Column]) -> bool:
    """一 | 营商环境 and nothing else: a row that heads those below it."""
    words = [(column.role, cell) for column, cell in zip(columns, row, strict=True) if cell]
    return (
        [role for role, _ in words] == ["number", "task"]
        and re.fullmatch(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?", words[0][1]) is not None
        and len(words[1][1]) <= load("tables")["limits"]["value"]
        and not re.search(r"[。；]", words[1][1])
    )


def _grid(cells: Sequence[Sequence[str]]) -> list[list[str]]:
    """The cells trimmed and of one width, without empty rows and columns and without a column that only repeats the one before."""
    width = max((len(row) for row in cells), default=0)
    trimmed = [[_trim(cell) for cell in row] + [""] * (width - len(row)) for row in cells]
    kept = [
        i
        for i in range(width)
        if any(row[i] for row in trimmed) and not (i and all(row[i] == row[i - 1] for row in trimmed))
    ]
    found = [[row[i] for i in kept] for row in trimmed]
    return [row for row in found if any(row)]


def _trim(cell: str) -> str:
    lines = (line.strip(" \t\r\u3000\xa0\u200b\ufeff") for line in cell.split("\n"))
    return "\n".join(line for line in lines if line)


def _key(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(_BLANK.sub("", cell) for cell in row)


def _distinct(row: Sequence[str]) -> list[str]:
    """The texts of a row, one for each run of merged cells."""
    return [cell for i, cell in enumerate(row) if cell and (not i or cell != row[i - 1])]


def _paragraphs(texts: Sequence[str]) -> list[str]:
    """The lines of the cells; （1）…；（2）… in one line are two."""
    lines = (line for text in texts for line in text.split("\n") if line)
    return [part for line in lines for part in (_INNER.split(line) if _FIRST.match(line) else [line])]


_FIRST = re.compile(r"[（(]\s*[1１一]\s*[)）]|①")
_INNER = re.compile(
    r"(?<=[。；])\s*(?=[（(]\s*(?:[2-9２-９]|1[0-9]|[二三四五六七八九十]{1,2})\s*[)）]|[②-⑳])"
)


# header


@derived
def _words() -> tuple[dict[str, str], tuple[tuple[str, re.Pattern[str]], ...], dict[str, str]]:
    data, labels = load("tables"), load("responsible")["labels"]
    roles = {word: role for role, words in data["words"].items() for word in words}
    known = {word: role for role, words in labels.items() for word in words}
    roles |= {word: "other" if role == "source" else role for word, role in known.items()}
    patterns = tuple((entry["role"], re.compile(entry["pattern"])) for entry in data["pattern"])
    return roles, patterns, known


_ASIDE = re.compile(r"[（(〔\[][^）)〕\]]{0,200}+[）)〕\]]|[：:*★]")


def _plain_words(cell: str) -> str:
    """A header cell without blanks, brackets and stars, in simplified characters."""
    return _ASIDE.sub("", _BLANK.sub("", simplify(cell)))


def role_of(cell: str) -> str:
    """What a header cell names, or an empty string."""
    roles, patterns, _ = _words()
    words = _plain_words(cell)
    if not words or len(words) > load("tables")["limits"]["header"]:
        return ""
    role = roles.get(words) or next((role for role, pattern in patterns if pattern.search(words)), "")
    # 责任单位（牵头） stands beside 责任单位（配合）
    return "lead" if role == "responsible" and re.search(r"[（(〔]牵头", cell) else role


def is_header(row: Sequence[str]) -> bool:
    """Does ``row`` name the columns of a table of tasks?"""
    return len(row) >= 3 and _columns([_trim(cell) for cell in row]) is not None


def _columns(row: Sequence[str]) -> list[str] | None:
    """The roles that a row names if it is the header of a task table: a text column and one more."""
    found = [role_of(cell) for cell in row]
    distinct = {(role, cell) for role, cell in zip(found, row, strict=True) if role}
    named = {role for role, _ in distinct}
    others = {cell for cell in row if cell and not _PERIOD.fullmatch(_plain_words(cell))}
    periods = len(set(filter(None, row))) - len(others)
    if "task" not in named or len(distinct) * 2 < len(others) or (len(distinct) < 2 and periods < 2):
        return None
    return found


_PERIOD = re.compile(
    r"(?:(?:(?:19|20)\d\d年)?(?:\d{1,2}月|年)[底末]前?|(?:19|20)\d\d年?|[上下]半年|全年|第?[一二三四]季度|[0-9一二三四五六七八九十]{1,2}月份?|[近中远]期)(?:底|末|度)?"
    r"(?:工作)?(?:目标|计划|任务|指标|要求|进度|安排|完成)?(?:值|数)?"
)
"""The header of a column for a year or a part of one."""


def _header(grid: list[list[str]], place: int) -> tuple[list[_Column], list[list[str]]]:
    """The columns, and the rows below the header, which may have two rows (责任单位 over 牵头 and 配合)."""
    top = grid[place]
    below = place + 1
    merged = {i + step for i in range(len(top) - 1) if top[i] and top[i] == top[i + 1] for step in (0, 1)}
    second: Sequence[str] = [""] * len(top)
    if merged and below + 1 < len(grid) and _parts(top, grid[below], merged):
        second, below = grid[below], below + 1
    columns = [_column(low or high, high) for high, low in zip(top, second, strict=True)]
    return columns, grid[below:]


def _parts(top: Sequence[str], row: Sequence[str], merged: set[int]) -> bool:
    """Does ``row`` name the parts of the ``merged`` header cells, and nothing else?"""
    named = {row[i] for i in merged if row[i]}
    elsewhere = [i for i in range(len(row)) if i not in merged and row[i] not in {"", top[i]}]
    known = all(role_of(cell) or _PERIOD.fullmatch(_plain_words(cell)) for cell in named)
    repeated = [i for i in range(len(row)) if i not in merged and row[i] == top[i] != ""]
    return len(named) > 1 and (known or len(repeated) > 1) and not elsewhere


_CANONICAL = {"lead": "牵头单位", "responsible": "责任单位", "deadline": "完成时限", "other": "备注"}


_YEAR_BEHIND = re.compile(r"^([^（(]{1,10})[（(]((?:19|20)\d\d)年?[底末]?[)）]$")
"""目标值（2026年）: said as 2026年目标值."""


def _column(cell: str, above: str) -> _Column:
    role = role_of(cell) or role_of(above) or "value"
    words = _plain_words(cell)
    if role == "value":
        own = cell == above or _PERIOD.fullmatch(words)
        words = _YEAR_BEHIND.sub(r"\2年\1", _BLANK.sub("", cell if own else above + cell))
    known = _words()[2].get(words)
    if role in _CANONICAL and known not in {role, "source"}:
        words = _CANONICAL[role]
    return _Column(role, words, _plain_words(cell))


def _counts_apart(columns: list[_Column], body: list[list[str]]) -> list[_Column]:
    """A column 安置任务 that holds nothing but counts says how much, not what is to be done."""
    found = []
    for i, column in enumerate(columns):
        cells = [row[i] for row in body if row[i]]
        counts = column.role == "task" and bool(cells) and all(map(COUNT.fullmatch, cells))
        found.append(_Column("value", column.header, column.header) if counts else column)
    return found


# indicators


_BARE = re.compile(
    r"((?:其中)?[\u4e00-\u9fff]{0,12}?[≥≤＞＜><=＝约]{0,2}\s*[\[［]?[0-9０-９]+(?:[.．,][0-9０-９]+)*[\]］]?)"
    r"\s*((?:以上|以下|以内|左右|及以上|及以下)?)"
)
"""A number without a unit, or a part of one: 47 左右, 其中独立储能40, [14]."""
_IN_BRACKETS = re.compile(r"[（(](?:单位[：:])?([^（）()0-9]{1,8})[）)]$")


def _measured(columns: list[_Column], body: list[list[str]]) -> tuple[list[_Column], list[list[str]]]:
    """A table of indicators: its 单位 are of measurement, and go behind the bare numbers of their row.

    企业开办时间 | 工作日 | 0.5 has 0.5工作日; so has 企业开办时间（工作日） | 0.5.
    """
    named = next((i for i, column in enumerate(columns) if column.role == "task"), None)
    if named is None or not any(column.role == "value" for column in columns):
        return columns, body
    place = next((i for i, column in enumerate(columns) if _is_measure(i, column, body)), None)
    values = [i for i, column in enumerate(columns) if column.role == "value"]
    found = [list(row) for row in body]
    for row in found:
        bracket = _IN_BRACKETS.search(row[named])
        unit = row[place] if place is not None else bracket[1] if bracket else ""
        bare = [(i, said) for i in values if unit and (said := _with_unit(row[i], unit))]
        for i, said in bare:
            row[i] = said
        shown = unit and any(row[i].endswith(unit) for i in values)
        if (bare or shown) and place is not None:
            row[place] = ""
    if place is not None:
        columns = [
            replace(c, role="value", label=c.header) if i == place else c for i, c in enumerate(columns)
        ]
    return columns, found


def _with_unit(cell: str, unit: str) -> str:
    """``cell`` with ``unit`` behind its bare numbers, its parts at commas; empty where a part is no bare number."""
    parts = [_BARE.fullmatch(part.strip()) for part in re.split(r"[；;，]", cell)]
    said = [match[1].strip("[]［］") + unit + match[2] for match in parts if match]
    return "，".join(said) if len(said) == len(parts) else ""


def _is_measure(place: int, column: _Column, body: list[list[str]]) -> bool:
    """Does a column 单位 hold units of measurement, not offices?"""
    cells = [row[place] for row in body if row[place]]
    offices = any(unit_end().search(cell) or len(cell) > 8 for cell in cells)
    return column.header in load("tables")["measure"]["headers"] and bool(cells) and not offices


# rows


COUNTS = re.compile(r"[（(第]?[0-9０-９A-Za-z一二三四五六七八九十百①-⑳.．\-－—]{1,8}[)）条项]?[、.．]?")


def _sorted(row: Sequence[str], columns: Sequence[_Column]) -> _Row:
    number = ""
    texts: list[str] = []
    values: list[tuple[str, str]] = []
    labels: list[tuple[str, str]] = []
    remarks: list[str] = []
    for i, (cell, column) in enumerate(zip(row, columns, strict=True)):
        if i and cell and cell == row[i - 1] and column.role == columns[i - 1].role:
            if column.role == "task":
                texts.append("")
            continue  # one cell merged over two columns of a kind
        if column.role == "number" and not number and COUNTS.fullmatch(_BLANK.sub("", cell)):
            number = _BLANK.sub("", cell)
        elif column.role == "task":
            texts.append(healed(cell))
        elif column.role == "problem":
            if cell:
                remarks.append(f"{column.header}：{one_line(cell, 'other')}")
        elif column.role in {"value", "number"}:
            if cell:
                values.append((column.label, healed(cell)))
        elif cell:
            labels.append((column.label, one_line(cell, column.role)))
    return _Row(number, tuple(texts), tuple(values), tuple(labels), tuple(remarks))


def _carried(content: Sequence[_Row | str]) -> list[_Row | str]:
    """An empty cell below a group, but not in the last task column, is the group's continuation."""
    found: list[_Row | str] = []
    above: tuple[str, ...] = ()
    for row in content:
        if isinstance(row, str):
            above = ()
            found.append(row)
            continue
        texts = list(row.texts)
        for i in range(len(texts) - 1):
            if texts[i] or i >= len(above) or not any(texts[i + 1 :]):
                break
            texts[i] = above[i]
        above = tuple(texts)
        found.append(replace(row, texts=above))
    return found


def _joined(content: Sequence[_Row | str]) -> list[_Row | str]:
    """Rows that repeat the whole task for another unit (a task cell merged over its units) become one."""
    found: list[_Row | str] = []
    for row in content:
        last = found[-1] if found else None
        if (
            isinstance(row, _Row)
            and isinstance(last, _Row)
            and any(row.texts)
            and (row.texts, row.values) == (last.texts, last.values)
            and row.number in {last.number, ""}
        ):
            labels: dict[str, str] = {}
            for label, words in (*last.labels, *row.labels):
                have = labels.get(label, "")
                if words not in re.split("[、；]", have):
                    labels[label] = f"{have}、{words}" if have else words
            found[-1] = replace(last, labels=tuple(labels.items()))
        else:
            found.append(row)
    return found


def _body(content: list[_Row | str]) -> list[str]:
    lines: list[str] = []
    open_: tuple[str, ...] = ()
    group_number = ""
    outer = 0  # 1 below a title over the whole width
    for place, row in enumerate(content):
        if isinstance(row, str):
            title = _wide(row)
            lines.extend(title)
            if title[0].startswith("|#"):
                outer, open_ = 1, ()
            continue
        depth = _depth(content, place)
        groups = row.texts[:depth]
        number = row.number
        for level in range(depth):
            if groups[level] and groups[: level + 1] != open_[: level + 1]:
                own = ""
                if not any(groups[:level]):
                    group_number = row.number if _spans(content, place) else ""
                    own = group_number
                first, *more = groups[level].split("\n")
                lines.append(f"|{'#' * (outer + level + 1)} {_numbered(own, first)}")
                lines.extend(f"| {line}" for line in more)
        open_ = groups
        above = group_number if depth else _number_above(content, place)
        if number == above:
            number = ""
        stars = "*" * (outer + depth + 1)
        lines.extend(_row_lines(stars, number, [text for text in row.texts[depth:] if text], row))
    return lines


_REMARK = re.compile(r"[（(]?(?:注|备注|说明|填表说明)\s*[：:]|(?:合计|总计|小计|共计)(?:，|\s|$)")


def _wide(text: str) -> list[str]:
    """A cell over the whole width: the title of what follows, or a remark."""
    first, *more = text.split("\n")
    if _REMARK.match(first):
        return [f"| 〔表注〕{line}" for line in (first, *more)]
    if more or len(first) > 60 or re.search(r"[。；]", first):
        return [f"|* {first}", *(f"| {line}" for line in more)]
    return [f"|# {first}"]


def _number_above(content: Sequence[_Row | str], place: int) -> str:
    above = content[place - 1] if place else ""
    return above.number if isinstance(above, _Row) else ""


def _depth(content: list[_Row | str], place: int) -> int:
    """How many of the first task cells of a row are groups: the same in the row before or after."""
    row = content[place]
    assert isinstance(row, _Row)
    depth = 0
    for i in range(len(row.texts) - 1):
        if not any(row.texts[i + 1 :]):
            break
        if not any(
            isinstance(other, _Row)
            and other.texts[: i + 1] == row.texts[: i + 1]
            and any(other.texts[: i + 1])
            for other in content[max(0, place - 1) : place] + content[place + 1 : place + 2]
        ):
            break
        depth = i + 1
    return depth


def _spans(content: list[_Row | str], place: int) -> bool:
    """Does the number of this row stand for its whole group, merged like the group itself?"""
    row = content[place]
    assert isinstance(row, _Row)
    after = content[place + 1] if place + 1 < len(content) else None
    return (
        bool(row.number)
        and isinstance(after, _Row)
        and after.texts[:1] == row.texts[:1]
        and after.number in {row.number, ""}
    )


def _numbered(number: str, text: str) -> str:
    """``text`` after ``number`` in a form that reads as one; a text with a number of its own keeps that."""
    if not number or OWN_NUMBER.match(text):
        return text
    if re.fullmatch(r"[0-9０-９]{1,3}", number):
        number += "."
    elif re.fullmatch(r"[一二三四五六七八九十百]{1,4}", number):
        number += "、"
    elif not OWN_NUMBER.fullmatch(number):
        number += " "
    return number + text


def _row_lines(stars: str, number: str, texts: list[str], row: _Row) -> list[str]:
    paragraphs = _paragraphs(texts)
    limit = load("tables")["limits"]["value"]
    values = [
        # the parts of a year's cell (60公里；修复管网30公里) stay with the year
        (label, re.sub("[；;]", "，", words) if _PERIOD.fullmatch(label) and len(words) <= limit else words)
        for label, words in row.values
    ]
    short = [
        (label, words) for label, words in values if len(words) <= limit and not re.search(r"[。；\n]", words)
    ]
    long = [value for value in values if value not in short]
    units = "；".join(words if _has_label(words) else f"{label}：{words}" for label, words in row.labels)
    if not paragraphs and not row.values and not row.number:
        return [f"| {units}"] if units else []
    inner = sum(bool(OWN_NUMBER.match(line)) for line in paragraphs)
    facts = "，".join(f"{label}：{words}" if label else words for label, words in short)
    if facts and paragraphs and not inner:
        paragraphs[-1] = f"{paragraphs[-1].rstrip('。；')}，{facts}"
    elif facts:
        paragraphs.append(facts)
    if number and ((inner > 1 and OWN_NUMBER.match(paragraphs[0])) or _is_parallel(texts)):
        # 1 beside (1)… (2)…: the row has the number, the paragraphs have theirs; nor does the first of several head them
        paragraphs.insert(0, "")
    first = _numbered(number, paragraphs[0] if paragraphs else "")
    more = [f"| {line}" for line in paragraphs[1:]]
    for label, words in long:
        begin, *rest = words.split("\n")
        more.append(f"| {label}：{begin}" if label else f"| {begin}")
        more.extend(f"| {line}" for line in rest)
    own = [f"| {units}"] if units else []
    more += [f"| 〔表注〕{remark}" for remark in row.remarks]
    if any(OWN_NUMBER.match(line) for line in paragraphs[1:]):
        return [f"|{stars} {first}", *own, *more]
    return [f"|{stars} {first}", *more, *own]


def _is_parallel(texts: Sequence[str]) -> bool:
    """Does the one task cell hold several paragraphs of a kind, so that the first is no heading of the others?"""
    lines = texts[0].split("\n") if len(texts) == 1 else []
    return len(lines) > 1 and len({line[-1] in "。；;" for line in lines}) == 1


def _has_label(words: str) -> bool:
    head = re.match(r"([^：:]{2,8})\s*[：:]", simplify(words))
    return head is not None and head[1] in _words()[2]


# tables that are no task tables


def _plain(grid: list[list[str]]) -> tuple[tuple[str, ...], tuple[Notice, ...]]:
    """Layout tables as paragraphs, two columns as 名：值, other tables as a sentence a row."""
    width = max(len(_distinct(row)) for row in grid)
    if width == 1:
        return tuple(_paragraphs([text for row in grid for text in _distinct(row)])), ()
    if width == 2:
        lines = [
            line
            for row in grid
            for line in (
                [f"{row[0].rstrip('：:')}：{row[1]}".replace("\n", "")]
                if len(row) == 2 and row[0] != row[1] and all(row) and len(row[0]) <= 12
                else _paragraphs(_distinct(row))
            )
        ]
        return tuple(lines), (notice("plain-table", count=len(grid)),)
    head = grid[0]
    limit = load("tables")["limits"]["header"]
    below = [row for row in grid if _key(row) != _key(head)]
    headed = (
        bool(below)
        and all(any(column) for column in zip(*below, strict=True))
        and all(cell and len(cell) <= limit for cell in head)
        and not re.search(r"[。；]", "".join(head))
    )
    lines = []
    for row in below if headed else grid:
        number = row[0] if headed and role_of(head[0]) == "number" else ""
        cells = list(zip(head, row, strict=True))[1 if number else 0 :]
        parts = [f"{label}：{words}" if headed else words for label, words in cells if words]
        text = "，".join(dict.fromkeys(_BLANK.sub("", part) for part in parts))
        lines.append(f"|* {_numbered(_BLANK.sub('', number), text)}")
    return tuple(lines), (notice("plain-table", count=len(grid)),)

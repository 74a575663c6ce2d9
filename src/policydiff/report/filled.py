"""Workbooks that a reviewer fills in: what ties a row to what was read, and the way back to decisions.

A row is known by its key, a column that nobody reads, and never by its place: it may be
sorted, hidden, moved to another sheet or left out.  What cannot be read is named, the rest is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from policydiff.decisions import (
    LARGEST,
    SCHEMA,
    decision_json,
    digest,
    merge,
    parse_decisions,
    read_decisions,
    upon,
)
from policydiff.errors import InvalidRequest, PolicyDiffError, UnreadableSource
from policydiff.files import read_plain
from policydiff.labels import label, outcome_label
from policydiff.lexicon import load
from policydiff.model import Commitment, Decision, Notice, Outcome, Relation, Ruling
from policydiff.model.outcomes import RULINGS
from policydiff.readers.package import open_package
from policydiff.readers.workbook import Sheet, open_sheets
from policydiff.report.workbooks import MADE
from policydiff.text import fold, visible
from policydiff.wording import notice

KEY, VERDICT, COMMENT, RECORD = "行标识", "复核结论", "复核批注", "记录"
"""The columns that are read back: of a row its key and what the reviewer fills in; of an earlier entry all of it."""
CHOICES = ("候选一", "候选二", "候选三")
_TEXTS = ("上级原文", "下级原文", "原文", *CHOICES)
_NEAR = ("near-1", "near-2", "near-3")
_LANGS = ("zh", "en")
_SAVED = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{3})\d*)?Z?")
_YELLOW = 2
"""Cells beside its label that a reviewer's name may stand in."""


# ---- the keys


@dataclass(frozen=True, slots=True, kw_only=True)
class RowKey:
    """What a row is about, as it was when the workbook was written."""

    kind: str
    """``pair``, ``missing``, ``added`` or ``to-check``."""
    sheet: str = ""
    sizes: Mapping[str, int] = field(default_factory=dict)
    """How many rows each sheet had."""
    documents: tuple[str, str]
    upper: tuple[str, str] = ("", "")
    """Id and digest."""
    lower: tuple[str, str] = ("", "")
    relation: str = ""
    """Of a pair: what a reviewer who accepts it agrees to."""
    near: tuple[tuple[str, str, str], ...] = ()
    """Candidates: id, digest, and the relation where the two are a doubtful pair."""
    seen: str = ""
    """Of the texts beside it, so that a column sorted by itself is noticed."""

    def text(self) -> str:
        """The key as it stands in its cell."""
        return json.dumps(asdict(self), separators=(",", ":"))


def side(commitment: Commitment) -> tuple[str, str]:
    """A commitment as its key has it."""
    return commitment.id, digest(commitment.text)


def seen(*texts: str) -> str:
    """What changes with what is printed of ``texts``, whatever became of blanks and breaks."""
    return digest("".join("".join(visible(text).split()) for text in texts))[:8]


def choices(kind: str, lang: str, candidates: int = len(CHOICES)) -> list[str]:
    """What a reviewer may choose on a row: of a ``pair``, of one ``missing``, ``added`` or ``to-check``."""
    return [_word(code, lang) for code in _codes(kind, candidates)]


def _codes(kind: str, candidates: int) -> list[str]:
    if kind == "pair":
        return ["accept", "reject", *RULINGS, "withdraw"]
    if kind == "added":
        return ["accept", "reject-alone", "withdraw"]
    if kind == "to-check":
        return [*_NEAR[:candidates], "none-of-them", "withdraw"]
    return ["accept", "reject-alone", *_NEAR[:candidates], "withdraw"]


def _word(code: str, lang: str) -> str:
    if code in RULINGS:
        return label("choice", "relation", lang).format(relation=outcome_label(RULINGS[code], lang))
    return label("choice", code, lang)


def _said(word: str) -> str:
    """``word`` as it is compared: without blanks, in one width, small."""
    return "".join(fold(word).split()).lower()


# ---- the way back


@dataclass(frozen=True, slots=True)
class Filled:
    """What a file of a reviewer holds."""

    decisions: tuple[Decision, ...]
    notices: tuple[Notice, ...] = ()
    """What was not counted, with its place."""


def read_review(path: Path, reviewer: str = "") -> Filled:
    """The decisions in the file at ``path``: exported by a page, or a workbook that a reviewer filled in.

    ``reviewer`` is who filled in a workbook, where it does not say.  Raises
    UnreadableSource for a file that is neither, InvalidRequest for a workbook
    whose reviewer nobody knows.
    """
    data = read_plain(path, LARGEST)
    if not data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return Filled(read_decisions(path))
    return decisions_of(open_sheets(data, str(path)), str(path), reviewer, saved_at(data, str(path)))


def saved_at(data: bytes, where: str) -> str:
    """When the workbook in ``data`` was last saved, as it says itself; empty where it does not, or was only written by us."""
    if not data.startswith(b"PK"):
        return ""
    root = open_package(data, where).xml("docProps/core.xml")
    stated = root.findtext("{*}modified") if root is not None else None
    found = _SAVED.fullmatch((stated or "").strip())
    at = f"{found[1]}.{found[2] or '000'}Z" if found else ""
    return "" if at.startswith(f"{MADE:%Y-%m-%dT%H:%M:%S}") else at


def decisions_of(sheets: Sequence[Sheet], where: str, reviewer: str = "", at: str = "") -> Filled:
    """The decisions filled into ``sheets``, with those that stood in them before; ``at`` is when they were saved."""
    reading = _Reading(sheets, where)
    said = reading.rows()
    if not reading.keys:
        raise UnreadableSource(
            "这个工作簿里没有可以读回的复核行",
            where=where,
            hint="请用 policydiff compare -f xlsx 写出的工作簿，保留“行标识”列",
        )
    name = reviewer.strip() or reading.reviewer()
    if said and not name:
        raise InvalidRequest(
            "工作簿里没有写复核人",
            where=where,
            hint="在第一张表的“复核人”旁边写上姓名并保存，或加上 --reviewer 姓名",
        )
    entries = [replace(entry, reviewer=name, at=at) for entry in said]
    return Filled(merge(reading.log, upon(entries, reading.log)), tuple(reading.notices))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with something filled in."""

    key: RowKey
    sheet: str
    number: int
    word: str
    comment: str
    texts: Mapping[str, str]


class _Reading:
    """One workbook while it is read."""

    def __init__(self, sheets: Sequence[Sheet], where: str) -> None:
        self._sheets = sheets
        self._where = where
        self._heads = {sheet.name: _head(sheet) for sheet in sheets}
        self.notices: list[Notice] = []
        self.keys: dict[str, set[str]] = {}
        """By the sheet they were written on."""
        self._sizes: dict[str, int] = {}
        self.log = tuple(self._earlier())

    def reviewer(self) -> str:
        """The name beside the words 复核人, wherever they stand outside a table."""
        words = {label("script", "reviewer", lang) for lang in _LANGS}
        for sheet in self._sheets:
            if self._heads[sheet.name][1]:
                continue
            for (row, column), text in sorted(sheet.cells.items()):
                name, _, rest = fold(text).partition("：")
                if name.strip() in words:
                    beside = (sheet.cells.get((row, column + step), "") for step in range(1, _YELLOW + 1))
                    return rest.strip() or next((found for found in beside if found.strip()), "").strip()
        return ""

    def rows(self) -> list[Decision]:
        """What was filled in, without name and time."""
        filled: dict[str, list[_Row]] = {}
        for sheet in self._sheets:
            for row in self._filled(sheet):
                filled.setdefault(row.key.text(), []).append(row)
        found: list[Decision] = []
        for rows in filled.values():
            if len({(_said(row.word), row.comment) for row in rows}) > 1:
                places = "、".join(f"“{row.sheet}”{row.number}" for row in rows)
                self.notices.append(notice("filled-twice", places=places))
                continue
            found += self._decided(rows[0])
        for name, size in self._sizes.items():
            gone = size - len(self.keys.get(name, ()))
            if gone:
                self.notices.append(notice("filled-gone", sheet=name, count=gone, size=size))
        return found

    def _filled(self, sheet: Sheet) -> Iterator[_Row]:
        """The rows of ``sheet`` with a verdict or a comment; those that cannot be read are named."""
        first, columns = self._heads[sheet.name]
        if VERDICT not in columns and KEY not in columns:
            return
        lost = [name for name in (KEY, VERDICT, COMMENT) if name not in columns]
        if lost:
            self.notices.append(notice("filled-column", sheet=sheet.name, columns="、".join(lost)))
        cells = _spread(sheet, columns)
        renamed = set()
        for number in sorted({row for row, _ in cells if row > first}):
            texts = {name: cells.get((number, column), "") for name, column in columns.items()}
            word, comment = texts.get(VERDICT, ""), texts.get(COMMENT, "")
            key = _key(texts.get(KEY, ""))
            if key is None:
                if texts.get(KEY) or (KEY in columns and (word or comment)):
                    self.notices.append(notice("filled-key", sheet=sheet.name, row=number))
                continue
            self.keys.setdefault(key.sheet, set()).add(key.text())
            self._sizes.update(key.sizes)
            if key.sheet != sheet.name:
                renamed.add(key.sheet)
            if not (word or comment):
                continue
            shown = [texts.get(name, "") for name in ("上级原文", "下级原文", "原文")]
            if key.seen and any(shown) and seen(*shown) != key.seen:
                self.notices.append(notice("filled-text", sheet=sheet.name, row=number))
                continue
            yield _Row(key, sheet.name, number, word, comment, texts)
        for name in sorted(renamed):
            self.notices.append(notice("filled-renamed", old=name, new=sheet.name))

    def _decided(self, row: _Row) -> Iterator[Decision]:
        """The entries that a row comes to; a word that is none of the list leaves its comment."""
        key = row.key
        base = Decision(
            upper_document=key.documents[0],
            lower_document=key.documents[1],
            upper=key.upper[0],
            lower=key.lower[0],
            upper_digest=key.upper[1],
            lower_digest=key.lower[1],
            upper_text=_same(row.texts, ("上级原文", "原文"), key.upper[1]),
            lower_text=_same(row.texts, ("下级原文", "原文"), key.lower[1]),
            comment=row.comment,
            verdict=Ruling.NOTE,
            reviewer="",
        )
        known = {
            _said(_word(code, lang)): code for lang in _LANGS for code in _codes(key.kind, len(key.near))
        }
        code = known.get(_said(row.word)) if row.word else None
        if row.word and code is None:
            words = "、".join(choices(key.kind, "zh", len(key.near)))
            said = notice("filled-word", sheet=row.sheet, row=row.number, word=row.word[:20], choices=words)
            self.notices.append(said)
        if code is None:
            if row.comment:
                yield base
        elif code == "accept":
            relation = Relation(key.relation) if key.relation else None
            yield replace(base, verdict=Ruling.ACCEPT, relation=relation)
        elif code in {"reject", "reject-alone"}:
            yield replace(base, verdict=Ruling.REJECT)
        elif code == "withdraw":
            yield replace(base, verdict=Ruling.WITHDRAW)
        elif code == "none-of-them":
            yield from _none(base, row)
        elif code in _NEAR:
            yield _chosen(base, row, _NEAR.index(code))
        elif code == Outcome.ANSWERED:
            yield replace(base, verdict=Ruling.RELATION, relation=Relation.EQUAL, outcome=Outcome.ANSWERED)
        else:
            yield replace(base, verdict=Ruling.RELATION, relation=Relation(code))

    def _earlier(self) -> Iterator[Decision]:
        """The entries that stood in the workbook when it was written."""
        for sheet in self._sheets:
            first, columns = self._heads[sheet.name]
            if RECORD not in columns:
                continue
            for (row, column), text in sorted(sheet.cells.items()):
                if row > first and column == columns[RECORD]:
                    try:
                        yield from records([text])
                    except PolicyDiffError:
                        self.notices.append(notice("filled-record", sheet=sheet.name, row=row))


def record(entry: Decision) -> str:
    """``entry`` as it stands in a cell."""
    return json.dumps(decision_json(entry), separators=(",", ":"))


def records(cells: Iterable[str]) -> tuple[Decision, ...]:
    """The entries in ``cells``; raises UnreadableSource where one is none."""
    try:
        return parse_decisions({"schema": SCHEMA, "decisions": [json.loads(cell) for cell in cells]})
    except (ValueError, RecursionError) as error:
        raise UnreadableSource("不是一条复核意见") from error


def _head(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """The row of the head of a table to be read back, and its columns; nothing where there is none."""
    known = load("labels")["column"]
    wanted = {known[name][lang]: name for name in (KEY, VERDICT, COMMENT, RECORD, *_TEXTS) for lang in _LANGS}
    heads: dict[int, dict[str, int]] = {}
    for (row, column), text in sheet.cells.items():
        name = wanted.get(text.strip())
        if name:
            heads.setdefault(row, {}).setdefault(name, column)
    for row in sorted(heads):
        if heads[row].keys() & {KEY, VERDICT, RECORD}:
            return row, heads[row]
    return 0, {}


def _spread(sheet: Sheet, columns: Mapping[str, int]) -> dict[tuple[int, int], str]:
    """The cells, with a verdict or comment that was merged over several rows in each of them."""
    cells = dict(sheet.cells)
    filled = {columns[name] for name in (VERDICT, COMMENT) if name in columns}
    last = max((row for row, _ in cells), default=0)
    for top, left, bottom, _ in sheet.merged:
        text = cells.get((top, left), "")
        if left in filled and text:
            for row in range(top, min(bottom, last) + 1):
                cells.setdefault((row, left), text)
    return cells


def _key(text: str) -> RowKey | None:
    """The key in a cell; None where it is none."""
    import cattrs

    try:
        return cattrs.structure(json.loads(text), RowKey)
    except (ValueError, TypeError, RecursionError, cattrs.BaseValidationError):
        return None


def _same(texts: Mapping[str, str], names: Iterable[str], wanted: str) -> str:
    """The text that has the digest ``wanted``; empty where it was altered or cut on its way."""
    return next((texts[name] for name in names if wanted and digest(texts.get(name, "")) == wanted), "")


def _chosen(base: Decision, row: _Row, place: int) -> Decision:
    """The entry for a candidate: a doubtful pair is accepted, another lower commitment is paired anew."""
    id_, known, relation = row.key.near[place]
    text = row.texts.get(CHOICES[place], "").partition("\n")[2]
    text = text if digest(text) == known else ""
    if relation:
        held = replace(base, lower=id_, lower_digest=known, lower_text=text)
        return replace(held, verdict=Ruling.ACCEPT, relation=Relation(relation))
    return replace(base, verdict=Ruling.REPAIR, partner=id_, partner_digest=known, partner_text=text)


def _none(base: Decision, row: _Row) -> Iterator[Decision]:
    """The entries that say that no candidate answers: doubtful pairs are rejected, and the promise is without an answer."""
    yield replace(base, verdict=Ruling.ACCEPT)
    for place, (_, _, relation) in enumerate(row.key.near):
        if relation:
            yield replace(_chosen(base, row, place), verdict=Ruling.REJECT, relation=None)

"""The base of every report: a result as tables of records, and a table as csv, Markdown or a DataFrame.

Columns go by the names of their records; ``labels.toml`` says what a name is called.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policydiff.lexicon import load
from policydiff.report.textdiff import DiffPart
from policydiff.text import visible

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class Cell:
    """A text with its looks; ``tone`` names the class of a verdict, for its colour."""

    text: str
    tone: str = ""
    parts: tuple[DiffPart, ...] = ()
    """The same text with what differs set off, where a page can show it."""
    choices: tuple[str, ...] = ()
    """What a reader may choose here, where it is to be filled in."""

    def __str__(self) -> str:
        return self.text


Record = Mapping[str, object]
"""One row: by column a number, a text or a cell."""


@dataclass(frozen=True, slots=True)
class Table:
    """A named table of records."""

    name: str
    rows: Sequence[Record] = ()
    columns: tuple[str, ...] = ()
    """Where they are not those of the rows, in order of first occurrence."""
    head: Sequence[str] = ()
    """Lines above it."""
    headline: tuple[str, ...] = ()
    """The columns that head a row in plain text; the others follow, indented."""
    still: int = 0
    """So many columns on the left stay in sight."""
    folded: Collection[str] = ()
    """Columns that few readers need: a workbook folds them."""
    signed: Sequence[str] = ()
    """Columns whose texts begin with the sign of an outcome, and take its colour."""
    asked: Collection[str] = ()
    """Columns that a reviewer fills in."""
    widths: Mapping[str, int] = field(default_factory=dict)
    """Characters of columns that are wider or narrower here than elsewhere."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.columns or tuple(dict.fromkeys(name for row in self.rows for name in row))

    def lines(self) -> Iterator[tuple[object, ...]]:
        """The values of each row in the order of the columns; empty where a row has none."""
        names = self.names
        for row in self.rows:
            yield tuple(row.get(name, "") for name in names)

    def cells(self) -> Iterator[tuple[Cell, ...]]:
        """The same as cells."""
        for line in self.lines():
            yield tuple(value if isinstance(value, Cell) else Cell(str(value)) for value in line)


def heads(names: Iterable[str], lang: str = "zh") -> list[str]:
    """What columns are called in ``lang``; one that is no fixed word keeps its name."""
    known = load("labels")["column"]
    return [known[name][lang] if name in known else name for name in names]


def plain(value: object) -> int | float | str:
    """A number as it is, anything else as its text, nothing for None."""
    if value is None:
        return ""
    return value if isinstance(value, (int, float)) else str(value)


def frame(table: Table, lang: str = "zh") -> DataFrame:
    """``table`` for pandas, with its columns named in ``lang``; pandas is imported only here."""
    import pandas as pd

    lines = [[plain(value) for value in line] for line in table.lines()]
    return pd.DataFrame(lines, columns=heads(table.names, lang), dtype=object)


def percent(value: float | None) -> str:
    """A share as a whole percentage; a dash for None."""
    return "—" if value is None else f"{value:.0%}"


_HARMFUL = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
"""Excel and WPS set for Chinese take the full-width signs too."""


def _inert(value: object) -> int | float | str:
    """Text that a spreadsheet would take for a formula, made text."""
    shown = plain(value)
    if not isinstance(shown, str):
        return shown
    text = visible(shown)
    return f"'{text}" if text.startswith(_HARMFUL) else text


def csv_bytes(rows: Sequence[Record], lang: str = "zh") -> bytes:
    """``rows`` as CSV with a byte-order mark, so that Excel and WPS read the Chinese."""
    table, text = Table("", rows), io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_inert(name) for name in heads(table.names, lang)])
    writer.writerows([_inert(value) for value in line] for line in table.lines())
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|])")


def safe(text: str) -> str:
    """``text`` on one line with the signs of Markdown made plain."""
    return _SPECIAL.sub(r"\\\1", visible(text.replace("\n", " ")))


def code(name: str) -> str:
    """An id as code of Markdown, which nothing in it can end.

    >>> print(code("a`<b>"))
    `a__b_`
    """
    return f"`{re.sub('[`<>]', '_', visible(' '.join(name.split())))}`"


def markdown_lines(table: Table, lang: str = "zh") -> list[str]:
    """``table`` as lines of Markdown; none where it has no row."""
    if not table.rows:
        return []
    names = heads(table.names, lang)
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    return lines + ["| " + " | ".join(safe(str(plain(v))) for v in line) + " |" for line in table.lines()]

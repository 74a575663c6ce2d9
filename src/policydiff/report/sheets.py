"""A result as plain tables, and the formats a table can be written in: text, csv, xlsx, md, html."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import partial

from policydiff.labels import label
from policydiff.model import Notice
from policydiff.report.offline import offline_page
from policydiff.report.tables import csv_bytes
from policydiff.report.terminal import wrap
from policydiff.report.textdiff import DiffPart
from policydiff.report.workbooks import Sheet as Page
from policydiff.report.workbooks import workbook


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one field; ``tone`` names the class of a verdict, for its colour."""

    text: str
    tone: str = ""
    parts: tuple[DiffPart, ...] = ()
    """The same text with what differs set off, where a page can show it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A named table; every row has as many cells as there are columns."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    headline: tuple[int, ...]
    """The columns that head a row in plain text; the others follow, indented."""
    filters: tuple[int, ...] = ()
    """The columns by whose values a reader chooses rows."""
    folded: bool = False
    """Is it there to be looked up, and closed on a page until it is opened?"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole result, ready to be shown."""

    title: str
    lang: str
    facts: tuple[tuple[str, str], ...]
    """Name and value: which documents, of when."""
    notices: tuple[Notice, ...]
    summary: str
    tables: tuple[Table, ...]


def sheet_html(sheet: Sheet) -> bytes:
    """One self-contained page, readable without scripts, that asks for nothing from outside."""
    return offline_page(
        "sheet.html",
        "levels.css",
        "sheet.js",
        view=sheet,
        word=partial(label, lang=sheet.lang),
        said=[_said(notice, sheet) for notice in sheet.notices],
        fields=_fields(sheet),
    ).encode()


def _fields(sheet: Sheet) -> list[dict[str, object]]:
    """The columns to filter by, one for all tables that have it, with their values in the order of the rows."""
    found: dict[str, dict[str, None]] = {}
    for table in sheet.tables:
        for place in table.filters:
            values = found.setdefault(table.columns[place], {})
            values.update(dict.fromkeys(row[place].text for row in table.rows))
    return [{"name": name, "values": list(values)} for name, values in found.items() if len(values) > 1]


def _said(notice: Notice, sheet: Sheet) -> str:
    line = label("sheet", "line", sheet.lang).format(n=notice.line) + " " if notice.line else ""
    return line + notice.message.text(sheet.lang)


def sheet_text(sheet: Sheet) -> bytes:
    """The result for a terminal: the summary, the notices, then each row under its headline."""
    lines = wrap(sheet.title)
    lines += [line for name, value in sheet.facts for line in wrap(f"{name}：{value}", "  ")]
    lines += [line for notice in sheet.notices for line in wrap(_said(notice, sheet), "! ")]
    lines += wrap(sheet.summary)
    for table in sheet.tables:
        lines += ["", f"── {table.name}（{len(table.rows)}）"]
        last = ""
        for row in table.rows:
            headline = " · ".join(row[k].text for k in table.headline if row[k].text)
            lines += wrap(headline) if headline != last else []
            last = headline
            for place, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
                if place not in table.headline and cell.text:
                    lines += wrap(f"{column}：{cell.text}", "    ")
    return ("\n".join(lines) + "\n").encode()


_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|])")


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("\n", " ")


def sheet_markdown(sheet: Sheet) -> bytes:
    """The result as Markdown tables."""
    lines = [f"# {_plain(sheet.title)}", ""]
    lines += [f"- {name}：{_plain(value)}" for name, value in sheet.facts]
    lines += ["", *(f"> {_plain(_said(notice, sheet))}\n>" for notice in sheet.notices), ""]
    lines += [_plain(sheet.summary)]
    for table in sheet.tables:
        lines += ["", f"## {table.name}（{len(table.rows)}）", ""]
        if table.rows:
            lines += ["| " + " | ".join(table.columns) + " |", "|" + " --- |" * len(table.columns)]
            lines += ["| " + " | ".join(_plain(cell.text) for cell in row) + " |" for row in table.rows]
    return ("\n".join(lines) + "\n").encode()


def _rows(table: Table) -> list[dict[str, object]]:
    return [dict(zip(table.columns, (cell.text for cell in row), strict=True)) for row in table.rows]


def sheet_csv(sheet: Sheet) -> bytes:
    """All tables below each other in the columns of the first, the name of the table in front."""
    first = label("sheet", "table", sheet.lang)
    columns = list(dict.fromkeys(column for table in sheet.tables for column in table.columns))
    rows = [
        {first: table.name, **{column: row.get(column, "") for column in columns}}
        for table in sheet.tables
        for row in _rows(table)
    ]
    return csv_bytes(rows or [{first: sheet.summary}], sheet.lang)


def sheet_xlsx(sheet: Sheet) -> bytes:
    """A workbook: a first sheet with the facts, the notices and the summary, then a sheet for each table."""
    head = [sheet.title, *(f"{name}：{value}" for name, value in sheet.facts), sheet.summary]
    head += [_said(notice, sheet) for notice in sheet.notices]
    pages = [Page(label("sheet", "overview", sheet.lang), (), head)]
    pages += [Page(table.name, _rows(table)) for table in sheet.tables]
    return workbook(pages, sheet.lang)


_WRITERS = {
    "text": sheet_text,
    "csv": sheet_csv,
    "xlsx": sheet_xlsx,
    "md": sheet_markdown,
    "html": sheet_html,
}


def sheet_bytes(sheet: Sheet, format: str) -> bytes:
    """``sheet`` as the bytes of a file of ``format``: text, csv, xlsx, md or html."""
    return _WRITERS[format](sheet)


def dated(title: str, issued: date | None) -> str:
    """``title`` with the date of issue where it is known."""
    return f"{title}（{issued}）" if issued else title

"""A result that is nothing but tables, in every format: text, csv, xlsx, md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policydiff.labels import label
from policydiff.model import Notice
from policydiff.report.tables import Table, csv_bytes, markdown_lines, safe
from policydiff.report.terminal import wrap
from policydiff.report.workbooks import Cover, workbook
from policydiff.text import visible


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
            headline = " · ".join(text for name in table.headline if (text := str(row[name])))
            lines += wrap(headline) if headline != last else []
            last = headline
            for name in table.names:
                if name not in table.headline and (text := str(row[name])):
                    lines += wrap(f"{name}：{text}", "    ")
    return visible("\n".join(lines) + "\n").encode()


def sheet_markdown(sheet: Sheet) -> bytes:
    """The result as Markdown tables."""
    lines = [f"# {safe(sheet.title)}", ""]
    lines += [f"- {name}：{safe(value)}" for name, value in sheet.facts]
    lines += ["", *(f"> {safe(_said(notice, sheet))}\n>" for notice in sheet.notices), ""]
    lines += [safe(sheet.summary)]
    for table in sheet.tables:
        lines += ["", f"## {table.name}（{len(table.rows)}）", "", *markdown_lines(table, sheet.lang)]
    lines += ["", label("page", "made-by", sheet.lang)]
    return ("\n".join(lines) + "\n").encode()


def sheet_csv(sheet: Sheet) -> bytes:
    """All tables below each other in the columns of the first, the name of the table in front."""
    first = label("sheet", "table", sheet.lang)
    columns = dict.fromkeys(name for table in sheet.tables for name in table.names)
    rows = [
        {first: table.name, **{name: row.get(name, "") for name in columns}}
        for table in sheet.tables
        for row in table.rows
    ]
    return csv_bytes(rows or [{first: sheet.summary}], sheet.lang)


def sheet_xlsx(sheet: Sheet) -> bytes:
    """A workbook: a first sheet with the facts, the notices and the summary, then a sheet for each table."""
    lines = [sheet.summary, *(f"{name}：{value}" for name, value in sheet.facts)]
    lines += [_said(notice, sheet) for notice in sheet.notices]
    cover = Cover(label("sheet", "overview", sheet.lang), sheet.title, lines)
    return workbook([cover, *sheet.tables], sheet.lang)


_WRITERS = {
    "text": sheet_text,
    "csv": sheet_csv,
    "xlsx": sheet_xlsx,
    "md": sheet_markdown,
}


def sheet_bytes(sheet: Sheet, format: str) -> bytes:
    """``sheet`` as the bytes of a file of ``format``: text, csv, xlsx or md."""
    return _WRITERS[format](sheet)


def dated(title: str, issued: date | None) -> str:
    """``title`` with the date of issue where it is known."""
    return f"{title}（{issued}）" if issued else title

"""Files that the program wrote itself: takes a path, says whether its own mark is in the file, whatever it is called."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from policydiff.lexicon import load

_HEAD, _TAIL = 1_500, 600
"""Bytes at the beginning of a page that hold its generator, at the end of a text its last line."""
_WIDE = 8
"""Columns from which a table with no column but ours is ours: a task list has fewer."""


def is_own_output(path: Path) -> bool:
    """Did the program write ``path``: a page, a workbook, a Word document, a table, a text; also one that was reviewed since?

    A file that cannot be opened is nobody's: who reads it says why.
    """
    ending = path.suffix.lower()
    try:
        if ending in {".html", ".htm"}:
            return b'name="generator" content="policydiff"' in _part(path, 0, _HEAD)
        if ending in {".docx", ".xlsx"}:
            return _is_ours_inside(path)
        if ending in {".md", ".markdown"}:
            last = _part(path, max(0, path.stat().st_size - _TAIL), _TAIL).decode(errors="replace")
            return any(load("labels")["page"]["made-by"][lang] in last for lang in ("zh", "en"))
        return ending == ".csv" and _has_our_columns(_part(path, 0, _HEAD))
    except (OSError, zipfile.BadZipFile, KeyError, NotImplementedError):
        return False


def _part(path: Path, start: int, size: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(size)


def _is_ours_inside(path: Path) -> bool:
    """Does the package name the program as who made it?  No more of it is unpacked than is asked for."""
    with zipfile.ZipFile(path) as package, package.open("docProps/core.xml") as properties:
        return b"<dc:creator>policydiff</dc:creator>" in properties.read(_HEAD)


def _has_our_columns(head: bytes) -> bool:
    names = next(csv.reader(io.StringIO(head.decode("utf-8-sig", errors="replace"))), [])
    columns = load("labels")["column"].values()
    known = {entry[lang] for entry in columns for lang in ("zh", "en")}
    return len(names) >= _WIDE and known.issuperset(names)

"""Scanned pages to lines of characters.  Offline: the models come with the package."""
from __future__ import annotations
from typing import Any, NoReturn
from policydiff.errors import UnsupportedFormat
from policydiff.readers.grids import Grid
from policydiff.readers.layout import Line
def page_lines(page: Any, number: int, size: tuple[float, float]) -> tuple[list[Line], list[Grid]] | None:
    """x"""
    return None
def refuse(count: int, where: str) -> NoReturn:
    """x"""
    raise UnsupportedFormat("扫描", where=where)

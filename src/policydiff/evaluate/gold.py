"""Rows of annotations, and where their quotes stand.

A gold quote lies in a commitment when at least 60 % of its characters, as one
run, stand in the commitment's text; white space is ignored on both sides.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from policydiff.errors import UnreadableSource
from policydiff.files import read_plain

SHARE = 0.6
LARGEST = 20_000_000
"""Bytes of a file of annotations."""

_SPACE = re.compile(r"\s+")


def squeeze(text: str | None) -> str:
    """``text`` without white space."""
    return _SPACE.sub("", text or "")


def holds(text: str, quote: str) -> bool:
    """Does one run of at least 60 % of ``quote`` (4 characters at the least) stand in ``text``?"""
    if quote in text:
        return True
    need = max(4, int(len(quote) * SHARE + 0.999))
    return any(quote[i : i + need] in text for i in range(len(quote) - need + 1))


def read_gold(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file; raises UnreadableSource with the line of the first broken row."""
    lines = lines_in(path)
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            what = error.msg if isinstance(error, json.JSONDecodeError) else "数字太长或括号太深"
            raise UnreadableSource(
                f"第 {number} 行不是 JSON：{what}",
                where=f"{path}，第 {number} 行",
                hint="每行一个 JSON 对象",
            ) from error
        if not isinstance(row, dict):
            raise UnreadableSource(
                f"第 {number} 行不是 JSON 对象", where=f"{path}，第 {number} 行", hint="每行一个 JSON 对象"
            )
        rows.append(row)
    if not rows:
        raise UnreadableSource("标注文件里没有行", where=str(path), hint="确认文件内容")
    return rows


def lines_in(path: Path) -> list[str]:
    """The lines of a file of annotations; raises UnreadableSource when it cannot be read."""
    data = read_plain(path, LARGEST)
    try:
        return data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise UnreadableSource(
            f"标注文件不是 UTF-8：第 {error.start + 1} 个字节读不出来",
            where=str(path),
            hint="另存为 UTF-8 编码的纯文本",
        ) from error


def find(side: Mapping[str, str], quote: str | None) -> set[str]:
    """The ids in ``side`` whose text, without white space, holds ``quote``; none for no quote."""
    if not quote:
        return set()
    words = squeeze(quote)
    return {id_ for id_, text in side.items() if holds(text, words)}


def ratio(part: float, whole: float) -> float:
    """``part`` of ``whole``; nan where nothing was asked."""
    return part / whole if whole else float("nan")


def f1(precision: float, recall: float) -> float:
    """Their harmonic mean; 0 where both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

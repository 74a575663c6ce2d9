"""How much a file may hold, counted as it is read: a small file can say one thing a million times.

A plan of 200 tasks has 60,000 characters and, as a Word file, 30,000 tags.
"""

from __future__ import annotations

from dataclasses import dataclass

from policydiff.errors import UnreadableSource

MAX_TEXT = 1_000_000
"""Characters of a file, repeated ones counted each time."""
MAX_LINES = 10_000
"""Lines of a file that are not blank; the longest plan of the corpus has 700."""
MAX_SENTENCES = 10_000
"""Paragraphs and ends of sentences of a document, each half a millisecond of work; the longest plan of the corpus has 1,300."""
MAX_TAGS = 1_000_000
"""Tags of all the XML of a package, or of a page."""


@dataclass(slots=True)
class Room:
    """What is left of the characters that a file may hold."""

    where: str = ""
    left: int = MAX_TEXT

    def take(self, count: int) -> None:
        """So many characters more; raises UnreadableSource when that is too much."""
        self.left -= count
        if self.left < 0:
            raise too_much(self.where)


def too_much(where: str) -> UnreadableSource:
    """The error for a file with more than :data:`MAX_TEXT` characters."""
    return _too_long(f"文字超过上限 {MAX_TEXT:,} 字（重复出现的也算）", where)


def filled(text: str) -> int:
    """How many lines of ``text`` are not blank."""
    return sum(bool(line) and not line.isspace() for line in text.split("\n"))


def check_lines(count: int, where: str) -> None:
    """Raises UnreadableSource for more than :data:`MAX_LINES` lines."""
    if count > MAX_LINES:
        raise _too_long(f"文件有 {count:,} 行，超过上限 {MAX_LINES:,}", where)


def check_sentences(count: int, where: str) -> None:
    """Raises UnreadableSource for more than :data:`MAX_SENTENCES` paragraphs and sentences."""
    if count > MAX_SENTENCES:
        raise _too_long(f"文件的段和句共 {count:,}，超过上限 {MAX_SENTENCES:,}", where)


def _too_long(message: str, where: str) -> UnreadableSource:
    return UnreadableSource(message, where=where, hint="确认是不是政策文件；合订本请拆开")

"""How much a file may hold, counted as it is read: a small file can say one thing a million times.

A plan of 200 tasks has 60,000 characters and, as a Word file, 30,000 tags.
"""

from __future__ import annotations

from dataclasses import dataclass

from policydiff.errors import UnreadableSource

MAX_TEXT = 1_000_000
"""Characters of a file, repeated ones counted each time."""
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
    return UnreadableSource(
        f"文字超过上限 {MAX_TEXT:,} 字（重复出现的也算）",
        where=where,
        hint="确认是不是政策文件；合订本请拆开",
    )

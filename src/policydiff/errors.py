"""The exceptions a caller may meet; all derive from :class:`PolicyDiffError`.

Each message has at most three lines: what happened, where, what to do.
"""

from __future__ import annotations

from collections.abc import Sequence


class PolicyDiffError(Exception):
    """What happened, where it happened and what the user can do about it.

    ``str()`` gives the three parts on lines of their own; empty parts are left out.
    """

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        lines = [self.what]
        if self.where:
            lines.append(f"位置：{self.where}")
        if self.hint:
            lines.append(f"办法：{self.hint}")
        return "\n".join(line.replace("\n", " ") for line in lines)


class UnreadableSource(PolicyDiffError):
    """A file that is absent, not text, damaged, empty or beyond a limit."""


class UnsupportedFormat(PolicyDiffError):
    """A file or output format the program does not know."""


class UnknownDocument(PolicyDiffError):
    """An id that is neither a file nor in the catalogue."""


class InvalidCatalogue(PolicyDiffError):
    """The catalogue or a lexicon file breaks its own rules."""


class InvalidLexicon(InvalidCatalogue):
    """A user's word lists break the rules; ``str()`` has a line for every problem, since they are corrected in one go."""

    def __init__(self, problems: Sequence[str], *, where: str) -> None:
        super().__init__(
            f"自备词表有 {len(problems)} 处问题", where=where, hint="逐处改正后再试；写法见 docs/lexicon.md"
        )
        self.problems = tuple(problems)

    def __str__(self) -> str:
        first, *rest = super().__str__().split("\n")
        shown = [f"  {number}. {problem}" for number, problem in enumerate(self.problems, 1)]
        return "\n".join([first, *(line.replace("\n", " ") for line in shown), *rest])


class InvalidRequest(PolicyDiffError):
    """Wrong usage: an unknown theme, a document compared with itself, …"""


class UnwritableOutput(PolicyDiffError):
    """The output folder or file cannot be written."""


class UnreachableReader(PolicyDiffError):
    """The endpoint of a second reader refuses, or does not answer."""

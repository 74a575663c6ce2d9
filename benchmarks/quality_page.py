"""The tables of `docs/quality.md`: each command writes its own part, between its markers."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "quality.md"


def row(*cells: object) -> str:
    """A line of a table; a bar inside a cell does not end it."""
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"


def head(*cells: str) -> str:
    """The first two lines of a table."""
    return row(*cells) + row(*("---" for _ in cells))


def write_between(name: str, text: str, page: Path = PAGE) -> None:
    """Put ``text`` between the markers of ``name``; raises ValueError when the page has none."""
    pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
    new, count = re.subn(
        pattern,
        lambda match: f"{match[1]}\n{text.strip()}\n\n{match[2]}",
        page.read_text(encoding="utf-8"),
        flags=re.S,
    )
    if not count:
        raise ValueError(f"{page.name} has no markers for {name}")
    page.write_text(new, encoding="utf-8", newline="\n")

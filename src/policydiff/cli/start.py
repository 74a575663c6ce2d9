"""``policydiff`` alone: the three steps that are likely to come next in this folder."""

from __future__ import annotations

from pathlib import Path

from policydiff.readers import SUFFIXES

_NOTES = frozenset({".md", ".markdown", ".csv", ".tsv"})
"""Files that can be read and are seldom plans."""


def next_steps(folder: Path) -> list[str]:
    """What to type next, by what lies in ``folder``: plans to be compared, or a report to be opened."""
    try:
        names = sorted(
            path.name
            for path in folder.iterdir()
            if path.suffix.lower() in SUFFIXES - _NOTES and path.is_file() and not path.name.startswith(".")
        )
        written = (folder / "reports" / "index.html").is_file()
    except OSError:
        names, written = [], False
    if len(names) >= 2:
        first, second = (f'"{name}"' if " " in name else name for name in names[:2])
        steps = [
            ("对照这个文件夹里的方案", "policydiff report ."),
            ("对照其中两份（上级在前）", f"policydiff compare {first} {second}"),
        ]
    else:
        steps = [
            ("看随程序的例子", "policydiff report"),
            ("对照自己的两份文件（上级在前）", "policydiff compare UPPER LOWER"),
        ]
    steps.append(
        ("看写好的报告", f"{folder / 'reports' / 'index.html'}") if written
        else ("看全部命令", "policydiff --help")
    )  # fmt: skip
    return ["接下来可以：", *(line for what, how in steps for line in (f"  {what}", f"    {how}"))]

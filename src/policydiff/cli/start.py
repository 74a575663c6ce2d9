"""``policydiff`` alone: the three steps that are likely to come next in this folder."""

from __future__ import annotations

from pathlib import Path

from policydiff.corpus.own_output import is_own_output
from policydiff.readers import SUFFIXES

_NOTES = frozenset({".md", ".markdown", ".csv", ".tsv"})
"""Files that can be read and are seldom plans."""


_PARTS = ("摘编", "摘要", "节选")
"""In the name of a file that is part of a text: named last, so that it is not set against its own text."""


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
    names = [name for name in names if not is_own_output(folder / name)]
    whole = ("对照这个文件夹里的方案", "policydiff report .")
    if len(names) >= 2:
        names.sort(key=lambda name: any(part in name for part in _PARTS))
        two = " ".join(f'"{name}"' if " " in name else name for name in names[:2])
        compared = ("对照其中两份（上级在前）", f"policydiff compare {two}")
        versions = ("若是同一文件的旧版和新版（旧版在前）", f"policydiff revise {two}")
        # two files may be of no known place: a folder is compared by the places that its documents name
        steps = [compared, versions, whole] if len(names) == 2 else [whole, compared, versions]
    else:
        steps = [
            ("看随程序的例子", "policydiff report"),
            ("对照自己的两份文件（上级在前）", "policydiff compare UPPER LOWER"),
            ("看全部命令", "policydiff --help"),
        ]
    if written:
        steps = [*steps[:-1], ("看写好的报告", f"{folder / 'reports' / 'index.html'}")]
    return ["接下来可以：", *(line for what, how in steps for line in (f"  {what}", f"    {how}"))]

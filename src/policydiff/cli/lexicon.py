"""The option ``--lexicon``, the same for every command that reads documents or lists."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from policydiff.lexicon import use_lexicon


def _choose(folder: Path | None) -> Path | None:
    """Own lists must be chosen before any list is read, so the option does it before the command runs."""
    if folder is not None:
        use_lexicon(folder)
    return folder


LexiconOption = Annotated[
    Path | None,
    typer.Option(
        "--lexicon",
        metavar="FOLDER",
        help="自备词表的文件夹：替换或补充主题、概念等（也可设 POLICYDIFF_LEXICON）",
        callback=_choose,
        is_eager=True,
    ),
]

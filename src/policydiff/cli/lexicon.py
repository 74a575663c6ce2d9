"""The options ``--lexicon`` and ``--theme``, the same for every command that has them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from policydiff.lexicon import Lexicon, using


def _choose(context: typer.Context, folder: Path | None) -> Path | None:
    """The whole command runs with these lists; the option comes first, since ``--theme`` asks them for names."""
    if folder is not None:
        context.with_resource(using(Lexicon(folder)))
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


def _named(values: list[str] | None) -> list[str] | None:
    """The themes by their ids, given by id or by name; what is neither stays, to be refused by name."""
    if not values:
        return values
    from policydiff.topics.themes import themes

    ids = {name: theme.id for theme in themes().values() for name in (theme.zh, theme.en, theme.id)}
    return [ids.get(value, value) for value in values]


ThemeOption = Annotated[
    list[str] | None,
    typer.Option("--theme", "-t", help="只看这个主题（名称或代号），可重复", callback=_named),
]

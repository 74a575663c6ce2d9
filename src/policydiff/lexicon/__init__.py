"""The word lists of the program: TOML files that an official can correct.

``load("themes")`` reads ``themes.toml`` once and gives its content.  A user's
own lists replace or extend the built-in ones (see ``lexicon/own.py``); they
are chosen once, before any list is read, by ``use_lexicon`` or the environment.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from policydiff.errors import InvalidCatalogue, InvalidRequest
from policydiff.lexicon.own import LISTS, merged

FOLDER = Path(__file__).parent
VARIABLE = "POLICYDIFF_LEXICON"
"""The environment variable that names a folder of own lists."""

_chosen: list[Path] = []


def use_lexicon(folder: Path | str) -> None:
    """Let the lists of ``folder`` replace or extend the built-in ones, in this process, for good.

    Everything that is read from a list is kept, so this must come first.
    Raises InvalidRequest when other lists have been read already, and
    InvalidLexicon with every problem of the files.
    """
    path = Path(folder).resolve()
    if load.cache_info().currsize:
        if path == _folder():
            return
        raise InvalidRequest(
            "词表已经读过，不能再换", where=str(folder), hint="在读任何文件之前先调用 use_lexicon"
        )
    before = list(_chosen)
    _chosen[:] = [path]
    _own.cache_clear()
    try:
        _own()
    except InvalidCatalogue:
        _chosen[:] = before
        raise


def own_lists() -> tuple[str, ...]:
    """The file names of the own lists in use, in alphabetical order; none without own lists."""
    return tuple(f"{name}.toml" for name in sorted(_own()))


@cache
def load(name: str) -> dict[str, Any]:
    """The content of the word list ``name``, with the user's own; raises InvalidCatalogue on broken TOML."""
    own = _own()
    return own[name] if name in own else _built_in(name)


def _folder() -> Path | None:
    if _chosen:
        return _chosen[0]
    named = os.environ.get(VARIABLE)
    return Path(named).resolve() if named else None


@cache
def _own() -> dict[str, dict[str, Any]]:
    """The built-in lists that the user's folder changes, changed."""
    folder = _folder()
    return {} if folder is None else merged(folder, {name: _built_in(name) for name in LISTS})


def _built_in(name: str) -> dict[str, Any]:
    path = FOLDER / f"{name}.toml"
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InvalidCatalogue(
            f"词表 {path.name} 读不出来：{error}", where=str(path), hint="按 TOML 格式改正这个文件"
        ) from error


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of ``words``, longest first so that no word hides a longer one; of none, one that finds nothing."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) or "(?!)"

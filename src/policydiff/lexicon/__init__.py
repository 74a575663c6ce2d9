"""The word lists of the program: TOML files that an official can correct.

``load("themes")`` reads ``themes.toml`` once and gives its content.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from policydiff.errors import InvalidCatalogue

FOLDER = Path(__file__).parent


@cache
def load(name: str) -> dict[str, Any]:
    """The content of the word list ``name``; raises InvalidCatalogue on broken TOML."""
    path = FOLDER / f"{name}.toml"
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InvalidCatalogue(
            f"词表 {path.name} 读不出来：{error}", where=str(path), hint="按 TOML 格式改正这个文件"
        ) from error


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of ``words``, longest first so that no word hides a longer one."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))

"""Where the data that comes with the program lies: inside the wheel, else beside the source."""

from __future__ import annotations

from pathlib import Path

from policydiff.errors import InvalidCatalogue

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent
WORD_LISTS = _PACKAGE / "lexicon" / "data"
"""The folder of the built-in word lists."""


def folder(name: str) -> Path:
    """The folder ``templates`` or ``corpus``; raises InvalidCatalogue when the installation lacks it."""
    for candidate in (_PACKAGE / f"_{name}", _CHECKOUT / name):
        if candidate.is_dir():
            return candidate
    raise InvalidCatalogue(
        f"安装不完整：缺少 {name} 文件夹", where=str(_PACKAGE), hint="请重新安装 policydiff"
    )


def is_installed(path: Path) -> bool:
    """Does ``path`` lie inside the installed program, where the next installation replaces it?"""
    return path.is_relative_to(_PACKAGE)

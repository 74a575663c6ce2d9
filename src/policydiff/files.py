"""Files written whole or not at all, and TOML that people write, read with limits."""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from policydiff.errors import InvalidCatalogue, UnwritableOutput

_LONGEST = 60
"""Characters of a name that its temporary file keeps; names have a limit of their own."""


def write_whole(path: Path, data: str | bytes) -> None:
    """Write ``data`` to ``path`` so that a reader finds the old file or the new one, never a part.

    Raises UnwritableOutput when the folder cannot be made or written.
    """
    with written_beside(path, data.encode("utf-8") if isinstance(data, str) else data) as temporary:
        temporary.replace(path)


@contextmanager
def written_beside(path: Path, data: bytes) -> Iterator[Path]:
    """A temporary file beside ``path`` that holds all of ``data``, to be put in its place; what is left of it goes.

    Raises UnwritableOutput when the folder cannot be made or written, also for
    what fails within the block.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:_LONGEST]}.", suffix=".part")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        yield temporary
    except OSError as error:
        raise UnwritableOutput(
            f"写不了文件：{error.strerror or error}", where=str(path), hint="检查文件夹是否存在、可写、有空间"
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


_MOST_TOML = 1_000_000
"""Bytes; the lists of the program are smaller by far."""
_DEEPEST = 16
"""Tables and lists within one another, and parts of a key; the lists of the program have three."""
_KEY_PART = r"""(?:(?<![\w-])[\w-]++|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*"""
_LONG_KEY = re.compile(f"(?:{_KEY_PART}){{{_DEEPEST},}}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file that people write: of sensible size and depth, text without control characters.

    Raises InvalidCatalogue with the name of the file, the place and what to do.
    """
    if path.exists() and not path.is_file():  # opening a pipe would wait for ever
        raise _wrong(path, "不是普通文件", "换成一个 TOML 文件")
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_TOML + 1)
    except OSError as error:
        raise _wrong(path, f"打不开：{error.strerror}", "检查文件和权限") from error
    return parse_toml(data, path)


def parse_toml(data: bytes, path: Path) -> dict[str, Any]:
    """The content of ``data``, which is or will be the file at ``path``; raises as ``read_toml`` does."""
    if len(data) > _MOST_TOML:
        raise _wrong(path, f"超过 {_MOST_TOML // 1_000_000} MB", "分成几份，或删去用不着的内容")
    try:
        text = data.decode("utf-8-sig")
        long = _LONG_KEY.search(text)  # the parser would take its memory by the square
        if long:
            raise _wrong(
                path, f"第 {text.count(chr(10), 0, long.start()) + 1} 行的键太长", "分成几层，或缩短"
            )
        tables = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise _wrong(path, "不是 UTF-8 编码", "用记事本打开，另存为 UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise _wrong(path, f"不合 TOML 格式{_place(str(error))}", "改正这一处") from error
    except RecursionError as error:
        raise _wrong(path, "的括号一层套一层，太深了", f"最多 {_DEEPEST} 层") from error
    except ValueError as error:
        raise _wrong(path, "里有一个数位数太多", "写成平常的数，或加上引号") from error
    _check_values(path, tables)
    return tables


def _check_values(path: Path, data: dict[str, Any]) -> None:
    """Refuse what the parser lets through and nothing else can use, with the place in the file."""
    open_: list[tuple[tuple[str, ...], Any]] = [((), data)]
    while open_:
        place, value = open_.pop()
        shown = f"［{'.'.join(place)}］" if place else ""
        if len(place) > _DEEPEST:
            raise _wrong(path, f"{shown}一层套一层，太深了", f"最多 {_DEEPEST} 层")
        if isinstance(value, dict):
            for key in value:
                if _CONTROL.search(key):
                    raise _wrong(path, f"{shown}有一个键里有控制字符", "删去它")
            open_.extend(((*place, key), inner) for key, inner in value.items())
        elif isinstance(value, list):
            open_.extend(((*place, str(number)), inner) for number, inner in enumerate(value, 1))
        elif isinstance(value, str) and _CONTROL.search(value):
            raise _wrong(path, f"{shown}的文字里有控制字符", "删去它")
        elif isinstance(value, int) and abs(value) >= 2**63:
            raise _wrong(path, f"{shown}是一个太大的数", "写成平常的数，或加上引号")


def _place(message: str) -> str:
    """Where TOML broke, in Chinese, with the parser's own word for it."""
    match = re.search(r"\(at line (\d+), column (\d+)\)", message)
    what = re.sub(r"\s*\(at [^)]*\)", "", message)
    return f"，第 {match[1]} 行第 {match[2]} 列：{what}" if match else f"：{what}"


def _wrong(path: Path, what: str, hint: str) -> InvalidCatalogue:
    return InvalidCatalogue(f"{path.name} {what}", where=str(path), hint=hint)

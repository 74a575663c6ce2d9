"""Files: read only where they are plain ones and within a limit, written whole or not at all, one run at a time."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import stat
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from policydiff.errors import InvalidCatalogue, PolicyDiffError, UnreadableSource, UnwritableOutput

# ---- reading


@contextmanager
def opened_plain(path: Path) -> Iterator[BinaryIO]:
    """The plain file at ``path``, open for reading; links are followed.

    Raises UnreadableSource for what is no plain file: a pipe would be waited
    for, and a device read, without end.
    """
    # looked at before it is opened, since opening alone can do something to a device, and once more after
    # that: it may be another by then
    _refuse_special(path, path.stat().st_mode)
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        _refuse_special(path, os.fstat(file.fileno()).st_mode)
        yield file


def _refuse_special(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise UnreadableSource("这是一个文件夹，不是文件", where=str(path), hint="请给出文件夹里的某一个文件")
    if not stat.S_ISREG(mode):
        raise UnreadableSource(
            "不是普通文件，是管道、设备或套接字", where=str(path), hint="先把内容存成文件，再给出那个文件"
        )


def read_plain(path: Path, most: int) -> bytes:
    """The bytes of the plain file at ``path``.

    Raises UnreadableSource for a file that is absent, no plain one, closed to
    us or larger than ``most``.
    """
    try:
        with opened_plain(path) as file:
            data = file.read(most + 1)
    except FileNotFoundError as error:
        raise UnreadableSource("找不到这个文件", where=str(path), hint="检查路径和文件名") from error
    except (OSError, ValueError) as error:  # a null byte in a name is a ValueError
        what = error.strerror if isinstance(error, OSError) else ""
        raise UnreadableSource(
            f"文件打不开：{what or error}", where=str(path), hint="检查路径和文件权限"
        ) from error
    if len(data) > most:
        raise UnreadableSource(
            f"文件超过 {most // 1_000_000:,} MB", where=str(path), hint="确认是不是要的文件；合在一起的请拆开"
        )
    return data


# ---- writing


def write_whole(path: Path, data: str | bytes) -> None:
    """Write ``data`` to ``path`` so that a reader finds the old file or the new one, never a part.

    A link is followed and the file it names replaced, which keeps its mode; a
    new file gets the mode that the umask leaves.  What is no file, a device or
    a pipe, is written to and stays what it is.  Raises UnwritableOutput when
    the folder cannot be made or written.
    """
    content = data.encode("utf-8", "replace") if isinstance(data, str) else data
    with _said(path):
        target = path.resolve()
        if target.exists() and not target.is_file() and not target.is_dir():
            with target.open("wb", buffering=0) as device:
                _write_all(device, content)
            return
        if target.is_dir():
            raise UnwritableOutput("那里是一个文件夹", where=str(path), hint="给出文件名")
    with written_beside(target, content) as temporary:
        temporary.replace(target)


def _write_all(file: Any, data: bytes) -> None:
    """An unbuffered file may take less than all at once."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """What fails within is told as an output that cannot be written."""
    try:
        yield
    except PolicyDiffError:
        raise
    except (OSError, ValueError, RuntimeError) as error:  # a null byte in a name; links that go round
        what = error.strerror if isinstance(error, OSError) else ""
        raise UnwritableOutput(
            f"写不了文件：{what or error}", where=str(path), hint="检查文件夹是否存在、可写、有空间"
        ) from error


@contextmanager
def written_beside(path: Path, data: bytes) -> Iterator[Path]:
    """A temporary file beside ``path`` that holds all of ``data``, to be put in its place; what is left of it goes.

    Raises UnwritableOutput when the folder cannot be made or written, also for
    what fails within the block.
    """
    temporary: Path | None = None
    try:
        with _said(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            # a name that no other run and no other thread has
            temporary = path.with_name(f".{_cut(path.name, _LONGEST)}.{os.getpid()}-{next(_COUNTED)}.part")
            temporary.unlink(missing_ok=True)  # left by a run of that number that was killed
            # a mode of its own, unlike a temporary file's, lets the umask say who may read what is written
            handle = os.open(
                temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666
            )
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            _keep_mode(path, temporary)
            # the file's own time tells what is old: no clock is asked, and that of the disk may be another
            _sweep(path.parent, _cut(path.name, _LONGEST), temporary.stat().st_mtime)
            yield temporary
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


_PART = re.compile(r"\.(?P<name>.+)\.(?P<process>[0-9]{1,10})-[0-9]+\.part", re.DOTALL)
_LEFT = 3600.0
"""Seconds after which nobody writes to a temporary file any more, on another machine either, where processes have other numbers."""


def _sweep(folder: Path, name: str, now: float) -> None:
    """Remove what runs that were killed left of the file ``name``: temporary files, an hour old, of processes that are gone."""
    for left, process, written in _left(str(folder)).pop(name, ()):
        with suppress(OSError):
            if written < now - _LEFT and (process == os.getpid() or not _runs(process)):
                left.unlink()


@lru_cache(maxsize=64)
def _left(folder: str) -> dict[str, list[tuple[Path, int, float]]]:
    """Temporary files of each name in ``folder``, the number of their process and their time; looked for once in a run."""
    found: dict[str, list[tuple[Path, int, float]]] = {}
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            match = _PART.fullmatch(entry.name)
            if match and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    written = entry.stat(follow_symlinks=False).st_mtime
                    found.setdefault(match["name"], []).append(
                        (Path(entry.path), int(match["process"]), written)
                    )
    return found


def _runs(process: int) -> bool:
    """Is there a process of that number?  Yes where the system has no way to ask."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _keep_mode(path: Path, temporary: Path) -> None:
    """Give ``temporary`` the mode of the file at ``path``, and its owner where we may."""
    try:
        known = path.stat()
    except OSError:
        return
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(temporary, known.st_uid, known.st_gid)
    temporary.chmod(stat.S_IMODE(known.st_mode) & 0o777)


WAIT = 60.0
"""Seconds to wait for another run that changes the same file."""


@contextmanager
def locked(path: Path, wait: float = WAIT) -> Iterator[None]:
    """Within it no other run that asks for the lock of ``path`` changes that file: read it, change it, write it.

    The lock is a hidden file beside it, which stays there.  What is no plain
    file cannot be read back, so there is nothing to guard.  Raises
    UnwritableOutput where the folder cannot be written, or the other run is
    not done after ``wait`` seconds.
    """
    from filelock import FileLock, Timeout

    with _said(path):
        target = path.resolve()
        special = target.exists() and not target.is_file()
        if not special:
            target.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(target.with_name(f".{_cut(target.name, _LONGEST)}.lock"))
            try:
                lock.acquire(timeout=wait)
            except Timeout as error:
                raise UnwritableOutput(
                    f"另一个程序正在改这个文件，等了 {wait:.0f} 秒还没有改完",
                    where=str(path),
                    hint="等它结束再运行",
                ) from error
    if special:
        yield
        return
    try:
        yield
    finally:
        lock.release()


# ---- names

_COUNTED = itertools.count()
_LONGEST = 180
"""Bytes of a name that the files beside it keep; systems take 255."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?![^.])", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever ending they have."""


def file_name(*parts: str) -> str:
    """A name for the file about ``parts``, such as the ids of two documents, without its ending.

    It has letters, figures, ``_``, ``.`` and ``-``, no folder, no name of a
    device, and a length that every system takes.

    >>> file_name("某市方案 2022", "../b"), file_name("con.txt", "b."), file_name("")
    ('某市方案_2022--_b', '_con.txt--b', 'document')
    """
    names = [re.sub(r"[^\w.-]+", "_", part).strip(".") or "document" for part in parts]
    whole = "--".join(f"_{name}" if _RESERVED.match(name) else name for name in names)
    if len(whole.encode()) <= _LONGEST:
        return whole
    # two long names that begin alike must not become one
    return f"{_cut(whole, _LONGEST - 9).rstrip('.')}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"


def _cut(name: str, most: int) -> str:
    """As much of ``name`` as ``most`` bytes hold."""
    return os.fsencode(name)[:most].decode("utf-8", "ignore")


# ---- TOML

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
    if path.exists() and not path.is_file():
        raise _wrong(path, "不是普通文件", "换成一个 TOML 文件")
    try:
        data = read_plain(path, _MOST_TOML)
    except UnreadableSource as error:
        raise _wrong(path, f"打不开：{error.what}", error.hint) from error
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

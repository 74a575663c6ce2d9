"""What a command says: lines and files to standard output, progress to a terminal."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from policydiff.cli.speech import said
from policydiff.errors import UnwritableOutput
from policydiff.text import visible


class Interrupted(BaseException):
    """Somebody pressed Ctrl-C; no library takes it for its own."""


class _Stream(io.FileIO):
    """Standard output or error: quiet when nobody reads on, clear when there is no room left."""

    _broken = False

    def write(self, data: Any, /) -> int:
        if not self._broken:
            try:
                return super().write(data)
            except BrokenPipeError:
                # the reader of a pipe has gone; what it wanted it has, and files are still to be written
                self._broken = True
            except OSError as error:
                self._broken = True
                raise UnwritableOutput(
                    f"标准输出写不进去：{error.strerror}", hint="检查磁盘空间；或用 -o 写到文件"
                ) from error
        return memoryview(data).nbytes


def prepare_streams() -> bool:
    """Are the streams the process's own?  Makes the standard streams such that printing never fails for the sake of a character, a reader or a closed stream."""
    nothing = os.open(os.devnull, os.O_RDWR)
    while nothing <= 2:  # a closed stream's number would go to the next file that is opened
        nothing = os.open(os.devnull, os.O_RDWR)
    os.close(nothing)
    own = sys.stdout is sys.__stdout__
    for number, name in ((1, "stdout"), (2, "stderr")):
        there = getattr(sys, name)
        if there is not getattr(sys, f"__{name}__"):
            continue  # somebody else's: a test's, a notebook's
        stream = io.TextIOWrapper(
            io.BufferedWriter(_Stream(number, "w", closefd=False)),
            encoding=there.encoding if there else "utf-8",
            errors="backslashreplace",
            newline="\n" if os.name != "nt" else None,
            line_buffering=number == 2 or os.isatty(number),
        )
        setattr(sys, name, stream)
    return own


def tell(message: str, *, err: bool = False) -> None:
    """A message of the program in its language, to standard output or, for ``err``, to standard error."""
    print(visible(said(message)), file=sys.stderr if err else sys.stdout)


def tell_each(messages: Iterable[str]) -> None:
    """Messages, each on lines of its own."""
    for message in messages:
        tell(message)


def progress(message: str) -> None:
    """A line about long work, on a terminal only."""
    if sys.stderr.isatty():
        print(visible(said(message)), file=sys.stderr, flush=True)


def warn(message: str) -> None:
    """A line about something that went otherwise than asked, to standard error."""
    print(f"! {visible(said(message))}", file=sys.stderr)


def print_text(text: str) -> None:
    """``text`` with one line end after it, and nothing in it that a terminal would obey."""
    sys.stdout.write(visible(text if text.endswith("\n") else text + "\n"))


def print_bytes(data: bytes) -> None:
    """``data`` as it is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def deliver(data: str | bytes, output: str) -> None:
    """A text for people, or the bytes of another format, to the file ``output``, or to standard output for ``-``."""
    from policydiff.files import write_whole

    if output != "-":
        write_whole(Path(output), visible(data) if isinstance(data, str) else data)
    elif isinstance(data, str):
        print_text(data)
    else:
        print_bytes(data)

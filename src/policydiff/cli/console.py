"""What a command says: lines and files to standard output, progress to a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from policydiff.cli.speech import said


def tell(message: str, *, err: bool = False) -> None:
    """A message of the program in its language, to standard output or, for ``err``, to standard error."""
    print(said(message), file=sys.stderr if err else sys.stdout)


def tell_each(messages: Iterable[str]) -> None:
    """Messages, each on lines of its own."""
    for message in messages:
        tell(message)


def progress(message: str) -> None:
    """A line about long work, on a terminal only."""
    if sys.stderr.isatty():
        print(said(message), file=sys.stderr, flush=True)


def warn(message: str) -> None:
    """A line about something that went otherwise than asked, to standard error."""
    print(f"! {said(message)}", file=sys.stderr)


def print_text(text: str) -> None:
    """``text`` with one line end after it."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def print_bytes(data: bytes) -> None:
    """``data`` as it is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def deliver(data: bytes, output: str) -> None:
    """``data`` to the file ``output``, or to standard output for ``-``."""
    from policydiff.files import write_whole

    if output == "-":
        print_bytes(data)
    else:
        write_whole(Path(output), data)

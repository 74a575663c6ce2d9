"""Readers that run in a process of their own: damaged bytes can end a library, or let it ask for all memory.

Run so, only the helper ends, within its limits, and what happened is told.

    python -m policydiff.readers.apart < file.pdf
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from policydiff import errors
from policydiff.errors import PolicyDiffError, UnreadableSource
from policydiff.lexicon import VARIABLE, current
from policydiff.model import Notice, Span, Wording
from policydiff.readers import ocr

MEMORY = 220_000_000
"""Bytes for reading a file, beside the file itself three times; a plan of 400 pages takes two thirds."""
MEMORY_OF_OCR = 4_000_000_000
"""Bytes for recognising scanned pages."""
SECONDS = 60
"""Of work of the processor; a plan of 100 pages takes three."""
SECONDS_OF_OCR = 7_200


def decode_pages(
    data: bytes, where: str
) -> tuple[str, str, tuple[Notice, ...], tuple[int, ...], tuple[int, ...]]:
    """What ``pdf.decode`` gives for ``data``, read in another process; raises what it raises.

    Raises UnreadableSource also where reading would take more than the limits
    of memory and time, or ends the process.
    """
    recognises = ocr.is_installed()
    made = run_apart(
        "policydiff.readers.apart",
        data,
        memory=(MEMORY_OF_OCR if recognises else MEMORY) + 3 * len(data),
        seconds=SECONDS_OF_OCR if recognises else SECONDS,
    )
    if made is None:
        raise UnreadableSource(
            "PDF 读不下去：已损坏，或者展开后太大、太复杂",
            where=where,
            hint="用 PDF 阅读器打开，“打印”或“另存为”一份新的 PDF 再试；或另存为 .docx",
        )
    found = json.loads(made)
    if "error" in found:
        kind = getattr(errors, found["error"], UnreadableSource)
        raise kind(found["what"], where=found["where"].replace(_PLACE, where, 1), hint=found["hint"])
    return (
        found["text"],
        found["encoding"],
        tuple(_notice(values) for values in found["notices"]),
        tuple(found["pages"]),
        tuple(found["unread"]),
    )


_PLACE = "\0"
"""Stands for the name of the file, which the helper need not know."""


def _notice(values: dict[str, Any]) -> Notice:
    span = Span(*values["span"]) if values["span"] else None
    return Notice(values["code"], Wording(values["zh"], values["en"]), values["line"], span)


def _values(notice: Notice) -> dict[str, Any]:
    span = [notice.span.start, notice.span.end] if notice.span else None
    return {
        "code": notice.code, "zh": notice.message.zh, "en": notice.message.en, "line": notice.line, "span": span,
    }  # fmt: skip


def run_apart(module: str, data: bytes, *, memory: int, seconds: int) -> bytes | None:
    """What ``module`` run as a program writes for ``data``, within ``memory`` and ``seconds``; None where it fails.

    The limits hold from the module's own start, by ``limit``.  Systems other
    than Unix keep the time only.
    """
    environment = dict(os.environ)
    # the program itself, found whatever the folder is in which the user works
    environment["PYTHONPATH"] = str(Path(__file__).parent.parent.parent)
    environment[VARIABLE] = str(current().folder or "")
    environment["OPENBLAS_NUM_THREADS"] = "1"
    environment[_LIMITS] = f"{memory} {seconds}"
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", module],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=10 * seconds,  # by the clock; a busy machine is no fault of the file
            check=True,
            env=environment,
        )
    except (subprocess.SubprocessError, OSError):
        return None
    return done.stdout


_LIMITS = "POLICYDIFF_LIMITS"


def limit() -> None:
    """Take on the limits that :func:`run_apart` gave; to be called before anything is read."""
    memory, seconds = map(int, os.environ[_LIMITS].split())
    with contextlib.suppress(ImportError, ValueError, OSError):  # other systems keep time only
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(read: Callable[[bytes], dict[str, Any]]) -> None:
    """Read standard input within the limits and write what ``read`` makes of it, or the error it raises."""
    limit()
    gc.disable()  # one file, then the end: to look through all that it holds again and again takes a fifth of the time
    try:
        made = read(sys.stdin.buffer.read())
    except PolicyDiffError as error:
        made = {"error": type(error).__name__, "what": error.what, "where": error.where, "hint": error.hint}
    sys.stdout.write(json.dumps(made))


def _read(data: bytes) -> dict[str, Any]:
    from policydiff.readers import pdf

    text, encoding, notices, pages, unread = pdf.decode(data, _PLACE)
    return {
        "text": text, "encoding": encoding, "notices": [_values(notice) for notice in notices],
        "pages": pages, "unread": unread,
    }  # fmt: skip


if __name__ == "__main__":
    answer(_read)

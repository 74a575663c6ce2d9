"""The command line: the only place that prints, exits or catches."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType


def main() -> None:
    """Run the command line; exit 0 fine, 1 an asked-for finding, 2 wrong usage or unreadable input, 130 stopped by hand."""
    before = signal.signal(signal.SIGINT, _leave)
    from policydiff.cli.console import Interrupted, prepare_streams

    own = prepare_streams()
    code: object = 0
    try:
        code = _run(Interrupted)
        sys.stdout.flush()
        sys.stderr.flush()
    except Interrupted:
        code = _stopped()
    except Exception as error:  # what is left to be written, to a device that is full
        code = _failed(error)
    # nothing is left to be interrupted
    signal.signal(signal.SIGINT, signal.SIG_IGN if own else before)
    sys.exit(code if isinstance(code, int) else 0)


def _leave(number: int, frame: FrameType | None) -> None:
    """Interrupted before anything is loaded, let alone written."""
    os.write(2, "错误：已中断\n".encode())
    os._exit(130)


def _run(interrupted: type[BaseException]) -> object:
    import gc

    # one run makes its records and ends; collecting cycles while it does costs a tenth of the time
    gc.set_threshold(100_000, 50, 50)
    try:
        from policydiff.cli.app import app
        from policydiff.lexicon import settle

        def interrupt(number: int, frame: FrameType | None) -> None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # once is enough
            raise interrupted

        signal.signal(signal.SIGINT, interrupt)
        settle()
        return app(standalone_mode=False)
    except interrupted:
        return _stopped()
    except SystemExit as gone:  # the framework's way to say that nobody reads what it prints
        return 0 if gone.code == 1 else gone.code
    except Exception as error:
        return _failed(error)


def _stopped() -> int:
    _complain("已中断，没有写下半截文件")
    return 130


def _failed(error: Exception) -> int:
    """Our own errors and those of usage say themselves what is wrong; anything else is a fault of the program."""
    from policydiff.errors import PolicyDiffError

    if isinstance(error, PolicyDiffError):
        _complain(str(error))
        return 2
    shows_itself = getattr(error, "show", None)
    if callable(shows_itself):
        shows_itself()
        return int(getattr(error, "exit_code", 2))
    if type(error).__name__ == "Abort":  # a question that was not answered
        _complain("没有回答，什么也没有写")
        return 2
    if isinstance(error, MemoryError):
        _complain("内存不够\n办法：文件拆开，或分主题（--theme）再试")
        return 2
    if os.environ.get("POLICYDIFF_DEBUG"):
        raise error
    _complain(
        f"程序内部出错：{type(error).__name__}: {error}\n"
        "办法：请把命令和文件报告给维护者；设 POLICYDIFF_DEBUG=1 可看细节"
    )
    return 2


def _complain(message: str) -> None:
    from policydiff.text import visible

    first, *rest = visible(message).split("\n")
    print(f"错误：{first}", *rest, sep="\n", file=sys.stderr)
